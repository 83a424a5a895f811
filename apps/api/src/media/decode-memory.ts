import type { Metadata } from 'sharp';

// Measured with flat and noisy images of 3 to 40 megapixels, each in its own process, and rounded up to cover most of them.
const fixedBytes = 12_000_000;
const bufferedRows = 1_500;
const encoderBytesPerPixel = 9;

/**
 * Estimates from its header the memory that an image takes to be decoded, resized to a box and encoded as WebP.
 *
 * @param box The longest side of the result, in pixels.
 * @returns Bytes.
 */
export const decodeMemory = (header: Metadata, box: number): number => {
  const { width, height, channels } = header;
  const pixels = width * height;
  const encodedPixels = pixels * Math.min(1, box / Math.max(width, height)) ** 2;
  const rows = width * channels * sampleBytes(header) * bufferedRows;
  return fixedBytes + rows + pixels * wholeImageBytesPerPixel(header) + encodedPixels * encoderBytesPerPixel;
};

const sampleBytes = ({ depth }: Metadata): number => (depth === 'uchar' ? 1 : 2);

/** The bytes a pixel that a decoder holds of the whole image before its first row; 0 if it decodes row by row. */
const wholeImageBytesPerPixel = (header: Metadata): number => {
  const { format, channels, isProgressive, chromaSubsampling } = header;
  switch (format) {
    case 'jpeg':
      // All coefficients, two bytes each. 4:2:0 has half a colour sample for each brightness sample.
      return isProgressive ? 2 * (chromaSubsampling === '4:2:0' ? 1.5 : channels) : 0;
    case 'png':
      return isProgressive ? channels * sampleBytes(header) : 0;
    case 'webp':
      // As for lossless files, because the header does not show which kind it is.
      return 4;
    case 'gif':
      return 6;
    default:
      // AVIF: reference frames, planes and their RGB copies.
      return sampleBytes(header) === 1 ? 20 : 26;
  }
};
