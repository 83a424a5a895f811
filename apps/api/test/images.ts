import sharp from 'sharp';

/** A JPEG as a phone takes it: lying on its side with a note to turn it, and with the place in it. */
export const phonePhoto = (): Promise<Buffer> =>
  sharp({ create: { width: 640, height: 480, channels: 3, background: { r: 200, g: 60, b: 40 } } })
    .composite([
      {
        input: { create: { width: 640, height: 100, channels: 3, background: { r: 20, g: 60, b: 200 } } },
        top: 0,
        left: 0,
      },
    ])
    .withExif({
      IFD0: { Make: 'Phone', Orientation: '6' },
      IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '52/1 31/1 0/1' },
    })
    .withMetadata({ orientation: 6 })
    .jpeg()
    .toBuffer();

export const png = (width = 32, height = 24): Promise<Buffer> =>
  sharp({ create: { width, height, channels: 3, background: '#3a7' } })
    .png()
    .toBuffer();

/** A form with one file and some texts. */
export const form = (
  file: { field: string; bytes: Buffer; name?: string } | null,
  texts: Record<string, string> = {},
): FormData => {
  const data = new FormData();
  for (const [name, value] of Object.entries(texts)) data.set(name, value);
  if (file) data.set(file.field, new Blob([new Uint8Array(file.bytes)]), file.name ?? 'photo.jpg');
  return data;
};
