'use client';
import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import { Dialog as AriaDialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { useTexts } from '../texts/texts-context.tsx';

type DialogProps = {
  title: string;
  isOpen: boolean;
  onClose: () => void;
  /** `alertdialog` for a question that the user has to answer. */
  role?: 'dialog' | 'alertdialog';
  children: ReactNode;
};

/** A modal dialog: a bottom sheet on phones, a centred card elsewhere. It traps and restores the focus. */
export const Dialog = ({ title, isOpen, onClose, role = 'dialog', children }: DialogProps) => {
  const { common } = useTexts();
  return (
    <ModalOverlay
      isOpen={isOpen}
      onOpenChange={(open) => !open && onClose()}
      isDismissable={role === 'dialog'}
      className="fixed inset-0 z-40 flex items-end justify-center bg-[rgb(0_0_0/0.5)] sm:items-center sm:p-6"
    >
      <Modal className="max-h-[92dvh] w-full animate-[rise_200ms] overflow-y-auto rounded-t-2xl bg-raised shadow-raised sm:max-w-lg sm:rounded-2xl">
        <AriaDialog role={role} className="p-5 outline-none sm:p-6">
          <div className="mb-4 flex items-start justify-between gap-4">
            <Heading slot="title" className="text-lg font-semibold">
              {title}
            </Heading>
            <button
              type="button"
              aria-label={common.close}
              onClick={onClose}
              className="-me-2 -mt-1 flex size-9 shrink-0 items-center justify-center rounded-lg text-ink-soft hover:bg-wash"
            >
              <X aria-hidden className="size-5" />
            </button>
          </div>
          {children}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
};
