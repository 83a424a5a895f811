import type { z } from 'zod';

type Kind = 'number' | 'boolean' | 'object' | 'text';
type Values = Record<string, unknown>;

/**
 * Queries and forms bring text only. Reads numbers and booleans as such where the schema wants them; what does not read
 * stays text, so that the schema refuses it by name.
 */
export const textReader = (schema: z.ZodObject): ((values: Values) => Values) => {
  const kinds = new Map(Object.entries(schema.shape).map(([field, type]) => [field, kindOf(type)]));
  return (values) =>
    Object.fromEntries(
      Object.entries(values).map(([field, value]) => [
        field,
        typeof value === 'string' ? read(kinds.get(field), value) : value,
      ]),
    );
};

/** A form cannot nest: it gives a location as `latitude` and `longitude`; both empty means none. */
export const nestLocation = ({ latitude, longitude, location: _, ...values }: Values): Values => {
  if (latitude === undefined && longitude === undefined) return values;
  if (latitude === '' && longitude === '') return { ...values, location: null };
  return { ...values, location: { latitude: read('number', latitude), longitude: read('number', longitude) } };
};

/** The names that a form has for the fields of an input. */
export const formNames = (schema: z.ZodObject): string[] =>
  Object.keys(schema.shape).flatMap((field) => (field === 'location' ? ['latitude', 'longitude'] : [field]));

/** The name a form has for a field of the input. */
export const flatName = (field: string): string => field.replace(/^location\./, '');

const read = (kind: Kind | undefined, value: unknown): unknown => {
  if (typeof value !== 'string') return value;
  if (kind === 'number' && isNumber(value)) return Number(value);
  if (kind === 'boolean' && (value === 'true' || value === 'false')) return value === 'true';
  return value;
};

// Each digit can be matched in one way only: two would take a time that grows with the square of the length.
const isNumber = (text: string): boolean => /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i.test(text.trim());

const kindOf = (schema: z.core.$ZodType): Kind => {
  const { def } = schema._zod;
  switch (def.type) {
    case 'number':
    case 'boolean':
    case 'object':
      return def.type;
    case 'optional':
    case 'nullable':
    case 'default':
    case 'prefault':
      return kindOf((def as z.core.$ZodOptionalDef).innerType);
    case 'union':
      return (def as z.core.$ZodUnionDef).options.map(kindOf).find((kind) => kind !== 'text') ?? 'text';
    default:
      return 'text';
  }
};
