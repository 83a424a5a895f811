import { once } from 'node:events';
import { connect, isIP, type LookupFunction, type Socket, type TcpNetConnectOpts } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { codeOf, DeliveryFailure, type DeliveryFault } from './delivery-failure.ts';
import { openTunnel } from './proxy-tunnel.ts';
import { type ResolveName, resolveName } from './resolve-name.ts';
import { hostOf, isAllowedAddress, knownAddresses, portOf, TargetRefusal, type TargetRules } from './target-address.ts';

/** How sockets are opened. Servers set the first two; the others are for suites. */
export type SocketOptions = {
  rules: TargetRules;
  /** The URL of an egress proxy, which then resolves names and judges their addresses. */
  proxy?: string | undefined;
  resolve?: ResolveName;
  connect?: (options: TcpNetConnectOpts) => Socket;
  /** A certificate in PEM that is trusted instead of the usual ones. */
  ca?: string;
};

// How long one of several addresses of a name may take before the next one is tried too.
const nextAddressAfterMs = 2_500;

/**
 * Opens a socket to the host of a judged URL. It judges all addresses of a name, connects to one of them, and judges the
 * address of the peer before it sends a byte.
 *
 * @throws TargetRefusal, DeliveryFailure, or any error after the signal
 */
export const openSocket = async (target: URL, options: SocketOptions, signal: AbortSignal): Promise<Socket> => {
  const socket = options.proxy
    ? await openTunnel(target, new URL(options.proxy), options.ca, signal)
    : await openDirectly(target, options, signal);
  return target.protocol === 'https:' ? startTls(socket, hostOf(target), options.ca, signal) : socket;
};

const openDirectly = async (target: URL, options: SocketOptions, signal: AbortSignal): Promise<Socket> => {
  const host = hostOf(target);
  const known = knownAddresses(host);
  const addresses = known.length > 0 ? known : await (options.resolve ?? resolveName)(host, signal);
  signal.throwIfAborted();
  if (addresses.length === 0) throw new DeliveryFailure('name_not_found');
  const isAllowed = (address: string) => isAllowedAddress(address, target, options.rules);
  if (!addresses.every(isAllowed)) throw new TargetRefusal('address_not_allowed');
  const socket = (options.connect ?? connect)({
    host,
    port: portOf(target),
    lookup: answerWith(addresses),
    autoSelectFamily: true,
    autoSelectFamilyAttemptTimeout: nextAddressAfterMs,
    noDelay: true,
  });
  await until('connect', socket, signal, (code) => connectFaults[code] ?? 'unreachable');
  const peer = socket.remoteAddress;
  if (peer !== undefined && isAllowed(peer)) return socket;
  socket.destroy();
  throw peer === undefined ? new DeliveryFailure('connection_closed') : new TargetRefusal('address_not_allowed');
};

const connectFaults: Readonly<Record<string, DeliveryFault>> = {
  ECONNREFUSED: 'connection_refused',
  ECONNRESET: 'connection_closed',
};

/** Answers a look-up with addresses that were judged. A second real look-up could find others. */
const answerWith =
  (addresses: readonly string[]): LookupFunction =>
  (_name, _options, callback) =>
    callback(
      null,
      addresses.map((address) => ({ address, family: isIP(address) })),
    );

const startTls = async (socket: Socket, host: string, ca: string | undefined, signal: AbortSignal): Promise<Socket> => {
  const secure = connectTls({
    socket,
    host,
    // An address is no server name (RFC 6066 section 3).
    ...(isIP(host) === 0 && { servername: host }),
    ...(ca !== undefined && { ca }),
    ALPNProtocols: ['http/1.1'],
    rejectUnauthorized: true,
  });
  await until('secureConnect', secure, signal, (code) =>
    code === 'ECONNRESET' || code === 'EPIPE' ? 'connection_closed' : 'tls_invalid',
  );
  return secure;
};

/** Waits for an event of a socket. After an error or the signal, the socket is destroyed. */
const until = async (
  event: 'connect' | 'secureConnect',
  socket: Socket,
  signal: AbortSignal,
  faultOf: (code: string) => DeliveryFault,
): Promise<void> => {
  // An error after the signal has no other listener.
  socket.on('error', () => {});
  try {
    await once(socket, event, { signal });
  } catch (error) {
    socket.destroy();
    throw new DeliveryFailure(faultOf(codeOf(error)));
  }
};
