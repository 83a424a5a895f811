import { detectBrowser } from '@doorstep/contracts/user-agent';
import { z } from 'zod';
import type { MailedTokenKind } from '../accounts/mailed-token-secret.ts';

/** The input of a mail's text. */
export type MailInput = {
  kind: string;
  data: unknown;
  tenant: { name: string; webUrl: string | null };
  /** Derives the secret of a link from the id of the token. */
  mailedToken: (kind: MailedTokenKind, tokenId: string) => string;
};

export type MailText = { subject: string; text: string };

const paragraphs = (...text: string[]): string => `${text.join('\n\n')}\n`;

/** A link into the app of the tenant, or a code to enter if the tenant has no app. */
const linkOrCode = (
  purpose: string,
  within: string,
  { webUrl }: MailInput['tenant'],
  page: string,
  token: string,
): string =>
  webUrl
    ? `To ${purpose}, open this link within ${within}:\n${webUrl.replace(/\/+$/, '')}/${page}?token=${token}`
    : `To ${purpose}, enter this code in the app within ${within}:\n${token}`;

const tokenOf = ({ data, mailedToken }: MailInput, kind: MailedTokenKind): string =>
  mailedToken(kind, z.object({ token_id: z.uuid() }).parse(data).token_id);

/** Uses only names that we chose, because the client controls the User-Agent. */
const deviceName = (agent: string): string => {
  const { browser, system } = detectBrowser(agent);
  if (browser && system) return `${browser} on ${system}`;
  return browser ?? system ?? 'unknown';
};

const passwordReset = (input: MailInput): MailText => {
  const { tenant } = input;
  const { takes_over, restore_days } = z
    .object({ takes_over: z.boolean().default(false), restore_days: z.int().default(0) })
    .parse(input.data);
  const days = restore_days === 1 ? '1 day' : `${restore_days} days`;
  const warning = `This e-mail address is not confirmed for the account, so someone else may have created it. A new password removes the name, phone, picture and proofs of address, and deletes the addresses. You can restore deleted addresses for ${days}.`;
  return {
    subject: `Reset your password at ${tenant.name}`,
    text: paragraphs(
      'We received a request to reset your password.',
      linkOrCode('choose a new password', '30 minutes', tenant, 'reset-password', tokenOf(input, 'reset')),
      ...(takes_over ? [warning] : []),
      'If you did not request this, ignore this mail.',
    ),
  };
};

const passwordChanged = ({ data, tenant }: MailInput): MailText => {
  const { signed_out } = z.object({ signed_out: z.enum(['others', 'all']) }).parse(data);
  const where = signed_out === 'all' ? 'on all devices' : 'on your other devices';
  return {
    subject: `Your password at ${tenant.name} was changed`,
    text: paragraphs(
      `Your password was changed, and you are signed out ${where}.`,
      'If you did not change it, reset it now. Someone else knows your password or can read your mail.',
    ),
  };
};

const newDevice = ({ data, tenant }: MailInput): MailText => {
  const { device, address, at } = z.object({ device: z.string(), address: z.string(), at: z.string() }).parse(data);
  return {
    subject: `New sign-in at ${tenant.name}`,
    text: paragraphs(
      'Someone signed in to your account from a new device. It was probably you.',
      `When: ${at}\nDevice: ${deviceName(device)}\nNetwork address: ${address}`,
      'If it was not you, change your password. This signs out all other devices.',
    ),
  };
};

const proofApproved = ({ data, tenant }: MailInput): MailText => {
  const { address } = z.object({ address: z.string() }).parse(data);
  return {
    subject: `Your proof of address at ${tenant.name} was approved`,
    text: paragraphs(`We approved the proof for your address “${address}”.`, 'You do not need to do anything.'),
  };
};

// The reason `other` has no text, because its note explains it.
const rejections: Record<string, string> = {
  unreadable: 'It cannot be read.',
  wrong_name: 'It names another person.',
  wrong_address: 'It names another address.',
  too_old: 'It is too old.',
  not_a_proof: 'It is not a proof of address.',
};

const proofRejected = ({ data, tenant }: MailInput): MailText => {
  const { address, reason, note } = z.object({ address: z.string(), reason: z.string(), note: z.string() }).parse(data);
  const why = [rejections[reason], note].filter(Boolean).join('\n');
  return {
    subject: `Your proof of address at ${tenant.name} was not accepted`,
    text: paragraphs(
      `We could not accept the proof for your address “${address}”.`,
      ...(why ? [why] : []),
      'You can upload a new proof at any time.',
    ),
  };
};

const emailVerify = (input: MailInput): MailText => ({
  subject: `Confirm your e-mail at ${input.tenant.name}`,
  text: paragraphs(
    `Someone created an account at ${input.tenant.name} with this e-mail address.`,
    linkOrCode('confirm that the address is yours', '24 hours', input.tenant, 'verify-email', tokenOf(input, 'verify')),
    'If you did not create an account, do not confirm the address. Someone else has the password of that account.',
  ),
});

const emailChange = (input: MailInput): MailText => ({
  subject: `Confirm your new e-mail at ${input.tenant.name}`,
  text: paragraphs(
    `We received a request to use this e-mail address for an account at ${input.tenant.name}.`,
    linkOrCode('confirm the address', '24 hours', input.tenant, 'verify-email', tokenOf(input, 'change')),
    'If you did not request this, do not confirm the address. The account belongs to someone else.',
  ),
});

