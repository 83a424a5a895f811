import { permissionOf } from '@doorstep/contracts/contract';
import { allPermissions, rolePermissions, type StaffRole, staffRoles } from '@doorstep/contracts/permissions';
import { type Client, createClient, type SignedInClient } from '@doorstep/testing/client';
import { beforeAll, describe, expect, test } from 'vitest';
import { useApi } from './harness.ts';
import { distinguishableParts, registerOwner, secretsOf, unknownId } from './isolation-owner.ts';
import { inputOf, type Owner, type Procedure, procedures, refused, transports } from './procedure-cases.ts';

const api = useApi();

let owner: Owner;
let stranger: SignedInClient;
let foreigner: SignedInClient;
let staff: Record<StaffRole, SignedInClient>;
let foreignStaff: SignedInClient;
let foreignKey: Client;

beforeAll(async () => {
  const settings = { 'limits.registrations_per_address': '1000', 'limits.writes_per_customer': '1000' };
  const [tenantId, foreignTenantId] = [await api.newTenant(settings), await api.newTenant(settings)];
  owner = await registerOwner(api, tenantId, unknownId);
  stranger = await api.newCustomer(tenantId);
  foreigner = await api.newCustomer(foreignTenantId);
  const hired = staffRoles.map(async (role) => [role, await newStaff(tenantId, role)] as const);
  staff = Object.fromEntries(await Promise.all(hired)) as typeof staff;
  foreignStaff = await newStaff(foreignTenantId, 'owner');
  const json = { name: 'Key', rate_per_minute: 100_000, permissions: allPermissions };
  const { body } = await foreignStaff.post('/api/tenant/keys/', { json });
  foreignKey = createClient(api.url, { tenantId: foreignTenantId, accessToken: body.key });
});

const newStaff = async (tenant: string, role: StaffRole): Promise<SignedInClient> => {
  const member = await api.newCustomer(tenant);
  await api.setRole(tenant, member.email, role);
  return member;
};

const named = procedures.map((procedure) => ({ ...procedure, toString: () => procedure.name }));
const forCustomers = named.filter(({ contract }) => contract.access === 'customer');
const forStaff = named.filter(({ contract }) => permissionOf(contract) !== undefined);
const onBehalf = forStaff.filter(({ contract }) => contract.onBehalf);
const namesRow = ({ contract }: Procedure) => contract.rest.path.includes('{id}');
/** Fields that no procedure accepts. */
const nonsense = { country: 7, label: 7, reason: 7, full_name: 7, cursor: 'x', limit: 1000 };

const rolesWith = ({ contract }: Procedure): StaffRole[] =>
  staffRoles.filter((role) => (rolePermissions[role] as readonly unknown[]).includes(permissionOf(contract)));
/** Staff with the permission of a procedure and as few others as possible. */
const holderOf = (procedure: Procedure): SignedInClient => {
  const [role = 'owner'] = rolesWith(procedure).sort((a, b) => rolePermissions[a].length - rolePermissions[b].length);
  return staff[role];
};

test('Every procedure for customers exists on behalf of a customer, except those that concern the account itself', () => {
  const derived = new Set(onBehalf.map(({ name }) => name).filter((name) => name.startsWith('customers.')));
  expect(forCustomers.filter(({ name }) => !derived.delete(`customers.${name}`)).map(({ name }) => name)).toEqual([
    'account.logout',
    'account.changePassword',
    'account.resendVerification',
    'account.changeEmail',
    'privacy.requestErasure',
    'privacy.getErasure',
    'privacy.cancelErasure',
  ]);
  expect([...derived]).toEqual([]);
});

describe.each(Object.entries(transports))('Over %s', (_transport, call) => {
  test.each(forStaff)(
    '$name is for the roles with its permission, before any row or body is read',
    async (procedure) => {
      const input = inputOf(procedure, owner);
      const ids = ['id', 'customer_id'].filter((field) => field in input);
      const unknown = { ...input, ...Object.fromEntries(ids.map((field) => [field, unknownId])), ...nonsense };
      const allowed = rolesWith(procedure);
      expect(allowed).toContain('owner');
      for (const role of staffRoles) {
        const answer = await call(staff[role], procedure, unknown);
        const refusal = answer.body.error?.data ?? answer.body;
        const permission = permissionOf(procedure.contract);
        if (!allowed.includes(role)) expect([role, refusal.required_permission]).toEqual([role, permission]);
        else if (ids.length > 0) expect([role, answer.status]).toEqual([role, 404]);
        else expect(refusal.required_permission, role).not.toBe(permission);
      }
    },
  );

  test.each(onBehalf)(
    '$name has for a customer of another tenant, and for staff, the answer of an unknown customer',
    async (procedure) => {
      const input = inputOf(procedure, owner);
      const holder = holderOf(procedure);
      const attempts = [
        await call(foreignStaff, procedure, input),
        await call(foreignStaff, procedure, { ...input, ...nonsense }),
        await call(foreignKey, procedure, input),
        await call(holder, procedure, { ...input, customer_id: unknownId }),
        await call(holder, procedure, { ...input, customer_id: 'not-an-id' }),
        await call(holder, procedure, { ...input, customer_id: foreigner.userId }),
        await call(holder, procedure, { ...input, customer_id: holder.userId }),
        await call(holder, procedure, { ...input, customer_id: staff.reviewer.userId, ...nonsense }),
      ];
      const [first] = attempts;
      expect(first?.status).toBe(404);
      for (const attempt of attempts)
        expect(distinguishableParts(attempt)).toEqual(first && distinguishableParts(first));
    },
  );

  test.each(onBehalf.filter(namesRow))(
    '$name of a row of another customer of the tenant has the answer of an unknown row',
    async (procedure) => {
      const input = { ...inputOf(procedure, owner), customer_id: stranger.userId };
      const holder = holderOf(procedure);
      const foreign = await call(holder, procedure, input);
      expect(foreign.status).toBe(404);
      for (const more of [{ id: unknownId }, { id: 'not-an-id' }, nonsense]) {
        expect(distinguishableParts(await call(holder, procedure, { ...input, ...more }))).toEqual(
          distinguishableParts(foreign),
        );
      }
    },
  );

  test.each(onBehalf.filter((procedure) => !namesRow(procedure)))(
    '$name neither shows nor changes rows of another customer of the tenant',
    async (procedure) => {
      const before = await owner.customer.get('/api/customer/profile/');
      // A write may block or erase the customer.
      const { userId } =
        procedure.contract.rest.method === 'GET' ? stranger : await api.newCustomer(owner.customer.tenantId);
      const input = { ...inputOf(procedure, owner), customer_id: userId };
      const answer = await call(holderOf(procedure), procedure, input);
      if (refused[procedure.name]) expect(answer.status).toBe(refused[procedure.name]);
      else expect(answer.status).toBeLessThan(300);
      for (const secret of secretsOf(owner)) expect(answer.bytes.toString()).not.toContain(secret);
      expect(distinguishableParts(await owner.customer.get('/api/customer/profile/'))).toEqual(
        distinguishableParts(before),
      );
    },
  );
});
