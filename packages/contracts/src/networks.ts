import ipaddr from 'ipaddr.js';
import { z } from 'zod';
import { customIssue } from './input-faults.ts';

/** The longest CIDR notation of an IPv6 network. */
const maxLength = 49;

/** The usual notation of a network: an address stands for itself, and host bits are dropped. Null if it is no network. */
const toCidr = (value: string): string | null => {
  try {
    const [address, bits] = ipaddr.isValid(value)
      ? [ipaddr.parse(value), ipaddr.parse(value).kind() === 'ipv4' ? 32 : 128]
      : ipaddr.parseCIDR(value);
    const kind = address.kind() === 'ipv4' ? ipaddr.IPv4 : ipaddr.IPv6;
    return `${kind.networkAddressFromCIDR(`${address}/${bits}`)}/${bits}`;
  } catch {
    return null;
  }
};

/** A network in CIDR notation, IPv4 (RFC 4632) or IPv6 (RFC 4291 section 2.3), or a single address. */
export const network = z
  .string()
  .max(maxLength)
  .refine((value) => toCidr(value) !== null, customIssue('network_invalid', { key: 'network_invalid' }))
  .overwrite((value) => toCidr(value) ?? value)
  .meta({ example: '203.0.113.0/24' });
