import { columnsOf, command, statement } from '@doorstep/database/statement';

// `enter()` has already checked that the tenant is active.
const owner = "u.tenant_id = $1 AND u.id = $2 AND u.status <> 'inactive' AND u.deleted_at IS NULL";

/** Finds the active customer `$2` if the picture is `$3`. */
export const pictureNamed = command('picture_named', `SELECT FROM users u WHERE ${owner} AND u.profile_picture = $3`);

/** The live address of the active customer `$2` with the proof `$3`. */
export const proofNamed = statement(
  'proof_named',
  columnsOf('address', ['id']),
  `SELECT a.id FROM users u JOIN addresses a ON a.tenant_id = u.tenant_id AND a.user_id = u.id
    WHERE ${owner} AND a.proof_image = $3 AND a.deleted_at IS NULL`,
);
