'use client';
import { Button } from './button.tsx';

/** A running upload. */
export type Upload = {
  /** The share that has been sent, from 0 to 1. */
  progress: number;
  cancel: () => void;
};

type UploadProgressProps = { upload: Upload; label: string; cancelLabel: string };

/** The progress of an upload, with a button to cancel it. */
export const UploadProgress = ({ upload: { progress, cancel }, label, cancelLabel }: UploadProgressProps) => (
  <div className="flex items-center gap-3">
    <progress
      aria-label={label}
      value={progress}
      className="h-2 min-w-0 grow appearance-none overflow-hidden rounded-full [&::-moz-progress-bar]:bg-brand-text [&::-webkit-progress-bar]:bg-wash [&::-webkit-progress-value]:bg-brand-text"
    />
    <Button kind="quiet" size="small" onClick={cancel} className="shrink-0 whitespace-nowrap">
      {cancelLabel}
    </Button>
  </div>
);
