import { detectBrowser } from '@doorstep/contracts/user-agent';
import { z } from 'zod';
import type { MailedTokenKind } from '../accounts/mailed-token-secret.ts';

/** What a mail is made from. */
export type MailFacts = {
  kind: string;
  data: unknown;
  tenant: { name: string; webUrl: string | null };
  /** Makes the secret of a link from its id. */
  mailedToken: (kind: MailedTokenKind, tokenId: string) => string;
};

export type MailText = { subject: string; text: string };

const lines = (...text: string[]): string => `${text.join('\n\n')}\n`;

/** The way to do what a token allows: a link into the tenant's app, or where there is none a code to enter. */
const wayTo = (what: string, within: string, { webUrl }: MailFacts['tenant'], page: string, token: string): string =>
  webUrl
    ? `To ${what}, open this link within ${within}:\n${webUrl.replace(/\/+$/, '')}/${page}?token=${token}`
    : `To ${what}, enter this code in the app within ${within}:\n${token}`;

const tokenOf = ({ data, mailedToken }: MailFacts, kind: MailedTokenKind): string =>
  mailedToken(kind, z.object({ token_id: z.uuid() }).parse(data).token_id);

/** In names of our own: a User-Agent holds whatever its sender wrote. */
const deviceName = (agent: string): string => {
  const { browser, system } = detectBrowser(agent);
  if (browser && system) return `${browser} on ${system}`;
  return browser ?? system ?? 'unknown';
};

const passwordReset = (facts: MailFacts): MailText => {
  const { tenant } = facts;
  const { takes_over, restore_days } = z
    .object({ takes_over: z.boolean().default(false), restore_days: z.int().default(0) })
    .parse(facts.data);
  const days = restore_days === 1 ? '1 day' : `${restore_days} days`;
  const warning = `Nobody has confirmed this address for the account yet, so somebody else may have made it. With a new password the account is yours: its name, phone, picture and proofs of address are removed, and its addresses are deleted. You can restore deleted addresses for ${days}.`;
  return {
    subject: `Reset your password at ${tenant.name}`,
    text: lines(
      'Somebody, probably you, asked for a new password.',
      wayTo('choose a new password', '30 minutes', tenant, 'reset-password', tokenOf(facts, 'reset')),
      ...(takes_over ? [warning] : []),
      'If it was not you, nothing needs to be done.',
    ),
  };
};

const passwordChanged = ({ data, tenant }: MailFacts): MailText => {
  const { signed_out } = z.object({ signed_out: z.enum(['others', 'all']) }).parse(data);
  const where = signed_out === 'all' ? 'on every device' : 'on your other devices';
  return {
    subject: `Your password at ${tenant.name} was changed`,
    text: lines(
      `Your password was changed just now, and you have been signed out ${where}.`,
      'If it was not you, reset it at once: whoever did it knew your password or could read your mail.',
    ),
  };
};

const newDevice = ({ data, tenant }: MailFacts): MailText => {
  const { device, address, at } = z.object({ device: z.string(), address: z.string(), at: z.string() }).parse(data);
  return {
    subject: `New sign-in at ${tenant.name}`,
    text: lines(
      'Somebody, probably you, signed in to your account from a device we had not seen before.',
      `When: ${at}\nDevice: ${deviceName(device)}\nNetwork address: ${address}`,
      'If it was not you, change your password: that signs out every other device.',
    ),
  };
};

const proofApproved = ({ data, tenant }: MailFacts): MailText => {
  const { address } = z.object({ address: z.string() }).parse(data);
  return {
    subject: `Your proof of address at ${tenant.name} was approved`,
    text: lines(
      `We have looked at the proof for your address “${address}”, and approved it.`,
      'There is nothing to do.',
    ),
  };
};

// In words for a person; a reason that is not here says enough by its note.
const rejections: Record<string, string> = {
  unreadable: 'It cannot be read.',
  wrong_name: 'It names somebody else.',
  wrong_address: 'It names another address.',
  too_old: 'It is too old.',
  not_a_proof: 'It is not a proof of address.',
};

const proofRejected = ({ data, tenant }: MailFacts): MailText => {
  const { address, reason, note } = z.object({ address: z.string(), reason: z.string(), note: z.string() }).parse(data);
  const why = [rejections[reason], note].filter(Boolean).join('\n');
  return {
    subject: `Your proof of address at ${tenant.name} was not accepted`,
    text: lines(
      `We have looked at the proof for your address “${address}”, and cannot accept it.`,
      ...(why ? [why] : []),
      'You can upload another one at any time.',
    ),
  };
};

