import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { expect, onTestFinished, test } from 'vitest';
import { resolveName } from './resolve-name.ts';

type Records = { a?: number[][]; aaaa?: number[][]; error?: number };

/** Opens a DNS server (RFC 1035) with the records of one name. Without records, it is silent. */
const openNameServer = async (records?: Records): Promise<string[]> => {
  const server = createSocket('udp4');
  server.on('message', (query, { port, address }) => {
    if (!records) return;
    const question = query.subarray(12, query.indexOf(0, 12) + 5);
    const isIpv6 = question.at(-3) === 28;
    const addresses = (isIpv6 ? records.aaaa : records.a) ?? [];
    const header = Buffer.alloc(12);
    query.copy(header, 0, 0, 2);
    header.writeUInt16BE(0x8180 | (records.error ?? 0), 2);
    header.writeUInt16BE(1, 4);
    header.writeUInt16BE(addresses.length, 6);
    const answers = addresses.map((bytes) =>
      Buffer.from([0xc0, 12, 0, isIpv6 ? 28 : 1, 0, 1, 0, 0, 0, 0, 0, bytes.length, ...bytes]),
    );
    server.send(Buffer.concat([header, question, ...answers]), port, address);
  });
  server.bind(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return [`127.0.0.1:${server.address().port}`];
};

const never = new AbortController().signal;

test('A name has its IPv4 and IPv6 addresses', async () => {
  const ipv6 = [0xfd, 0, ...Array<number>(13).fill(0), 1];
  const servers = await openNameServer({
    a: [
      [10, 0, 0, 1],
      [8, 8, 8, 8],
    ],
    aaaa: [ipv6],
  });
  expect(await resolveName('receiver.example', never, servers)).toEqual(['10.0.0.1', '8.8.8.8', 'fd00::1']);
  const ipv4Only = await openNameServer({ a: [[8, 8, 8, 8]] });
  expect(await resolveName('receiver.example', never, ipv4Only)).toEqual(['8.8.8.8']);
});

test('A name without addresses is not found, and a failure of DNS is another fault', async () => {
  const [empty, unknown, failing] = await Promise.all([
    openNameServer({}),
    openNameServer({ error: 3 }),
    openNameServer({ error: 2 }),
  ]);
  const resolve = (servers: string[]) => resolveName('receiver.example', never, servers);
  await expect(resolve(empty)).rejects.toMatchObject({ reason: 'name_not_found' });
  await expect(resolve(unknown)).rejects.toMatchObject({ reason: 'name_not_found' });
  await expect(resolve(failing)).rejects.toMatchObject({ reason: 'name_lookup_failed' });
  await expect(resolveName('a..example', never, empty)).rejects.toMatchObject({ reason: 'name_not_found' });
});

test('A look-up at a silent server ends with the signal', async () => {
  const servers = await openNameServer();
  const controller = new AbortController();
  const answer = resolveName('receiver.example', controller.signal, servers);
  controller.abort();
  await expect(answer).rejects.toMatchObject({ reason: 'name_lookup_failed' });
});
