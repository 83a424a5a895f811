import { readFile } from 'node:fs/promises';
import sharp, { type Sharp } from 'sharp';

/**
 * sharp alone: encodes the three sizes of a profile picture. Its arguments are the file, the number of repetitions and how
 * many run at once. Prints the seconds.
 */
const [path = '', times = '1', atOnce = '1'] = process.argv.slice(2);

sharp.cache(false);
sharp.concurrency(1);

const toWebp = (image: Sharp, box: number): Promise<Buffer> =>
  image
    .resize({ width: box, height: box, fit: 'inside', withoutEnlargement: true })
    .webp({ quality: 82, effort: 2 })
    .toBuffer();

const encode = async (): Promise<void> => {
  const source = sharp(path, { failOn: 'warning', sequentialRead: true, pages: 1 });
  const full = await toWebp(source.autoOrient().toColourspace('srgb'), 1024);
  const medium = await toWebp(sharp(full), 256);
  await toWebp(sharp(medium), 96);
};

// Reads the file before the clock starts, because an upload is in memory too.
await readFile(path);
let left = Number(times);
const started = performance.now();
await Promise.all(
  Array.from({ length: Number(atOnce) }, async () => {
    while (left > 0) {
      left -= 1;
      await encode();
    }
  }),
);
process.stdout.write(String((performance.now() - started) / 1000));
