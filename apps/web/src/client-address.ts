import type { IncomingMessage } from 'node:http';
import { BlockList, isIP } from 'node:net';

/** Networks of proxies in front of this server, as addresses or CIDR blocks. Throws for what is neither. */
export const networks = (names: readonly string[]): BlockList => {
  const list = new BlockList();
  for (const name of names) {
    const [address = '', bits] = name.split('/');
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
    if (bits === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(bits), family);
  }
  return list;
};

const contains = (trusted: BlockList, address: string): boolean =>
  isIP(address) !== 0 && trusted.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');

// A socket that takes both families has IPv4 addresses in IPv6's clothes.
const plain = (address: string): string => address.trim().replace(/^::ffff:(?=[\d.]+$)/, '');

/** Who sent a request: the nearest address that is no proxy of ours. */
const clientAddress = ({ headers, socket }: IncomingMessage, trusted: BlockList): string => {
  const hops = [headers['x-forwarded-for'] ?? ''].flat().join(',').split(',');
  let address = plain(socket.remoteAddress ?? '');
  while (contains(trusted, address) && hops.length > 0) {
    const next = plain(hops.pop() ?? '');
    if (isIP(next) === 0) break;
    address = next;
  }
  return address;
};

/**
 * Replaces what a request says of where it came from by what this server knows: everything behind may rely on it, and the
 * API is told nothing that a browser made up.
 */
export const stampClientAddress = (request: IncomingMessage, trusted: BlockList): void => {
  const address = clientAddress(request, trusted);
  for (const name of Object.keys(request.headers)) {
    if (/^(x-forwarded-|forwarded$|x-real-ip$)/.test(name)) delete request.headers[name];
  }
  request.headers['x-forwarded-for'] = address;
};
