import type { IncomingMessage } from 'node:http';
import { describe, expect, test } from 'vitest';
import { parseNetworks, setClientAddress } from './client-address.ts';

const stamped = (remoteAddress: string, headers: Record<string, string>, trusted: string[] = []) => {
  const request = { headers, socket: { remoteAddress } } as unknown as IncomingMessage;
  setClientAddress(request, parseNetworks(trusted));
  return request.headers;
};

describe('The address of the client', () => {
  test('is that of the connection, even if a browser sends forwarding headers', () => {
    const made = { 'x-forwarded-for': '1.2.3.4', 'x-forwarded-host': 'evil.example', forwarded: 'for=1.2.3.4' };
    expect(stamped('203.0.113.7', { ...made, 'x-real-ip': '1.2.3.4', accept: '*/*' })).toEqual({
      'x-forwarded-for': '203.0.113.7',
      accept: '*/*',
    });
  });

  test('is the one that the last trusted proxy wrote, not those before it', () => {
    const headers = { 'x-forwarded-for': '1.2.3.4, 203.0.113.7, 10.0.0.9' };
    expect(stamped('10.0.0.1', headers, ['10.0.0.0/8'])).toEqual({ 'x-forwarded-for': '203.0.113.7' });
  });

  test('is IPv4 where a dual-stack socket maps it to IPv6', () => {
    expect(stamped('::ffff:203.0.113.7', {})).toEqual({ 'x-forwarded-for': '203.0.113.7' });
    expect(stamped('::1', { 'x-forwarded-for': '2001:db8::1' }, ['::1'])).toEqual({ 'x-forwarded-for': '2001:db8::1' });
  });

  test('is that of the proxy where the proxy forwards an invalid one', () => {
    expect(stamped('10.0.0.1', { 'x-forwarded-for': 'unknown' }, ['10.0.0.1'])).toEqual({
      'x-forwarded-for': '10.0.0.1',
    });
  });
});

test('WEB_TRUST_PROXY takes the names of networks that TRUST_PROXY takes', () => {
  const headers = { 'x-forwarded-for': '203.0.113.7' };
  for (const proxy of ['127.0.0.1', '::1', '::ffff:127.0.0.1']) {
    expect(stamped(proxy, { ...headers }, ['loopback'])).toEqual({ 'x-forwarded-for': '203.0.113.7' });
  }
  expect(stamped('10.0.0.1', headers, ['loopback'])).toEqual({ 'x-forwarded-for': '10.0.0.1' });
});

test('An invalid network stops the start', () => {
  expect(() => parseNetworks(['10.0.0.0/99'])).toThrow();
  expect(() => parseNetworks(['proxies'])).toThrow();
});
