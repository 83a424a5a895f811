/** The head of a page for which nobody need be signed in. */
export const AccountHead = ({ title, lead }: { title: string; lead?: string }) => (
  <>
    <h1 className="text-2xl font-semibold tracking-tight">{title}</h1>
    {lead && <p className="mt-1 mb-6 text-ink-soft">{lead}</p>}
  </>
);
