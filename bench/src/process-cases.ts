import { cases, connections } from './cases.ts';
import { drive } from './measure.ts';
import { usageOf } from './process-usage.ts';
import { ratioText, spreadOf, type Target } from './report.ts';
import type { Setup } from './setup.ts';
import { startSubject } from './subject.ts';

const maxSeconds = 1;

/** Measures the time from the start of the process until it is ready, on a migrated database. */
export const measureStart = async (setup: Setup, rounds: number): Promise<Target[]> => {
  const seconds: number[] = [];
  for (let round = 0; round <= rounds; round += 1) {
    const subject = await startSubject('doorstep', setup);
    await subject.stop();
    // The first start reads its files from disk. The mark is for restarts, which find them in memory.
    if (round > 0) seconds.push(subject.secondsToReady);
  }
  const found = spreadOf(seconds);
  return [
    {
      name: 'ready after start',
      text: `${ratioText(found)} s`,
      mark: `at most ${maxSeconds} s`,
      reached: found.median <= maxSeconds,
    },
  ];
};

const few = 1000;
const many = 100_000;
const maxGrowth = 1.1;

/** Measures how much resident memory grows between a few requests and many. */
export const measureMemory = async (setup: Setup): Promise<Target[]> => {
  const subject = await startSubject('doorstep', setup);
  try {
    const load = await cases.find(({ name }) => name === 'get profile')?.load(setup);
    if (!load) throw new Error('The case "get profile" is missing');
    const residentAfter = async (amount: number): Promise<number> => {
      const { unexpected } = await drive({ ...load, url: subject.url, connections, amount });
      if (unexpected > 0) throw new Error(`${unexpected} answers were not as expected`);
      return usageOf(subject.pid).residentBytes;
    };
    const before = await residentAfter(few);
    const after = await residentAfter(many - few);
    const megabytes = (bytes: number) => (bytes / 1e6).toFixed(0);
    return [
      {
        name: `resident memory after ${many} requests against after ${few}`,
        text: `${(after / before).toFixed(2)} (${megabytes(after)} MB, ${megabytes(before)} MB)`,
        mark: `at most ${maxGrowth}`,
        reached: after / before <= maxGrowth,
      },
    ];
  } finally {
    await subject.stop();
  }
};