const emailInUse = ({ tenant }: MailInput): MailText => ({
  subject: `Your e-mail at ${tenant.name} has not changed`,
  text: paragraphs(
    'We received a request to use this e-mail address for another account.',
    'The address already belongs to your account, and nothing has changed. If you did not request this, ignore this mail.',
  ),
});

const emailChanged = (input: MailInput): MailText => ({
  subject: `Your e-mail at ${input.tenant.name} was changed`,
  text: paragraphs(
    'Your account has a new e-mail address. You can no longer sign in with this one.',
    'If you changed it, you do not need to do anything.',
    linkOrCode(
      'undo the change, and sign out all devices',
      '7 days',
      input.tenant,
      'undo-email',
      tokenOf(input, 'undo'),
    ),
  ),
});

const emailChangedByShop = ({ tenant }: MailInput): MailText => ({
  subject: `Your e-mail at ${tenant.name} was changed`,
  text: paragraphs(
    `${tenant.name} gave your account another e-mail address. You can no longer sign in with this one.`,
    `If you did not ask for this, contact ${tenant.name}.`,
  ),
});

const invitation = (input: MailInput): MailText => {
  const { tenant } = input;
  return {
    subject: `Your account at ${tenant.name}`,
    text: paragraphs(
      `${tenant.name} has created an account for you. Choose a password to use it.`,
      linkOrCode('choose your password', '72 hours', tenant, 'accept-invitation', tokenOf(input, 'invite')),
      'If you do not want an account, ignore this mail.',
    ),
  };
};

const emailRestored = ({ tenant }: MailInput): MailText => ({
  subject: `Your e-mail at ${tenant.name} was restored`,
  text: paragraphs(
    'The change of your e-mail address was undone, and you are signed out on all devices.',
    'Change or reset your password now. The person who changed the e-mail address knew it.',
  ),
});

const dataExported = ({ data, tenant }: MailInput): MailText => {
  const { device, address, at } = z.object({ device: z.string(), address: z.string(), at: z.string() }).parse(data);
  return {
    subject: `Your data at ${tenant.name} was exported`,
    text: paragraphs(
      'Someone exported a copy of all of your data. It was probably you.',
      `When: ${at}\nDevice: ${deviceName(device)}\nNetwork address: ${address}`,
      'If it was not you, change your password. This signs out all other devices.',
    ),
  };
};

const erasureRequested = ({ data, tenant }: MailInput): MailText => {
  const { erase_at, can_keep, by } = z
    .object({ erase_at: z.string(), can_keep: z.boolean().default(true), by: z.string().default('customer') })
    .parse(data);
  const page = tenant.webUrl ? `\n${tenant.webUrl.replace(/\/+$/, '')}/account/keep` : '';
  const howToKeep = [
    `To keep your account, sign in before that date and choose “Keep my account”. Signing in alone does not cancel the erasure.${page}`,
    ...(by === 'shop'
      ? []
      : ['If you did not request this, keep your account and change your password. Someone else knows it.']),
  ];
  return {
    subject: `Your account at ${tenant.name} will be erased`,
    text: paragraphs(
      `${by === 'shop' ? `At the request of ${tenant.name}` : 'At your request'}, we will erase your account and all of your data on ${erase_at}. This cannot be undone, and we will not send another mail.`,
      'You are signed out on all devices.',
      ...(can_keep ? howToKeep : []),
    ),
  };
};

const erasureCancelled = ({ tenant }: MailInput): MailText => ({
  subject: `Your account at ${tenant.name} will not be erased`,
  text: paragraphs(
    'The erasure of your account was cancelled.',
    'If you did not cancel it, change your password. Someone else is signed in to your account.',
  ),
});

const webhookFailing = ({ data, tenant }: MailInput): MailText => {
  const { url } = z.object({ url: z.string() }).parse(data);
  return {
    subject: `A webhook of ${tenant.name} fails`,
    text: paragraphs(
      `Deliveries to this webhook have failed for an hour:\n${url}`,
      'The list of its deliveries shows the answers. Doorstep tries again, and disables the webhook after five days without success.',
    ),
  };
};

const webhookDisabled = ({ data, tenant }: MailInput): MailText => {
  const { url } = z.object({ url: z.string() }).parse(data);
  return {
    subject: `A webhook of ${tenant.name} is disabled`,
    text: paragraphs(
      `This webhook gets no more events:\n${url}`,
      'No event is lost. After you have repaired the receiver, enable the webhook: it gets everything that it has missed.',
    ),
  };
};

const kinds: Record<string, (input: MailInput) => MailText> = {
  password_reset: passwordReset,
  password_changed: passwordChanged,
  new_device: newDevice,
  proof_approved: proofApproved,
  proof_rejected: proofRejected,
  email_verify: emailVerify,
  email_change: emailChange,
  email_in_use: emailInUse,
  email_changed: emailChanged,
  email_changed_by_shop: emailChangedByShop,
  invitation,
  email_restored: emailRestored,
  data_exported: dataExported,
  erasure_requested: erasureRequested,
  erasure_cancelled: erasureCancelled,
  webhook_failing: webhookFailing,
  webhook_disabled: webhookDisabled,
};

/** Makes the text of a mail when it is sent. Throws for an unknown kind. */
export const mailText = (input: MailInput): MailText => {
  const write = kinds[input.kind];
  if (!write) throw new Error(`Unknown kind of mail: ${input.kind}`);
  return write(input);
};
