import { open } from 'node:fs/promises';
import { AppError, fieldFault } from '@doorstep/contracts/errors';
import type { Message } from '@doorstep/contracts/messages/message';
import sharp, { type Metadata, type OutputInfo, type Sharp } from 'sharp';
import { freeBytes } from '../http/free-bytes.ts';
import { notDecoded, throwOwnFailure } from './decode-failure.ts';
import { createGate } from './decode-gate.ts';
import { decodeMemory } from './decode-memory.ts';
import type { MediaKind, MediaSize } from './media-key.ts';

/** In pixels: no image is larger than its box, and none is enlarged. */
const boxes: Record<MediaKind, Record<MediaSize, number>> = {
  profile: { full: 1024, medium: 256, thumb: 96 },
  address: { full: 2560, medium: 1280, thumb: 320 },
};

const maxSide = 12_000;
const maxPixels = 40_000_000;
const decodeSeconds = 20;
/** Phones write headers that decoders warn of; a truncated file is an error. */
const failOn = 'error';
const maxWaiting = 64;
/** To this side the pixels of the full size are kept for the next one: 4 MB at most; those of a proof would be 26 MB. */
const keptSide = 1024;
/** What a 12-megapixel photograph takes to become a proof. */
const placeBytes = 72_000_000;

// One image is decoded by one thread: the gate, not libvips, spreads work over the cores. Nothing is decoded twice.
sharp.cache(false);
sharp.concurrency(1);
// No loader but ours may look at a file: some take minutes to find out what an SVG of a megabyte is.
sharp.block({ operation: ['VipsForeignLoad'] });
sharp.unblock({
  operation: ['Jpeg', 'Png', 'Webp', 'Nsgif', 'Heif'].map((type) => `VipsForeignLoad${type}`),
});

export type EncodedImage = Record<MediaSize, Buffer>;

export type ImageEncoder = {
  /**
   * Re-encodes an image file as WebP in all its sizes: upright, in sRGB, without any metadata; of an animation, the first
   * frame.
   *
   * @param field The field that brought it, for errors: 415 `unsupported_media_type`, 413 `payload_too_large`,
   * 400 `image_invalid`, 503 when too many wait or where the failure is ours.
   */
  encode(path: string, kind: MediaKind, field: string): Promise<EncodedImage>;
};

/**
 * @param atOnce How many images are decoded at the same time. Each brings {@link placeBytes} of memory; an image that needs
 * more than all of them together is decoded alone.
 */
export const createImageEncoder = (atOnce: number): ImageEncoder => {
  // Some decoders read the whole file to learn its header, so these take turns as well.
  const headers = createGate({ atOnce, memory: Number.POSITIVE_INFINITY, waiting: maxWaiting });
  const images = createGate({ atOnce, memory: atOnce * placeBytes, waiting: maxWaiting });
  return {
    encode: async (path, kind, field) => {
      const header = await headers(0, () => readHeader(path, field));
      assertAccepted(header, field);
      return images(decodeMemory(header, boxes[kind].full), () => encode(path, kind, field));
    },
  };
};

const encode = async (path: string, kind: MediaKind, field: string): Promise<EncodedImage> => {
  const box = boxes[kind];
  const source = sharp(path, { failOn, limitInputPixels: maxPixels, sequentialRead: true, pages: 1 });
  const upright = source.timeout({ seconds: decodeSeconds }).autoOrient().toColourspace('srgb');
  const decoding = async <T>(decode: () => Promise<T>): Promise<T> => {
    try {
      return await decode();
    } catch (error) {
      await throwOwnFailure(error, path);
      throw damaged(field);
    }
  };
  const pixels = box.full <= keptSide ? await decoding(() => readPixels(upright, box.full)) : undefined;
  try {
    const full = await (pixels ? toWebp(pixels.image(), box.full) : decoding(() => toWebp(upright, box.full)));
    const medium = await reduced(full, box.medium, pixels?.image());
    const thumb = await reduced(medium, box.thumb);
    return { full: full.data, medium: medium.data, thumb: thumb.data };
  } catch (error) {
    // Behind the decoder all bytes are our own.
    throw error instanceof AppError ? error : notDecoded(error);
  } finally {
    pixels?.free();
  }
};

type Pixels = { image(): Sharp; free(): void };

/** Decodes an image to fit a box, to be read several times. */
const readPixels = async (image: Sharp, box: number): Promise<Pixels> => {
  const { data, info } = await fitted(image, box).raw().toBuffer({ resolveWithObject: true });
  const { width, height, channels } = info;
  return {
    image: () => sharp(data, { raw: { width, height, channels } }),
    free: () => freeBytes(data),
  };
};

const fitted = (image: Sharp, box: number): Sharp =>
  image.resize({ width: box, height: box, fit: 'inside', withoutEnlargement: true });

type Webp = { data: Buffer; info: OutputInfo };

// The next effort costs a 12-megapixel proof twice the time and up to a hundred megabytes, and saves 3 % of the file.
const toWebp = (image: Sharp, box: number): Promise<Webp> =>
  fitted(image, box).webp({ quality: 82, effort: 2 }).toBuffer({ resolveWithObject: true });

/** Made of the larger size: of its pixels where those are at hand, else of its file. What fits already stays as it is. */
const reduced = async (larger: Webp, box: number, pixels = sharp(larger.data)): Promise<Webp> =>
  larger.info.width <= box && larger.info.height <= box ? larger : toWebp(pixels, box);

/** Without sharp's own limit of pixels, which would call too large an image a damaged one. */
const readHeader = async (path: string, field: string): Promise<Metadata> => {
  try {
    return await sharp(path, { failOn, limitInputPixels: false, pages: 1 }).metadata();
  } catch (error) {
    await throwOwnFailure(error, path);
    if (await beginsAsAccepted(path)) throw damaged(field);
    throw wrongType(field, { key: 'image_unreadable' });
  }
};

const signatures = [/^\xFF\xD8\xFF/, /^\x89PNG/, /^GIF8/, /^RIFF[\s\S]{4}WEBP/, /^[\s\S]{4}ftyp(avif|avis)/];

/** Whether a file that cannot be read at least set out to be of a type we take: then it is damaged, not foreign. */
const beginsAsAccepted = async (path: string): Promise<boolean> => {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(12), 0, 12, 0);
    const head = buffer.toString('latin1', 0, bytesRead);
    return signatures.some((signature) => signature.test(head));
  } finally {
    await file.close();
  }
};

const accepted = ['jpeg', 'png', 'webp', 'gif'];

/** Judged by what the file is, not by its name or its declared type; and before any pixel of it is decoded. */
const assertAccepted = (header: Metadata, field: string): void => {
  const { format, compression, width, height } = header;
  if (format === 'heif' && compression !== 'av1') {
    throw wrongType(field, { key: 'image_heic' });
  }
  if (format !== 'heif' && !accepted.includes(format ?? '')) throw wrongType(field, { key: 'image_type' });
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
