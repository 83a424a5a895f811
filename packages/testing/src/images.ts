import { deflateSync } from 'node:zlib';
import sharp from 'sharp';

/** A JPEG like that of a phone: rotated by an EXIF orientation, and with a GPS position. */
export const phonePhoto = (): Promise<Buffer> =>
  sharp({ create: { width: 640, height: 480, channels: 3, background: { r: 200, g: 60, b: 40 } } })
    .composite([
      {
        input: { create: { width: 640, height: 100, channels: 3, background: { r: 20, g: 60, b: 200 } } },
        top: 0,
        left: 0,
      },
    ])
    .withExif({
      IFD0: { Make: 'Phone', Orientation: '6' },
      IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '52/1 31/1 0/1' },
    })
    .withMetadata({ orientation: 6 })
    .jpeg()
    .toBuffer();

export const png = (width = 32, height = 24): Promise<Buffer> =>
  sharp({ create: { width, height, channels: 3, background: '#3a7' } })
    .png()
    .toBuffer();

/** A valid JPEG with a header error that some phones write and all viewers ignore. */
export const oddJpeg = async (
  width: number,
  height: number,
  fault: 'zero spectral end' | 'stray bytes',
): Promise<Buffer> => {
  const bytes = await noise(width, height).jpeg().toBuffer();
  const tables = bytes.indexOf(Buffer.from([0xff, 0xdb]));
  if (fault === 'stray bytes') {
    return Buffer.concat([bytes.subarray(0, tables), Buffer.alloc(6), bytes.subarray(tables)]);
  }
  // The header of a scan: marker, length, number of components, two bytes for each, then first and last coefficient.
  const scan = bytes.indexOf(Buffer.from([0xff, 0xda]));
  bytes.writeUInt8(0, scan + 5 + 2 * bytes.readUInt8(scan + 4) + 1);
  return bytes;
};

/** A picture of a letter, with bars as lines of text. It is large enough for tests of zooming. */
export const letter = (): Promise<Buffer> => {
  const bar = (top: number, left: number, width: number, height: number, background: string) => ({
    input: { create: { width, height, channels: 3 as const, background } },
    ...{ top, left },
  });
  const lines = [420, 380, 300, 0, 900, 1020, 980, 640, 0, 1000, 940, 1030, 380];
  return sharp({ create: { width: 1240, height: 1754, channels: 3, background: '#fdfcf8' } })
    .composite([
      bar(90, 0, 1240, 12, '#0f766e'),
      ...lines.flatMap((width, index) => (width ? [bar(240 + index * 70, 100, width, 26, '#55524c')] : [])),
    ])
    .jpeg()
    .toBuffer();
};

/** An image that compresses well. */
export const flat = (width: number, height: number, channels: 3 | 4) =>
  sharp({ create: { width, height, channels, background: { r: 90, g: 160, b: 240, alpha: 0.5 } } });

/** An image that does not compress. */
export const noise = (width: number, height: number) =>
  sharp({
    create: { width, height, channels: 3, background: '#888', noise: { type: 'gaussian', mean: 128, sigma: 60 } },
  });

const crc = (bytes: Buffer): number => {
  let value = 0xffffffff;
  for (const byte of bytes) {
    value ^= byte;
    for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  }
  return (value ^ 0xffffffff) >>> 0;
};

const chunk = (type: string, data: Buffer): Buffer => {
  const body = Buffer.concat([Buffer.from(type), data]);
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  check.writeUInt32BE(crc(body));
  return Buffer.concat([length, body, check]);
};

/** A PNG whose header declares a size, with hardly any data. */
export const pngBomb = (width: number, height: number): Buffer => {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 0, 0, 0, 0], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.alloc(64))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
};

/** A form with one file and text fields. */
export const form = (
  file: { field: string; bytes: Buffer; name?: string } | null,
  texts: Record<string, string> = {},
): FormData => {
  const data = new FormData();
  for (const [name, value] of Object.entries(texts)) data.set(name, value);
  if (file) data.set(file.field, new Blob([new Uint8Array(file.bytes)]), file.name ?? 'photo.jpg');
  return data;
};
