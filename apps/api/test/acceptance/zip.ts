import { crc32 } from 'node:zlib';

/**
 * The files of a ZIP archive by their names, as its central directory has them (APPNOTE 4.3). Fails where the archive is
 * not whole, or a file is compressed or does not match its checksum.
 */
export const unzip = (archive: Buffer): Map<string, Buffer> => {
  const end = archive.length - 22;
  if (archive.readUInt32LE(end) !== 0x06054b50) throw new Error('The archive has no end');
  const files = new Map<string, Buffer>();
  let at = archive.readUInt32LE(end + 16);
  for (let left = archive.readUInt16LE(end + 10); left > 0; left--) {
    if (archive.readUInt32LE(at) !== 0x02014b50) throw new Error('The directory of the archive is broken');
    const nameLength = archive.readUInt16LE(at + 28);
    const name = archive.toString('utf8', at + 46, at + 46 + nameLength);
    if (archive.readUInt16LE(at + 10) !== 0) throw new Error(`${name} is compressed`);
    const bytes = contentAt(archive, archive.readUInt32LE(at + 42), archive.readUInt32LE(at + 20));
    if (crc32(bytes) !== archive.readUInt32LE(at + 16)) throw new Error(`${name} does not match its checksum`);
    if (files.has(name)) throw new Error(`${name} is there twice`);
    files.set(name, bytes);
    at += 46 + nameLength + archive.readUInt16LE(at + 30) + archive.readUInt16LE(at + 32);
  }
  return files;
};

const contentAt = (archive: Buffer, header: number, size: number): Buffer => {
  const start = header + 30 + archive.readUInt16LE(header + 26) + archive.readUInt16LE(header + 28);
  return archive.subarray(start, start + size);
};
