/** The shop: its first letter in its colour, and its name. */
export const TenantMark = ({ name }: { name: string }) => (
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
