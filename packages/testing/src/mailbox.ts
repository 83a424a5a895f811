import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TestApi } from './test-api.ts';

/** The mails to an address after all background work, oldest first. No other API may use the same database. */
export const mailsOf = async (api: TestApi, address: string): Promise<string[]> => {
  await api.settled();
  const folder = join(api.dataDir, 'mail');
  const names = (await readdir(folder).catch(() => [])).sort();
  const mails = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')));
  return mails
    .filter((mail) => mail.includes(`To: ${address}`))
    .map((mail) => mail.replaceAll(/=\r?\n/g, '').replaceAll('=3D', '='));
};

/** The token in the last mail to an address whose subject starts with `subject`. */
export const mailedToken = async (api: TestApi, address: string, subject: string): Promise<string> => {
  const mails = (await mailsOf(api, address)).filter((mail) => mail.includes(`Subject: ${subject}`));
  const token = /(?:\n|token=)([\w-]{43})\r?\n/.exec(mails.at(-1) ?? '')?.[1];
  if (!token) throw new Error(`No mail to ${address} has the subject ${subject} and a token`);
  return token;
};

/** Confirms a customer's e-mail directly in the database, because an unconfirmed one gets few mails. */
export const confirmEmail = async (api: TestApi, { userId }: { userId: string }): Promise<void> => {
  await api.sql('UPDATE users SET email_verified_at = now() WHERE id = $1', [userId]);
};
