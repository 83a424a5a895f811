import { describe, expect, test } from 'vitest';
import { conflictOf } from './conflict.ts';

const before = { name: 'Ada', phone: '', billing: false };

describe('What somebody else saved while a form was filled in', () => {
  test('is contested where the form would write over it', () => {
    const theirs = { ...before, name: 'Grace' };
    const mine = { ...before, name: 'Ada King' };
    expect(conflictOf(before, theirs, mine)).toEqual({
      mine,
      theirs,
      contested: true,
      differences: [{ field: 'name', mine: 'Ada King', theirs: 'Grace', proposed: 'mine' }],
    });
  });

  test('is proposed where nothing was typed, beside what was', () => {
    const theirs = { ...before, phone: '+4915112345678' };
    const { contested, differences } = conflictOf(before, theirs, { ...before, name: 'Ada King' });
    expect(contested).toBe(true);
    expect(differences).toEqual([
      { field: 'name', mine: 'Ada King', theirs: 'Ada', proposed: 'mine' },
      { field: 'phone', mine: '', theirs: '+4915112345678', proposed: 'theirs' },
    ]);
  });

  test('is not contested where it is nothing that the form shows', () => {
    const { contested, differences } = conflictOf(before, before, { ...before, billing: true });
    expect(contested).toBe(false);
    expect(differences).toEqual([{ field: 'billing', mine: true, theirs: false, proposed: 'mine' }]);
  });

  test('is not contested where it is what was typed here as well', () => {
    const both = { ...before, name: 'Ada King' };
    expect(conflictOf(before, both, both)).toMatchObject({ contested: false, differences: [] });
  });

  test('is contested though this form was not touched: what it would send is what was there before', () => {
    const theirs = { ...before, billing: true };
    expect(conflictOf(before, theirs, before)).toMatchObject({
      contested: true,
      differences: [{ field: 'billing', mine: false, theirs: true, proposed: 'theirs' }],
    });
  });
});
