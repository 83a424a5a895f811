/** A resource that others can change too, as a form sees it. */
export type Versioned<Values, Resource> = {
  /** The version that the page was rendered with. */
  initial: Resource;
  /** Reads the current version, after the API refused a change with `precondition_failed`. */
  read: () => Promise<Resource>;
  /** The values that the form shows of a version. */
  toValues: (resource: Resource) => Values;
};

/** A field whose input differs from the stored value. */
type Difference = {
  field: string;
  mine: unknown;
  theirs: unknown;
  /** The preselected side: the input, or the stored value where the user typed nothing. */
  proposed: 'mine' | 'theirs';
};

/** A change that somebody else saved while the user filled in the form. */
export type Conflict<Values> = {
  mine: Values;
  theirs: Values;
  differences: Difference[];
  /** Whether the input would overwrite their change. A new version may concern only fields that the form does not show. */
  overwrites: boolean;
};

/** Compares the initial values of a form with the stored values and the input. */
export const findConflict = <Values extends Record<string, unknown>>(
  before: Values,
  theirs: Values,
  mine: Values,
): Conflict<Values> => ({
  mine,
  theirs,
  overwrites: Object.keys(theirs).some((field) => theirs[field] !== before[field] && theirs[field] !== mine[field]),
  differences: Object.keys(theirs)
    .filter((field) => mine[field] !== theirs[field])
    .map((field) => ({
      field,
      mine: mine[field],
      theirs: theirs[field],
      proposed: mine[field] === before[field] ? 'theirs' : 'mine',
    })),
});
