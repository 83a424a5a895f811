import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { errorTable } from '@doorstep/contracts/errors';
import { createClient } from '@doorstep/testing/client';
import { expectDocumented, openapi } from '@doorstep/testing/documented';
import { form, png } from '@doorstep/testing/images';
import { describe, expect, test } from 'vitest';
import { errorPage } from '../openapi/error-page.ts';
import { createApp } from '../src/app.ts';
import { useApi } from './harness.ts';
import { procedures } from './procedure-cases.ts';

const api = useApi();
const run = promisify(execFile);

const operations = Object.entries(openapi.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ method: method.toUpperCase(), path, operation })),
);

/** Converts a path of the document to one of a request. */
const sample = (path: string, value = '0199d3c1-7a10-7c51-9d5e-2f6b8a1c0d3e'): string =>
  path.replaceAll(/\{\w+\}/g, value);

/** The private layers of an Express router that this suite reads. */
type Route = { path: string | RegExp; methods: Record<string, boolean> };
type Layer = { route?: Route; handle: { stack?: Layer[] }; match(path: string): false | { path: string } };

// A route for all methods only refuses the methods that other routes do not handle.
const everyRoute = (stack: Layer[]): Route[] =>
  stack.flatMap(({ route, handle }) => route ?? everyRoute(handle.stack ?? [])).filter(({ methods }) => !methods._all);

const routesAt = (stack: Layer[], path: string): Route[] =>
  stack.flatMap((layer) => {
    const found = layer.match(path);
    if (!found) return [];
    return layer.route ?? routesAt(layer.handle.stack ?? [], path.slice(found.path.length) || '/');
  });

const hasMethod = ({ methods }: Route, method: string): boolean =>
  methods[method === 'HEAD' ? 'get' : method.toLowerCase()] === true;

