import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { ChainError, type ChainedEvent, type ChainPlace, verifyChain } from '../src/webhooks/verify-chain.ts';

const hashAt = (sequence: number): string =>
  sequence === 0 ? '0'.repeat(64) : createHash('sha256').update(String(sequence)).digest('hex');

/** The events of a chain from one place to another. */
const chain = (from: number, to: number): ChainedEvent[] =>
  Array.from({ length: to - from + 1 }, (_, index) => {
    const sequence = from + index;
    return { sequence, previous_hash: hashAt(sequence - 1), hash: hashAt(sequence) };
  });

const place = (sequence: number): ChainPlace => ({ sequence, hash: hashAt(sequence) });

const refusalOf = (events: ChainedEvent[], after?: ChainPlace) => {
  try {
    return verifyChain(events, after);
  } catch (error) {
    if (!(error instanceof ChainError)) throw error;
    return [error.reason, error.sequence];
  }
};

describe('A chain', () => {
  test('is verified page by page', () => {
    let last: ChainPlace | undefined;
    for (const events of [chain(1, 50), chain(51, 100), [], chain(101, 101)]) last = verifyChain(events, last);
    expect(last).toEqual(place(101));
  });

  test('can begin at any place', () => {
    expect(verifyChain(chain(7, 9))).toEqual(place(9));
    expect(verifyChain(chain(7, 9), place(6))).toEqual(place(9));
    expect(verifyChain(chain(1, 2), place(0))).toEqual(place(2));
  });

  test('without events ends where it began', () => {
    expect(verifyChain([])).toBeUndefined();
    expect(verifyChain([], place(6))).toEqual(place(6));
  });

  test('can be any iterable', () => {
    expect(verifyChain(new Set(chain(1, 3)))).toEqual(place(3));
  });
});

describe('A chain is refused', () => {
  test('if any event is missing', () => {
    for (let missing = 2; missing <= 8; missing++) {
      const events = chain(1, 9).filter(({ sequence }) => sequence !== missing);
      expect(refusalOf(events)).toEqual(['missing', missing + 1]);
    }
    expect(refusalOf(chain(8, 9), place(6))).toEqual(['missing', 8]);
    expect(refusalOf(chain(2, 9), place(0))).toEqual(['missing', 2]);
  });

  test('if an event comes twice or too late', () => {
    expect(refusalOf([...chain(1, 5), ...chain(5, 9)])).toEqual(['out_of_order', 5]);
    expect(refusalOf(chain(6, 9), place(6))).toEqual(['out_of_order', 6]);
    expect(refusalOf(chain(1, 9).reverse())).toEqual(['out_of_order', 8]);
  });

  test('if an event was changed', () => {
    for (let changed = 1; changed <= 8; changed++) {
      const events = chain(1, 9).map((event) =>
        event.sequence === changed ? { ...event, hash: 'f'.repeat(64) } : event,
      );
      expect(refusalOf(events)).toEqual(['broken', changed + 1]);
    }
  });

  test('if it does not begin where it should', () => {
    expect(refusalOf([{ ...chain(1, 1)[0], previous_hash: 'f'.repeat(64) } as ChainedEvent])).toEqual(['broken', 1]);
    expect(refusalOf(chain(7, 9), { sequence: 6, hash: 'f'.repeat(64) })).toEqual(['broken', 7]);
  });

  test('if events have no place or no hash', () => {
    const without = (name: keyof ChainedEvent) =>
      chain(1, 3).map((event) => ({ ...event, [name]: undefined })) as unknown as ChainedEvent[];
    expect(refusalOf(without('hash'))).toEqual(['broken', 1]);
    expect(refusalOf(without('previous_hash'))).toEqual(['broken', 1]);
    expect(refusalOf(without('sequence'))).toEqual(['broken', undefined]);
  });
});
