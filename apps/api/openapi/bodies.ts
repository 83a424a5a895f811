import type { Contract } from '@doorstep/contracts/contract';
import type { Content, Operation, Schema } from '@doorstep/contracts/openapi-types';
import type { z } from 'zod';

/** The output of a field's schema for an absent value, for null and for an empty text. */
type SpecialValues = { absent: unknown; null: unknown; empty: unknown };
export type SpecialValuesByField = Record<string, SpecialValues>;

/**
 * Parses special values with each field, because a JSON schema does not show a preprocess or a transform. Must run before
 * trpc-to-openapi reads the schemas and changes them.
 */
export const specialValuesOf = ({ input }: Contract): SpecialValuesByField =>
  Object.fromEntries(
    Object.entries<z.ZodType>(input.shape).map(([field, type]) => {
      const outcome = (value: unknown) => type.safeParse(value).data;
      return [field, { absent: outcome(undefined), null: outcome(null), empty: outcome('') }];
    }),
  );

/** Returns the request body of an operation as JSON, and as a form if the operation accepts files. */
export const requestBody = (
  raw: Content,
  { files = [] }: Contract,
  specialValues: SpecialValuesByField,
): Operation['requestBody'] => {
  const required = Object.values(raw).some(({ schema }) => (schema.required ?? []).length > 0);
  // JSON cannot contain a file that is required.
  const accepted = Object.entries(raw).filter(
    ([type, { schema }]) => type === 'multipart/form-data' || !files.some((file) => isRequired(schema, file)),
  );
  const content = accepted.map(([type, { schema }]) => [
    type,
    {
      schema:
        type === 'multipart/form-data'
          ? formSchema(schema, files, specialValues)
          : jsonSchema(schema, files, specialValues),
    },
  ]);
  return { required, content: Object.fromEntries(content) };
};

const isRequired = ({ required = [] }: Schema, field: string): boolean => required.includes(field);

/** JSON cannot contain a file. There, null removes the stored image. */
const jsonSchema = (schema: Schema, files: readonly string[], specialValues: SpecialValuesByField): Schema => {
  const properties = mapFields(schema, specialValues, (field, special) => {
    if (special.null === undefined) return field;
    const description = special.empty === null ? 'Null or an empty text means no value.' : emptied(special);
    return { ...nullable(field), ...(description && { description }) };
  });
  for (const file of files) {
    properties[file] = {
      type: ['string', 'null'],
      description:
        'Null removes the image. The API ignores a text, such as the link from an answer. Send a form to set an image.',
    };
  }
  return { ...schema, properties };
};

const emptied = (special: SpecialValues): string | undefined =>
  special.null === '' ? 'Null means the empty text.' : undefined;

/** A form has no null and no nested values, so a location consists of two numbers, and metadata is a text. */
const formSchema = (schema: Schema, files: readonly string[], specialValues: SpecialValuesByField): Schema => {
  const { location, ...properties } = mapFields(schema, specialValues, (field, special) => ({
    ...withoutNull(field),
    ...(special.empty === null && { description: 'An empty text means no value.' }),
    ...(field.additionalProperties !== undefined && { description: `${field.description} In a form, a JSON text.` }),
  }));
  for (const file of files.filter((name) => !isRequired(schema, name))) {
    properties[file] = {
      type: 'string',
      format: 'binary',
      description:
        'An image file in JPEG, PNG, WebP, GIF or AVIF. An empty text removes the image. The API ignores another text, such as the link from an answer.',
    };
  }
  const description = 'Required together with the other coordinate. If both are empty, the address has no location.';
  const numbers = location && {
    latitude: { type: 'number', minimum: -90, maximum: 90, description },
    longitude: { type: 'number', minimum: -180, maximum: 180, description },
  };
  return { ...schema, properties: { ...properties, ...numbers } };
};

const mapFields = (
  { properties = {} }: Schema,
  specialValues: SpecialValuesByField,
  change: (field: Schema, special: SpecialValues) => Schema,
): Record<string, Schema> =>
  Object.fromEntries(
    Object.entries(properties).map(([name, field]) => {
      const special = specialValues[name] ?? { absent: undefined, null: undefined, empty: undefined };
      return [name, { ...change(field, special), ...(special.absent !== undefined && { default: special.absent }) }];
    }),
  );

const nullable = (field: Schema): Schema =>
  typeof field.type === 'string' ? { ...field, type: [field.type, 'null'] } : field;

const withoutNull = ({ anyOf, ...field }: Schema): Schema => {
  const [only, ...others] = (anyOf ?? []).filter(({ type }) => type !== 'null');
  return only && others.length === 0 ? { ...field, ...only } : { ...field, ...(anyOf && { anyOf }) };
};
