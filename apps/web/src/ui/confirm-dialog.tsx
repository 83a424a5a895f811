'use client';
import type { ReactNode } from 'react';
import { useTexts } from '../texts/texts-context.tsx';
import { Button } from './button.tsx';
import { Dialog } from './dialog.tsx';

type ConfirmDialogProps = {
  title: string;
  /** The label of the confirming button. */
  label: string;
  busy: boolean;
  onConfirm: () => void;
  onClose: () => void;
  children: ReactNode;
};

/** Asks for confirmation of a destructive action. */
export const ConfirmDialog = ({ title, label, busy, onConfirm, onClose, children }: ConfirmDialogProps) => {
  const { common } = useTexts();
  return (
    <Dialog title={title} isOpen onClose={onClose} role="alertdialog">
      {children}
      <div className="mt-6 flex flex-wrap justify-end gap-3">
        <Button kind="secondary" onClick={onClose}>
          {common.cancel}
        </Button>
        <Button kind="danger" busy={busy} onClick={onConfirm}>
          {label}
        </Button>
      </div>
    </Dialog>
  );
};
