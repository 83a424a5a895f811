import { Agent } from 'node:http';
import { DoorstepClient } from '@doorstep/sdk';
import axios from 'axios';
import { connections } from './cases.ts';
import { ratioText, spreadOf, type Target } from './report.ts';
import type { Setup } from './setup.ts';
import { startSubject } from './subject.ts';

const costAtMost = 1.1;
const callsWarm = 2_000;
const callsInTurn = 200;
const turns = 20;

type Call = () => Promise<unknown>;

/** Compares a call through the SDK with one of bare Axios to the same route, over the same connections. */
export const measureSdk = async (setup: Setup, rounds: number): Promise<Target[]> => {
  const subject = await startSubject('doorstep', setup);
  const httpAgent = new Agent({ keepAlive: true, maxSockets: connections });
  try {
    const { sdk, bare } = await callers(setup, subject.url, httpAgent);
    for (const call of [sdk, bare]) await secondsFor(call, callsWarm);
    const ratios: number[] = [];
    for (let round = 0; round < rounds; round += 1) ratios.push(await ratioOfRound(sdk, bare));
    const found = spreadOf(ratios);
    return [
      {
        name: 'a call through the SDK against bare Axios',
        text: ratioText(found),
        mark: `at most ${costAtMost}`,
        reached: found.median <= costAtMost,
      },
    ];
  } finally {
    httpAgent.destroy();
    await subject.stop();
  }
};

const callers = async (setup: Setup, url: string, httpAgent: Agent): Promise<{ sdk: Call; bare: Call }> => {
  const [customer] = setup.seeded.customers;
  if (!customer) throw new Error('There are no customers');
  const { tenantId, userId } = customer;
  const accessToken = await setup.tokenOf(customer);
  const tokens = { accessToken, refreshToken: '', expiresAt: Number.POSITIVE_INFINITY, userId };
  const tokenStore = { get: () => tokens, set: () => {}, clear: () => {} };
  const client = new DoorstepClient({ baseUrl: url, tenantId, tokenStore, axios: { httpAgent } });
  const instance = axios.create({ baseURL: url, httpAgent });
  const headers = { Authorization: `Bearer ${accessToken}`, 'X-Tenant-ID': tenantId };
  return {
    sdk: () => client.addresses.list(),
    bare: async () => (await instance.get('/api/customer/addresses/', { headers })).data,
  };
};

/** Runs both in turns, so that other load on the machine slows both. */
const ratioOfRound = async (sdk: Call, bare: Call): Promise<number> => {
  const seconds = { sdk: 0, bare: 0 };
  for (let turn = 0; turn < turns; turn += 1) {
    const inOrder = turn % 2 === 0 ? (['sdk', 'bare'] as const) : (['bare', 'sdk'] as const);
    for (const name of inOrder) seconds[name] += await secondsFor(name === 'sdk' ? sdk : bare, callsInTurn);
  }
  return seconds.sdk / seconds.bare;
};

/** The seconds that a number of calls take, with one at once for each connection. */
const secondsFor = async (call: Call, amount: number): Promise<number> => {
  let left = amount;
  const callOn = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      await call();
    }
  };
  const started = performance.now();
  await Promise.all(Array.from({ length: connections }, callOn));
  return (performance.now() - started) / 1000;
};
