import { existsSync } from 'node:fs';
import { EnvError, parseEnv } from '../config/env.ts';
import { runServer } from './run-server.ts';

if (existsSync('.env')) process.loadEnvFile('.env');
try {
  const config = parseEnv(process.env);
  const demo = process.argv.includes('--demo')
    ? { appUrl: process.argv.find((arg) => arg.startsWith('--app='))?.slice(6) }
    : null;
  if (demo && config.production)
    throw new EnvError('A demo customer is for development: use "npm run start:api" in production');
  await runServer(config, demo);
} catch (error) {
  process.stderr.write(
    `${error instanceof EnvError ? error.message : error instanceof Error ? error.stack : String(error)}\n`,
  );
  process.exitCode = 1;
}
// Everything is closed, but timers of a failed start might otherwise delay the exit.
process.exit();
