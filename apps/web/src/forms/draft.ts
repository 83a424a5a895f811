/** What was typed into a form and not yet saved, by field. */
export type Draft = Readonly<Record<string, unknown>>;

const prefix = 'doorstep-draft:';

// Drafts are of one customer: another who signs in within the same tab does not get them.
const keyOf = (form: string): string => `${prefix}${document.documentElement.dataset.customer ?? ''}:${form}`;

/** The draft of a form in this tab; null where there is none. */
export const readDraft = (form: string): Draft | null => {
  try {
    return JSON.parse(sessionStorage.getItem(keyOf(form)) ?? 'null') as Draft | null;
  } catch {
    return null;
  }
};

/** Keeps what was typed as long as the tab is there; an empty draft is none. */
export const keepDraft = (form: string, draft: Draft): void => {
  try {
    if (Object.keys(draft).length === 0) sessionStorage.removeItem(keyOf(form));
    else sessionStorage.setItem(keyOf(form), JSON.stringify(draft));
  } catch {
    // A browser may refuse to store anything: then a reload loses what was typed, as it does everywhere.
  }
};

/** Forgets every draft in this tab, for who signs out. */
export const forgetDrafts = (): void => {
  for (const key of Object.keys(sessionStorage)) if (key.startsWith(prefix)) sessionStorage.removeItem(key);
};
