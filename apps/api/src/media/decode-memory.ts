import type { Metadata } from 'sharp';

// Measured with flat and noisy images of 3 to 40 megapixels in a process of their own, each rounded up to what fits most.
const fixedBytes = 12_000_000;
const linesHeld = 1_500;
const encoderBytesPerPixel = 9;

/**
 * About how much memory it takes to decode an image, make it fit a box and encode it as WebP, judged by its header alone.
 *
 * @param box The longest side of the result, in pixels.
 * @returns Bytes.
 */
export const decodeMemory = (header: Metadata, box: number): number => {
  const { width, height, channels } = header;
  const pixels = width * height;
  const encoded = pixels * Math.min(1, box / Math.max(width, height)) ** 2;
  const lines = width * channels * sampleBytes(header) * linesHeld;
  return fixedBytes + lines + pixels * wholeBytesPerPixel(header) + encoded * encoderBytesPerPixel;
};

const sampleBytes = ({ depth }: Metadata): number => (depth === 'uchar' ? 1 : 2);

/** What a decoder holds of the whole picture before it gives out its first line; nothing where it goes line by line. */
const wholeBytesPerPixel = (header: Metadata): number => {
  const { format, channels, isProgressive, chromaSubsampling } = header;
  switch (format) {
    case 'jpeg':
      // All coefficients, two bytes each; with 4:2:0 there is half a sample of colour to each of brightness.
      return isProgressive ? 2 * (chromaSubsampling === '4:2:0' ? 1.5 : channels) : 0;
    case 'png':
      return isProgressive ? channels * sampleBytes(header) : 0;
    case 'webp':
      // As lossless ones need, for the header does not tell them apart.
      return 4;
    case 'gif':
      return 6;
    default:
      // AVIF: reference frames, planes and their copies in RGB.
      return sampleBytes(header) === 1 ? 20 : 26;
  }
};
