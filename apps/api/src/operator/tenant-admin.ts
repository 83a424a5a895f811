import { TenantLimits, TenantSettings, tenantName } from '@doorstep/contracts/tenant';
import { rowId } from '@doorstep/contracts/text';
import { columnValues } from '@doorstep/database/column-values';
import type { OperatorScope } from '@doorstep/database/operator-scope';
import type { Row } from '@doorstep/database/row';
import { z } from 'zod';

// Prisma's client types the status as any string; a CHECK restricts its values.
type TenantRow = Omit<Row<'tenant'>, 'status'> & { status: string };

/**
 * Creates a tenant with default settings, with the given id if there is one. Throws an error for the operator if the id is not a
 * UUID, or belongs to a tenant.
 */
export const createTenant = (operator: OperatorScope, name: string, givenId?: string): Promise<TenantRow> =>
  operator.change(async (tx) => {
    const data = { name: tenantName.parse(name), ...(givenId !== undefined && { id: parseId(givenId) }) };
    if (data.id && (await tx.tenant.findFirst({ where: { id: data.id } }))) {
      throw new Error(`There is already a tenant ${data.id}.`);
    }
    const tenant = await tx.tenant.create({ data });
    const { id } = tenant;
    return { result: tenant, audit: { action: 'tenant.created', tenantId: id, entityId: id, after: tenant } };
  });

const parseId = (given: string): string => {
  const { data: id } = rowId.safeParse(given);
  if (id === undefined) throw new Error(`The id ${given} is not a UUID.`);
  return id;
};

/** Lists all tenants, oldest first. */
export const listTenants = (operator: OperatorScope): Promise<TenantRow[]> =>
  operator.read((db) => db.tenant.findMany({ orderBy: { createdAt: 'asc' } }));

const status = z.enum(columnValues.tenant.status);
const limitNames = TenantLimits.keyof().options;

/** The names that `tenant:set` accepts. */
export const settableNames = [
  'name',
  'status',
  ...TenantSettings.keyof().options.filter((name) => name !== 'limits'),
  ...limitNames.map((name) => `limits.${name}`),
];

/**
 * Parses and sets properties of a tenant, all or none. Throws an error for the operator if the tenant or a name is unknown,
 * or if a value is invalid.
 */
export const setTenant = (
  operator: OperatorScope,
  id: string,
  changes: [name: string, value: string][],
): Promise<TenantRow> =>
  operator.change(async (tx) => {
    const before = await tx.tenant.findFirst({ where: { id } });
    if (!before) throw new Error(`There is no tenant ${id}.`);
    const { name, status } = before;
    const wanted = changes.reduce(withChange, { name, status, settings: TenantSettings.parse(before.settings) });
    const after = await tx.tenant.update({ where: { id }, data: { ...wanted, version: { increment: 1 } } });
    return { result: after, audit: { action: 'tenant.updated', tenantId: id, entityId: id, before, after } };
  });

type Settable = { name: string; status: TenantRow['status']; settings: TenantSettings };

const withChange = (tenant: Settable, [name, value]: [string, string]): Settable => {
  if (name === 'name') return { ...tenant, name: tenantName.parse(value) };
  if (name === 'status') return { ...tenant, status: status.parse(value) };
  if (!settableNames.includes(name)) throw new Error(`No setting ${name}. There are: ${settableNames.join(', ')}`);
  const { settings } = tenant;
  const limit = /^limits\.(.+)$/.exec(name)?.[1];
  const changed = limit
    ? { ...settings, limits: { ...settings.limits, [limit]: Number(value) } }
    : { ...settings, [name]: fromText(name, value) };
  return { ...tenant, settings: TenantSettings.parse(changed) };
};

const fromText = (name: string, value: string): unknown => {
  if (name === 'locales') return value.split(',').map((locale) => locale.trim());
  if (value === 'true' || value === 'false') return value === 'true';
  if (/^\d+$/.test(value)) return Number(value);
  return value === '' ? null : value;
};
