import { crc32 } from 'node:zlib';

/** A file of an archive, as the central directory has it. */
export type ZippedFile = { name: string; checksum: number; size: number; position: number };

const max16 = 0xffff;
const max32 = 0xffffffff;

/**
 * Reads the central directory of an archive (APPNOTE 4.3 and 4.5.3). Fails if the archive is incomplete or a file is compressed.
 *
 * @param archive The archive, or the end of a large one with the whole directory.
 * @param start The position of the first byte of `archive`.
 */
export const zipDirectory = (archive: Buffer, start = 0): ZippedFile[] => {
  const number = (at: number) => Number(archive.readBigUInt64LE(at));
  const end = archive.length - 22;
  if (archive.readUInt32LE(end) !== 0x06054b50) throw new Error('The archive has no end');
  let count = archive.readUInt16LE(end + 10);
  let at = archive.readUInt32LE(end + 16) - start;
  if (count === max16 || at + start === max32) {
    const locator = end - 20;
    if (archive.readUInt32LE(locator) !== 0x07064b50) throw new Error('The archive has no ZIP64 locator');
    const end64 = number(locator + 8) - start;
    if (archive.readUInt32LE(end64) !== 0x06064b50) throw new Error('The archive has no ZIP64 end');
    count = number(end64 + 32);
    at = number(end64 + 48) - start;
  }
  return Array.from({ length: count }, () => {
    if (archive.readUInt32LE(at) !== 0x02014b50) throw new Error('The directory of the archive is broken');
    const nameEnd = at + 46 + archive.readUInt16LE(at + 28);
    const next = nameEnd + archive.readUInt16LE(at + 30) + archive.readUInt16LE(at + 32);
    const name = archive.toString('utf8', at + 46, nameEnd);
    if (archive.readUInt16LE(at + 10) !== 0) throw new Error(`${name} is compressed`);
    // Only the values that do not fit are in the extra field, in this order.
    const sizes = [archive.readUInt32LE(at + 24), archive.readUInt32LE(at + 20), archive.readUInt32LE(at + 42)];
    let extra = nameEnd + 4;
    const [size = 0, , position = 0] = sizes.map((value) => {
      if (value !== max32) return value;
      extra += 8;
      return number(extra - 8);
    });
    const file = { name, checksum: archive.readUInt32LE(at + 16), size, position };
    at = next;
    return file;
  });
};

/**
 * Returns the files of an archive by their names. Fails if the archive is incomplete, or if a file is compressed, does not match its
 * checksum, or is there twice.
 */
export const unzip = (archive: Buffer): Map<string, Buffer> => {
  const files = new Map<string, Buffer>();
  for (const { name, checksum, size, position } of zipDirectory(archive)) {
    const start = position + 30 + archive.readUInt16LE(position + 26) + archive.readUInt16LE(position + 28);
    const bytes = archive.subarray(start, start + size);
    if (crc32(bytes) !== checksum) throw new Error(`${name} does not match its checksum`);
    if (files.has(name)) throw new Error(`${name} is there twice`);
    files.set(name, bytes);
  }
  return files;
};
