import { hkdfSync } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createAccessTokens } from '@doorstep/api/access-token';
import { formatSigningKeys, newLinkSecret, newSigningKey } from '@doorstep/api/keys';
import { createLinkSigner, type LinkSigner } from '@doorstep/api/link-signer';
import { createSecrets } from '@doorstep/api/secrets';
import { migrate } from '@doorstep/database/migrate';
import { createEmptyDatabase, type ServerDatabase } from '@doorstep/database/test-database';
import { type Customer, type Seeded, type Size, seed, setPictures } from './seed.ts';

/** A seeded installation, with the keys that its servers and clients share. */
export type Setup = {
  readonly database: ServerDatabase;
  readonly dataDir: string;
  readonly seeded: Seeded;
  readonly links: LinkSigner;
  /** The file name of the picture that half of the customers have. */
  readonly picture: string;
  /** The environment of every server. */
  readonly env: Record<string, string>;
  tokenOf(customer: Customer): Promise<string>;
  remove(): Promise<void>;
};

const issuer = 'http://bench';
const audience = 'doorstep';
const pictureBytes = 100_000;

/** Creates a migrated and filled database on the server. */
export const prepare = async (serverUrl: string, size: Size): Promise<Setup> => {
  const database = await createEmptyDatabase(serverUrl);
  await migrate({ connectionString: database.ownerUrl });
  await database.grantRoles();
  const seeded = await seed(database.superuserUrl, size);
  const dataDir = await mkdtemp(join(tmpdir(), 'doorstep-bench-'));
  const key = await newSigningKey();
  const linkSecret = newLinkSecret();
  const tokens = createAccessTokens({ keys: [key], issuer, audience, now: () => new Date() });
  const secret = Buffer.from(linkSecret, 'base64url');
  const picture = `${'a'.repeat(22)}.webp`;
  const pictured = withPictures(seeded);
  await setPictures(database.superuserUrl, pictured, picture);
  const mediaDir = join(dataDir, 'media', 'objects');
  for (const { tenantId, userId } of pictured) {
    const path = join(mediaDir, tenantId, 'customers', userId, 'profile', picture);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, Buffer.alloc(pictureBytes, 7));
  }
  return {
    database,
    dataDir,
    seeded,
    picture,
    links: createLinkSigner(createSecrets(secret), () => new Date()),
    env: {
      NODE_ENV: 'production',
      SIGNING_KEYS: formatSigningKeys([key]),
      LINK_SECRET: linkSecret,
      PUBLIC_URL: issuer,
      TOKEN_AUDIENCE: audience,
      ISSUER: issuer,
      AUDIENCE: audience,
      DATA_DIR: dataDir,
      MEDIA_DIR: mediaDir,
      MEDIA_KEY: Buffer.from(hkdfSync('sha256', secret, '', 'doorstep media', 32)).toString('base64url'),
    },
    tokenOf: (customer) => tokens.sign({ ...customer, role: 'customer' }),
    remove: async () => {
      await rm(dataDir, { recursive: true, force: true });
      await database.remove();
    },
  };
};

/** The customers with a picture: every second one. */
export const withPictures = ({ customers }: Seeded): Customer[] => customers.filter((_, index) => index % 2 === 1);