describe('The OpenAPI document', () => {
  test('is generated from the contracts', async () => {
    const writer = join(import.meta.dirname, '..', 'openapi', 'write.ts');
    const { stdout } = await run(process.execPath, [writer, '--print'], { maxBuffer: 10_000_000 });
    expect(JSON.parse(stdout), 'Run "npm run openapi"').toEqual(openapi);
  });

  test('has an up-to-date page about its errors', async () => {
    const page = join(import.meta.dirname, '..', '..', '..', 'docs', 'errors.md');
    expect(await readFile(page, 'utf8'), 'Run "npm run openapi"').toBe(errorPage());
  });

  test('contains every procedure, and no further route with a tenant except those that stream', () => {
    const asking = operations.filter(
      ({ path, operation: { security } }) => !path.startsWith('/media') && security[0]?.tenant,
    );
    const named = procedures
      .filter(({ contract: { access } }) => access !== 'anyone')
      .map(({ contract: { rest } }) => `${rest.method} /api${rest.path}`);
    const streamed = [
      ...['POST /api/customer/export/', 'POST /api/customers/{customer_id}/export/'],
      'GET /api/imports/{id}/errors.ndjson',
    ];
    expect(asking.map(({ method, path }) => `${method} ${path}`).sort()).toEqual([...named, ...streamed].sort());
  });

  test('contains every route of the server, and each is served at its path', () => {
    const { stack } = createApp(api.dependencies).router as unknown as { stack: Layer[] };
    const documented = new Set<Route>();
    for (const { method, path } of operations) {
      const served = routesAt(stack, sample(path)).filter((route) => hasMethod(route, method));
      expect(served.length, `${method} ${path}`).toBeGreaterThan(0);
      for (const route of served) documented.add(route);
    }
    const others = everyRoute(stack).filter((route) => !documented.has(route));
    // The assets of the page are no API routes.
    expect(others.map(({ path }) => String(path))).toEqual([
      '/docs/page.js',
      expect.stringContaining('swagger-ui-bundle'),
    ]);
  });

  test('has no broken reference and no unused component', () => {
    const { securitySchemes, ...components } = openapi.components;
    const parts = Object.entries(components).flatMap(([kind, all]) =>
      Object.keys(all).map((name) => `#/components/${kind}/${name}`),
    );
    const references = [...JSON.stringify(openapi).matchAll(/"\$ref":"([^"]+)"/g)].map(([, reference]) => reference);
    expect([...new Set(references)].sort()).toEqual(parts.sort());
    const schemes = operations.flatMap(({ operation }) => operation.security.flatMap((way) => Object.keys(way)));
    expect([...new Set(schemes)].sort()).toEqual(Object.keys(securitySchemes).sort());
  });

  test('documents the answer of every open route', async () => {
    const client = createClient(api.url, { tenantId: '' });
    const open = operations.filter(({ path, operation: { security } }) => !path.includes('{') && !security[0]?.tenant);
    expect(open.length).toBeGreaterThan(0);
    for (const { method, path } of open) expect((await client.send(method, path)).status, path).toBe(200);
  });

  test('documents the methods of every path, and other methods are refused with the same list', async () => {
    const client = createClient(api.url, { tenantId: '' });
    for (const [path, { head, ...methods }] of Object.entries(openapi.paths)) {
      const other = ['post', 'put', 'delete'].find((method) => !methods[method]) ?? 'patch';
      const { status, headers } = await client.send(other.toUpperCase(), sample(path));
      const taken = [...Object.keys(methods), ...(methods.get ? ['head'] : []), 'options'];
      expect([path, status]).toEqual([path, 405]);
      expect(headers.get('allow')?.toLowerCase().split(', ').sort(), path).toEqual(taken.sort());
    }
  });

  test('documents that an unreadable path is malformed for any method', async () => {
    const customer = await api.newCustomer(await api.newTenant());
    for (const { method, path } of operations.filter((operation) => operation.path.includes('{'))) {
      const { status } = await customer.send(method, sample(path, '%zz'));
      expect([method, path, status]).toEqual([method, path, 400]);
    }
  });

  test('lets a client send back an object as it was read', async () => {
    const customer = await api.newCustomer(await api.newTenant());
    const bytes = await png();
    await customer.patch('/api/customer/profile/', { form: form({ field: 'profile_picture', bytes }) });
    const texts = { recipient_name: 'A', line1: 'B', city: 'Berlin', postal_code: '10117', country: 'DE' };
    const proof = form({ field: 'proof_image', bytes }, texts);
    const { body: address } = await customer.post('/api/customer/addresses/', { form: proof });
    for (const path of ['/api/customer/profile/', `/api/customer/addresses/${address.id}/`]) {
      const { body: got } = await customer.get(path);
      const { body: updated } = await customer.send(path.includes('profile') ? 'PATCH' : 'PUT', path, { json: got });
      const { version, updated_at, proof_status, ...rest } = got;
      expect(updated).toMatchObject(rest);
    }
  });

  test('requires token and tenant together, except for open routes', () => {
    const security = (path: string) => Object.values(openapi.paths[path] ?? {}).map((operation) => operation.security);
    expect(security('/api/customer/profile/')).toEqual([[{ token: [], tenant: [] }], [{ token: [], tenant: [] }]]);
    expect(security('/api/auth/login/')).toEqual([[{ tenant: [] }]]);
    expect(security('/api/address-rules/{country}/')).toEqual([[{}]]);
    expect(security('/health/live')).toEqual([[{}]]);
  });

  test('has a page that loads nothing from other origins and has an anchor for each error', async () => {
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

describe('The check of answers fails a suite for', () => {
  const given = { 'X-Request-ID': 'r', 'X-Content-Type-Options': 'nosniff', 'Cache-Control': 'no-store' };
  const json = { ...given, 'Content-Type': 'application/json' };
  const { 'Cache-Control': _, ...uncached } = json;
  const error = { data: { code: 'not_found', errors: [], request_id: '' } };

  test.each([
    ['without a documented header', 'GET', '/health/live', 200, uncached, { status: 'ok' }],
    [
      'with another value of a header',
      'GET',
      '/health/live',
      200,
      { ...json, 'Cache-Control': 'public' },
      { status: 'ok' },
    ],
    ['with an undocumented header', 'GET', '/health/live', 200, { ...json, Location: '/' }, { status: 'ok' }],
    ['with a body where it has none', 'POST', '/api/auth/logout/', 204, json, {}],
    ['with an undocumented status', 'GET', '/health/live', 404, json, {}],
    ['refused by tRPC without a request id', 'GET', '/trpc/a.b', 404, json, { error }],
    ['of tRPC that is not JSON', 'GET', '/trpc/a.b', 200, { ...given, 'Content-Type': 'text/html' }, {}],
  ])('%s', (_name, method, path, status, headers, body) => {
    const bytes = Buffer.from(JSON.stringify(body));
    const check = () => expectDocumented(method, path, { status, headers: new Headers(headers), body, bytes });
    expect(check).toThrow();
  });
});

describe('A browser', () => {
  const corsApi = useApi({ CORS_ORIGINS: 'https://shop.example.com' });

  test('of a listed origin may call the API and read its headers, of another origin may not', async () => {
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
    ['trusted, the client address is that of its header', () => trusting, '203.0.113.9'],
    ['not trusted, the client address is that of the connection', () => api, '127.0.0.1'],
  ])('that is %s', async (_name, which, expected) => {
    const tenantId = await which().newTenant();
    const customer = await which().newCustomer(tenantId);
    const headers = { 'X-Forwarded-For': '203.0.113.9' };
    const login = await createClient(which().url, { tenantId, agent: 'proxied' }).post('/api/auth/login/', {
      json: { email: customer.email, password: 'correct horse battery' },
      headers,
    });
    expect(login.status).toBe(200);
    const { results } = (await customer.get('/api/auth/sessions/')).body;
    const agents = results.map(({ device, address }: { device: string; address: string }) => [device, address]);
    expect(Object.fromEntries(agents)).toEqual({ 'test app': '127.0.0.1', proxied: expected });
  });
});
