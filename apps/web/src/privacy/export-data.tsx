'use client';
import { Download } from 'lucide-react';
import { useState } from 'react';
import { useHydrated } from '../forms/use-hydrated.ts';
import { browserClient } from '../sdk/browser-client.ts';
import { useTexts } from '../texts/texts-context.tsx';
import { Button } from '../ui/button.tsx';
import { Notice } from '../ui/notice.tsx';
import { type ProblemText, problemText } from '../ui/problem-text.ts';

const save = (file: Blob, name: string): void => {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  // The download has its own hold on it.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
};

/** Brings all that is kept of the customer, as a file. */
export const ExportData = () => {
  const texts = useTexts();
  const hydrated = useHydrated();
  const [state, setState] = useState<'idle' | 'busy' | 'done'>('idle');
  const [problem, setProblem] = useState<ProblemText | null>(null);

  const bring = async () => {
    setState('busy');
    setProblem(null);
    try {
      save(await browserClient().privacy.export(), `export-${new Date().toISOString().slice(0, 10)}.zip`);
      setState('done');
    } catch (error) {
      setProblem(problemText(error, texts));
      setState('idle');
    }
  };

  return (
    <div className="flex flex-col items-start gap-4">
      {state === 'done' && <Notice tone="success">{texts.data.exported}</Notice>}
      {problem && (
        <Notice tone="danger" requestId={problem.requestId}>
          {problem.text}
        </Notice>
      )}
      <Button kind="secondary" busy={state === 'busy'} disabled={!hydrated} onClick={bring}>
        {state !== 'busy' && <Download aria-hidden className="size-5" />}
        {state === 'busy' ? texts.data.exporting : texts.data.exportSubmit}
      </Button>
    </div>
  );
};
