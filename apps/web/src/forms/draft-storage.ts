/** Values by field. */
export type Fields = Readonly<Record<string, unknown>>;

/** Unsaved input by field, and the values before it. */
export type Draft = { typed: Fields; before: Fields };

const prefix = 'doorstep-draft:';

// The key contains the customer: the next customer in the same tab must not see the draft.
const keyOf = (form: string): string => `${prefix}${document.documentElement.dataset.customer ?? ''}:${form}`;

/** Reads the draft of a form in this tab; null where there is none. */
export const readDraft = (form: string): Draft | null => {
  try {
    const stored = JSON.parse(sessionStorage.getItem(keyOf(form)) ?? 'null') as Partial<Draft> | null;
    return stored?.typed && stored.before ? { typed: stored.typed, before: stored.before } : null;
  } catch {
    return null;
  }
};

/** Stores the draft of a form until the tab closes; null deletes it. */
export const saveDraft = (form: string, draft: Draft | null): void => {
  try {
    if (draft) sessionStorage.setItem(keyOf(form), JSON.stringify(draft));
    else sessionStorage.removeItem(keyOf(form));
  } catch {
    // A browser may refuse storage. Then a reload loses the input, as in any other form.
  }
};

/** Deletes all drafts of this tab, for a sign-out. */
export const clearDrafts = (): void => {
  for (const key of Object.keys(sessionStorage)) if (key.startsWith(prefix)) sessionStorage.removeItem(key);
};
