import { purgeAddresses } from '../addresses/address-purge.ts';
import { dayMs, hourMs } from '../config/durations.ts';
import { sweepMedia } from '../media/media-sweep.ts';
import { eraseDueAccounts } from '../privacy/erase-accounts.ts';
import type { Dependencies } from '../server/dependencies.ts';

/** Runs maintenance once an hour. Returns the stop function. */
export const startMaintenance = (dependencies: Dependencies): (() => void) => {
  const { background } = dependencies;
  const timer = setInterval(() => background.run(() => runMaintenance(dependencies)), hourMs);
  timer.unref();
  return () => clearInterval(timer);
};

/**
 * Erases due accounts, and deletes expired sessions, tokens, results of idempotent requests, sent mail, counts, exports and
 * ended imports, and the log of deliveries.
 * Also deletes addresses that can no longer be restored, and files that no row names.
 */
export const runMaintenance = async (dependencies: Dependencies): Promise<void> => {
  const { database, media, uploads, logger, now } = dependencies;
  const at = now();
  const ago = (days: number) => new Date(at.getTime() - days * dayMs);
  await database.maintenance(async (tx) => {
    await tx.refreshToken.deleteMany({ where: { expiresAt: { lt: ago(1) } } });
    await tx.session.deleteMany({ where: { OR: [{ expiresAt: { lt: ago(30) } }, { revokedAt: { lt: ago(30) } }] } });
    await tx.mailedToken.deleteMany({ where: { expiresAt: { lt: ago(1) } } });
    await tx.mail.deleteMany({ where: { OR: [{ sentAt: { lt: ago(7) } }, { createdAt: { lt: ago(30) } }] } });
    await tx.idempotencyKey.deleteMany({ where: { expiresAt: { lte: at } } });
    await tx.delivery.deleteMany({ where: { createdAt: { lt: ago(30) }, state: { not: 'pending' } } });
    await tx.export.deleteMany({ where: { createdAt: { lt: ago(30) } } });
    await tx.securityCount.deleteMany({ where: { minute: { lt: ago(90) } } });
    await tx.import.deleteMany({
      where: { OR: [{ finishedAt: { lt: ago(30) } }, { received: false, createdAt: { lt: ago(1) } }] },
    });
    await tx.userRefusal.deleteMany({ where: { hour: { lt: ago(90) } } });
  });
  await eraseDueAccounts(dependencies);
  const purged = await purgeAddresses(dependencies);
  const swept = await sweepMedia(database, media.objects, { now: at, dryRun: false });
  await uploads.sweep();
  if (purged > 0) logger.info({ addresses: purged }, 'removed addresses that can no longer be restored');
  if (swept.length > 0) logger.info({ files: swept.length }, 'removed files that no row names');
};
