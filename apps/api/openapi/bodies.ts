import type { Contract } from '@doorstep/contracts/contract';
import type { Content, Operation, Schema } from '@doorstep/contracts/openapi-types';
import type { z } from 'zod';

/** What the schema of a field makes of an absent value, of null and of an empty text. */
type Habit = { preset: unknown; null: unknown; empty: unknown };
export type Habits = Record<string, Habit>;

/**
 * Asks the fields of a contract what they take: behind a preprocess or a transform a JSON schema cannot say it. To be
 * called before trpc-to-openapi reads the schemas, as that changes them.
 */
export const habitsOf = ({ input }: Contract): Habits =>
  Object.fromEntries(
    Object.entries<z.ZodType>(input.shape).map(([field, type]) => {
      const outcome = (value: unknown) => type.safeParse(value).data;
      return [field, { preset: outcome(undefined), null: outcome(null), empty: outcome('') }];
    }),
  );

/** The request body of an operation as JSON and, where it takes files, as a form. */
export const requestBody = (raw: Content, { files = [] }: Contract, habits: Habits): Operation['requestBody'] => {
  const required = Object.values(raw).some(({ schema }) => (schema.required ?? []).length > 0);
  const content = Object.entries(raw).map(([type, { schema }]) => [
    type,
    { schema: type === 'multipart/form-data' ? formSchema(schema, files, habits) : jsonSchema(schema, files, habits) },
  ]);
  return { required, content: Object.fromEntries(content) };
};

/** JSON cannot carry a file: there, null removes the one that is stored. */
const jsonSchema = (schema: Schema, files: readonly string[], habits: Habits): Schema => {
  const properties = mapFields(schema, habits, (field, habit) => {
    if (habit.null === undefined) return field;
    const description = habit.empty === null ? 'Null or an empty text means none.' : emptied(habit);
    return { ...nullable(field), ...(description && { description }) };
  });
  for (const file of files) {
    properties[file] = {
      type: ['string', 'null'],
      description:
        'Null removes the image. A text, such as the link that an answer held, is ignored; send a form to set an image.',
    };
  }
  return { ...schema, properties };
};

const emptied = (habit: Habit): string | undefined => (habit.null === '' ? 'Null is the empty text.' : undefined);

/** A form has no null and cannot nest: a location is given as its two numbers. */
const formSchema = (schema: Schema, files: readonly string[], habits: Habits): Schema => {
  const { location, ...properties } = mapFields(schema, habits, (field, habit) => ({
    ...withoutNull(field),
    ...(habit.empty === null && { description: 'An empty text means none.' }),
  }));
  for (const file of files) {
    properties[file] = {
      type: 'string',
      format: 'binary',
      description:
        'An image file: JPEG, PNG, WebP, GIF or AVIF. An empty text removes the image; another text, such as the link, is ignored.',
    };
  }
  const description = 'Given with the other one; both empty mean no location.';
  const numbers = location && {
    latitude: { type: 'number', minimum: -90, maximum: 90, description },
    longitude: { type: 'number', minimum: -180, maximum: 180, description },
  };
  return { ...schema, properties: { ...properties, ...numbers } };
};

const mapFields = (
  { properties = {} }: Schema,
  habits: Habits,
  change: (field: Schema, habit: Habit) => Schema,
): Record<string, Schema> =>
  Object.fromEntries(
    Object.entries(properties).map(([name, field]) => {
      const habit = habits[name] ?? { preset: undefined, null: undefined, empty: undefined };
      return [name, { ...change(field, habit), ...(habit.preset !== undefined && { default: habit.preset }) }];
    }),
  );

const nullable = (field: Schema): Schema =>
  typeof field.type === 'string' ? { ...field, type: [field.type, 'null'] } : field;

const withoutNull = ({ anyOf, ...field }: Schema): Schema => {
  const [only, ...others] = (anyOf ?? []).filter(({ type }) => type !== 'null');
  return only && others.length === 0 ? { ...field, ...only } : { ...field, ...(anyOf && { anyOf }) };
};
