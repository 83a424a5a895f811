'use client';
import { CloudOff } from 'lucide-react';
import { useTexts } from '../texts/texts-context.tsx';
import { Button } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';

/** What is shown where a page fails; `digest` names the failure in the web server's log. */
const PageError = ({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) => {
  const { problems, common } = useTexts();
  return (
    <main role="alert" className="mx-auto max-w-lg px-4 py-16">
      <EmptyState icon={CloudOff} title={problems.pageTitle} text={problems.pageText}>
        {error.digest && <p className="w-full font-mono text-xs text-ink-soft">{problems.request(error.digest)}</p>}
        <Button kind="secondary" onClick={reset}>
          {common.tryAgain}
        </Button>
      </EmptyState>
    </main>
  );
};

export default PageError;
