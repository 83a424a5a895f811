import { cases, connections } from './cases.ts';
import { drive } from './measure.ts';
import { usageOf } from './process-usage.ts';
import { ratioText, spreadOf, type Target } from './report.ts';
import type { Setup } from './setup.ts';
import { startSubject } from './subject.ts';

const secondsAllowed = 1;

/** From the start of the process until it answers that it is ready, on a database that is up to date. */
export const measureStart = async (setup: Setup, rounds: number): Promise<Target[]> => {
  const seconds: number[] = [];
  for (let round = 0; round <= rounds; round += 1) {
    const subject = await startSubject('doorstep', setup);
    await subject.stop();
    // The first start finds its files on disk, the others in memory: a server is started again, not for the first time.
    if (round > 0) seconds.push(subject.secondsToReady);
  }
  const found = spreadOf(seconds);
  return [
    {
      name: 'ready after start',
      text: `${ratioText(found)} s`,
      mark: `at most ${secondsAllowed} s`,
      reached: found.median <= secondsAllowed,
    },
  ];
};

const few = 1000;
const many = 100_000;
const growthAllowed = 1.1;

/** How much more a process holds in memory after many requests than after a few. */
export const measureMemory = async (setup: Setup): Promise<Target[]> => {
  const subject = await startSubject('doorstep', setup);
  try {
    const load = await cases.find(({ name }) => name === 'get profile')?.load(setup);
    if (!load) throw new Error('There is no case to take the requests of');
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
        mark: `at most ${growthAllowed}`,
        reached: after / before <= growthAllowed,
      },
    ];
  } finally {
    await subject.stop();
  }
};
