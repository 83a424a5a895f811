import { describe, expect, test } from 'vitest';
import { findConflict } from './conflict.ts';

const before = { name: 'Ada', phone: '', billing: false };

describe('A change that somebody else saved while the user filled in a form', () => {
  test('is a conflict where the form would overwrite it', () => {
    const theirs = { ...before, name: 'Grace' };
    const mine = { ...before, name: 'Ada King' };
    expect(findConflict(before, theirs, mine)).toEqual({
      mine,
      theirs,
      overwrites: true,
      differences: [{ field: 'name', mine: 'Ada King', theirs: 'Grace', proposed: 'mine' }],
    });
  });

  test('is preselected for fields without input', () => {
    const theirs = { ...before, phone: '+4915112345678' };
    const { overwrites, differences } = findConflict(before, theirs, { ...before, name: 'Ada King' });
    expect(overwrites).toBe(true);
    expect(differences).toEqual([
      { field: 'name', mine: 'Ada King', theirs: 'Ada', proposed: 'mine' },
      { field: 'phone', mine: '', theirs: '+4915112345678', proposed: 'theirs' },
    ]);
  });

  test('is no conflict where the form does not show the change', () => {
    const { overwrites, differences } = findConflict(before, before, { ...before, billing: true });
    expect(overwrites).toBe(false);
    expect(differences).toEqual([{ field: 'billing', mine: true, theirs: false, proposed: 'mine' }]);
  });

  test('is no conflict where the input is the same', () => {
    const both = { ...before, name: 'Ada King' };
    expect(findConflict(before, both, both)).toMatchObject({ overwrites: false, differences: [] });
  });

  test('is a conflict also without input, because the form would send the old value', () => {
    const theirs = { ...before, billing: true };
    expect(findConflict(before, theirs, before)).toMatchObject({
      overwrites: true,
      differences: [{ field: 'billing', mine: false, theirs: true, proposed: 'theirs' }],
    });
  });
});
