import { permissionOf } from '@doorstep/contracts/contract';
import { allPermissions, rolePermissions, roles, staffRoles } from '@doorstep/contracts/permissions';
import { columnValues } from '@doorstep/database/column-values';
import pg from 'pg';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { procedures } from './procedure-cases.ts';

const client = new pg.Client(inject('database').owner);
beforeAll(() => client.connect());
afterAll(() => client.end());

test('The database gives each role the permissions of the contracts', async () => {
  expect(columnValues.user.role).toEqual(roles);
  for (const role of roles) {
    const { rows } = await client.query('SELECT role_permissions($1) AS held', [role]);
    expect([role, rows[0].held]).toEqual([role, rolePermissions[role]]);
  }
});

test('Each permission is held by a role', () => {
  const held = new Set(staffRoles.flatMap((role) => rolePermissions[role]));
  expect(allPermissions.filter((permission) => !held.has(permission))).toEqual([]);
});

test('Each operation has a rule for access', () => {
  const ruleless = procedures.filter(({ contract }) => {
    const permission = permissionOf(contract);
    if (permission) return !allPermissions.includes(permission);
    return !['anyone', 'tenant', 'customer'].includes(contract.access as string);
  });
  expect(ruleless.map(({ name }) => name)).toEqual([]);
});
