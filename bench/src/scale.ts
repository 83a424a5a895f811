import { type Case, cases } from './cases.ts';
import { type Effort, measure } from './measure.ts';
import { ratioText, spreadOf, type Target } from './report.ts';
import { sizes } from './seed.ts';
import { prepare } from './setup.ts';
import { startSubject } from './subject.ts';

const atLeast = 0.9;
/** The mark is close to 1, so it needs more rounds. They are quick, unlike loading five million rows. */
const roundsMore = 3;

/** Compares lists of addresses in a database with 5 000 000 addresses and in one with 25 000, in turn. */
export const measureScale = async (serverUrl: string, effort: Effort): Promise<Target> => {
  // Two new databases: the cases that write have made the lists of the first one longer.
  const [setup, large] = [await prepare(serverUrl, sizes.usual), await prepare(serverUrl, sizes.scale)];
  try {
    const list = cases.find(({ name }) => name === 'list 5 addresses');
    if (!list) throw new Error('The case "list 5 addresses" is missing');
    const single: Case = { ...list, comparable: false };
    const [inSmall, inLarge] = [await startSubject('doorstep', setup), await startSubject('doorstep', large)];
    try {
      const ratios: number[] = [];
      for (let round = 0; round < effort.rounds * roundsMore; round += 1) {
        const once = { ...effort, rounds: 1 };
        const small = await measure(single, [inSmall], setup, null, once);
        const great = await measure(single, [inLarge], large, null, once);
        const speed = (found: typeof small) => found.rounds[0]?.doorstep?.requestsPerSecond ?? Number.NaN;
        ratios.push(speed(great) / speed(small));
      }
      const found = spreadOf(ratios);
      return {
        name: 'list at 5 000 000 addresses against 25 000',
        text: ratioText(found),
        mark: `at least ${atLeast}`,
        reached: found.median >= atLeast,
      };
    } finally {
      await inSmall.stop();
      await inLarge.stop();
    }
  } finally {
    await setup.remove();
    await large.remove();
  }
};
