import { ChevronRight, Download, KeyRound, Mail, MonitorSmartphone } from 'lucide-react';
import Link from 'next/link';
import { requestTexts } from '../texts/request-texts.ts';

export const AccountLinks = async () => {
  const { accountPages: texts } = await requestTexts();
  const pages = [
    { href: '/account/email', icon: Mail, title: texts.email, text: texts.emailText },
    { href: '/account/password', icon: KeyRound, title: texts.password, text: texts.passwordText },
    { href: '/account/devices', icon: MonitorSmartphone, title: texts.devices, text: texts.devicesText },
    { href: '/account/data', icon: Download, title: texts.data, text: texts.dataText },
  ];
  return (
    <ul className="divide-y divide-line overflow-hidden rounded-2xl border border-line bg-surface shadow-card">
      {pages.map(({ href, icon: Icon, title, text }) => (
        <li key={href}>
          <Link
            href={href}
            className="flex min-h-16 items-center gap-4 px-5 py-3 outline-offset-[-2px] transition-colors hover:bg-wash sm:px-6"
          >
            <Icon aria-hidden className="size-5 shrink-0 text-ink-soft" strokeWidth={1.75} />
            <span className="min-w-0 grow">
              <span className="block font-medium text-ink">{title}</span>
              <span className="block text-sm text-ink-soft">{text}</span>
            </span>
            <ChevronRight aria-hidden className="size-5 shrink-0 text-ink-soft rtl:-scale-x-100" />
          </Link>
        </li>
      ))}
    </ul>
  );
};
