import { join } from 'node:path';
import { createCounterStore, type OpenDatabase } from '@doorstep/database/connection';
import { createDatabase } from '@doorstep/database/database';
import type { Logger } from 'pino';
import { createAccessTokens } from '../accounts/access-token.ts';
import { createKeyUse } from '../api-keys/key-use.ts';
import type { Config } from '../config/env.ts';
import type { Keys } from '../config/keys.ts';
import { createSecrets } from '../config/secrets.ts';
import { createSealSignal } from '../events/seal-signal.ts';
import { createKeyLimits } from '../http/key-limits.ts';
import { createRateLimits } from '../http/rate-limits.ts';
import { createUploadFolder } from '../http/upload-folder.ts';
import { createImportProcess } from '../imports/import-process.ts';
import { createImportQueue } from '../imports/import-queue.ts';
import { createSealing } from '../jobs/audit-sealing.ts';
import { createFileTransport, createSmtpTransport } from '../mail/mail-transport.ts';
import { createOutbox } from '../mail/outbox.ts';
import { createImageEncoder } from '../media/image.ts';
import { createLinkSigner } from '../media/link-signer.ts';
import { createLocalObjectStore } from '../media/local-object-store.ts';
import { createMediaStore } from '../media/media-store.ts';
import { anyRowNamesAFile } from '../media/media-sweep.ts';
import { createStorage } from '../media/storage.ts';
import { createGuardedClient } from '../outgoing/guarded-client.ts';
import { createTargetRules } from '../outgoing/target-address.ts';
import { createTenantLimits } from '../tenants/tenant-limits.ts';
import { createDeliveries } from '../webhooks/delivery-worker.ts';
import { createBackground } from './background.ts';
import type { Dependencies } from './dependencies.ts';
import { createReadiness } from './readiness.ts';

export type Built = {
  dependencies: Dependencies;
  /** Waits at most SHUTDOWN_SECONDS for background tasks, then closes all dependencies. */
  close(): Promise<void>;
};

/** Builds the dependencies of requests from settings, keys and a migrated database. */
export const buildDependencies = (options: {
  config: Config;
  keys: Keys;
  requests: OpenDatabase['requests'];
  operators?: OpenDatabase['operators'];
  logger: Logger;
  now?: () => Date;
}): Built => {
  const { keys, requests, operators, logger, now = () => new Date() } = options;
  const uploads = createUploadFolder(options.config.uploadDir);
  // Each process stores its uploads in its own subfolder.
  const config = { ...options.config, uploadDir: uploads.path };
  const secrets = createSecrets(keys.linkSecret);
  const database = createDatabase(requests, operators, (tenantId) => sealing.wake(tenantId));
  const background = createBackground(logger);
  const sealSignal = createSealSignal();
  const sealing = createSealing({ database, sealSignal, background });
  const transport = config.smtpUrl
    ? createSmtpTransport(config.smtpUrl, config.mailFrom)
    : createFileTransport(join(config.dataDir, 'mail'), config.mailFrom, logger);
  const warn = (error: unknown) => logger.warn({ err: error }, 'rate limits are counted in this process alone');
  const counters = config.rateLimitStore === 'postgres' ? createCounterStore(requests, warn) : undefined;
  const rateLimits = createRateLimits(secrets, counters);
  const outbox = createOutbox({ database, transport, secrets, rateLimits, background, logger });
  const objects = createLocalObjectStore(join(config.dataDir, 'media'));
  const encoder = createImageEncoder({
    concurrency: config.imageConcurrency,
    timeoutSeconds: config.requestTimeoutSeconds,
  });
  const { rateLimitStore, logLevel } = config;
  const importProcess = createImportProcess(
    { requests, linkSecret: keys.linkSecret, rateLimitStore, logLevel },
    logger,
  );
  const media = createMediaStore(objects, encoder);
  const isFirstStart = async () => !(await anyRowNamesAFile(database));
  const links = createLinkSigner(secrets, now);
  const targetRules = createTargetRules({
    allowedNetworks: config.webhookAllowedNetworks,
    allowLoopbackHttp: !config.production,
  });
  const client = createGuardedClient({ rules: targetRules, proxy: config.webhookProxy });
  const deliveries = createDeliveries({
    ...{ database, client, secrets, sealSignal, outbox, links, background, logger, now },
  });
  const dependencies: Dependencies = {
    config,
    database,
    accessTokens: createAccessTokens({
      keys: keys.signingKeys,
      issuer: config.publicUrl,
      audience: config.tokenAudience,
      now,
    }),
    secrets,
    links,
    media,
    uploads,
    storage: createStorage({ objects, uploads, isFirstStart, logger }),
    rateLimits,
    countKeyRequest: createKeyLimits(rateLimits, now),
    recordKeyUse: createKeyUse({ database, background, now }),
    tenantLimits: createTenantLimits(now),
    outbox,
    imports: createImportQueue(),
    sealing,
    sealSignal,
    importProcess,
    deliveries,
    targetRules,
    background,
    readiness: createReadiness(database),
    logger,
    now,
  };
  return {
    dependencies,
    close: async () => {
      outbox.stop();
      await sealing.stop();
      deliveries.stop();
      await client.close();
      if (!(await background.settledWithin(config.shutdownSeconds))) logger.warn('background work was cut off');
      importProcess.close();
      transport.close();
      await uploads.close().catch((error) => logger.warn({ err: error }, 'the folder of uploads could not be removed'));
      await counters?.end();
      await database.close();
    },
  };
};
