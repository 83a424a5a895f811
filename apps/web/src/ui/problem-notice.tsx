import Link from 'next/link';
import { Notice } from './notice.tsx';
import type { ProblemText } from './problem-text.ts';

/** An error beside the control that caused it; nothing without a problem. */
export const ProblemNotice = ({ problem }: { problem: ProblemText | null }) =>
  problem && (
    <Notice tone="danger" requestId={problem.requestId}>
      {problem.text}
      {problem.action && (
        <>
          {' '}
          <Link href={problem.action.href} className="font-medium underline underline-offset-2">
            {problem.action.label}
          </Link>
        </>
      )}
    </Notice>
  );
