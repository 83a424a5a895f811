import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import sharp from 'sharp';
import { cases, connections } from './cases.ts';
import type { Load, LoadRequest } from './load.ts';
import { drive } from './measure.ts';
import { ratioText, spreadOf, type Target } from './report.ts';
import type { Setup } from './setup.ts';
import { type Subject, startSubject } from './subject.ts';

const uploadsAtLeast = 0.85;
const latencyAtMost = 5;
// Two encodings keep both cores busy in sharp alone. The API needs four uploads, of which two are being received or answered.
const encodedAtOnce = 2;
const uploadedAtOnce = 4;
const uploadsBeside = 8;
const uploadSeconds = 6;
const latencySeconds = 3;

/** Compares uploads of a 12-megapixel JPEG with sharp alone, and the latency of a small request with and without uploads. */
export const measureUploads = async (setup: Setup, rounds: number): Promise<Target[]> => {
  const photo = join(setup.dataDir, 'photo.jpg');
  await writeFile(photo, await makePhoto());
  const subject = await startSubject('doorstep', setup);
  try {
    const uploads = await uploadRequests(setup, photo);
    const uploading = { url: subject.url, requests: uploads };
    await driven({ ...uploading, connections: uploadedAtOnce, seconds: 2 });
    const speeds: number[] = [];
    const waits: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const { requests, seconds } = await driven({ ...uploading, connections: uploadedAtOnce, seconds: uploadSeconds });
      speeds.push(requests / seconds / (await encodesPerSecond(photo, requests)));
    }
    for (let round = 0; round < rounds; round += 1) {
      const idle = await profileP99(setup, subject, latencySeconds);
      const beside = driven({ ...uploading, connections: uploadsBeside, seconds: latencySeconds + 2 });
      const busy = await profileP99(setup, subject, latencySeconds);
      await beside;
      waits.push(busy / idle);
    }
    return [
      {
        name: 'upload of 12 megapixels against sharp alone',
        text: ratioText(spreadOf(speeds)),
        mark: `at least ${uploadsAtLeast}`,
        reached: spreadOf(speeds).median >= uploadsAtLeast,
      },
      {
        name: `p99 of get profile during ${uploadsBeside} uploads against idle`,
        text: ratioText(spreadOf(waits)),
        mark: `at most ${latencyAtMost}`,
        reached: spreadOf(waits).median <= latencyAtMost,
      },
    ];
  } finally {
    await subject.stop();
  }
};

const driven = async (load: Load) => {
  const outcome = await drive(load);
  if (outcome.unexpected > 0) throw new Error(`${outcome.unexpected} uploads were refused`);
  return outcome;
};

/** About 4 MB with the noise of a photo: a smooth image would decode faster. */
const makePhoto = (): Promise<Buffer> =>
  sharp({
    create: {
      width: 4000,
      height: 3000,
      channels: 3,
      background: '#808080',
      noise: { type: 'gaussian', mean: 128, sigma: 40 },
    },
  })
    .blur(1.5)
    .jpeg({ quality: 88 })
    .toBuffer();

const boundary = 'doorstep-bench';

const uploadRequests = async (setup: Setup, photo: string): Promise<LoadRequest[]> =>
  Promise.all(
    setup.seeded.customers.slice(0, uploadsBeside).map(async (customer) => ({
      method: 'PATCH' as const,
      path: '/api/customer/profile/',
      headers: {
        Authorization: `Bearer ${await setup.tokenOf(customer)}`,
        'X-Tenant-ID': customer.tenantId,
        'Content-Type': `multipart/form-data; boundary=${boundary}`,
      },
      form: { boundary, field: 'profile_picture', path: photo },
    })),
  );

const run = promisify(execFile);

const encodesPerSecond = async (photo: string, times: number): Promise<number> => {
  const floor = join(import.meta.dirname, '..', 'floors', 'encode.ts');
  const { stdout } = await run(process.execPath, [floor, photo, String(times), String(encodedAtOnce)]);
  return times / Number(stdout);
};

const profileP99 = async (setup: Setup, { url }: Subject, seconds: number): Promise<number> => {
  const load = await cases.find(({ name }) => name === 'get profile')?.load(setup);
  if (!load) throw new Error('The case "get profile" is missing');
  return (await driven({ ...load, url, connections, seconds })).p99;
};
