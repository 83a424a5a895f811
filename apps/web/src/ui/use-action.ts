import { useState } from 'react';
import { useTexts } from '../texts/texts-context.tsx';
import { type ProblemText, problemText } from './problem-text.ts';

/** What a button does: whether it is under way, and what went wrong the last time. */
export type Action = {
  busy: boolean;
  problem: ProblemText | null;
  /** Does the work. Where that answers `leaving`, another page comes, and the button stays busy until then. */
  run: (work: () => Promise<void> | Promise<'leaving'>) => Promise<void>;
  forgetProblem: () => void;
};

/** Something that is done by the press of a button and may fail. */
export const useAction = (): Action => {
  const texts = useTexts();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<ProblemText | null>(null);
  const run: Action['run'] = async (work) => {
    setBusy(true);
    setProblem(null);
    try {
      if ((await work()) === 'leaving') return;
    } catch (error) {
      setProblem(problemText(error, texts));
    }
    setBusy(false);
  };
  return { busy, problem, run, forgetProblem: () => setProblem(null) };
};
