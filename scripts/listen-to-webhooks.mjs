// Prints the events of the demo tenant as they happen. They arrive through a real webhook, whose signatures are verified.
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { DoorstepAdmin } from '../packages/sdk/src/admin/doorstep-admin.ts';
import { verifyWebhook } from '../packages/sdk/src/webhooks/verify-webhook.ts';

if (existsSync('.env')) process.loadEnvFile('.env');
const baseUrl = process.env.API_URL || `http://localhost:${process.env.PORT || 4000}`;
const command = 'apps/api/src/operator/operator-command.ts';

const operate = async (...args) => {
  const { stdout } = await promisify(execFile)(process.execPath, [command, ...args]);
  return stdout.split('\n', 2);
};

const demoTenant = async () => {
  const path = join(process.env.DATA_DIR || '.data', 'demo.json');
  const demo = await readFile(path, 'utf8').catch(() => null);
  if (demo !== null) return JSON.parse(demo).tenantId;
  throw new Error('There is no demo tenant. Run npm start first.');
};

const printEvent = ({ type, object, changed }) =>
  process.stdout.write(`${[type, object?.id ?? '', changed?.join(', ') ?? ''].join('  ')}\n`);

const listen = async () => {
  const tenant = await demoTenant();
  // The first event can arrive before the answer with the secret.
  const secret = Promise.withResolvers();
  const server = createServer(async (request, response) => {
    try {
      printEvent(await verifyWebhook(await buffer(request), request.headers, await secret.promise));
      response.writeHead(204).end();
    } catch (error) {
      process.stderr.write(`${error.message}\n`);
      response.writeHead(400).end();
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const permissions = 'webhooks:read,webhooks:write';
  const given = ['--name', 'webhooks:listen', '--permissions', permissions];
  const [apiKey, summary] = await operate('api-key:create', '--tenant', tenant, ...given);
  const keyId = /\(([0-9a-f-]{36})\)/.exec(summary)[1];
  try {
    const { webhooks } = new DoorstepAdmin({ baseUrl, apiKey });
    const url = `http://127.0.0.1:${server.address().port}/`;
    const webhook = await webhooks.create({ url, payload: 'thin', description: 'npm run webhooks:listen' });
    secret.resolve(webhook.secret);
    process.stdout.write(`Listening to the events of tenant ${tenant}. Ctrl-C ends it.\n`);
    await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
    await webhooks.delete(webhook.id);
  } finally {
    await operate('api-key:revoke', keyId, '--tenant', tenant);
    server.close();
    server.closeAllConnections();
  }
};

await listen().catch((error) => {
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
});
