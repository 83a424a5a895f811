import { connect } from 'node:net';
import type { SignedInClient } from '@doorstep/testing/client';
import { beforeAll, describe, expect, test } from 'vitest';
import { useApi } from './harness.ts';

// These requests are written byte by byte, because no HTTP client sends them. A proxy would refuse or correct them.
const api = useApi();
const path = '/api/customer/addresses/';
let customer: SignedInClient;

beforeAll(async () => {
  customer = await api.newCustomer(await api.newTenant());
});

/** Sends raw bytes, sends more after the answer has begun, and reads the whole answer. */
const sendRaw = (bytes: string, onceAnswered = ''): Promise<string> =>
  new Promise((resolve, reject) => {
    const { hostname, port } = new URL(api.url);
    let answer = '';
    const socket = connect(Number(port), hostname, () => socket.write(bytes));
    if (onceAnswered) socket.once('data', () => socket.write(onceAnswered));
    socket.on('data', (chunk) => {
      answer += chunk.toString('latin1');
    });
    socket.on('close', () => resolve(answer));
    socket.on('error', reject);
  });

const head = (client = customer) =>
  `Connection: close\r\nAuthorization: Bearer ${client.accessToken}\r\nX-Tenant-ID: ${client.tenantId}\r\n`;

describe('A request that Node refuses', () => {
  test('for its headers gets a problem document', async () => {
    const answer = await sendRaw(`GET /api/tenant/ HTTP/1.1\r\nHost: x\r\nX-Big: ${'x'.repeat(64_000)}\r\n\r\n`);
    expect(answer).toMatch(/^HTTP\/1\.1 431 /);
    expect(answer).toContain('application/problem+json');
    expect(answer).toContain('"code":"headers_too_large"');
  });

  test('for its syntax gets a problem document', async () => {
    const answer = await sendRaw('NOT HTTP AT ALL\r\n\r\n');
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
    expect(answer).toContain('"code":"malformed_request"');
  });

  test('for its syntax does not affect the answer to an earlier request', async () => {
    const answer = await sendRaw('GET /health/ready HTTP/1.1\r\nHost: x\r\n\r\nNOT HTTP AT ALL\r\n\r\n');
    expect(answer.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 200', 'HTTP/1.1 400']);
    expect(answer).toContain('{"status":"ok"}HTTP/1.1 400');
  });

  test('for the syntax of its body gets one answer', async () => {
    const answer = await sendRaw(
      `POST /api/auth/login/ HTTP/1.1\r\nHost: x\r\nX-Tenant-ID: ${customer.tenantId}\r\n` +
        'Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nno length\r\n',
    );
    expect(answer.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 400']);
    expect(answer).toContain('"code":"malformed_request"');
  });

  test('for its syntax gets no answer within a response that has begun', async () => {
    const answer = await sendRaw(
      'GET /api/docs/swagger-ui-bundle.js HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n',
      'no length\r\n',
    );
    const length = Number(/^Content-Length: (\d+)/im.exec(answer)?.[1]);
    const start = answer.indexOf('\r\n\r\n') + 4;
    expect(length).toBeGreaterThan(1_000_000);
    expect(answer.slice(start, start + length)).not.toContain('"code":"malformed_request"');
  });

  test('for its method CONNECT gets 405', async () => {
    const answer = await sendRaw('CONNECT example.com:443 HTTP/1.1\r\nHost: example.com:443\r\n\r\n');
    expect(answer).toMatch(/^HTTP\/1\.1 405 /);
    expect(answer).toContain('Allow: GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS\r\n');
    expect(answer).toContain('"code":"method_not_allowed"');
    const second = await sendRaw(
      'GET /health/ready HTTP/1.1\r\nHost: x\r\n\r\nCONNECT x:1 HTTP/1.1\r\nHost: x\r\n\r\n',
    );
    expect(second.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 200', 'HTTP/1.1 405']);
  });

  test('for its method CONNECT gets its problem in the requested language', async () => {
    const answer = await sendRaw(
      'CONNECT example.com:443 HTTP/1.1\r\nHost: example.com\r\nAccept-Language: ar\r\n\r\n',
    );
    expect(answer).toMatch(/^HTTP\/1\.1 405 This path does not support this method\r\n/);
    expect(answer).toContain('Content-Language: ar\r\n');
    const { title } = JSON.parse(Buffer.from(answer.split('\r\n\r\n')[1] ?? '', 'latin1').toString());
    expect(title).toMatch(/\p{Script=Arabic}/u);
  });
});

describe('Headers', () => {
  test('that are repeated cause no 5xx', async () => {
    const twice = await sendRaw(
      `GET /api/customer/profile/ HTTP/1.1\r\nHost: x\r\n${head()}X-Tenant-ID: ${customer.tenantId}\r\n\r\n`,
    );
    expect(twice).toContain('"code":"tenant_invalid"');
    const tokens = await sendRaw(
      `GET /api/customer/profile/ HTTP/1.1\r\nHost: x\r\n${head()}Authorization: Bearer x\r\n\r\n`,
    );
    expect(tokens).toMatch(/^HTTP\/1\.1 (200|401) /);
  });

  test('without a host or with an expectation are accepted', async () => {
    expect(await sendRaw(`GET /api/customer/profile/ HTTP/1.1\r\n${head()}\r\n`)).toMatch(/^HTTP\/1\.1 200 /);
    expect(await sendRaw(`GET /api/customer/profile/ HTTP/1.1\r\nHost: x\r\nExpect: wonders\r\n${head()}\r\n`)).toMatch(
      /^HTTP\/1\.1 200 /,
    );
  });
});

test('A form over the size limit is too large, also without a Content-Length', async () => {
  const part = '--b\r\nContent-Disposition: form-data; name="x"\r\n\r\n';
  const form = `${`${part}${'x'.repeat(500_000)}\r\n`.repeat(25)}--b--\r\n`;
  const answer = await sendRaw(
    `POST ${path} HTTP/1.1\r\nHost: x\r\n${head()}Content-Type: multipart/form-data; boundary=b\r\n` +
      `Transfer-Encoding: chunked\r\n\r\n${form.length.toString(16)}\r\n${form}\r\n0\r\n\r\n`,
  );
  expect(answer).toContain('"code":"payload_too_large"');
});

describe('An empty body of any type and encoding counts as no body,', () => {
  const lengths = ['Content-Length: 0\r\n\r\n', 'Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n'];
  const types = ['application/json', 'multipart/form-data; boundary=b', 'application/x-www-form-urlencoded'];
  const send = (client: SignedInClient, line: string, type: string, length: string) =>
    sendRaw(`${line} HTTP/1.1\r\nHost: x\r\n${head(client)}Content-Type: ${type}\r\n${length}`);

  test.each(types)('as with %s', async (type) => {
    for (const length of lengths) {
      expect(await send(customer, 'PATCH /api/customer/profile/', type, length)).toMatch(/^HTTP\/1\.1 200 /);
      const created = await send(customer, `POST ${path}`, type, length);
      expect(created).toContain('"code":"validation_failed"');
      expect(created).toContain('"field":"line1"');
    }
  });

  test('so that a client can sign out with one', async () => {
    for (const length of lengths) {
      const leaving = await api.newCustomer(customer.tenantId);
      expect(await send(leaving, 'POST /api/auth/logout/', 'application/json', length)).toMatch(/^HTTP\/1\.1 204 /);
    }
  });
});
