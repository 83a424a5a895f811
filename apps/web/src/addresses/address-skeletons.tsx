import { Skeleton } from '../ui/skeleton.tsx';

/** Holds the place of the address book. */
export const AddressSkeletons = ({ label }: { label: string }) => (
  <div role="status" aria-label={label} className="grid gap-4 md:grid-cols-2">
    {['one', 'two', 'three', 'four'].map((name) => (
      <Skeleton key={name} className="h-56 rounded-2xl" />
    ))}
  </div>
);
