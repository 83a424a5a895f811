import type { WriteClient } from '@doorstep/database/scope';

/** Ends the open reset links of a user: used, or overtaken. */
export const endPasswordResets = async (
  tx: WriteClient,
  { tenantId, userId }: { tenantId: string; userId: string },
  now: Date,
): Promise<void> => {
  await tx.passwordReset.updateMany({
    where: { tenantId, userId, usedAt: null },
    data: { usedAt: now, version: { increment: 1 } },
  });
};
