import { isUtf8 } from 'node:buffer';
import { Readable } from 'node:stream';
import type { FieldFault } from '@doorstep/contracts/errors';
import type { Message } from '@doorstep/contracts/messages/message';
import { CsvError, parse } from 'csv-parse';
import { nestColumns } from './csv-columns.ts';

/** A line of a file: what it says, or why it cannot be read. */
export type ImportRecord = { line: number; bytes: number } & (
  | { value: unknown; fault?: never }
  | { fault: FieldFault; value?: never }
);

/** The file as a whole cannot be read on from a line. */
export class UnreadableFile extends Error {
  readonly fault: FieldFault;
  constructor(message: Message, code: string) {
    super(code);
    this.fault = { field: 'file', code, message };
  }
}

/** The longest line: about that of a customer with 300 addresses. */
const maxLineBytes = 1_000_000;

const bom = Buffer.from([0xef, 0xbb, 0xbf]);
const newline = 0x0a;

const fileTypes: readonly (readonly number[])[] = [
  [0x50, 0x4b], // ZIP
  [0x1f, 0x8b], // gzip
  [0xff, 0xfe], // UTF-16
  [0xfe, 0xff],
];

/** Returns the fault of a file that is neither NDJSON nor CSV in UTF-8, by its first bytes. */
export const faultOfStart = (start: Buffer): FieldFault | undefined => {
  const isOther = fileTypes.some((bytes) => bytes.every((byte, index) => start[index] === byte)) || start.includes(0);
  return isOther ? { field: 'file', code: 'file_type', message: { key: 'import_file_type' } } : undefined;
};

const hasBom = (start: Buffer): boolean => start.subarray(0, 3).equals(bom);

/**
 * Reads the lines of a file, as NDJSON if it begins with `{`, else as CSV. Holds one line at a time in memory.
 * Throws {@link UnreadableFile}.
 */
export async function* readRecords(content: AsyncIterable<Buffer>): AsyncGenerator<ImportRecord> {
  const chunks = content[Symbol.asyncIterator]();
  const first = await chunks.next();
  if (first.done) return;
  const start = hasBom(first.value) ? first.value.subarray(3) : first.value;
  const fault = faultOfStart(start);
  if (fault) throw new UnreadableFile(fault.message, fault.code);
  const rest = { [Symbol.asyncIterator]: () => chunks };
  const all = (async function* () {
    yield start;
    yield* rest;
  })();
  yield* start.toString('latin1').trimStart().startsWith('{') ? readNdjson(all) : readCsv(all, start);
}

async function* readNdjson(content: AsyncIterable<Buffer>): AsyncGenerator<ImportRecord> {
  let line = 0;
  for await (const bytes of splitLines(content)) {
    line += 1;
    if (bytes === 'too long') {
      const message: Message = { key: 'bytes_at_most', max: maxLineBytes };
      yield { line, bytes: 0, fault: { field: '', code: 'too_long', message } };
    } else if (!isUtf8(bytes)) {
      yield { line, bytes: 0, fault: { field: '', code: 'characters_invalid', message: { key: 'text_not_utf8' } } };
    } else {
      const text = bytes.toString().trim();
      if (text !== '') yield { line, bytes: bytes.length, ...parseLine(text) };
    }
  }
}

const parseLine = (text: string): { value: unknown } | { fault: FieldFault } => {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return { fault: { field: '', code: 'json_invalid', message: { key: 'line_without_json' } } };
  }
};

/** Splits bytes at newlines. Reads over a line of more than {@link maxLineBytes}, and holds none of it. */
async function* splitLines(content: AsyncIterable<Buffer>): AsyncGenerator<Buffer | 'too long'> {
  let parts: Buffer[] = [];
  let length = 0;
  const add = (bytes: Buffer): void => {
    length += bytes.length;
    if (length > maxLineBytes) parts = [];
    else parts.push(bytes);
  };
  const take = (): Buffer | 'too long' => {
    const line = length > maxLineBytes ? 'too long' : Buffer.concat(parts);
    parts = [];
    length = 0;
    return line;
  };
  for await (const chunk of content) {
    let from = 0;
    for (let end = chunk.indexOf(newline); end >= 0; end = chunk.indexOf(newline, from)) {
      add(chunk.subarray(from, end));
      yield take();
      from = end + 1;
    }
    add(chunk.subarray(from));
  }
  if (length > 0) yield take();
}

type CsvRow = { record: string[]; info: { lines: number; bytes: number } };

async function* readCsv(content: AsyncIterable<Buffer>, start: Buffer): AsyncGenerator<ImportRecord> {
  const parser = parse({
    info: true,
    delimiter: delimiterOf(start),
    relax_column_count: true,
    relax_quotes: true,
    max_record_size: maxLineBytes,
  });
  const source = Readable.from(decoded(content));
  source.on('error', (error) => parser.destroy(error));
  let columns: string[] | undefined;
  let line = 0;
  let position = 0;
  try {
    for await (const { record, info } of source.pipe(parser) as AsyncIterable<CsvRow>) {
      // A record ends at `info.lines`. Its own line is where it begins.
      const bytes = info.bytes - position;
      const own = line + 1;
      line = info.lines;
      position = info.bytes;
      if (record.every((cell) => cell.trim() === '')) continue;
      if (!columns) columns = readHeader(record);
      else yield { line: own, bytes, ...toRecord(columns, record) };
    }
  } catch (error) {
    if (error instanceof CsvError)
      throw new UnreadableFile({ key: 'csv_unreadable_after', line: line + 1 }, 'csv_invalid');
    throw error;
  } finally {
    source.destroy();
  }
}

/** Decodes text, and throws for bytes that are not UTF-8. */
async function* decoded(content: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  for await (const chunk of content) {
    try {
      decoder.decode(chunk, { stream: true });
    } catch {
      throw new UnreadableFile({ key: 'text_not_utf8' }, 'characters_invalid');
    }
    yield chunk;
  }
}

/** Spreadsheets write semicolons where the comma is the decimal sign. */
const delimiterOf = (start: Buffer): string => {
  const [header = ''] = start.toString('latin1').split(/[\r\n]/, 1);
  const counted = [',', ';', '\t'].map((delimiter) => ({ delimiter, count: header.split(delimiter).length }));
  return counted.reduce((best, other) => (other.count > best.count ? other : best)).delimiter;
};

const readHeader = (record: readonly string[]): string[] => {
  const columns = record.map((name) => name.trim());
  if (columns.includes('email') || columns.includes('external_id')) return columns;
  throw new UnreadableFile({ key: 'csv_without_header' }, 'csv_header_invalid');
};

const toRecord = (
  columns: readonly string[],
  record: readonly string[],
): { value: unknown } | { fault: FieldFault } => {
  if (record.slice(columns.length).every((cell) => cell === '')) return { value: nestColumns(columns, record) };
  const message: Message = { key: 'csv_columns_at_most', max: columns.length };
  return { fault: { field: '', code: 'csv_columns_invalid', message } };
};
