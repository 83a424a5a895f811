import { useState } from 'react';
import { useTexts } from '../texts/texts-context.tsx';
import { type ProblemText, problemText } from './problem-text.ts';

/** The state of a button's task, and the error of its last run. */
export type Action = {
  busy: boolean;
  problem: ProblemText | null;
  /** Runs the task. After the result `leaving` the button stays busy until the next page. */
  run: (work: () => Promise<void> | Promise<'leaving'>) => Promise<void>;
  clearProblem: () => void;
};

/** Runs the task of a button and catches its error. */
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
  return { busy, problem, run, clearProblem: () => setProblem(null) };
};
