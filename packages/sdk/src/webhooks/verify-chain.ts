/** An event with its place in the chain of the tenant. */
export type ChainedEvent = { readonly sequence: number; readonly previous_hash: string; readonly hash: string };

/** The last event that was checked. Store it to check later events. */
export type ChainPlace = { readonly sequence: number; readonly hash: string };

/**
 * Why events are not a chain:
 * - `missing`: events before `sequence` are missing.
 * - `out_of_order`: the event at `sequence` comes again, or too late.
 * - `broken`: the event at `sequence` does not follow the event before it. One of them was changed.
 */
export type ChainErrorReason = 'missing' | 'out_of_order' | 'broken';

/** The error of events that are not a chain. */
export class ChainError extends Error {
  override readonly name = 'ChainError';
  /** The reason for programs. `message` says it for people. */
  readonly reason: ChainErrorReason;
  /** The place of the event at which the chain ends. */
  readonly sequence: number;

  /** @internal */
  constructor(reason: ChainErrorReason, sequence: number, message: string) {
    super(message);
    this.reason = reason;
    this.sequence = sequence;
  }
}

const beginning: ChainPlace = { sequence: 0, hash: '0'.repeat(64) };

/**
 * Proves that no event is missing, doubled or out of order, and that each follows the one before it. Pass events as they were
 * listed without a filter.
 *
 * @param after The place of the event before the first one, as the last call returned it. Without it, the first event is
 * trusted, unless it is the first of the tenant.
 * @returns The place of the last event, or `after` if there are no events.
 * @throws {@link ChainError}
 */
export const verifyChain = <After extends ChainPlace | undefined = undefined>(
  events: Iterable<ChainedEvent>,
  after?: After,
): ChainPlace | After => {
  let last: ChainPlace | undefined = after;
  for (const event of events) {
    const { sequence, previous_hash, hash } = event;
    last ??= sequence === 1 ? beginning : { sequence: sequence - 1, hash: previous_hash };
    checkNext(event, last);
    last = { sequence, hash };
  }
  return last ?? (after as After);
};

const checkNext = ({ sequence, previous_hash, hash }: ChainedEvent, last: ChainPlace): void => {
  const next = last.sequence + 1;
  if (sequence > next) {
    throw new ChainError('missing', sequence, `The events from ${next} to ${sequence - 1} are missing.`);
  }
  if (sequence < next) {
    throw new ChainError('out_of_order', sequence, `The event at ${sequence} comes after the one at ${last.sequence}.`);
  }
  // An absent hash must not equal another absent one.
  if (sequence !== next || previous_hash !== last.hash || !/^[0-9a-f]{64}$/.test(hash)) {
    throw new ChainError('broken', sequence, `The event at ${sequence} does not follow the one before it.`);
  }
};