const emailVerify = (facts: MailFacts): MailText => ({
  subject: `Confirm your e-mail at ${facts.tenant.name}`,
  text: lines(
    `An account at ${facts.tenant.name} was made with this address.`,
    wayTo('confirm that it is yours', '24 hours', facts.tenant, 'verify-email', tokenOf(facts, 'verify')),
    'If you made no account, do not confirm it: the account is somebody else’s, and its password is theirs.',
  ),
});

const emailChange = (facts: MailFacts): MailText => ({
  subject: `Confirm your new e-mail at ${facts.tenant.name}`,
  text: lines(
    `Somebody, probably you, wants an account at ${facts.tenant.name} to have this address.`,
    wayTo('confirm it', '24 hours', facts.tenant, 'verify-email', tokenOf(facts, 'change')),
    'If it was not you, do not confirm it: the account is somebody else’s.',
  ),
});

const emailInUse = ({ tenant }: MailFacts): MailText => ({
  subject: `Your e-mail at ${tenant.name} stays yours`,
  text: lines(
    'Somebody, perhaps you, wanted another account to have this address.',
    'It is the address of your account already, and nothing was changed. If it was not you, nothing needs to be done.',
  ),
});

const emailChanged = (facts: MailFacts): MailText => ({
  subject: `Your e-mail at ${facts.tenant.name} was changed`,
  text: lines(
    'Your account has another e-mail now. This address does not sign in to it any more.',
    'If it was you, nothing needs to be done.',
    wayTo('undo it, and sign out every device', '7 days', facts.tenant, 'undo-email', tokenOf(facts, 'undo')),
  ),
});

const emailRestored = ({ tenant }: MailFacts): MailText => ({
  subject: `This is your e-mail at ${tenant.name} again`,
  text: lines(
    'The change of your e-mail was undone, and you have been signed out on every device.',
    'Change your password now, or reset it: whoever changed the e-mail knew it.',
  ),
});

const dataExported = ({ data, tenant }: MailFacts): MailText => {
  const { device, address, at } = z.object({ device: z.string(), address: z.string(), at: z.string() }).parse(data);
  return {
    subject: `A copy of your data at ${tenant.name} was asked for`,
    text: lines(
      'Somebody, probably you, asked for a copy of all that we keep of you.',
      `When: ${at}\nDevice: ${deviceName(device)}\nNetwork address: ${address}`,
      'If it was not you, change your password: that signs out every other device.',
    ),
  };
};

const erasureRequested = ({ data, tenant }: MailFacts): MailText => {
  const { erase_at, can_keep } = z.object({ erase_at: z.string(), can_keep: z.boolean().default(true) }).parse(data);
  const page = tenant.webUrl ? `\n${tenant.webUrl.replace(/\/+$/, '')}/account/keep` : '';
  const wayBack = [
    `To keep your account, sign in before that date and choose “Keep my account”. Signing in alone does not keep it.${page}`,
    'If you did not ask for this, keep your account and change your password: somebody else knows it.',
  ];
  return {
    subject: `Your account at ${tenant.name} will be erased`,
    text: lines(
      `As you asked, your account and all that we keep of you will be erased on ${erase_at}. That cannot be undone, and there will be no further mail.`,
      'You have been signed out on every device.',
      ...(can_keep ? wayBack : []),
    ),
  };
};

const erasureCancelled = ({ tenant }: MailFacts): MailText => ({
  subject: `Your account at ${tenant.name} stays`,
  text: lines(
    'The erasure of your account was called off just now: it stays as it is.',
    'If it was not you, change your password: whoever did it is signed in to your account.',
  ),
});

const kinds: Record<string, (facts: MailFacts) => MailText> = {
  password_reset: passwordReset,
  password_changed: passwordChanged,
  new_device: newDevice,
  proof_approved: proofApproved,
  proof_rejected: proofRejected,
  email_verify: emailVerify,
  email_change: emailChange,
  email_in_use: emailInUse,
  email_changed: emailChanged,
  email_restored: emailRestored,
  data_exported: dataExported,
  erasure_requested: erasureRequested,
  erasure_cancelled: erasureCancelled,
};

/** The text of a mail, made when it is sent. Throws for a kind nobody wrote. */
export const mailText = (facts: MailFacts): MailText => {
  const write = kinds[facts.kind];
  if (!write) throw new Error(`There is no mail of kind ${facts.kind}`);
  return write(facts);
};
