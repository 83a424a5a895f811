import { BADNAME, NODATA, NOTFOUND, Resolver } from 'node:dns/promises';
import { codeOf, DeliveryFailure } from './delivery-failure.ts';

/** Returns all addresses of a name. */
export type ResolveName = (name: string, signal: AbortSignal) => Promise<string[]>;

const unknown: readonly string[] = [NOTFOUND, NODATA, BADNAME];

/**
 * Asks DNS for the IPv4 and IPv6 addresses of a name. It does not read the hosts file: `dns.lookup` would, but it blocks one of
 * the few threads that also decode images, for as long as the name server of a stranger is silent.
 *
 * @throws DeliveryFailure `name_not_found` or `name_lookup_failed`
 */
export const resolveName = async (name: string, signal: AbortSignal, servers?: string[]): Promise<string[]> => {
  const resolver = new Resolver({ timeout: 3_000, tries: 2 });
  if (servers) resolver.setServers(servers);
  const cancel = () => resolver.cancel();
  signal.addEventListener('abort', cancel, { once: true });
  const answers = await Promise.allSettled([resolver.resolve4(name), resolver.resolve6(name)]);
  signal.removeEventListener('abort', cancel);
  const addresses = answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []));
  if (addresses.length > 0) return addresses;
  const isUnknown = answers.every((answer) => answer.status === 'fulfilled' || unknown.includes(codeOf(answer.reason)));
  throw new DeliveryFailure(isUnknown ? 'name_not_found' : 'name_lookup_failed');
};
