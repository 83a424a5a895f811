'use client';
import type { Address } from '@doorstep/sdk';
import { FileImage, FileX, ImageUp, Trash2, Undo2 } from 'lucide-react';
import { type ChangeEvent, type ReactNode, useEffect, useId, useState } from 'react';
import { useController, useFormContext, useWatch } from 'react-hook-form';
import { ProofStatus } from '../proofs/proof-status.tsx';
import { useTexts } from '../texts/texts-context.tsx';
import { Button } from '../ui/button.tsx';
import { buttonStyle } from '../ui/button-style.ts';
import { type Upload, UploadProgress } from '../ui/upload-progress.tsx';
import { useHydrated } from '../ui/use-hydrated.ts';
import { useRestoreFocus } from '../ui/use-restore-focus.ts';

type ProofFieldProps = { stored: Address | undefined; maxBytes: number; upload: Upload | null };

/** The proof of an address: choose, preview, replace, or remove a file. The form sends it. */
export const ProofField = ({ stored, maxBytes, upload }: ProofFieldProps) => {
  const catalogue = useTexts();
  const { proof: texts } = catalogue.addressForm;
  const id = useId();
  const hydrated = useHydrated();
  const { setValue, clearErrors } = useFormContext();
  const { field, fieldState } = useController({ name: 'proof_image' });
  const picker = useRestoreFocus<HTMLInputElement>(upload !== null);
  const lostFileName: string = useWatch({ name: 'proof_name' });
  const file: File | null | undefined = field.value;
  // Checked at the choice, before the form is sent.
  const error = file && file.size > maxBytes ? texts.tooLarge : fieldState.error?.message;

  const set = (next: File | null | undefined) => {
    clearErrors('proof_image');
    field.onChange(next);
    setValue('proof_name', next?.name ?? '');
    // The focused button may disappear.
    picker.current?.focus();
  };
  const choose = ({ target }: ChangeEvent<HTMLInputElement>) => {
    const [chosen] = target.files ?? [];
    // Without this a second choice of the same file causes no event.
    target.value = '';
    if (chosen) set(chosen);
  };

  const storedProof = file === undefined ? stored?.proof_image : null;
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
      ) : storedProof && stored ? (
        <WithPicture picture={<StoredPicture path={storedProof} label={texts.open} />}>
          <ProofStatus address={stored} texts={catalogue} />
          <p className="mt-2 text-sm text-ink-soft">{texts.status[stored.proof_status]}</p>
        </WithPicture>
      ) : (
        (file === null || lostFileName) && (
          <p role="status" className="rounded-xl bg-wash px-4 py-3 text-sm break-words">
            {file === null ? texts.willBeRemoved : texts.chooseAgain(lostFileName)}
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
            {file || storedProof ? texts.change : texts.choose}
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
          {(file || storedProof) && (
            <Button kind="quiet" size="small" onClick={() => set(file ? undefined : null)}>
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

const WithPicture = ({ picture, children }: { picture: ReactNode; children: ReactNode }) => (
  <div className="flex items-start gap-4">
    {picture}
    <div className="min-w-0 grow">{children}</div>
  </div>
);

const frameStyle =
  'flex size-28 shrink-0 items-center justify-center overflow-hidden rounded-xl border border-line bg-wash';

const StoredPicture = ({ path, label }: { path: string; label: string }) => (
  <a href={path} target="_blank" rel="noreferrer" aria-label={label} className={frameStyle}>
    <img src={`${path}&size=thumb`} alt="" className="size-full object-cover" />
  </a>
);

/** A preview of the chosen file. The API may accept images that the browser cannot show. */
const Preview = ({ file }: { file: File }) => {
  const { addressForm } = useTexts();
  const [url, setUrl] = useState('');
  const [unreadable, setUnreadable] = useState(false);
  useEffect(() => {
    const objectUrl = URL.createObjectURL(file);
    setUrl(objectUrl);
    setUnreadable(false);
    return () => URL.revokeObjectURL(objectUrl);
  }, [file]);
  const Icon = unreadable ? FileX : FileImage;
  return (
    <WithPicture
      picture={
        <span className={frameStyle}>
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
    </WithPicture>
  );
};
