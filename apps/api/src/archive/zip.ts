import { crc32 } from 'node:zlib';
import { createSpool } from './spool.ts';

/** A file of an archive. Its content is read when its turn comes. */
export type ZipEntry = { name: string; content: Iterable<Uint8Array> | AsyncIterable<Uint8Array> };

type Options = {
  /** The folder for a temporary file, if the directory of the archive is large. */
  folder: string;
  modifiedAt: Date;
};

/** The position and content of a file that was written. Sizes and positions can exceed 4 GB. */
type Written = { name: Buffer; checksum: number; size: number; position: number };

const versionNeeded = 45;
/** Sizes and checksum follow the content (bit 3), and names are UTF-8 (bit 11). */
const flags = 0x0808;
const max16 = 0xffff;
const max32 = 0xffffffff;
const zip64 = 0x0001;

/**
 * Makes a ZIP archive as a stream of bytes, with one open entry at a time and a memory that does not depend on the number of
 * entries (APPNOTE 6.3). It is not compressed, because images are compressed already.
 *
 * Libraries retain the directory of the archive, and client-zip writes none that can be read for more than 65 535 small files.
 */
export async function* zip(
  entries: Iterable<ZipEntry> | AsyncIterable<ZipEntry>,
  { folder, modifiedAt }: Options,
): AsyncGenerator<Uint8Array> {
  const time = dosTime(modifiedAt);
  const directory = createSpool(folder);
  let position = 0;
  let count = 0;
  try {
    for await (const { name: text, content } of entries) {
      const name = Buffer.from(text);
      const header = localHeader(name, time);
      yield header;
      let checksum = 0;
      let size = 0;
      for await (const bytes of content) {
        checksum = crc32(bytes, checksum);
        size += bytes.length;
        yield bytes;
      }
      const descriptor = dataDescriptor(checksum, size);
      yield descriptor;
      await directory.add(directoryEntry({ name, checksum, size, position }, time));
      position += header.length + size + descriptor.length;
      count += 1;
    }
    const { size } = directory;
    yield* directory.read();
    yield endOfArchive({ count, size, position });
  } finally {
    await directory.remove();
  }
}

/** A number with its size in bytes, or raw bytes. */
type Field = readonly [bytes: 2 | 4 | 8, value: number] | Buffer;

/** Writes numbers little-endian. */
const pack = (...fields: Field[]): Buffer =>
  Buffer.concat(
    fields.map((field) => {
      if (Buffer.isBuffer(field)) return field;
      const [bytes, value] = field;
      const packed = Buffer.alloc(bytes);
      if (bytes === 8) packed.writeBigUInt64LE(BigInt(value));
      else packed.writeUIntLE(value, 0, bytes);
      return packed;
    }),
  );

/** The date and time of MS-DOS, to two seconds (APPNOTE 4.4.6). */
const dosTime = (at: Date): Buffer =>
  pack(
    [2, (at.getUTCHours() << 11) | (at.getUTCMinutes() << 5) | (at.getUTCSeconds() >> 1)],
    [2, ((at.getUTCFullYear() - 1980) << 9) | ((at.getUTCMonth() + 1) << 5) | at.getUTCDate()],
  );

const stored = 0;

// With the extra field for ZIP64, the sizes behind the content have eight bytes (APPNOTE 4.3.9.2).
const localHeader = (name: Buffer, time: Buffer): Buffer =>
  pack(
    ...([[4, 0x04034b50], [2, versionNeeded], [2, flags], [2, stored], time, [4, 0], [4, max32], [4, max32]] as const),
    ...([[2, name.length], [2, 20], name, [2, zip64], [2, 16], [8, 0], [8, 0]] as const),
  );

const dataDescriptor = (checksum: number, size: number): Buffer =>
  pack([4, 0x08074b50], [4, checksum], [8, size], [8, size]);

const directoryEntry = ({ name, checksum, size, position }: Written, time: Buffer): Buffer => {
  // Values that fit stay out of the extra field (APPNOTE 4.5.3).
  const large = [...(size >= max32 ? [size, size] : []), ...(position >= max32 ? [position] : [])];
  const values = pack(...large.map((value) => [8, value] as const));
  const extra = large.length > 0 ? pack([2, zip64], [2, values.length], values) : values;
  const shown = Math.min(size, max32);
  const madeByUnix = (3 << 8) | versionNeeded;
  const regularFile = 0o100644 * 0x10000;
  return pack(
    ...([[4, 0x02014b50], [2, madeByUnix], [2, versionNeeded], [2, flags], [2, stored], time] as const),
    ...([
      [4, checksum],
      [4, shown],
      [4, shown],
      [2, name.length],
      [2, extra.length],
      [2, 0],
      [2, 0],
      [2, 0],
    ] as const),
    ...([[4, regularFile], [4, Math.min(position, max32)], name, extra] as const),
  );
};

type Directory = { count: number; size: number; position: number };

const endOfArchive = ({ count, size, position }: Directory): Buffer => {
  const large = count >= max16 || size >= max32 || position >= max32;
  const end64 = pack(
    ...([
      [4, 0x06064b50],
      [8, 44],
      [2, versionNeeded],
      [2, versionNeeded],
      [4, 0],
      [4, 0],
    ] as const),
    ...([
      [8, count],
      [8, count],
      [8, size],
      [8, position],
    ] as const),
    ...([
      [4, 0x07064b50],
      [4, 0],
      [8, position + size],
      [4, 1],
    ] as const),
  );
  const shown = Math.min(count, max16);
  const end = pack(
    ...([
      [4, 0x06054b50],
      [2, 0],
      [2, 0],
      [2, shown],
      [2, shown],
    ] as const),
    ...([
      [4, Math.min(size, max32)],
      [4, Math.min(position, max32)],
      [2, 0],
    ] as const),
  );
  return large ? Buffer.concat([end64, end]) : end;
};
