'use client';
import { Download } from 'lucide-react';
import { useState } from 'react';
import { browserClient } from '../sdk/browser-client.ts';
import { useTexts } from '../texts/texts-context.tsx';
import { Button } from '../ui/button.tsx';
import { Notice } from '../ui/notice.tsx';
import { ProblemNotice } from '../ui/problem-notice.tsx';
import { useAction } from '../ui/use-action.ts';

const save = (file: Blob, name: string): void => {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  // Later than the start of the download, which needs the URL.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
};

export const ExportData = () => {
  const texts = useTexts();
  const [done, setDone] = useState(false);
  const { busy, problem, run } = useAction();

  const download = () =>
    run(async () => {
      setDone(false);
      save(await browserClient().privacy.export(), `export-${new Date().toISOString().slice(0, 10)}.zip`);
      setDone(true);
    });

  return (
    <div className="flex flex-col items-start gap-4">
      {done && <Notice tone="success">{texts.data.exported}</Notice>}
      <ProblemNotice problem={problem} />
      <Button kind="secondary" busy={busy} onClick={download}>
        {!busy && <Download aria-hidden className="size-5" />}
        {busy ? texts.data.exporting : texts.data.exportSubmit}
      </Button>
    </div>
  );
};
