import type { Row } from '@doorstep/database/row';
import type { Secrets } from '../config/secrets.ts';

/** What a mailed link is for. */
export type MailedTokenKind = Row<'mailedToken'>['kind'];

/** The secret of a mailed link, made from its id whenever it is needed, so that it need not be stored to be mailed. */
export const mailedToken = (secrets: Secrets, kind: MailedTokenKind, tokenId: string): string =>
  secrets.sign(kind === 'reset' ? 'password-reset' : 'email-token', tokenId);
