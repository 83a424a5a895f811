'use client';
import { isDoorstepError, type Profile } from '@doorstep/sdk';
import { ImageUp, Trash2 } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useRouter } from 'next/navigation';
import { type ChangeEvent, useId, useState } from 'react';
import { browserClient } from '../sdk/browser-client.ts';
import { useTexts } from '../texts/texts-context.tsx';
import { Avatar } from '../ui/avatar.tsx';
import { Button } from '../ui/button.tsx';
import { buttonStyle } from '../ui/button-style.ts';
import { ProblemNotice } from '../ui/problem-notice.tsx';
import { type ProblemText, problemText } from '../ui/problem-text.ts';
import { showToast } from '../ui/toasts.tsx';
import { type Upload, UploadProgress } from '../ui/upload-progress.tsx';
import { useHydrated } from '../ui/use-hydrated.ts';
import { useRestoreFocus } from '../ui/use-restore-focus.ts';

const CropDialog = dynamic(() => import('./crop-dialog.tsx').then((module) => module.CropDialog));

type ProfilePictureProps = { profile: Profile; maxBytes: number };

/** The customer's picture: choose, crop, upload, or remove it. */
export const ProfilePicture = ({ profile, maxBytes }: ProfilePictureProps) => {
  const texts = useTexts();
  const router = useRouter();
  const id = useId();
  const hydrated = useHydrated();
  const [picture, setPicture] = useState(profile.profile_picture);
  const [chosen, setChosen] = useState<{ bitmap: ImageBitmap; url: string } | null>(null);
  const [upload, setUpload] = useState<Upload | null>(null);
  const [removing, setRemoving] = useState(false);
  const picker = useRestoreFocus<HTMLInputElement>(upload !== null || removing);
  const [problem, setProblem] = useState<ProblemText | null>(null);

  const choose = async ({ target }: ChangeEvent<HTMLInputElement>) => {
    const [file] = target.files ?? [];
    // Without this a second choice of the same file causes no event.
    target.value = '';
    if (!file) return;
    setProblem(null);
    if (file.size > maxBytes) return setProblem({ text: texts.profile.pictureTooLarge });
    const bitmap = await createImageBitmap(file).catch(() => null);
    if (!bitmap) return setProblem({ text: texts.profile.pictureUnreadable });
    setChosen({ bitmap, url: URL.createObjectURL(file) });
  };

  const close = () => {
    if (!chosen) return;
    URL.revokeObjectURL(chosen.url);
    chosen.bitmap.close();
    setChosen(null);
  };

  const save = async (file: Blob | null) => {
    const abort = new AbortController();
    const showProgress = (progress: number) => setUpload({ progress, cancel: () => abort.abort() });
    if (file) showProgress(0);
    else setRemoving(true);
    setProblem(null);
    try {
      const saved = await browserClient().profile.update(
        { profile_picture: file },
        { signal: abort.signal, onUploadProgress: ({ loaded, total }) => showProgress(total ? loaded / total : 0) },
      );
      setPicture(saved.profile_picture);
      showToast({ text: file ? texts.profile.pictureSaved : texts.profile.pictureRemoved });
      router.refresh();
    } catch (error) {
      if (isDoorstepError(error, 'aborted')) showToast({ text: texts.profile.uploadCancelled });
      else setProblem(pictureProblem(error) ?? problemText(error, texts));
    } finally {
      setUpload(null);
      setRemoving(false);
    }
  };

  return (
    <div className="flex flex-wrap items-center gap-x-6 gap-y-4">
      <Avatar
        name={profile.full_name || profile.email}
        picture={picture}
        size="large"
        alt={texts.profile.yourPicture}
      />
      <div className="min-w-0 grow basis-64">
        <div className="flex flex-wrap gap-2">
          <label
            htmlFor={id}
            className={`${buttonStyle('secondary', 'small')} has-focus-visible:outline-2 has-focus-visible:outline-brand-text has-disabled:cursor-not-allowed has-disabled:opacity-60`}
          >
            <ImageUp aria-hidden className="size-4" />
            {picture ? texts.profile.changePicture : texts.profile.choosePicture}
            <input
              id={id}
              ref={picker}
              type="file"
              accept="image/*"
              aria-describedby={`${id}-hint`}
              onChange={choose}
              disabled={!hydrated || upload !== null || removing}
              className="sr-only"
            />
          </label>
          {picture && (
            <Button kind="quiet" size="small" busy={removing} disabled={upload !== null} onClick={() => save(null)}>
              <Trash2 aria-hidden className="size-4" />
              {texts.profile.removePicture}
            </Button>
          )}
        </div>
        <div className="mt-3 flex flex-col gap-3">
          {upload ? (
            <UploadProgress upload={upload} label={texts.profile.uploading} cancelLabel={texts.profile.cancelUpload} />
          ) : (
            <p id={`${id}-hint`} className="text-sm text-ink-soft">
              {texts.profile.pictureHint}
            </p>
          )}
          <ProblemNotice problem={problem} />
        </div>
      </div>
      {chosen && (
        <CropDialog
          picture={chosen.bitmap}
          url={chosen.url}
          onClose={close}
          onCrop={(file) => {
            close();
            void save(file);
          }}
        />
      )}
    </div>
  );
};

/** The API's error about the file itself. */
const pictureProblem = (error: unknown): ProblemText | null => {
  const text = isDoorstepError(error) ? error.errors.profile_picture?.[0]?.message : undefined;
  return text ? { text } : null;
};
