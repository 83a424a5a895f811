import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { eventTypes } from '@doorstep/contracts/event-type';
import { repositoryRoot } from '@doorstep/testing/repository-root';
import { expect, test } from 'vitest';
import { actionsOf, typeOf } from '../src/events/event-types.ts';

const types = Object.keys(eventTypes) as (keyof typeof eventTypes)[];

test.each(types)('The type %s is that of an action of the audit trail', (type) => {
  const actions = actionsOf([type]);
  expect(actions.length).toBeGreaterThan(0);
  for (const action of actions) expect(typeOf(action)).toBe(type);
});

test('docs/events.md lists every type with its object and meaning', async () => {
  const text = await readFile(join(repositoryRoot, 'docs', 'events.md'), 'utf8');
  const rows = [...text.matchAll(/^\| `([a-z_.]+)`\s+\| (\w+)\s+\| (.+?)\s+\|$/gm)];
  expect(rows.map(([, type, object, description]) => ({ type, object, description }))).toEqual(
    types.map((type) => ({ type, ...eventTypes[type] })),
  );
});
