import type { z } from 'zod';
import type { FieldFault } from './errors.ts';
import { localize, type Message } from './messages/message.ts';

type Fault = Omit<FieldFault, 'field'>;

/** Converts the issues of zod to faults with stable codes and messages. */
export const faultsOfInput = (error: z.ZodError, input: unknown): FieldFault[] =>
  error.issues.map((issue) => ({ field: issue.path.map(String).join('.'), ...describe(issue, at(input, issue.path)) }));

/** An issue of zod for a check of our own. Its `message` is in English, for readers of the ZodError. */
export const customIssue = (code: string, message: Message) => ({
  message: localize(message, 'en'),
  params: { fault: { code, message } satisfies Fault },
});

const at = (input: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>((value, key) => (isRecord(value) ? value[key] : undefined), input);

const isRecord = (value: unknown): value is Record<PropertyKey, unknown> => typeof value === 'object' && value !== null;

const types: Readonly<Record<string, Message>> = {
  string: { key: 'not_string' },
  number: { key: 'not_number' },
  int: { key: 'not_int' },
  boolean: { key: 'not_boolean' },
  array: { key: 'not_array' },
  object: { key: 'not_object' },
  record: { key: 'not_object' },
};

const formats: Readonly<Record<string, Message>> = { uuid: { key: 'not_uuid' }, datetime: { key: 'not_time' } };

const invalid: Message = { key: 'invalid' };

const describe = (issue: z.core.$ZodIssue, value: unknown): Fault => {
  switch (issue.code) {
    case 'invalid_type':
      return value === undefined
        ? { code: 'required', message: { key: 'required' } }
        : { code: 'invalid_type', message: types[issue.expected] ?? invalid };
    case 'too_big':
      return {
        code: 'too_large',
        message: { key: issue.origin === 'string' ? 'characters_at_most' : 'at_most', max: Number(issue.maximum) },
      };
    case 'too_small':
      return { code: 'too_small', message: { key: 'at_least', min: Number(issue.minimum) } };
    case 'invalid_value':
      // A form sends an empty text if the user has not chosen a value. A list of codes would not help this user.
      if (value === '') return { code: 'required', message: { key: 'required' } };
      return { code: 'invalid_choice', message: { key: 'one_of', choices: issue.values.map(String) } };
    case 'invalid_format':
      return { code: `${issue.format}_invalid`, message: formats[issue.format] ?? invalid };
    case 'invalid_key':
      return issue.issues[0] ? describe(issue.issues[0], undefined) : { code: 'invalid', message: invalid };
    case 'custom':
      return faultOf(issue.params) ?? { code: 'invalid', message: invalid };
    default:
      return { code: 'invalid', message: invalid };
  }
};

/** Returns the fault from {@link customIssue}. Zod keeps the parameters of an issue, but not their type. */
const faultOf = (params: Record<string, unknown> | undefined): Fault | undefined => params?.fault as Fault | undefined;
