import type { Row } from '@doorstep/database/row';
import type { Secrets } from '../config/secrets.ts';

/** The purpose of a mailed link. */
export type MailedTokenKind = Row<'mailedToken'>['kind'];

/** Derives the secret of a mailed link from its id, so that the outbox does not store secrets. */
export const mailedToken = (secrets: Secrets, kind: MailedTokenKind, tokenId: string): string =>
  secrets.sign(kind === 'reset' ? 'password-reset' : 'email-token', tokenId);
