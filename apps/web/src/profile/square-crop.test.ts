import { describe, expect, test } from 'vitest';
import { type Crop, clampCrop, cropStyle, initialCrop, maxZoom, moveCrop } from './square-crop.ts';

const wide = { width: 400, height: 200 };
const tall = { width: 200, height: 400 };
const square = { width: 300, height: 300 };

/** The edges of the crop, in pixels of the picture. */
const edgesOf = ({ width, height }: { width: number; height: number }, { x, y, zoom }: Crop) => {
  const half = Math.min(width, height) / zoom / 2;
  return { left: x * width - half, right: x * width + half, top: y * height - half, bottom: y * height + half };
};

describe('The square of a picture', () => {
  test('is at first the largest one, in the centre', () => {
    expect(edgesOf(wide, initialCrop)).toEqual({ left: 100, right: 300, top: 0, bottom: 200 });
    expect(edgesOf(tall, initialCrop)).toEqual({ left: 0, right: 200, top: 100, bottom: 300 });
    expect(edgesOf(square, initialCrop)).toEqual({ left: 0, right: 300, top: 0, bottom: 300 });
  });

  test.each([
    ['the left', { x: 0, y: 0.5, zoom: 1 }, { left: 0, right: 200, top: 0, bottom: 200 }],
    ['the right', { x: 1, y: 0.5, zoom: 1 }, { left: 200, right: 400, top: 0, bottom: 200 }],
    ['the corner above', { x: -1, y: -1, zoom: 2 }, { left: 0, right: 100, top: 0, bottom: 100 }],
    ['the corner below', { x: 9, y: 9, zoom: 4 }, { left: 350, right: 400, top: 150, bottom: 200 }],
  ])('stays within the picture towards %s', (_where, crop, edges) => {
    expect(edgesOf(wide, clampCrop(wide, crop))).toEqual(edges);
  });

  test('does not move while it lies within the picture', () => {
    const crop = { x: 0.4, y: 0.55, zoom: 2 };
    expect(clampCrop(wide, crop)).toEqual(crop);
  });

  test('is limited to the zoom range', () => {
    expect(clampCrop(wide, { ...initialCrop, zoom: 0.1 }).zoom).toBe(1);
    expect(clampCrop(wide, { ...initialCrop, zoom: 99 }).zoom).toBe(maxZoom);
  });

  test('moves back into the picture when it grows at the edge', () => {
    const atEdge = clampCrop(tall, { x: 1, y: 1, zoom: 4 });
    expect(edgesOf(tall, clampCrop(tall, { ...atEdge, zoom: 1 }))).toEqual({
      left: 0,
      right: 200,
      top: 200,
      bottom: 400,
    });
  });

  test.each([
    [wide, 1, 20],
    [wide, 2, 10],
    [tall, 1, 20],
  ])('moves by shares of its side: in %o at zoom %d a tenth is %d pixels', (size, zoom, pixels) => {
    const before = { x: 0.5, y: 0.5, zoom };
    const after = moveCrop(size, before, size === tall ? 0 : 0.1, size === tall ? 0.1 : 0);
    const edge = size === tall ? 'top' : 'left';
    expect(edgesOf(size, after)[edge] - edgesOf(size, before)[edge]).toBeCloseTo(pixels, 9);
  });

  test('does not move beyond the edge', () => {
    expect(edgesOf(wide, moveCrop(wide, initialCrop, 5, 5))).toEqual({ left: 200, right: 400, top: 0, bottom: 200 });
  });

  test('positions the picture, so that the frame shows the crop', () => {
    expect(cropStyle(wide, initialCrop)).toEqual({ width: '200%', height: '100%', left: '-50%', top: '0%' });
    expect(cropStyle(tall, initialCrop)).toEqual({ width: '100%', height: '200%', left: '0%', top: '-50%' });
    expect(cropStyle(square, { x: 0.25, y: 0.75, zoom: 2 })).toEqual({
      width: '200%',
      height: '200%',
      left: '0%',
      top: '-100%',
    });
  });
});
