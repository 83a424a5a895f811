-- Columns with a fixed set of words are text with a CHECK instead of enums: a database whose tenants are spread over several
-- nodes does not take casts of an enum in RETURNING, and row security keeps comparisons of enums out of indexes. The words
-- stand in packages/database/src/column-values.ts as well, and a suite compares both.

-- Each table is written anew, once. Whoever holds a lock fails the migration instead of holding up every request behind it.
SET LOCAL lock_timeout = '10s';

-- What depends on the types of the columns is made again below.
DROP POLICY registers ON users;
DROP POLICY staff_decides ON addresses;
DROP TRIGGER guard_proof ON addresses;
DROP INDEX addresses_proofs_pending;
DROP INDEX addresses_proofs_decided;
ALTER TABLE addresses DROP CONSTRAINT addresses_proof, DROP CONSTRAINT addresses_proof_reason;

ALTER TABLE tenants
  ALTER COLUMN status DROP DEFAULT,
  ALTER COLUMN status TYPE TEXT USING status::text,
  ALTER COLUMN status SET DEFAULT 'active',
  ADD CONSTRAINT tenants_status CHECK (status IN ('active', 'inactive'));

ALTER TABLE users
  ALTER COLUMN role DROP DEFAULT,
  ALTER COLUMN role TYPE TEXT USING role::text,
  ALTER COLUMN role SET DEFAULT 'customer',
  ALTER COLUMN status DROP DEFAULT,
  ALTER COLUMN status TYPE TEXT USING status::text,
  ALTER COLUMN status SET DEFAULT 'active',
  ADD CONSTRAINT users_role CHECK (role IN ('customer', 'staff')),
  ADD CONSTRAINT users_status CHECK (status IN ('active', 'inactive'));

ALTER TABLE mailed_tokens
  ALTER COLUMN kind TYPE TEXT USING kind::text,
  ADD CONSTRAINT mailed_tokens_kind CHECK (kind IN ('reset', 'verify', 'change', 'undo'));

ALTER TABLE addresses
  ALTER COLUMN proof_status DROP DEFAULT,
  ALTER COLUMN proof_status TYPE TEXT USING proof_status::text,
  ALTER COLUMN proof_status SET DEFAULT 'none',
  ADD CONSTRAINT addresses_proof_status CHECK (proof_status IN ('none', 'pending', 'approved', 'rejected')),
  ADD CONSTRAINT addresses_proof CHECK ((proof_image IS NULL) = (proof_status = 'none')),
  ADD CONSTRAINT addresses_proof_reason CHECK (proof_reason IS NULL OR proof_status = 'rejected');

DROP TYPE tenant_status;
DROP TYPE user_role;
DROP TYPE user_status;
DROP TYPE mailed_token_kind;
DROP TYPE proof_status;

CREATE POLICY registers ON users AS RESTRICTIVE FOR INSERT TO doorstep_app
  WITH CHECK (role = 'customer' AND status = 'active');
CREATE POLICY staff_decides ON addresses FOR UPDATE TO doorstep_app
  USING (tenant_id = app_tenant_id() AND app_actor() = 'staff' AND proof_status = 'pending' AND deleted_at IS NULL)
  WITH CHECK (tenant_id = app_tenant_id() AND app_actor() = 'staff' AND proof_status IN ('approved', 'rejected'));
CREATE TRIGGER guard_proof BEFORE INSERT OR UPDATE ON addresses
  FOR EACH ROW WHEN (NEW.proof_status IN ('approved', 'rejected') OR public.app_actor() = 'staff')
  EXECUTE FUNCTION guard_proof();
CREATE INDEX addresses_proofs_pending ON addresses (tenant_id, proof_submitted_at, id)
  WHERE proof_status = 'pending' AND deleted_at IS NULL;
CREATE INDEX addresses_proofs_decided ON addresses (tenant_id, proof_submitted_at, id)
  WHERE proof_status IN ('approved', 'rejected') AND deleted_at IS NULL;
