import ipaddr from 'ipaddr.js';

/**
 * Returns the network by which rate limits count a client: its IPv4 address, or the /64 of its IPv6 address.
 * One subscriber usually has a whole /64. An IPv4-mapped IPv6 address counts as IPv4; text that is no address is unchanged.
 */
export const clientNetwork = (address: string): string => {
  if (!ipaddr.isValid(address)) return address;
  const parsed = ipaddr.process(address);
  if (parsed instanceof ipaddr.IPv4) return parsed.toString();
  return `${new ipaddr.IPv6([...parsed.parts.slice(0, 4), 0, 0, 0, 0]).toString()}/64`;
};
