/** Values by field. */
export type Fields = Readonly<Record<string, unknown>>;

/** What was typed into a form and not yet saved, by field, and what had been there before. */
export type Draft = { typed: Fields; before: Fields };

const prefix = 'doorstep-draft:';

// Drafts are of one customer: another who signs in within the same tab does not get them.
const keyOf = (form: string): string => `${prefix}${document.documentElement.dataset.customer ?? ''}:${form}`;

/** The draft of a form in this tab; null where there is none. */
export const readDraft = (form: string): Draft | null => {
  try {
    const kept = JSON.parse(sessionStorage.getItem(keyOf(form)) ?? 'null') as Partial<Draft> | null;
    return kept?.typed && kept.before ? { typed: kept.typed, before: kept.before } : null;
  } catch {
    return null;
  }
};

/** Keeps what was typed as long as the tab is there; null where there is nothing to keep. */
export const keepDraft = (form: string, draft: Draft | null): void => {
  try {
    if (draft) sessionStorage.setItem(keyOf(form), JSON.stringify(draft));
    else sessionStorage.removeItem(keyOf(form));
  } catch {
    // A browser may refuse to store anything: then a reload loses what was typed, as it does everywhere.
  }
};

/** Forgets every draft in this tab, for who signs out. */
export const forgetDrafts = (): void => {
  for (const key of Object.keys(sessionStorage)) if (key.startsWith(prefix)) sessionStorage.removeItem(key);
};
