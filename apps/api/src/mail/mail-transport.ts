import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Transporter } from 'nodemailer';
import type { Logger } from 'pino';
import type { MailText } from './mail-text.ts';

type Envelope = MailText & { id: string; to: string };

/** Hands one mail on; throws when it could not. */
export type MailTransport = { send(mail: Envelope): Promise<void>; close(): void };

// A sending asks the server about ten times: with silence before each answer it still ends before the outbox claims the
// mail again.
const timeouts = { connectionTimeout: 5_000, greetingTimeout: 5_000, socketTimeout: 10_000 };

/** Made for the first mail: the library is large, and most processes start without having one to send. */
const whenNeeded = <T extends Pick<Transporter, 'close'>>(make: (library: typeof import('nodemailer')) => T) => {
  let made: Promise<T> | undefined;
  return {
    get: (): Promise<T> => {
      made ??= import('nodemailer').then(make);
      return made;
    },
    close: () => {
      made?.then(
        (transport) => transport.close(),
        () => {},
      );
    },
  };
};

/** Sends over SMTP. A server that says nothing for some seconds has failed; the URL may give other time-outs. */
export const createSmtpTransport = (url: string, from: string): MailTransport => {
  const { get, close } = whenNeeded(({ createTransport }) => createTransport({ url, ...timeouts }, { from }));
  return {
    // The outbox row's id as Message-ID: a mail that is sent twice after a crash can be known as one.
    send: async ({ id, to, subject, text }) => {
      const transport = await get();
      await transport.sendMail({ to, subject, text, messageId: `<${id}@doorstep>` });
    },
    close,
  };
};

/** Where there is no mail server: each mail becomes a file, and the log says where. */
export const createFileTransport = (folder: string, from: string, logger: Logger): MailTransport => {
  const { get, close } = whenNeeded(({ createTransport }) =>
    createTransport({ streamTransport: true, buffer: true }, { from }),
  );
  return {
    send: async ({ id, to, subject, text }) => {
      const composer = await get();
      const { message } = await composer.sendMail({ to, subject, text, messageId: `<${id}@doorstep>` });
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const path = join(folder, `${id}.eml`);
      await writeFile(path, message as Buffer, { mode: 0o600 });
      logger.info({ path }, 'mail written to a file: there are no SMTP settings');
    },
    close,
  };
};
