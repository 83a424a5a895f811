import type { z } from 'zod';

type Kind = 'number' | 'boolean' | 'object' | 'record' | 'text';
type Values = Record<string, unknown>;

/**
 * Returns a parser for queries and forms, which contain text only. It converts numbers, booleans and records (JSON) by the schema.
 * A value that it cannot convert stays text, so that the schema reports the field by name.
 */
export const textReader = (schema: z.ZodObject): ((values: Values) => Values) => {
  const kinds = new Map(Object.entries(schema.shape).map(([field, type]) => [field, kindOf(type)]));
  return (values) =>
    Object.fromEntries(
      Object.entries(values).map(([field, value]) => [
        field,
        typeof value === 'string' ? parseText(kinds.get(field), value) : value,
      ]),
    );
};

/** Nests `latitude` and `longitude` as `location`, because a form cannot nest fields. Two empty fields mean null. */
export const nestLocation = ({ latitude, longitude, location: _, ...values }: Values): Values => {
  if (latitude === undefined && longitude === undefined) return values;
  if (latitude === '' && longitude === '') return { ...values, location: null };
  return {
    ...values,
    location: { latitude: parseText('number', latitude), longitude: parseText('number', longitude) },
  };
};

/** Returns the form field names for the fields of an input. */
export const formNames = (schema: z.ZodObject): string[] =>
  Object.keys(schema.shape).flatMap((field) => (field === 'location' ? ['latitude', 'longitude'] : [field]));

/** Returns the form field name for a field of an input. */
export const flatName = (field: string): string => field.replace(/^location\./, '');

const parseText = (kind: Kind | undefined, value: unknown): unknown => {
  if (typeof value !== 'string') return value;
  if (kind === 'number' && isNumber(value)) return Number(value);
  if (kind === 'boolean' && (value === 'true' || value === 'false')) return value === 'true';
  if (kind === 'record') return parseJson(value);
  return value;
};

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
};

// The pattern matches each digit in one way only; an ambiguous one would backtrack in quadratic time.
const isNumber = (text: string): boolean => /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i.test(text.trim());

const kindOf = (schema: z.core.$ZodType): Kind => {
  const { def } = schema._zod;
  switch (def.type) {
    case 'number':
    case 'boolean':
    case 'object':
    case 'record':
      return def.type;
    case 'optional':
    case 'nullable':
    case 'default':
    case 'prefault':
      return kindOf((def as z.core.$ZodOptionalDef).innerType);
    case 'pipe':
      return kindOf((def as z.core.$ZodPipeDef).in);
    case 'union':
      return (def as z.core.$ZodUnionDef).options.map(kindOf).find((kind) => kind !== 'text') ?? 'text';
    default:
      return 'text';
  }
};
