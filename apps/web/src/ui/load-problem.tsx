import { CloudOff } from 'lucide-react';
import { headers } from 'next/headers';
import { pathHeader } from '../session/pages.ts';
import { requestTexts } from '../texts/request-texts.ts';
import { buttonStyle } from './button-style.ts';
import { EmptyState } from './empty-state.tsx';

type LoadProblemProps = { title?: string; text?: string; heading?: 'h1' | 'h2'; requestId?: string | undefined };

/** Replaces content that failed to load, with a link to retry. */
export const LoadProblem = async ({ title, text, heading = 'h2', requestId }: LoadProblemProps) => {
  const { problems, common } = await requestTexts();
  return (
    <div role="alert">
      <EmptyState
        icon={CloudOff}
        heading={heading}
        title={title ?? problems.pageTitle}
        text={text ?? problems.pageText}
      >
        {requestId && <p className="w-full font-mono text-xs text-ink-soft">{problems.request(requestId)}</p>}
        <a href={(await headers()).get(pathHeader) ?? '/'} className={buttonStyle('secondary')}>
          {common.tryAgain}
        </a>
      </EmptyState>
    </div>
  );
};
