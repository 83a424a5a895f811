import { CircleAlert, CircleCheck, Info } from 'lucide-react';
import type { ReactNode } from 'react';

const tones = {
  danger: { style: 'bg-danger-wash text-danger', icon: CircleAlert, role: 'alert' },
  success: { style: 'bg-success-wash text-success', icon: CircleCheck, role: 'status' },
  neutral: { style: 'bg-wash text-ink', icon: Info, role: 'status' },
} as const;

type NoticeProps = { tone: keyof typeof tones; children: ReactNode; requestId?: string | undefined };

/** A message within the page. The request id lets the shop find the error in its log. */
export const Notice = ({ tone, children, requestId }: NoticeProps) => {
  const { style, icon: Icon, role } = tones[tone];
  return (
    <div role={role} className={`flex gap-3 rounded-xl px-4 py-3 text-sm ${style}`}>
      <Icon aria-hidden className="mt-0.5 size-4 shrink-0" />
      <div className="min-w-0">
        {children}
        {requestId && (
          <p className="mt-1 font-mono text-xs tracking-tight break-all">
            <bdi>{requestId}</bdi>
          </p>
        )}
      </div>
    </div>
  );
};
