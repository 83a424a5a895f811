import { TenantSettings } from '@doorstep/contracts/tenant';
import type { Database } from '@doorstep/database/database';
import type { Transaction } from '@doorstep/database/transaction';
import type { Logger } from 'pino';
import { mailedToken } from '../accounts/mailed-token-secret.ts';
import type { Secrets } from '../config/secrets.ts';
import type { RateLimits } from '../http/rate-limits.ts';
import type { Background } from '../server/background.ts';
import { mailText } from './mail-text.ts';
import type { MailTransport } from './mail-transport.ts';
import { type MailTo, type NewMail, queueMail } from './queue-mail.ts';

/** Sends mails after the commit of the change that queued them, and retries failed ones. */
export type Outbox = {
  /** Queues a mail. See {@link queueMail}. */
  queue(tx: Transaction, to: MailTo, mail: NewMail): Promise<boolean>;
  /** Starts sending due mail. Returns at once. */
  wake(): void;
  /** Polls for due mail until stopped. */
  start(): void;
  stop(): void;
};

/** Queues mail, which another process may send. */
export type MailQueue = Pick<Outbox, 'queue'>;

const pollMs = 30_000;
const maxAttempts = 8;
const batchSize = 50;

/** A due mail before it is claimed. */
type Candidate = { tenant_id: string; id: string; attempts: number };

type DueMail = Candidate & {
  kind: string;
  recipient: string;
  data: unknown;
  tenant_name: string;
  settings: unknown;
};

export const createOutbox = (deps: {
  database: Database;
  transport: MailTransport;
  secrets: Secrets;
  rateLimits: RateLimits;
  background: Background;
  logger: Logger;
}): Outbox => {
  const { database, background, rateLimits } = deps;
  let timer: NodeJS.Timeout | undefined;
  const drain = async () => {
    // A claim postpones the next attempt, so that no other process sends the mail and a crash delays it.
    // Claims are made one at a time, because claims of waiting mails could expire and the mails be sent twice.
    for (let due = await dueMails(database); due.length > 0; due = await dueMails(database)) {
      for (const candidate of due) {
        const mail = await claim(database, candidate);
        if (mail) await deliver(mail, deps);
      }
    }
  };
  const wake = () => background.run(drain);
  return {
    queue: (tx, to, mail) => queueMail(tx, rateLimits, to, mail),
    wake,
    start: () => {
      timer = setInterval(wake, pollMs);
      wake();
    },
    stop: () => clearInterval(timer),
  };
};

/** Reads the mails that have been due longest. Other processes may read them too, but {@link claim} succeeds for one of them. */
const dueMails = (database: Database): Promise<Candidate[]> =>
  database.maintenance(
    (tx) => tx.$queryRaw<Candidate[]>`
      SELECT tenant_id, id, attempts FROM mails
       WHERE sent_at IS NULL AND next_attempt_at <= now() AND attempts < ${maxAttempts}
       ORDER BY next_attempt_at LIMIT ${batchSize}`,
  );

/**
 * Claims a mail for two minutes, and for twice as long after each failure. Returns undefined if another process has claimed
 * it since it was read.
 */
const claim = async (database: Database, { tenant_id, id, attempts }: Candidate): Promise<DueMail | undefined> => {
  const minutes = 2 ** (attempts + 1);
  const [mail] = await database.maintenance(
    (tx) => tx.$queryRaw<DueMail[]>`
      UPDATE mails m
         SET attempts = ${attempts}::int + 1, next_attempt_at = now() + interval '1 minute' * ${minutes}::int, updated_at = now()
        FROM tenants t
       WHERE m.tenant_id = ${tenant_id}::uuid AND m.id = ${id}::uuid AND t.id = ${tenant_id}::uuid
         AND m.sent_at IS NULL AND m.next_attempt_at <= now() AND m.attempts = ${attempts}::int
      RETURNING m.tenant_id, m.id, m.kind, m.recipient, m.data, m.attempts, t.name AS tenant_name, t.settings`,
  );
  return mail;
};

const deliver = async (mail: DueMail, { database, transport, secrets, logger }: Parameters<typeof createOutbox>[0]) => {
  const { tenant_id: tenantId, id, kind, recipient, data, tenant_name: name, settings } = mail;
  try {
    const tenant = { name, webUrl: TenantSettings.parse(settings).web_url };
    const text = mailText({
      ...{ kind, data, tenant },
      mailedToken: (of, tokenId) => mailedToken(secrets, of, tokenId),
    });
    await transport.send({ ...text, id, to: recipient });
    await database.maintenance((tx) =>
      tx.mail.update({ where: { tenantId_id: { tenantId, id } }, data: { sentAt: new Date() } }),
    );
  } catch (error) {
    const final = mail.attempts >= maxAttempts;
    logger.error({ mail: id, kind, attempt: mail.attempts, final, ...loggableError(error) }, 'mail could not be sent');
  }
};

/** Returns the loggable part of an error. Its message is excluded, because it may contain the recipient. */
const loggableError = (error: unknown) => {
  const { name, code, responseCode } = error as { name?: unknown; code?: unknown; responseCode?: unknown };
  return { error: name, code, response_code: responseCode };
};
