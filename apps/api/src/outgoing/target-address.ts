import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

/** Why a URL is refused. */
export type TargetFault = 'not_a_url' | 'credentials_in_url' | 'not_https' | 'port_not_allowed' | 'address_not_allowed';

/** A URL or address to which the API sends nothing. */
export class TargetRefusal extends Error {
  override readonly name = 'TargetRefusal';
  readonly reason: TargetFault;

  constructor(reason: TargetFault) {
    super(`The target is refused: ${reason}`);
    this.reason = reason;
  }
}

/** Which URLs and addresses are allowed. */
export type TargetRules = {
  readonly networks: readonly [ipaddr.IPv4 | ipaddr.IPv6, number][];
  readonly allowLoopbackHttp: boolean;
};

/**
 * Reads the rules from the settings.
 *
 * @param options.allowedNetworks networks in CIDR notation that are allowed although they are not public
 * @param options.allowLoopbackHttp allows plain http to loopback, on any port; for development
 */
export const createTargetRules = (options: {
  allowedNetworks: readonly string[];
  allowLoopbackHttp: boolean;
}): TargetRules => ({
  networks: options.allowedNetworks.map(toNetwork),
  allowLoopbackHttp: options.allowLoopbackHttp,
});

// Addresses are compared as IPv4 if they are IPv4-mapped, so the networks must be too.
const toNetwork = (cidr: string): [ipaddr.IPv4 | ipaddr.IPv6, number] => {
  const [address, bits] = ipaddr.parseCIDR(cidr);
  return address instanceof ipaddr.IPv6 && address.isIPv4MappedAddress() && bits >= 96
    ? [address.toIPv4Address(), bits - 96]
    : [address, bits];
};

/**
 * Returns the parsed URL if the API may send requests to it, as far as the URL itself can tell. The addresses of a name are
 * judged when a request is sent.
 *
 * @throws TargetRefusal
 */
export const judgeTarget = (text: string, rules: TargetRules): URL => {
  const url = URL.parse(text);
  if (!url) throw new TargetRefusal('not_a_url');
  if (url.username !== '' || url.password !== '') throw new TargetRefusal('credentials_in_url');
  const host = hostOf(url);
  const addresses = knownAddresses(host);
  const allowed = addresses.every((address) => isAllowedAddress(address, url, rules));
  if (url.protocol === 'http:' && addresses.length > 0 && allowed) return url;
  if (url.protocol !== 'https:') throw new TargetRefusal('not_https');
  if (url.port !== '') throw new TargetRefusal('port_not_allowed');
  if (host === '') throw new TargetRefusal('not_a_url');
  if (!allowed) throw new TargetRefusal('address_not_allowed');
  return url;
};

/** Returns the address or name in a URL, without the brackets of IPv6 and the dot of the root. */
export const hostOf = ({ hostname }: URL): string => hostname.replace(/^\[(.*)\]$/, '$1').replace(/\.+$/, '');

/** Returns the port of a URL, also if it is the usual one of the protocol. */
export const portOf = ({ port, protocol }: URL): number => Number(port || (protocol === 'https:' ? 443 : 80));

/**
 * Returns the addresses of a host that needs no look-up: an address itself, and loopback for `localhost` (RFC 6761 section
 * 6.3). The parser of URLs has already normalized other notations, such as 0x7f000001 or 127.1.
 */
export const knownAddresses = (host: string): string[] => {
  if (isIP(host) !== 0) return [host];
  return host === 'localhost' || host.endsWith('.localhost') ? ['127.0.0.1', '::1'] : [];
};

/** Whether a request to this URL may be sent to this address: a public one, or one in an allowed network. */
export const isAllowedAddress = (address: string, { protocol }: URL, rules: TargetRules): boolean => {
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.process(address);
  if (protocol === 'http:') return rules.allowLoopbackHttp && parsed.range() === 'loopback';
  return isPublic(parsed) || ipaddr.subnetMatch(parsed, { allowed: [...rules.networks] }, 'other') === 'allowed';
};

// Outside of it, IPv6 has no addresses of hosts on the internet (RFC 4291 section 2.4). ipaddr.js calls some of the rest
// unicast, such as the deprecated `::127.0.0.1`.
const globalUnicast = ipaddr.IPv6.parseCIDR('2000::/3');

const isPublic = (address: ipaddr.IPv4 | ipaddr.IPv6): boolean =>
  address.range() === 'unicast' && (address instanceof ipaddr.IPv4 || address.match(globalUnicast));
