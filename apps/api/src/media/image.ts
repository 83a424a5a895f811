import { open } from 'node:fs/promises';
import { AppError, fieldFault } from '@doorstep/contracts/errors';
import type { Message } from '@doorstep/contracts/messages/message';
import sharp, { type Metadata, type OutputInfo, type Sharp } from 'sharp';
import { freeBytes } from '../http/free-bytes.ts';
import { decodingUnavailable, throwServerFailure } from './decode-failure.ts';
import { createGate } from './decode-gate.ts';
import { decodeMemory } from './decode-memory.ts';
import type { MediaKind, MediaSize } from './media-key.ts';

/** The longest side in pixels. Smaller images are not enlarged. */
const boxes: Record<MediaKind, Record<MediaSize, number>> = {
  profile: { full: 1024, medium: 256, thumb: 96 },
  address: { full: 2560, medium: 1280, thumb: 320 },
};

const maxSide = 12_000;
const maxPixels = 40_000_000;
/** Accepts files of phones, whose headers cause warnings, and rejects truncated files. */
const failOn = 'error';
const maxQueued = 64;
/** Up to this side, the medium size is made from raw pixels in memory: 4 MB at most, where a proof would take 26 MB. */
const maxRawSide = 1024;
/** The memory for a 12-megapixel photo that becomes a proof. */
const bytesPerSlot = 72_000_000;

// The decode gate runs images in parallel, so each image uses one thread. No image is decoded twice, so a cache is useless.
sharp.cache(false);
sharp.concurrency(1);
// Other loaders are a risk: some take minutes to detect the type of a 1 MB SVG file.
sharp.block({ operation: ['VipsForeignLoad'] });
sharp.unblock({
  operation: ['Jpeg', 'Png', 'Webp', 'Nsgif', 'Heif'].map((type) => `VipsForeignLoad${type}`),
});

type EncodedImage = Record<MediaSize, Buffer>;

export type ImageEncoder = {
  /**
   * Encodes an image file as WebP in all sizes: upright, in sRGB, without metadata. An animation loses all frames but the first.
   * Throws `unsupported_media_type`, `payload_too_large`, `image_invalid`, and `unavailable` for a full queue or a server error.
   *
   * @param field The input field that errors name.
   */
  encode(path: string, kind: MediaKind, field: string): Promise<EncodedImage>;
};

type EncoderLimits = {
  /**
   * The number of images that are decoded at the same time, with {@link bytesPerSlot} of memory each. An image that needs more
   * than the total is decoded alone.
   */
  concurrency: number;
  /** How long the decoding of an image may take. A busy machine needs many times what a free one does. */
  timeoutSeconds: number;
};

export const createImageEncoder = ({ concurrency, timeoutSeconds }: EncoderLimits): ImageEncoder => {
  // Some decoders read the whole file to get its header, so headers are limited too.
  const headers = createGate({ concurrency, memory: Number.POSITIVE_INFINITY, maxQueued });
  const images = createGate({ concurrency, memory: concurrency * bytesPerSlot, maxQueued });
  return {
    encode: async (path, kind, field) => {
      const header = await headers(0, () => readHeader(path, field));
      assertAccepted(header, field);
      return images(decodeMemory(header, boxes[kind].full), () => encode(path, kind, field, timeoutSeconds));
    },
  };
};

const encode = async (path: string, kind: MediaKind, field: string, seconds: number): Promise<EncodedImage> => {
  const box = boxes[kind];
  const source = sharp(path, { failOn, limitInputPixels: maxPixels, sequentialRead: true, pages: 1 });
  const upright = source.timeout({ seconds }).autoOrient().toColourspace('srgb');
  const withDecodeErrors = async <T>(decode: () => Promise<T>): Promise<T> => {
    try {
      return await decode();
    } catch (error) {
      await throwServerFailure(error, path);
      throw damaged(field);
    }
  };
  const pixels = box.full <= maxRawSide ? await withDecodeErrors(() => readPixels(upright, box.full)) : undefined;
  try {
    const full = await (pixels ? toWebp(pixels.image(), box.full) : withDecodeErrors(() => toWebp(upright, box.full)));
    const medium = await smallerSize(full, box.medium, pixels?.image());
    const thumb = await smallerSize(medium, box.thumb);
    return { full: full.data, medium: medium.data, thumb: thumb.data };
  } catch (error) {
    // After decoding, the client's bytes can cause no error.
    throw error instanceof AppError ? error : decodingUnavailable(error);
  } finally {
    pixels?.free();
  }
};

