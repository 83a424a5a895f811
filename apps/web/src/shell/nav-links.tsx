'use client';
import { CircleUserRound, History, MapPin, ScanSearch, Settings } from 'lucide-react';
import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { useTexts } from '../texts/texts-context.tsx';

const pages = [
  { href: '/addresses', name: 'addresses', icon: MapPin },
  { href: '/profile', name: 'profile', icon: CircleUserRound },
  { href: '/activity', name: 'activity', icon: History },
  { href: '/account', name: 'account', icon: Settings },
] as const;
const staffPage = { href: '/proofs', name: 'proofs', icon: ScanSearch } as const;

type NavLinksProps = { isStaff: boolean; look: 'sidebar' | 'bar' };

const looks = {
  sidebar: {
    list: 'flex flex-col gap-1',
    link: 'flex min-h-11 items-center gap-3 rounded-lg px-3 text-ink-soft transition-colors hover:bg-wash hover:text-ink aria-[current]:bg-brand-wash aria-[current]:font-medium aria-[current]:text-brand-text',
    icon: 'size-5',
  },
  bar: {
    list: 'flex',
    link: 'flex min-h-16 flex-col items-center justify-center gap-1 px-1 text-xs text-ink-soft aria-[current]:font-medium aria-[current]:text-brand-text',
    icon: 'size-6',
  },
} as const;

/** The way to every page: a column beside the page, or a bar below it. */
export const NavLinks = ({ isStaff, look }: NavLinksProps) => {
  const { shell } = useTexts();
  const pathname = usePathname();
  const style = looks[look];
  return (
    <ul className={style.list}>
      {[...pages, ...(isStaff ? [staffPage] : [])].map(({ href, name, icon: Icon }) => (
        <li key={href} className="min-w-0 grow">
          <Link
            href={href}
            aria-current={pathname === href || pathname.startsWith(`${href}/`) ? 'page' : undefined}
            className={style.link}
          >
            <Icon aria-hidden className={style.icon} strokeWidth={1.75} />
            <span className="max-w-full truncate">{shell[name]}</span>
          </Link>
        </li>
      ))}
    </ul>
  );
};
