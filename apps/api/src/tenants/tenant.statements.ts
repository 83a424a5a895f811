import { selectFrom } from '@doorstep/database/statement';

export const tenantById = selectFrom('tenant_by_id', 'tenant', 'WHERE id = $1');
