import { fieldFaults } from '@doorstep/contracts/errors';
import { rolePermissions } from '@doorstep/contracts/permissions';
import type { Profile, UpdateProfileInput } from '@doorstep/contracts/profile';
import type { Scope } from '@doorstep/database/scope';
import { type UserRow, userById } from '../accounts/user.statements.ts';
import { lockCaller } from '../accounts/user-lock.ts';
import type { LinkSigner } from '../media/link-signer.ts';
import type { MediaStore } from '../media/media-store.ts';
import { orNotFound, requireCustomer } from '../resources/guards.ts';
import { assertVersion, type ExpectedVersion, nextVersion } from '../resources/version.ts';
import { phoneCountries, toStoredPhone, unknownPhone } from './national-phone.ts';
import { countriesOfAddresses, updateProfileRow } from './profile.statements.ts';

/** Converts a user row to the profile that the customer sees. */
export const toProfile = (user: UserRow, links: LinkSigner): Profile => ({
  user_id: user.id,
  email: user.email,
  email_verified: user.emailVerifiedAt !== null,
  full_name: user.fullName,
  phone: user.phone,
  profile_picture: user.profilePicture
    ? links.link({ tenantId: user.tenantId, userId: user.id, kind: 'profile', file: user.profilePicture })
    : null,
  role: user.role,
  permissions: [...rolePermissions[user.role]],
  erase_at: user.eraseAt?.toISOString() ?? null,
  created_at: user.createdAt.toISOString(),
  updated_at: user.updatedAt.toISOString(),
  version: user.version,
});

/** Returns the caller's profile. */
export const getProfile = async (scope: Scope, links: LinkSigner): Promise<Profile> => {
  const { tenantId, userId } = requireCustomer(scope);
  const [user] = await scope.read(userById, [tenantId, userId]);
  return toProfile(orNotFound(user), links);
};

/**
 * Changes the given fields of the profile. Picture and fields are committed together.
 * A national phone belongs to the country of the previous phone, or of the default or newest address.
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
      const phone = await toStoredPhone(given ?? null, phoneCountries(before.phone), async () => {
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
      tx.send(...updateProfileRow(row));
      const previousFile = file === undefined ? null : before.profilePicture;
      const result = { result: row, previousFile, currentFile: row.profilePicture };
      return { result, audit: { action: 'user.updated', entityId: userId, before, after: row } };
    }),
  );
  return toProfile(after, links);
};
