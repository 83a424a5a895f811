import Link from 'next/link';
import { Notice } from './notice.tsx';
import type { ProblemText } from './problem-text.ts';

/** What failed, where it did; nothing where nothing has. */
export const ProblemNotice = ({ problem }: { problem: ProblemText | null }) =>
  problem && (
    <Notice tone="danger" requestId={problem.requestId}>
      {problem.text}
      {problem.way && (
        <>
          {' '}
          <Link href={problem.way.href} className="font-medium underline underline-offset-2">
            {problem.way.label}
          </Link>
        </>
      )}
    </Notice>
  );
