/** Which part of a picture is shown: the middle of it in shares of its size, and how much it is enlarged. */
export type Crop = { x: number; y: number; zoom: number };

export type Size = { width: number; height: number };

/** All that fits into a square, from the middle. */
export const wholeCrop: Crop = { x: 0.5, y: 0.5, zoom: 1 };
export const maxZoom = 4;

/** Pixels at a side of what is uploaded: as many as the API keeps. */
const maxSide = 1024;

const between = (value: number, min: number, max: number): number => Math.min(max, Math.max(min, value));

/** The side of the part that is kept, in pixels of the picture. */
const sideOf = ({ width, height }: Size, { zoom }: Crop): number => Math.min(width, height) / zoom;

/** The same crop moved as little as possible, so that it lies within the picture. */
export const withinPicture = (size: Size, crop: Crop): Crop => {
  const zoom = between(crop.zoom, 1, maxZoom);
  const half = sideOf(size, { ...crop, zoom }) / 2;
  return {
    zoom,
    x: between(crop.x, half / size.width, 1 - half / size.width),
    y: between(crop.y, half / size.height, 1 - half / size.height),
  };
};

/** A crop moved by shares of its own side. */
export const movedCrop = (size: Size, crop: Crop, right: number, down: number): Crop => {
  const side = sideOf(size, crop);
  return withinPicture(size, {
    ...crop,
    x: crop.x + (right * side) / size.width,
    y: crop.y + (down * side) / size.height,
  });
};

/** Where a picture lies in a square that shows the crop, in percent of the square. */
export const placeInSquare = (size: Size, crop: Crop) => {
  const side = sideOf(size, crop);
  const percent = (pixels: number) => `${(100 * pixels) / side}%`;
  return {
    width: percent(size.width),
    height: percent(size.height),
    left: percent(side / 2 - crop.x * size.width),
    top: percent(side / 2 - crop.y * size.height),
  };
};

/** Cuts the crop out, as a file to upload. */
export const cutOut = async (picture: ImageBitmap, crop: Crop): Promise<Blob> => {
  const side = sideOf(picture, crop);
  const pixels = Math.round(Math.min(side, maxSide));
  const canvas = Object.assign(document.createElement('canvas'), { width: pixels, height: pixels });
  const [left, top] = [crop.x * picture.width - side / 2, crop.y * picture.height - side / 2];
  canvas.getContext('2d')?.drawImage(picture, left, top, side, side, 0, 0, pixels, pixels);
  return new Promise((resolve, reject) => {
    const take = (blob: Blob | null) => (blob ? resolve(blob) : reject(new Error('The picture could not be cut')));
    canvas.toBlob(take, 'image/webp', 0.92);
  });
};
