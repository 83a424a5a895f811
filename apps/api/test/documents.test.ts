import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { errorTable } from '@doorstep/contracts/errors';
import { describe, expect, test } from 'vitest';
import { createClient } from './client.ts';
import { openapi } from './documented.ts';
import { useApi } from './harness.ts';
import { procedures } from './procedure-cases.ts';

const api = useApi();
const run = promisify(execFile);

describe('The OpenAPI document', () => {
  test('is the one that the contracts make', async () => {
    const writer = join(import.meta.dirname, '..', 'openapi', 'write.ts');
    const { stdout } = await run(process.execPath, [writer, '--print'], { maxBuffer: 10_000_000 });
    expect(JSON.parse(stdout), 'Run "npm run openapi"').toEqual(openapi);
  });

  test('has every procedure and every other route of the server, each served where it says', async () => {
    const client = createClient(api.url, { tenantId: await api.newTenant() });
    const documented = Object.entries(openapi.paths).flatMap(([path, operations]) =>
      Object.keys(operations).map((method) => `${method.toUpperCase()} ${path}`),
    );
    const fixed = ['/api/openapi.json', '/api/docs', '/.well-known/jwks.json', '/health/live', '/health/ready'];
    for (const path of fixed) expect((await client.get(path)).status, path).toBe(200);
    const media = 'GET /media/{tenant_id}/customers/{user_id}/{kind}/{file}';
    expect(documented.sort()).toEqual(
      [
        ...procedures.map(({ contract: { rest } }) => `${rest.method} /api${rest.path}`),
        ...fixed.map((path) => `GET ${path}`),
        media,
      ].sort(),
    );
  });

  test('asks for token and tenant together, and says so of no open route', () => {
    const security = (path: string) => Object.values(openapi.paths[path] ?? {}).map((operation) => operation.security);
    expect(security('/api/customer/profile/')).toEqual([[{ token: [], tenant: [] }], [{ token: [], tenant: [] }]]);
    expect(security('/api/auth/login/')).toEqual([[{ tenant: [] }]]);
    expect(security('/health/live')).toEqual([[{}]]);
  });

  test('is read on a page that loads nothing from elsewhere and has an anchor for each error', async () => {
    const client = createClient(api.url, { tenantId: '' });
    const page = await client.get('/api/docs');
    const html = page.bytes.toString();
    for (const code of Object.keys(errorTable)) expect(html).toContain(`id="${code}"`);
    const sources = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, source]) => source ?? '');
    expect(sources.length).toBeGreaterThan(2);
    for (const source of sources) {
      expect(source).toMatch(/^\/api\/docs\//);
      expect((await fetch(api.url + source)).status).toBe(200);
    }
  });
});

describe('Browsers', () => {
  const corsApi = useApi({ CORS_ORIGINS: 'https://shop.example.com' });

  test('of a listed origin may call and read our headers, of another may not', async () => {
    const preflight = (origin: string) =>
      fetch(`${corsApi.url}/api/customer/profile/`, {
        method: 'OPTIONS',
        headers: {
          Origin: origin,
          'Access-Control-Request-Method': 'PATCH',
          'Access-Control-Request-Headers': 'authorization,x-tenant-id',
        },
      });
    const allowed = await preflight('https://shop.example.com');
    expect(allowed.headers.get('access-control-allow-origin')).toBe('https://shop.example.com');
    expect(allowed.headers.get('access-control-allow-headers')).toContain('authorization');
    expect((await preflight('https://evil.example.com')).headers.get('access-control-allow-origin')).toBeNull();
    const answer = await fetch(`${corsApi.url}/health/live`, { headers: { Origin: 'https://shop.example.com' } });
    expect(answer.headers.get('access-control-expose-headers')).toBe(
      'ETag,Location,Retry-After,X-Request-ID,Idempotency-Replayed',
    );
  });
});

describe('Behind a proxy', () => {
  const trusting = useApi({ TRUST_PROXY: '127.0.0.0/8' });

  test.each([
    ['trusted, the address is what it says', () => trusting, '203.0.113.9'],
    ['not trusted, the address is its own', () => api, '127.0.0.1'],
  ])('that is %s', async (_name, which, expected) => {
    const tenantId = await which().newTenant();
    const customer = await which().newCustomer(tenantId);
    const headers = { 'X-Forwarded-For': '203.0.113.9' };
    const login = await createClient(which().url, { tenantId }).post('/api/auth/login/', {
      json: { email: customer.email, password: 'correct horse battery' },
      headers,
    });
    expect(login.status).toBe(200);
    const { results } = (await customer.get('/api/auth/sessions/')).body;
    expect(results.map(({ address }: { address: string }) => address)).toContain(expected);
  });
});
