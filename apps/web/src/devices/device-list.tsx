'use client';
import { isDoorstepError, type Session } from '@doorstep/sdk';
import { AppWindow, Monitor, Smartphone, Tablet } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { browserClient } from '../sdk/browser-client.ts';
import { useTexts } from '../texts/texts-context.tsx';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { ProblemNotice } from '../ui/problem-notice.tsx';
import { Time } from '../ui/time.tsx';
import { showToast } from '../ui/toasts.tsx';
import { useAction } from '../ui/use-action.ts';
import { deviceName, parseUserAgent } from './user-agent.ts';

const ConfirmDialog = dynamic(() => import('../ui/confirm-dialog.tsx').then((module) => module.ConfirmDialog));

/** The sessions of the customer, this device first. Every other device can be signed out. */
export const DeviceList = ({ sessions }: { sessions: readonly Session[] }) => {
  const texts = useTexts();
  const router = useRouter();
  const [toConfirm, setToConfirm] = useState<Session | null>(null);
  const [ended, setEnded] = useState<readonly string[]>([]);
  const { busy, problem, run, clearProblem } = useAction();

  const end = ({ id, device }: Session) =>
    run(async () => {
      await browserClient()
        .sessions.revoke(id)
        .catch((error: unknown) => {
          // The session has ended already.
          if (!isDoorstepError(error, 'not_found')) throw error;
        });
      setEnded([...ended, id]);
      setToConfirm(null);
      showToast({ text: texts.devices.ended(deviceName(device, texts.devices)) });
      router.refresh();
    });

  const shown = sessions.filter(({ id }) => !ended.includes(id)).sort((a, b) => Number(b.current) - Number(a.current));
  return (
    <>
      <ul className="divide-y divide-line">
        {shown.map((session) => (
          <li key={session.id} className="py-4 first:pt-0 last:pb-0">
            <DeviceRow session={session} onEnd={() => setToConfirm(session)} />
          </li>
        ))}
      </ul>
      {toConfirm && (
        <ConfirmDialog
          title={texts.devices.confirmTitle(deviceName(toConfirm.device, texts.devices))}
          label={texts.devices.end}
          busy={busy}
          onConfirm={() => void end(toConfirm)}
          onClose={() => {
            setToConfirm(null);
            clearProblem();
          }}
        >
          <p className="text-ink-soft">{texts.devices.confirmText}</p>
          {problem && (
            <div className="mt-4">
              <ProblemNotice problem={problem} />
            </div>
          )}
        </ConfirmDialog>
      )}
    </>
  );
};

const icons = { phone: Smartphone, tablet: Tablet, computer: Monitor, program: AppWindow } as const;

const DeviceRow = ({ session, onEnd }: { session: Session; onEnd: () => void }) => {
  const { devices: texts } = useTexts();
  const { device, address, created_at, last_used_at, current } = session;
  const name = deviceName(device, texts);
  const Icon = icons[parseUserAgent(device).kind];
  return (
    <div className="flex flex-wrap items-start gap-x-4 gap-y-3">
      <span className="flex size-10 shrink-0 items-center justify-center rounded-full bg-wash text-ink-soft">
        <Icon aria-hidden className="size-5" strokeWidth={1.75} />
      </span>
      <div className="min-w-0 grow basis-48">
        <h2 className="flex flex-wrap items-center gap-x-2 font-medium break-words">
          <span className="[unicode-bidi:isolate]">{name}</span>
          {current && <Badge tone="success">{texts.current}</Badge>}
        </h2>
        <p className="text-sm text-ink-soft">
          <Time at={last_used_at} text={texts.lastUsed} />
        </p>
        <p className="text-sm text-ink-soft">
          <Time at={created_at} text={texts.since} />
        </p>
        {address && <p className="text-sm text-ink-soft">{texts.network(address)}</p>}
      </div>
      {!current && (
        <Button kind="danger" size="small" aria-label={texts.endNamed(name)} onClick={onEnd} className="max-sm:ms-14">
          {texts.end}
        </Button>
      )}
    </div>
  );
};
