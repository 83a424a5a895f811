'use client';
import { Button } from './button.tsx';

/** An upload under way. */
export type Upload = {
  /** How much has been sent, from 0 to 1. */
  share: number;
  cancel: () => void;
};

type UploadProgressProps = { upload: Upload; label: string; cancelLabel: string };

/** How far an upload is, and the way out of it. */
export const UploadProgress = ({ upload: { share, cancel }, label, cancelLabel }: UploadProgressProps) => (
  <div className="flex items-center gap-3">
    <progress
      aria-label={label}
      value={share}
      className="h-2 min-w-0 grow appearance-none overflow-hidden rounded-full [&::-moz-progress-bar]:bg-brand-text [&::-webkit-progress-bar]:bg-wash [&::-webkit-progress-value]:bg-brand-text"
    />
    <Button kind="quiet" size="small" onClick={cancel} className="shrink-0 whitespace-nowrap">
      {cancelLabel}
    </Button>
  </div>
);
