/** Holds the place of what is on its way, in its size, so that nothing moves when it comes. */
export const Skeleton = ({ className }: { className: string }) => (
  <div aria-hidden className={`animate-[appear_300ms_150ms_backwards] rounded-lg bg-wash ${className}`} />
);
