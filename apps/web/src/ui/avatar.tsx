type AvatarProps = { name: string; picture: string | null; size: 'small' | 'large'; alt?: string };

const sizes = { small: 'size-9 text-sm', large: 'size-24 text-3xl' } as const;

/** A customer's picture, or the first letters of the name. */
export const Avatar = ({ name, picture, size, alt = '' }: AvatarProps) => {
  const shape = `${sizes[size]} shrink-0 rounded-full object-cover`;
  // Next's own image component would fetch private images once more, without the customer's cookies.
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
