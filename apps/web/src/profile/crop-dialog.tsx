'use client';
import { type KeyboardEvent, type PointerEvent, useId, useRef, useState } from 'react';
import { useTexts } from '../texts/texts-context.tsx';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { showToast } from '../ui/toasts.tsx';
import { type Crop, clampCrop, cropStyle, cropToBlob, initialCrop, maxZoom, moveCrop } from './square-crop.ts';

type CropDialogProps = {
  picture: ImageBitmap;
  /** The object URL of the same picture. */
  url: string;
  onCrop: (file: Blob) => void;
  onClose: () => void;
};

// The distance of one press of an arrow key, as a share of the crop's side.
const step = 0.05;
const moves: Record<string, [right: number, down: number]> = {
  ArrowLeft: [step, 0],
  ArrowRight: [-step, 0],
  ArrowUp: [0, step],
  ArrowDown: [0, -step],
};

/** Lets the customer crop a picture to a square, with the pointer or the keyboard. */
export const CropDialog = ({ picture, url, onCrop, onClose }: CropDialogProps) => {
  const { profile: texts, common } = useTexts();
  const [crop, setCrop] = useState<Crop>(initialCrop);
  const [cropping, setCropping] = useState(false);
  const dragged = useRef<{ x: number; y: number } | null>(null);
  const id = useId();
  const pan = (right: number, down: number) => setCrop((now) => moveCrop(picture, now, -right, -down));
  const accept = () => {
    setCropping(true);
    void cropToBlob(picture, crop).then(onCrop, () => {
      showToast({ tone: 'danger', text: texts.pictureUnreadable });
      setCropping(false);
    });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const move = moves[event.key];
    if (!move) return;
    event.preventDefault();
    pan(...move);
  };
  const onPointerMove = ({ clientX, clientY, currentTarget }: PointerEvent) => {
    if (!dragged.current) return;
    const { width } = currentTarget.getBoundingClientRect();
    pan((clientX - dragged.current.x) / width, (clientY - dragged.current.y) / width);
    dragged.current = { x: clientX, y: clientY };
  };
  return (
    <Dialog title={texts.cropTitle} isOpen onClose={onClose}>
      <p id={`${id}-text`} className="text-sm text-ink-soft">
        {texts.cropText}
      </p>
      <button
        type="button"
        aria-label={texts.cropArea}
        aria-describedby={`${id}-text`}
        onKeyDown={onKeyDown}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          dragged.current = { x: event.clientX, y: event.clientY };
        }}
        onPointerMove={onPointerMove}
        onPointerUp={() => {
          dragged.current = null;
        }}
        dir="ltr"
        className="relative mx-auto mt-4 block aspect-square w-full max-w-80 cursor-move touch-none overflow-hidden rounded-2xl bg-wash"
      >
        <img
          src={url}
          alt=""
          draggable={false}
          style={cropStyle(picture, crop)}
          className="pointer-events-none absolute max-w-none select-none"
        />
        <span aria-hidden className="absolute inset-0 rounded-full shadow-[0_0_0_100vmax_rgb(0_0_0/0.45)]" />
      </button>
      <label className="mx-auto mt-4 flex max-w-80 items-center gap-3 text-sm">
        {texts.zoom}
        <input
          type="range"
          min={1}
          max={maxZoom}
          step={0.01}
          value={crop.zoom}
          onChange={({ target }) => setCrop((now) => clampCrop(picture, { ...now, zoom: Number(target.value) }))}
          className="min-h-9 grow accent-brand-text"
        />
      </label>
      <div className="mt-6 flex flex-wrap justify-end gap-3">
        <Button kind="secondary" onClick={onClose}>
          {common.cancel}
        </Button>
        <Button busy={cropping} onClick={accept}>
          {texts.usePicture}
        </Button>
      </div>
    </Dialog>
  );
};
