import type { OperatorScope } from '@doorstep/database/operator-scope';
import type { Row } from '@doorstep/database/row';
import { accountOf, emailKeys } from '../accounts/email-key.ts';

/** Sets the role of a tenant's user. Throws an error for the operator if no account has the e-mail. */
export const setRole = (
  operator: OperatorScope,
  tenantId: string,
  email: string,
  role: Row<'user'>['role'],
): Promise<{ tenantId: string; id: string; email: string; role: string }> =>
  operator.change(async (tx) => {
    const where = { tenantId, emailKey: { in: emailKeys(email) }, deletedAt: null };
    const before = accountOf(await tx.user.findMany({ where }), email);
    if (!before) throw new Error(`${email} has no account in tenant ${tenantId}.`);
    const { id } = before;
    const after = await tx.user.update({
      where: { tenantId_id: { tenantId, id } },
      data: { role, version: { increment: 1 } },
    });
    return { result: after, audit: { action: 'user.role_set', tenantId, entityId: id, userId: id, before, after } };
  });
