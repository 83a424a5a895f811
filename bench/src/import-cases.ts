import { setTimeout as pause } from 'node:timers/promises';
import { loadByHand } from '../floors/import.ts';
import { addApiKey } from './api-key.ts';
import { ratioText, spreadOf, type Target } from './report.ts';
import type { Setup } from './setup.ts';
import { startSubject } from './subject.ts';

const lines = 10_000;
const atLeast = 0.4;
const pollMs = 20;

/** A file of customers with two addresses each, whom no other file has. */
const fileOf = (round: number): string => {
  const address = { recipient_name: 'Ada Lovelace', country: 'DE', is_default_shipping: false };
  return Array.from({ length: lines }, (_, index) => {
    const name = `c${round}-${index}`;
    return JSON.stringify({
      email: `${name}@example.com`,
      external_id: name,
      full_name: `Ada Lovelace ${index}`,
      phone: `+49151${10_000_000 + index}`,
      metadata: { tier: 'gold' },
      addresses: [
        {
          ...address,
          line1: `Unter den Linden ${index}`,
          city: 'Berlin',
          postal_code: '10117',
          is_default_shipping: true,
        },
        { ...address, line1: `Jungfernstieg ${index}`, city: 'Hamburg', postal_code: '20354' },
      ],
    });
  }).join('\n');
};

/** Compares an import with a loader that inserts the same rows by hand, in turn. */
export const measureImport = async (setup: Setup, rounds: number): Promise<Target[]> => {
  const [ours, theirs] = [...new Set(setup.seeded.customers.map(({ tenantId }) => tenantId))];
  if (!ours || !theirs) throw new Error('There are no two tenants');
  const headers = await addApiKey(setup, ours, ['imports:write']);
  const server = await startSubject('doorstep', setup);
  try {
    const ratios: number[] = [];
    for (let round = 0; round <= rounds; round += 1) {
      const text = fileOf(round);
      const own = await secondsOf(() => importText(server.url, headers, text));
      const byHand = await secondsOf(() => loadByHand(setup.database.superuserUrl, theirs, text));
      // The first round is a warm-up.
      if (round > 0) ratios.push(byHand / own);
    }
    const found = spreadOf(ratios);
    return [
      {
        name: `import of ${lines} customers against inserts by hand`,
        text: ratioText(found),
        mark: `at least ${atLeast}`,
        reached: found.median >= atLeast,
      },
    ];
  } finally {
    await server.stop();
  }
};

const secondsOf = async (work: () => Promise<unknown>): Promise<number> => {
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1000;
};

const importText = async (url: string, headers: Record<string, string>, text: string): Promise<void> => {
  const body = new FormData();
  body.append('file', new Blob([text]), 'customers.ndjson');
  type Import = { id: string; state: string; created: number };
  const created = (await (await fetch(`${url}/api/imports/`, { method: 'POST', headers, body })).json()) as Import;
  for (;;) {
    const found = (await (await fetch(`${url}/api/imports/${created.id}/`, { headers })).json()) as Import;
    if (found.state === 'finished' && found.created === lines) return;
    if (found.state !== 'queued' && found.state !== 'running')
      throw new Error(`The import is ${JSON.stringify(found)}`);
    await pause(pollMs);
  }
};
