import type { Database } from '@doorstep/database/database';
import type { Logger } from 'pino';
import type { AccessTokens } from '../accounts/access-token.ts';
import type { RecordKeyUse } from '../api-keys/key-use.ts';
import type { Config } from '../config/env.ts';
import type { Secrets } from '../config/secrets.ts';
import type { CountKeyRequest } from '../http/key-limits.ts';
import type { RateLimits } from '../http/rate-limits.ts';
import type { UploadFolder } from '../http/upload-folder.ts';
import type { ImportQueue } from '../imports/import-queue.ts';
import type { Outbox } from '../mail/outbox.ts';
import type { LinkSigner } from '../media/link-signer.ts';
import type { MediaStore } from '../media/media-store.ts';
import type { Storage } from '../media/storage.ts';
import type { FindTenantLimits } from '../tenants/tenant-limits.ts';
import type { Background } from './background.ts';
import type { Readiness } from './readiness.ts';

/** The dependencies of requests. The server or a test builds them once and passes them on. */
export type Dependencies = {
  config: Config;
  database: Database;
  accessTokens: AccessTokens;
  secrets: Secrets;
  links: LinkSigner;
  media: MediaStore;
  uploads: UploadFolder;
  storage: Storage;
  rateLimits: RateLimits;
  countKeyRequest: CountKeyRequest;
  recordKeyUse: RecordKeyUse;
  tenantLimits: FindTenantLimits;
  outbox: Outbox;
  imports: ImportQueue;
  background: Background;
  readiness: Readiness;
  logger: Logger;
  now: () => Date;
};
