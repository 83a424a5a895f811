import { once } from 'node:events';
import { type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { isIP, type Socket } from 'node:net';
import { DeliveryFailure } from './delivery-failure.ts';
import { hostOf, portOf } from './target-address.ts';

/**
 * Opens a tunnel through an HTTP proxy (CONNECT, RFC 9110 section 9.3.6).
 *
 * @throws DeliveryFailure `proxy_unreachable` or `proxy_refused`, or any error after the signal
 */
export const openTunnel = async (
  target: URL,
  proxy: URL,
  ca: string | undefined,
  signal: AbortSignal,
): Promise<Socket> => {
  const authority = `${target.hostname}:${portOf(target)}`;
  const options = {
    method: 'CONNECT',
    host: hostOf(proxy),
    port: portOf(proxy),
    path: authority,
    headers: { host: authority, ...authorization(proxy) },
    agent: false,
  };
  const connecting =
    proxy.protocol === 'https:' ? requestHttps({ ...options, ...tls(proxy, ca) }) : requestHttp(options);
  // An error after the signal has no other listener.
  connecting.on('error', () => {}).end();
  const opened = once(connecting, 'connect', { signal }).catch(() => {
    connecting.destroy();
    throw new DeliveryFailure('proxy_unreachable');
  });
  const [{ statusCode = 0 }, socket] = (await opened) as [IncomingMessage, Socket];
  if (statusCode >= 200 && statusCode < 300) return socket;
  socket.destroy();
  throw new DeliveryFailure('proxy_refused');
};

// Without `servername`, Node would take it from the header `host`, which names the target.
const tls = (proxy: URL, ca: string | undefined) => ({
  servername: isIP(hostOf(proxy)) === 0 ? hostOf(proxy) : '',
  rejectUnauthorized: true,
  ...(ca !== undefined && { ca }),
});

const authorization = ({ username, password }: URL): { 'proxy-authorization'?: string } => {
  if (username === '') return {};
  const credentials = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return { 'proxy-authorization': `Basic ${Buffer.from(credentials).toString('base64')}` };
};