type Pixels = { image(): Sharp; free(): void };

/** Decodes and resizes an image once, so that several sizes can be made from its pixels. */
const readPixels = async (image: Sharp, box: number): Promise<Pixels> => {
  const { data, info } = await resizeToFit(image, box).raw().toBuffer({ resolveWithObject: true });
  const { width, height, channels } = info;
  return {
    image: () => sharp(data, { raw: { width, height, channels } }),
    free: () => freeBytes(data),
  };
};

const resizeToFit = (image: Sharp, box: number): Sharp =>
  image.resize({ width: box, height: box, fit: 'inside', withoutEnlargement: true });

type Webp = { data: Buffer; info: OutputInfo };

// Effort 3 takes twice the time and up to 100 MB more for a 12-megapixel proof, and saves 3 % of the file.
const toWebp = (image: Sharp, box: number): Promise<Webp> =>
  resizeToFit(image, box).webp({ quality: 82, effort: 2 }).toBuffer({ resolveWithObject: true });

/** Makes a smaller size from the pixels of the larger one, or from its file. Returns the larger one if it already fits. */
const smallerSize = async (larger: Webp, box: number, pixels = sharp(larger.data)): Promise<Webp> =>
  larger.info.width <= box && larger.info.height <= box ? larger : toWebp(pixels, box);

/** Reads the header without sharp's pixel limit, which would report a large image as damaged. */
const readHeader = async (path: string, field: string): Promise<Metadata> => {
  try {
    return await sharp(path, { failOn, limitInputPixels: false, pages: 1 }).metadata();
  } catch (error) {
    await throwServerFailure(error, path);
    if (await startsAsAccepted(path)) throw damaged(field);
    throw wrongType(field, { key: 'image_unreadable' });
  }
};

const signatures = [/^\xFF\xD8\xFF/, /^\x89PNG/, /^GIF8/, /^RIFF[\s\S]{4}WEBP/, /^[\s\S]{4}ftyp(avif|avis)/];

/** Returns whether an unreadable file starts like an accepted type, which means that it is damaged. */
const startsAsAccepted = async (path: string): Promise<boolean> => {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(12), 0, 12, 0);
    const head = buffer.toString('latin1', 0, bytesRead);
    return signatures.some((signature) => signature.test(head));
  } finally {
    await file.close();
  }
};

const acceptedFormats = ['jpeg', 'png', 'webp', 'gif'];

/** Checks type and dimensions from the header, before any pixel is decoded. The declared type and file name do not count. */
const assertAccepted = (header: Metadata, field: string): void => {
  const { format, compression, width, height } = header;
  if (format === 'heif' && compression !== 'av1') {
    throw wrongType(field, { key: 'image_heic' });
  }
  if (format !== 'heif' && !acceptedFormats.includes(format ?? '')) throw wrongType(field, { key: 'image_type' });
  if (!width || !height) throw fieldFault(field, 'image_invalid', { key: 'image_empty' });
  if (width > maxSide || height > maxSide || width * height > maxPixels) {
    const limits = { side: maxSide, megapixels: maxPixels / 1_000_000 };
    const message = { key: 'image_dimensions', ...limits, width, height } as const;
    throw fieldFault(field, 'image_dimensions', message, 'payload_too_large');
  }
};

const damaged = (field: string): AppError => fieldFault(field, 'image_invalid', { key: 'image_damaged' });

const wrongType = (field: string, message: Message): AppError =>
  fieldFault(field, 'image_type', message, 'unsupported_media_type');
