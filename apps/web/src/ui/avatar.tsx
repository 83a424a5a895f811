type AvatarProps = { name: string; picture: string | null; size: 'small' | 'large'; alt?: string };

const sizes = { small: 'size-9 text-sm', large: 'size-24 text-3xl' } as const;

/** The customer's picture, or the initials of the name. */
export const Avatar = ({ name, picture, size, alt = '' }: AvatarProps) => {
  const shape = `${sizes[size]} shrink-0 rounded-full object-cover`;
  // Next's image component would fetch private images through the server again, without the customer's cookies.
  if (picture)
    return <img src={`${picture}&size=${size === 'small' ? 'thumb' : 'medium'}`} alt={alt} className={shape} />;
  const initials = name
    .split(/\s+/)
    .flatMap((word) => [...word].slice(0, 1))
    .slice(0, 2)
    .join('');
  return (
    <span
      aria-hidden
      className={`${shape} inline-flex items-center justify-center bg-brand-wash font-medium text-brand-text`}
    >
      {initials.toLocaleUpperCase() || '·'}
    </span>
  );
};

/** The tenant's initial in its colour, and its name. */
export const TenantLogo = ({ name }: { name: string }) => (
  <span className="flex min-w-0 items-center gap-3">
    <span
      aria-hidden
      className="flex size-9 shrink-0 items-center justify-center rounded-xl bg-brand text-lg font-semibold text-on-brand"
    >
      {[...name][0]?.toLocaleUpperCase()}
    </span>
    <span className="truncate font-semibold text-ink">{name}</span>
  </span>
);
