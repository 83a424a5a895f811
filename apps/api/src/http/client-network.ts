import ipaddr from 'ipaddr.js';

/**
 * What limits count a client by: its IPv4 address, or the /64 of its IPv6 address, since one customer's line has all of a
 * /64. An IPv4 address that is mapped into IPv6 is the IPv4 address. What is no address stays as it is.
 */
export const clientNetwork = (address: string): string => {
  if (!ipaddr.isValid(address)) return address;
  const parsed = ipaddr.process(address);
  if (parsed instanceof ipaddr.IPv4) return parsed.toString();
  return `${new ipaddr.IPv6([...parsed.parts.slice(0, 4), 0, 0, 0, 0]).toString()}/64`;
};
