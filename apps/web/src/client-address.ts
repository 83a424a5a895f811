import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import proxyAddr from 'proxy-addr';

type IsTrusted = ReturnType<typeof proxyAddr.compile>;

/**
 * Parses the networks of trusted proxies: addresses, CIDR blocks, or `loopback`, `linklocal` and `uniquelocal`, as the
 * API's `TRUST_PROXY` does. Throws for anything else.
 */
export const parseNetworks = (names: string[]): IsTrusted => proxyAddr.compile(names);

// A dual-stack socket maps IPv4 addresses to IPv6.
const normalize = (address: string): string => address.replace(/^::ffff:(?=[\d.]+$)/, '');

/** The address of the client: the last hop that is no trusted proxy. An invalid address counts as its proxy's. */
const clientAddress = (request: IncomingMessage, isTrusted: IsTrusted): string =>
  normalize(proxyAddr.all(request, isTrusted).findLast((address) => isIP(address) !== 0) ?? '');

/** Replaces the forwarding headers of a request by the verified address of the client, so that no browser can forge it. */
export const setClientAddress = (request: IncomingMessage, isTrusted: IsTrusted): void => {
  const address = clientAddress(request, isTrusted);
  for (const name of Object.keys(request.headers)) {
    if (/^(x-forwarded-|forwarded$|x-real-ip$)/.test(name)) delete request.headers[name];
  }
  request.headers['x-forwarded-for'] = address;
};
