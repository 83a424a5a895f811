import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Transporter } from 'nodemailer';
import type { Logger } from 'pino';
import type { MailText } from './mail-text.ts';

type Envelope = MailText & { id: string; to: string };

/** Sends mails. `send` throws if the mail server does not accept the mail. */
export type MailTransport = { send(mail: Envelope): Promise<void>; close(): void };

// Sending takes about ten round trips. Even with the longest wait for each, it ends before the outbox claims the mail again.
const timeouts = { connectionTimeout: 5_000, greetingTimeout: 5_000, socketTimeout: 10_000 };

/** Loads the library and makes a transport at the first mail, because the library is large. */
const lazily = <T extends Pick<Transporter, 'close'>>(make: (library: typeof import('nodemailer')) => T) => {
  let transport: Promise<T> | undefined;
  return {
    get: (): Promise<T> => {
      transport ??= import('nodemailer').then(make);
      return transport;
    },
    close: () => {
      transport?.then(
        (transport) => transport.close(),
        () => {},
      );
    },
  };
};

/** Makes a transport over SMTP. The time-outs can be changed in the URL. */
export const createSmtpTransport = (url: string, from: string): MailTransport => {
  const { get, close } = lazily(({ createTransport }) => createTransport({ url, ...timeouts }, { from }));
  return {
    // A constant Message-ID, so that mail programs recognize a mail that is sent again after a crash.
    send: async ({ id, to, subject, text }) => {
      const transport = await get();
      await transport.sendMail({ to, subject, text, messageId: `<${id}@doorstep>` });
    },
    close,
  };
};

/** Makes a transport for development without a mail server. It writes mails to files and logs their paths. */
export const createFileTransport = (folder: string, from: string, logger: Logger): MailTransport => {
  const { get, close } = lazily(({ createTransport }) =>
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
