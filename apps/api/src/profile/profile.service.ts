import { fieldFaults } from '@doorstep/contracts/errors';
import type { Profile, UpdateProfileInput } from '@doorstep/contracts/profile';
import type { Prisma } from '@doorstep/database/generated/client';
import type { Scope } from '@doorstep/database/scope';
import { selectFrom, statement, updateOf } from '@doorstep/database/statement';
import { lockCaller } from '../accounts/user-lock.ts';
import type { LinkSigner } from '../media/link-signer.ts';
import type { MediaStore } from '../media/media-store.ts';
import { orNotFound, requireCustomer } from '../resources/guards.ts';
import { assertVersion, type ExpectedVersion, nextVersion } from '../resources/version.ts';
import { phoneCountries, storedPhone, unknownPhone } from './national-phone.ts';

/** A user row without its password hash, which leaves the database only for sign-in. */
export type UserRow = Prisma.UserGetPayload<{ omit: { passwordHash: true } }>;

const userById = selectFrom('user_by_id', 'user', 'WHERE tenant_id = $1 AND id = $2', ['passwordHash']);
const profileFields = ['fullName', 'phone', 'profilePicture', 'updatedAt', 'version'] as const;
/** The country of the default address or, where there is none, of the newest one. */
const countriesOfAddresses = statement<{ country: string }>(
  'countries_of_addresses',
  `SELECT country FROM addresses WHERE tenant_id = $1 AND user_id = $2 AND deleted_at IS NULL
    ORDER BY is_default_shipping DESC, is_default_billing DESC, created_at DESC, id DESC LIMIT 1`,
);
const updateUserProfile = updateOf('update_profile', 'user', profileFields);

/** A user as the customer sees it. */
export const toProfile = (user: UserRow, links: LinkSigner): Profile => ({
  user_id: user.id,
  email: user.email,
  email_verified: user.emailVerifiedAt !== null,
  full_name: user.fullName,
  phone: user.phone,
  profile_picture: user.profilePicture
    ? links.link({ tenantId: user.tenantId, userId: user.id, kind: 'profile', file: user.profilePicture })
    : null,
  role: user.role === 'staff' ? 'staff' : 'customer',
  erase_at: user.eraseAt?.toISOString() ?? null,
  created_at: user.createdAt.toISOString(),
  updated_at: user.updatedAt.toISOString(),
  version: user.version,
});

/** The caller's own profile. */
export const getProfile = async (scope: Scope, links: LinkSigner): Promise<Profile> => {
  const { tenantId, userId } = requireCustomer(scope);
  const [user] = await scope.select(userById, [tenantId, userId]);
  return toProfile(orNotFound(user), links);
};

/**
 * Changes what is given and leaves the rest. A new picture and the fields beside it commit together or not at all.
 * A national phone is a number of the country of the phone before, else of the default or newest address.
 * Throws `precondition_failed`, `phone_invalid` on `phone`, and the errors of an image.
 */
export const updateProfile = async (
  scope: Scope,
  { media, links, now }: { media: MediaStore; links: LinkSigner; now: () => Date },
  { profile_picture: picture, expected_version, full_name, phone: given }: UpdateProfileInput & ExpectedVersion,
): Promise<Profile> => {
  const { tenantId, userId } = requireCustomer(scope);
  const after = await media.replaceImage({ tenantId, userId, kind: 'profile' }, 'profile_picture', picture, (file) =>
    scope.write(async (tx) => {
      const [, [user]] = await Promise.all([lockCaller(tx, scope), tx.query(userById, [tenantId, userId])]);
      const before = orNotFound(user);
      assertVersion(before.version, expected_version);
      const phone = await storedPhone(given ?? null, phoneCountries(before.phone), async () => {
        const rows = await tx.query(countriesOfAddresses, [tenantId, userId]);
        return rows.map(({ country }) => country);
      });
      if (phone === undefined) throw fieldFaults([unknownPhone]);
      const row = {
        ...before,
        ...(full_name !== undefined && { fullName: full_name }),
        ...(given !== undefined && { phone }),
        ...(file !== undefined && { profilePicture: file }),
        ...nextVersion(before, now()),
      };
      tx.send(updateUserProfile.statement, updateUserProfile.values(row));
      const previousFile = file === undefined ? null : before.profilePicture;
      const result = { result: row, previousFile, currentFile: row.profilePicture };
      return { result, audit: { action: 'user.updated', entityId: userId, before, after: row } };
    }),
  );
  return toProfile(after, links);
};
