'use client';
import { CloudOff } from 'lucide-react';
import { useTexts } from '../texts/texts-context.tsx';
import { Button } from './button.tsx';
import { EmptyState } from './empty-state.tsx';

export type FailedPageProps = { error: Error & { digest?: string }; reset: () => void };

/** Replaces a page that failed. `digest` identifies the error in the log of the web server. */
export const FailedPage = ({ error, reset }: FailedPageProps) => {
  const { problems, common } = useTexts();
  return (
    <div role="alert" className="mx-auto max-w-lg py-10">
      <EmptyState icon={CloudOff} heading="h1" title={problems.pageTitle} text={problems.pageText}>
        {error.digest && <p className="w-full font-mono text-xs text-ink-soft">{problems.request(error.digest)}</p>}
        <Button kind="secondary" onClick={reset}>
          {common.tryAgain}
        </Button>
      </EmptyState>
    </div>
  );
};
