'use client';
import type { Address } from '@doorstep/sdk';
import { FileImage, FileX, ImageUp, Trash2, Undo2 } from 'lucide-react';
import { type ChangeEvent, type ReactNode, useEffect, useId, useState } from 'react';
import { useController, useFormContext, useWatch } from 'react-hook-form';
import { useHydrated } from '../forms/use-hydrated.ts';
import { useTexts } from '../texts/texts-context.tsx';
import { Button } from '../ui/button.tsx';
import { buttonStyle } from '../ui/button-style.ts';
import { type Upload, UploadProgress } from '../ui/upload-progress.tsx';
import { useFocusBack } from '../ui/use-focus-back.ts';
import { ProofStatus } from './proof-status.tsx';

type ProofFieldProps = { stored: Address | undefined; maxBytes: number; upload: Upload | null };

/** The proof of an address: chosen, looked at, and sent with the rest of the form. */
export const ProofField = ({ stored, maxBytes, upload }: ProofFieldProps) => {
  const catalogue = useTexts();
  const { proof: texts } = catalogue.addressForm;
  const id = useId();
  const hydrated = useHydrated();
  const { setValue, clearErrors } = useFormContext();
  const { field, fieldState } = useController({ name: 'proof_image' });
  const picker = useFocusBack<HTMLInputElement>(upload !== null);
  const lost: string = useWatch({ name: 'proof_name' });
  const file: File | null | undefined = field.value;
  // Known as soon as it is chosen; and the form is not sent with it.
  const error = file && file.size > maxBytes ? texts.tooLarge : fieldState.error?.message;

  const set = (next: File | null | undefined) => {
    clearErrors('proof_image');
    field.onChange(next);
    setValue('proof_name', next?.name ?? '');
    // The button that was pressed may be gone now.
    picker.current?.focus();
  };
  const choose = ({ target }: ChangeEvent<HTMLInputElement>) => {
    const [chosen] = target.files ?? [];
    // The same file may be chosen again.
    target.value = '';
    if (chosen) set(chosen);
  };

  const held = file === undefined ? stored?.proof_image : null;
  return (
    <section className="flex flex-col gap-4 border-t border-line pt-6">
      <div>
        <h2 className="font-semibold">{texts.title}</h2>
        <p id={`${id}-hint`} className="mt-1 text-sm text-ink-soft">
          {texts.hint}
        </p>
      </div>
      {file ? (
        <Preview file={file} />
      ) : held && stored ? (
        <Shown picture={<StoredPicture path={held} label={texts.open} />}>
          <ProofStatus address={stored} texts={catalogue} />
          <p className="mt-2 text-sm text-ink-soft">{texts.status[stored.proof_status]}</p>
        </Shown>
      ) : (
        (file === null || lost) && (
          <p role="status" className="rounded-xl bg-wash px-4 py-3 text-sm break-words">
            {file === null ? texts.willBeRemoved : texts.chooseAgain(lost)}
          </p>
        )
      )}
      {upload ? (
        <UploadProgress upload={upload} label={texts.uploading} cancelLabel={texts.cancel} />
      ) : (
        <div className="flex flex-wrap gap-2">
          <label
            htmlFor={id}
            className={`${buttonStyle('secondary', 'small')} has-focus-visible:outline-2 has-focus-visible:outline-brand-text has-disabled:cursor-not-allowed has-disabled:opacity-60`}
          >
            <ImageUp aria-hidden className="size-4" />
            {file || held ? texts.change : texts.choose}
            <input
              id={id}
              ref={(input) => {
                field.ref(input);
                picker.current = input;
              }}
              type="file"
              accept="image/*"
              aria-describedby={`${id}-hint${error ? ` ${id}-error` : ''}`}
              aria-invalid={error ? true : undefined}
              onChange={choose}
              onBlur={field.onBlur}
              disabled={!hydrated}
              className="sr-only"
            />
          </label>
          {(file || held) && (
            <Button kind="quiet" size="small" disabled={!hydrated} onClick={() => set(file ? undefined : null)}>
              <Trash2 aria-hidden className="size-4" />
              {texts.remove}
            </Button>
          )}
          {file === null && (
            <Button kind="quiet" size="small" onClick={() => set(undefined)}>
              <Undo2 aria-hidden className="size-4 rtl:-scale-x-100" />
              {texts.keep}
            </Button>
          )}
        </div>
      )}
      {error && (
        <p id={`${id}-error`} role="alert" className="text-sm text-danger">
          {error}
        </p>
      )}
    </section>
  );
};

const Shown = ({ picture, children }: { picture: ReactNode; children: ReactNode }) => (
  <div className="flex items-start gap-4">
    {picture}
    <div className="min-w-0 grow">{children}</div>
  </div>
);

const frame = 'flex size-28 shrink-0 items-center justify-center overflow-hidden rounded-xl border border-line bg-wash';

const StoredPicture = ({ path, label }: { path: string; label: string }) => (
  <a href={path} target="_blank" rel="noreferrer" aria-label={label} className={frame}>
    <img src={`${path}&size=thumb`} alt="" className="size-full object-cover" />
  </a>
);

/** A file before it is sent; one that the browser cannot show may still be one that the API takes. */
const Preview = ({ file }: { file: File }) => {
  const { addressForm } = useTexts();
  const [url, setUrl] = useState('');
  const [unreadable, setUnreadable] = useState(false);
  useEffect(() => {
    const made = URL.createObjectURL(file);
    setUrl(made);
    setUnreadable(false);
    return () => URL.revokeObjectURL(made);
  }, [file]);
  const Icon = unreadable ? FileX : FileImage;
  return (
    <Shown
      picture={
        <span className={frame}>
          {url && !unreadable ? (
            <img
              src={url}
              alt={addressForm.proof.preview}
              onError={() => setUnreadable(true)}
              className="size-full object-cover"
            />
          ) : (
            <Icon aria-hidden className="size-8 text-ink-soft" strokeWidth={1.5} />
          )}
        </span>
      }
    >
      <p className="font-medium break-words">
        <bdi>{file.name}</bdi>
      </p>
      <p className="mt-1 text-sm text-ink-soft">{addressForm.proof.sentWithForm}</p>
    </Shown>
  );
};
