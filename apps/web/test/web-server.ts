import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { freePort } from '@doorstep/testing/free-port';

export type WebServer = {
  url: string;
  /** The URL for requests of tests. It differs from `url` if the environment sets WEB_URL. */
  localUrl: string;
  output(): string;
  stop(): Promise<void>;
};

/** Starts the built app for one tenant as a process of its own, as `npm start` does, and waits until it serves. */
export const startWebServer = async (env: {
  API_URL: string;
  TENANT_ID: string;
  WEB_URL?: string;
}): Promise<WebServer> => {
  const port = await freePort();
  const url = `http://localhost:${port}`;
  const child = spawn(process.execPath, [join(import.meta.dirname, '..', 'server.ts')], {
    env: {
      ...process.env,
      NODE_ENV: 'production',
      WEB_URL: url,
      WEB_PORT: String(port),
      WEB_HOST: 'localhost',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  await new Promise<void>((resolve, reject) => {
    const read = (chunk: Buffer) => {
      output += chunk;
      if (output.includes('The app is at')) resolve();
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.once('exit', () => reject(new Error(`The app did not start: ${output}`)));
  });
  return {
    url: env.WEB_URL ?? url,
    localUrl: url,
    output: () => output,
    stop: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGTERM');
      await once(child, 'exit');
    },
  };
};
