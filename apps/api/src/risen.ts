/** What rises with every change of a row. */
export const risen = ({ version }: { version: number }, now: Date) => ({ version: version + 1, updatedAt: now });
