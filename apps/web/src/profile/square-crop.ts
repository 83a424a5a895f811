/** A square part of a picture: its centre as shares of width and height, and the zoom factor. */
export type Crop = { x: number; y: number; zoom: number };

export type Size = { width: number; height: number };

/** The largest square, in the centre. */
export const initialCrop: Crop = { x: 0.5, y: 0.5, zoom: 1 };
export const maxZoom = 4;

/** The longest side of the upload in pixels, as the API stores no more. */
const maxSide = 1024;

const clamp = (value: number, min: number, max: number): number => Math.min(max, Math.max(min, value));

/** The side of the crop in pixels of the picture. */
const sideOf = ({ width, height }: Size, { zoom }: Crop): number => Math.min(width, height) / zoom;

/** Moves a crop as little as possible, so that it lies within the picture. */
export const clampCrop = (size: Size, crop: Crop): Crop => {
  const zoom = clamp(crop.zoom, 1, maxZoom);
  const half = sideOf(size, { ...crop, zoom }) / 2;
  return {
    zoom,
    x: clamp(crop.x, half / size.width, 1 - half / size.width),
    y: clamp(crop.y, half / size.height, 1 - half / size.height),
  };
};

/** Moves a crop by shares of its side. */
export const moveCrop = (size: Size, crop: Crop, right: number, down: number): Crop => {
  const side = sideOf(size, crop);
  return clampCrop(size, {
    ...crop,
    x: crop.x + (right * side) / size.width,
    y: crop.y + (down * side) / size.height,
  });
};

/** Positions the picture in a square frame, so that the frame shows the crop. In percent of the frame. */
export const cropStyle = (size: Size, crop: Crop) => {
  const side = sideOf(size, crop);
  const percent = (pixels: number) => `${(100 * pixels) / side}%`;
  return {
    width: percent(size.width),
    height: percent(size.height),
    left: percent(side / 2 - crop.x * size.width),
    top: percent(side / 2 - crop.y * size.height),
  };
};

/** Draws the crop into a file to upload. */
export const cropToBlob = async (picture: ImageBitmap, crop: Crop): Promise<Blob> => {
  const side = sideOf(picture, crop);
  const pixels = Math.round(Math.min(side, maxSide));
  const canvas = Object.assign(document.createElement('canvas'), { width: pixels, height: pixels });
  const [left, top] = [crop.x * picture.width - side / 2, crop.y * picture.height - side / 2];
  canvas.getContext('2d')?.drawImage(picture, left, top, side, side, 0, 0, pixels, pixels);
  return new Promise((resolve, reject) => {
    const onBlob = (blob: Blob | null) =>
      blob ? resolve(blob) : reject(new Error('The picture could not be cropped'));
    canvas.toBlob(onBlob, 'image/webp', 0.92);
  });
};
