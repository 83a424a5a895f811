'use client';
import { CircleUserRound, History, MapPin, ScanSearch, Settings } from 'lucide-react';
import Link from 'next/link';
import { usePathname } from 'next/navigation';
import type { ReactNode } from 'react';
import { useTexts } from '../texts/texts-context.tsx';

const pages = [
  { href: '/addresses', name: 'addresses', icon: MapPin },
  { href: '/profile', name: 'profile', icon: CircleUserRound },
  { href: '/activity', name: 'activity', icon: History },
  { href: '/account', name: 'account', icon: Settings },
] as const;
const staffPage = { href: '/proofs', name: 'proofs', icon: ScanSearch } as const;

type Look = 'sidebar' | 'bar';

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

type NavLinkProps = { page: (typeof pages)[number] | typeof staffPage; look: Look };

const NavLink = ({ page: { href, name, icon: Icon }, look }: NavLinkProps) => {
  const { shell } = useTexts();
  const pathname = usePathname();
  return (
    <li className="min-w-0 grow">
      <Link
        href={href}
        aria-current={pathname === href || pathname.startsWith(`${href}/`) ? 'page' : undefined}
        className={looks[look].link}
      >
        <Icon aria-hidden className={looks[look].icon} strokeWidth={1.75} />
        <span className="max-w-full truncate">{shell[name]}</span>
      </Link>
    </li>
  );
};

/** The way to the page of the shop's staff. */
export const StaffNavLink = ({ look }: { look: Look }) => <NavLink page={staffPage} look={look} />;

/** The way to every page: a column beside the page, or a bar below it. Links for some customers only are its children. */
export const NavLinks = ({ look, children }: { look: Look; children: ReactNode }) => (
  <ul className={looks[look].list}>
    {pages.map((page) => (
      <NavLink key={page.href} page={page} look={look} />
    ))}
    {children}
  </ul>
);
