/** A resource that others may change too, as a form knows it. */
export type Versioned<Values, Resource> = {
  /** As it was read for this page. */
  initial: Resource;
  /** Reads it anew, once a change was refused with `precondition_failed`. */
  read: () => Promise<Resource>;
  /** What the form shows of it. */
  toValues: (resource: Resource) => Values;
};

/** A field in which what was typed is not what was saved meanwhile. */
export type Difference = {
  field: string;
  mine: unknown;
  theirs: unknown;
  /** Whose value is proposed: what was typed, or what was saved where nothing was typed. */
  proposed: 'mine' | 'theirs';
};

/** What somebody else saved while a form was filled in. */
export type Conflict<Values> = {
  mine: Values;
  theirs: Values;
  differences: Difference[];
  /** Whether anything of this form was changed elsewhere: a resource may have moved on in what the form does not show. */
  contested: boolean;
};

/** Compares what a form began with, what is stored now, and what was typed. */
export const conflictOf = <Values extends Record<string, unknown>>(
  before: Values,
  theirs: Values,
  mine: Values,
): Conflict<Values> => ({
  mine,
  theirs,
  contested: Object.keys(theirs).some((field) => theirs[field] !== before[field] && theirs[field] !== mine[field]),
  differences: Object.keys(theirs)
    .filter((field) => mine[field] !== theirs[field])
    .map((field) => ({
      field,
      mine: mine[field],
      theirs: theirs[field],
      proposed: mine[field] === before[field] ? 'theirs' : 'mine',
    })),
});
