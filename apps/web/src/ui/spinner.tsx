/** Turns while something is under way. What that is stands beside it. */
export const Spinner = () => (
  <span aria-hidden className="size-4 animate-spin rounded-full border-2 border-current border-e-transparent" />
);
