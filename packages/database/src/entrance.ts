import { oneOf, statement, type Value } from './statement.ts';
import type { Actor, Caller } from './transaction-context.ts';

// A single read has no BEGIN that could make its transaction read-only.
/** The statements of one way to enter, with the same parameters. */
const entrance = (name: string, call: string) => ({
  transaction: statement(`enter_${name}`, { actor: oneOf<Actor>() }, `SELECT ${call} AS actor`),
  read: statement(
    `enter_${name}_read_only`,
    { actor: oneOf<Actor>(), set_config: oneOf<'on'>() },
    `SELECT ${call} AS actor, set_config('transaction_read_only', 'on', true)`,
  ),
});

const ways = {
  customer: entrance('customer', 'enter($1::uuid, $2::uuid, $3::uuid)'),
  staff: entrance('staff', 'enter_staff($1::uuid, $2::uuid, $3::uuid, $4::text, $5::uuid)'),
  import: entrance('import', 'enter_import($1::uuid, $2::uuid)'),
  key: entrance('key', 'enter_key($1::uuid, $2::uuid, $3::bytea, $4::text, $5::text, $6::uuid)'),
  export: entrance('export', 'enter_export($1::uuid, $2::uuid)'),
  webhook: entrance('webhook', 'enter_webhook($1::uuid, $2::uuid)'),
};

/** How a caller enters. The values are the same for a transaction and for a single read. */
export const entranceOf = ({
  tenantId,
  userId,
  sessionId,
  actingAs,
}: Caller): (typeof ways)['customer'] & { values: Value[] } => {
  switch (actingAs?.kind) {
    case undefined:
      return { ...ways.customer, values: [tenantId, userId, sessionId] };
    case 'staff': {
      const { id, sessionId: session, permission } = actingAs;
      return { ...ways.staff, values: [tenantId, id, session, permission, userId] };
    }
    case 'import':
      return { ...ways.import, values: [tenantId, actingAs.importId] };
    case 'key': {
      const { id, secretHash, address, permission } = actingAs;
      return { ...ways.key, values: [tenantId, id, secretHash, address, permission, userId] };
    }
    case 'export':
      return { ...ways.export, values: [tenantId, actingAs.id] };
    case 'webhook':
      return { ...ways.webhook, values: [tenantId, actingAs.id] };
  }
};
