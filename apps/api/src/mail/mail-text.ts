import { z } from 'zod';

/** What a mail is made from. */
export type MailFacts = {
  kind: string;
  data: unknown;
  tenant: { name: string; webUrl: string | null };
  /** Makes the secret of a password reset from its id. */
  resetToken: (resetId: string) => string;
};

export type MailText = { subject: string; text: string };

const lines = (...text: string[]): string => `${text.join('\n\n')}\n`;

const passwordReset = ({ data, tenant, resetToken }: MailFacts): MailText => {
  const token = resetToken(z.object({ reset_id: z.uuid() }).parse(data).reset_id);
  const way = tenant.webUrl
    ? `To choose a new password, open this link within 30 minutes:\n${tenant.webUrl.replace(/\/+$/, '')}/reset-password?token=${token}`
    : `To choose a new password, enter this code in the app within 30 minutes:\n${token}`;
  return {
    subject: `Reset your password at ${tenant.name}`,
    text: lines(
      'Somebody, probably you, asked for a new password.',
      way,
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
      `When: ${at}\nDevice: ${device || 'unknown'}\nNetwork address: ${address}`,
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

const kinds: Record<string, (facts: MailFacts) => MailText> = {
  password_reset: passwordReset,
  password_changed: passwordChanged,
  new_device: newDevice,
  proof_approved: proofApproved,
  proof_rejected: proofRejected,
};

/** The text of a mail, made when it is sent. Throws for a kind nobody wrote. */
export const mailText = (facts: MailFacts): MailText => {
  const write = kinds[facts.kind];
  if (!write) throw new Error(`There is no mail of kind ${facts.kind}`);
  return write(facts);
};
