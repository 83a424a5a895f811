import type { Document, Schema } from '@doorstep/contracts/openapi-types';

/** Whether a client sends or reads a value. */
export type Direction = 'request' | 'response';

/** Returns a schema with its references and alternatives resolved. */
type Reader = (schema: Schema) => Schema;

export const readerOf =
  ({ components }: Document): Reader =>
  (schema) => {
    const { $ref, anyOf, allOf, ...rest } = schema;
    const target = typeof $ref === 'string' ? components.schemas[$ref.split('/').at(-1) ?? ''] : undefined;
    const read = readerOf({ components } as Document);
    const parts = [...(target ? [target] : []), ...((allOf as Schema[] | undefined) ?? [])].map(read);
    const whole = parts.reduce(merge, rest);
    return anyOf ? merge(whole, alternatives(anyOf.map(read))) : whole;
  };

const merge = (a: Schema, b: Schema): Schema => ({
  ...a,
  ...b,
  required: [...(a.required ?? []), ...(b.required ?? [])],
  properties: { ...a.properties, ...b.properties },
});

/** The document uses `anyOf` only for a value or null. */
const alternatives = (schemas: Schema[]): Schema => ({
  ...schemas.find(({ type }) => type !== 'null'),
  type: schemas.flatMap(typesOf),
});

const typesOf = ({ type }: Schema): string[] => (type === undefined ? [] : [type].flat());

// Keywords with a maximum and with a minimum.
const ceilings = ['maximum', 'maxLength', 'maxItems'];
const floors = ['minimum', 'minLength', 'minItems'];

/**
 * Lists the breaking changes between two versions of a schema, each as a sentence that begins with the place. A request must
 * still accept all earlier values, and a response must still have all earlier properties. Additions to a response, including
 * new values of an enumeration, are not breaking.
 */
export const narrowedSchema = (
  direction: Direction,
  place: string,
  before: Schema,
  after: Schema,
  readers: { before: Reader; after: Reader },
): string[] => {
  const [was, is] = [readers.before(before), readers.after(after)];
  const [accepted, possible] = direction === 'request' ? [is, was] : [was, is];
  return [
    ...typesOf(possible)
      .filter((type) => typesOf(accepted).length > 0 && !typesOf(accepted).includes(type))
      .map((type) => (direction === 'request' ? `${place}: no longer takes ${type}` : `${place}: may now be ${type}`)),
    ...(direction === 'request' ? narrowedValues(place, was, is) : []),
    ...narrowedProperties(direction, place, was, is, readers),
    ...(was.items && is.items
      ? narrowedSchema(direction, `${place}[]`, was.items as Schema, is.items as Schema, readers)
      : []),
  ];
};

const narrowedValues = (place: string, was: Schema, is: Schema): string[] => {
  const allowed = is.enum as unknown[] | undefined;
  const values = (was.enum as unknown[] | undefined) ?? [];
  const bound = (keyword: string, tighter: (before: number, after: number) => boolean) => {
    const [before, after] = [was[keyword] as number | undefined, is[keyword] as number | undefined];
    const open = keyword.startsWith('max') ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
    return after !== undefined && tighter(before ?? open, after) ? [`${place}: ${keyword} is now ${after}`] : [];
  };
  return [
    ...(allowed && !was.enum ? [`${place}: takes only some values now`] : []),
    ...values
      .filter((value) => allowed && !allowed.includes(value))
      .map((value) => `${place}: no longer takes ${value}`),
    ...ceilings.flatMap((keyword) => bound(keyword, (before, after) => after < before)),
    ...floors.flatMap((keyword) => bound(keyword, (before, after) => after > before)),
    ...['pattern', 'format']
      .filter((keyword) => is[keyword] !== undefined && is[keyword] !== was[keyword])
      .map((keyword) => `${place}: ${keyword} is now ${is[keyword]}`),
  ];
};

const narrowedProperties = (
  direction: Direction,
  place: string,
  was: Schema,
  is: Schema,
  readers: { before: Reader; after: Reader },
): string[] => {
  const demanded = (direction === 'request' ? is : was).required ?? [];
  const known = (direction === 'request' ? was : is).required ?? [];
  return [
    ...[...new Set(demanded)]
      .filter((name) => !known.includes(name))
      .filter((name) => direction === 'request' || is.properties?.[name])
      .map((name) => `${place}.${name}: ${direction === 'request' ? 'is required now' : 'is no longer always there'}`),
    ...Object.entries(was.properties ?? {}).flatMap(([name, before]) => {
      const after = is.properties?.[name];
      if (!after) return [`${place}.${name}: was removed`];
      return narrowedSchema(direction, `${place}.${name}`, before, after, readers);
    }),
  ];
};
