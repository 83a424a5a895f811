import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import proxyAddr from 'proxy-addr';

type IsTrusted = ReturnType<typeof proxyAddr.compile>;

/**
 * Reads the networks of proxies in front of this server: addresses, CIDR blocks, or `loopback`, `linklocal` and
 * `uniquelocal`, as the API's `TRUST_PROXY` does. Throws for anything else.
 */
export const networks = (names: string[]): IsTrusted => proxyAddr.compile(names);

// A socket for both families writes an IPv4 address as an IPv6 address.
const plain = (address: string): string => address.replace(/^::ffff:(?=[\d.]+$)/, '');

/** Who sent a request: the nearest address that is no proxy of ours. What is no address counts as its proxy. */
const clientAddress = (request: IncomingMessage, isTrusted: IsTrusted): string =>
  plain(proxyAddr.all(request, isTrusted).findLast((address) => isIP(address) !== 0) ?? '');

/**
 * Replaces what a request says about its origin by what this server knows: everything behind may rely on it, and the
 * API gets nothing that a browser made up.
 */
export const stampClientAddress = (request: IncomingMessage, isTrusted: IsTrusted): void => {
  const address = clientAddress(request, isTrusted);
  for (const name of Object.keys(request.headers)) {
    if (/^(x-forwarded-|forwarded$|x-real-ip$)/.test(name)) delete request.headers[name];
  }
  request.headers['x-forwarded-for'] = address;
};
