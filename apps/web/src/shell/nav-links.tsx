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

type Variant = 'sidebar' | 'bar';

const variants = {
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

type NavLinkProps = { page: (typeof pages)[number] | typeof staffPage; variant: Variant };

const NavLink = ({ page: { href, name, icon: Icon }, variant }: NavLinkProps) => {
  const { shell } = useTexts();
  const pathname = usePathname();
  return (
    <li className="min-w-0 grow">
      <Link
        href={href}
        aria-current={pathname === href || pathname.startsWith(`${href}/`) ? 'page' : undefined}
        className={variants[variant].link}
      >
        <Icon aria-hidden className={variants[variant].icon} strokeWidth={1.75} />
        <span className="max-w-full truncate">{shell[name]}</span>
      </Link>
    </li>
  );
};

/** The link to the page for staff. */
export const StaffNavLink = ({ variant }: { variant: Variant }) => <NavLink page={staffPage} variant={variant} />;

/** The main navigation, as a sidebar or a bottom bar. `children` are links that depend on the role. */
export const NavLinks = ({ variant, children }: { variant: Variant; children: ReactNode }) => (
  <ul className={variants[variant].list}>
    {pages.map((page) => (
      <NavLink key={page.href} page={page} variant={variant} />
    ))}
    {children}
  </ul>
);
