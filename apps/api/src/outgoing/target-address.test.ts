import { expect, test } from 'vitest';
import { createTargetRules, isAllowedAddress, judgeTarget, TargetRefusal } from './target-address.ts';

const production = createTargetRules({ allowedNetworks: [], allowLoopbackHttp: false });
const development = createTargetRules({ allowedNetworks: [], allowLoopbackHttp: true });
const https = new URL('https://receiver.example');

const reasonOf = (url: string, rules = production): string => {
  try {
    return judgeTarget(url, rules).href;
  } catch (error) {
    if (error instanceof TargetRefusal) return error.reason;
    throw error;
  }
};

test.each([
  ['https://receiver.example/hooks?a=1#b', 'https://receiver.example/hooks?a=1#b'],
  ['https://receiver.example:443/', 'https://receiver.example/'],
  ['https://receiver.example./', 'https://receiver.example./'],
  ['https://8.8.8.8/', 'https://8.8.8.8/'],
  ['https://[2001:4860:4860::8888]/', 'https://[2001:4860:4860::8888]/'],
  ['https://bücher.example/', 'https://xn--bcher-kva.example/'],
])('%s is allowed', (url, href) => {
  expect(reasonOf(url)).toBe(href);
});

test.each([
  ['', 'not_a_url'],
  ['receiver.example', 'not_a_url'],
  ['https://', 'not_a_url'],
  ['https://./', 'not_a_url'],
  ['https://[fe80::1%25eth0]/', 'not_a_url'],
  ['https://256.1.1.1/', 'not_a_url'],
  ['https://user@receiver.example/', 'credentials_in_url'],
  ['https://:password@receiver.example/', 'credentials_in_url'],
  ['http://receiver.example/', 'not_https'],
  ['http://127.0.0.1/', 'not_https'],
  ['ftp://receiver.example/', 'not_https'],
  ['file:///etc/passwd', 'not_https'],
  ['javascript:alert(1)', 'not_https'],
  ['https://receiver.example:8443/', 'port_not_allowed'],
  ['https://receiver.example:80/', 'port_not_allowed'],
  ['https://receiver.example:0/', 'port_not_allowed'],
])('%j is refused with %s', (url, reason) => {
  expect(reasonOf(url)).toBe(reason);
});

test('Every notation of loopback and every name of it is refused', () => {
  const hosts = [
    '127.0.0.1',
    '127.1',
    '127.255.255.254',
    '0x7f000001',
    '0x7f.1',
    '2130706433',
    '017700000001',
    '0177.0.0.1',
  ];
  hosts.push('127.0.0.1.', '127.0.0.1..', '１２７.0.0.1', '127%2e0%2e0%2e1', '0', '0.0.0.0', '00', '[::]', '[::1]');
  hosts.push('[::ffff:127.0.0.1]', '[::ffff:7f00:1]', '[::7f00:1]', '[0:0:0:0:0:0:0:1]', '[::ffff:0:7f00:1]');
  hosts.push('localhost', 'localhost.', 'localhost..', 'LOCALHOST', 'ⓛocalhost', 'a.localhost', 'a.localhost.');
  for (const host of hosts) expect(reasonOf(`https://${host}/`), host).toBe('address_not_allowed');
});

test.each([
  ['private', '10.0.0.1', '172.16.0.1', '172.31.255.255', '192.168.1.1', 'fc00::1', 'fd12:3456::1', 'fec0::1'],
  ['link-local', '169.254.169.254', 'fe80::1', 'fe80::1%eth0', 'fd00:ec2::254'],
  ['shared by a carrier', '100.64.0.1', '100.127.255.255'],
  [
    'special',
    '0.0.0.1',
    '192.0.0.8',
    '192.0.2.1',
    '198.51.100.1',
    '203.0.113.1',
    '198.18.0.1',
    '2001:db8::1',
    '3fff::1',
  ],
  ['not unicast', '224.0.0.1', '239.255.255.255', '240.0.0.1', '255.255.255.255', 'ff02::1'],
  ['IPv4 in IPv6', '::ffff:10.0.0.1', '::10.0.0.1', '2002:7f00:1::', '2001:0:7f00:1::', '::ffff:0:10.0.0.1'],
  ['NAT64', '64:ff9b::7f00:1', '64:ff9b::808:808', '64:ff9b:1::7f00:1'],
  ['not assigned', '::', '::2', '4000::1', '5f00::1', '100::1'],
  ['no address', '', 'localhost', '1.2.3.4.5'],
])('An address that is %s is refused', (_kind, ...addresses) => {
  for (const address of addresses) expect(isAllowedAddress(address, https, production), address).toBe(false);
});

test.each(['1.1.1.1', '100.63.255.255', '172.32.0.1', '2606:4700::1111', '::ffff:8.8.8.8'])(
  '%s is allowed',
  (address) => {
    expect(isAllowedAddress(address, https, production)).toBe(true);
  },
);

test('An allowed network has exactly its addresses, also as IPv4-mapped ones', () => {
  const rules = createTargetRules({
    allowedNetworks: ['10.20.0.0/16', '::ffff:192.168.7.0/120', 'fd12::/32', '64:ff9b::/96'],
    allowLoopbackHttp: false,
  });
  for (const address of ['10.20.3.4', '::ffff:10.20.3.4', '192.168.7.9', 'fd12::5', '64:ff9b::a00:1', '8.8.8.8'])
    expect(isAllowedAddress(address, https, rules), address).toBe(true);
  for (const address of ['10.21.0.1', '192.168.8.1', 'fd13::1', '127.0.0.1', '::1', '64:ff9b:1::a00:1'])
    expect(isAllowedAddress(address, https, rules), address).toBe(false);
  expect(reasonOf('https://10.20.3.4/', rules)).toBe('https://10.20.3.4/');
  expect(reasonOf('https://10.20.3.4:8443/', rules)).toBe('port_not_allowed');
  expect(reasonOf('http://10.20.3.4/', rules)).toBe('not_https');
  expect(reasonOf('https://localhost/', rules)).toBe('address_not_allowed');
});

test('In development, http to loopback is allowed on any port, and nothing else', () => {
  for (const url of [
    'http://localhost:9000/',
    'http://127.0.0.1/',
    'http://[::1]:9000/',
    'http://shop.localhost:9000/',
  ])
    expect(reasonOf(url, development)).toBe(url);
  expect(reasonOf('http://user@localhost:9000/', development)).toBe('credentials_in_url');
  expect(reasonOf('https://localhost/', development)).toBe('address_not_allowed');
  for (const host of ['0', 'receiver.example', '10.0.0.1', '8.8.8.8', 'localhost.example'])
    expect(reasonOf(`http://${host}:9000/`, development), host).toBe('not_https');
});
