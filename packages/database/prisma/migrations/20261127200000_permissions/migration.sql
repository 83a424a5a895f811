-- Permissions of staff and, from the next migrations on, of API keys. Who acts with permissions acts as a database role of
-- their own, whose policies ask for them. The transactions of customers stay as they are, and cost what they did.
-- The words stand in packages/contracts/src/permissions.ts as well, and a suite compares both.
SET LOCAL lock_timeout = '10s';

-- The role "staff" could review proofs of address; a reviewer can.
ALTER TABLE users NO FORCE ROW LEVEL SECURITY;
ALTER TABLE users DROP CONSTRAINT users_role;
UPDATE users SET role = 'reviewer' WHERE role = 'staff';
ALTER TABLE users ADD CONSTRAINT users_role
  CHECK (role IN ('customer', 'owner', 'admin', 'support', 'reviewer', 'developer', 'auditor'));
ALTER TABLE users FORCE ROW LEVEL SECURITY;

CREATE FUNCTION role_permissions(role text) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE
    WHEN role IN ('owner', 'admin') THEN ARRAY[
      'customers:read', 'customers:write', 'addresses:read', 'addresses:write', 'proofs:read', 'proofs:decide',
      'imports:write', 'exports:read', 'events:read', 'webhooks:read', 'webhooks:write', 'keys:read', 'keys:write',
      'staff:read', 'staff:write', 'settings:read', 'settings:write', 'audit:read']
    WHEN role = 'support' THEN ARRAY[
      'customers:read', 'customers:write', 'addresses:read', 'addresses:write', 'proofs:read']
    WHEN role = 'reviewer' THEN ARRAY['proofs:read', 'proofs:decide']
    WHEN role = 'developer' THEN ARRAY[
      'imports:write', 'exports:read', 'events:read', 'webhooks:read', 'webhooks:write', 'keys:read', 'keys:write',
      'settings:read']
    WHEN role = 'auditor' THEN ARRAY[
      'customers:read', 'addresses:read', 'proofs:read', 'exports:read', 'events:read', 'webhooks:read', 'keys:read',
      'staff:read', 'settings:read', 'audit:read']
    ELSE ARRAY[]::text[]
  END
$$;

-- doorstep_tenant: what the staff and the systems of a tenant act as. Whoever may act for customers may act as it, but
-- inherits nothing from it.
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'doorstep_tenant') THEN
    BEGIN
      CREATE ROLE doorstep_tenant NOLOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE;
    EXCEPTION WHEN duplicate_object OR unique_violation THEN
      NULL;
    END;
  END IF;
  IF NOT EXISTS (SELECT FROM pg_catalog.pg_auth_members
                  WHERE roleid = 'doorstep_tenant'::regrole AND member = 'doorstep_app'::regrole) THEN
    ALTER ROLE doorstep_app NOINHERIT;
    GRANT doorstep_tenant TO doorstep_app;
  END IF;
END
$$;

-- The permissions of the caller, separated by spaces.
CREATE FUNCTION app_has(VARIADIC wanted text[]) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT pg_catalog.string_to_array(pg_catalog.current_setting('app.permissions', true), ' ') && wanted
$$;

-- The member of staff, or the key, that acts with permissions.
CREATE FUNCTION app_actor_id() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
  AS $$ SELECT nullif(pg_catalog.current_setting('app.actor_id', true), '')::uuid $$;

CREATE OR REPLACE FUNCTION enter(tenant uuid, member uuid, sign_in uuid) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  done text;
  actor text;
BEGIN
  -- Assigned, not performed: an expression needs no query, and every request comes through here.
  done := pg_catalog.set_config('role', 'doorstep_app', true);
  done := pg_catalog.set_config('app.tenant_id', tenant::text, true);
  done := pg_catalog.set_config('app.user_id', coalesce(member::text, ''), true);
  done := pg_catalog.set_config('app.actor', 'system', true);
  -- The usual case is the cheapest: all three rows by their keys, or none.
  IF sign_in IS NOT NULL THEN
    SELECT CASE u.role WHEN 'customer' THEN 'customer' ELSE 'staff' END INTO actor
      FROM public.tenants t, public.users u, public.sessions s
     WHERE t.id = tenant AND t.status = 'active'
       AND u.tenant_id = tenant AND u.id = member AND u.status = 'active' AND u.deleted_at IS NULL
       AND s.tenant_id = tenant AND s.id = sign_in AND s.user_id = member
       AND s.revoked_at IS NULL AND s.deleted_at IS NULL AND s.expires_at > pg_catalog.now();
    IF actor IS NOT NULL THEN
      done := pg_catalog.set_config('app.actor', actor, true);
      RETURN actor;
    END IF;
  END IF;
  PERFORM FROM public.tenants t WHERE t.id = tenant AND t.status = 'active';
  IF NOT FOUND THEN
    RAISE EXCEPTION 'tenant is not live' USING ERRCODE = 'DS403';
  END IF;
  IF member IS NULL THEN
    RETURN 'system';
  END IF;
  -- With a session, the user or the session is what was not found above.
  IF sign_in IS NULL THEN
    SELECT CASE u.role WHEN 'customer' THEN 'customer' ELSE 'staff' END INTO actor FROM public.users u
     WHERE u.tenant_id = tenant AND u.id = member AND u.status = 'active' AND u.deleted_at IS NULL;
  END IF;
  IF actor IS NULL THEN
    RAISE EXCEPTION 'session is not live' USING ERRCODE = 'DS401';
  END IF;
  done := pg_catalog.set_config('app.actor', actor, true);
  RETURN actor;
END
$$;

-- Lets a caller who has been found act with permissions: on the rows of one customer, or of the whole tenant. An account with
-- a role is no customer here: whoever could change its e-mail could take over the role.
CREATE FUNCTION act_with_permissions(kind text, actor uuid, held text[], needed text, customer uuid) RETURNS text
LANGUAGE plpgsql AS $$
DECLARE
  done text;
BEGIN
  IF needed <> ALL (held) THEN
    RAISE EXCEPTION '%', needed USING ERRCODE = 'DS40P';
  END IF;
  IF customer IS NOT NULL THEN
    done := pg_catalog.set_config('app.actor', 'system', true);
    PERFORM FROM public.users u
     WHERE u.tenant_id = public.app_tenant_id() AND u.id = customer AND u.role = 'customer' AND u.deleted_at IS NULL;
    IF NOT FOUND THEN
      RAISE EXCEPTION 'there is no such customer' USING ERRCODE = 'DS404';
    END IF;
  END IF;
  done := pg_catalog.set_config('role', 'doorstep_tenant', true);
  done := pg_catalog.set_config('app.user_id', coalesce(customer::text, ''), true);
  done := pg_catalog.set_config('app.actor', kind, true);
  done := pg_catalog.set_config('app.actor_id', actor::text, true);
  done := pg_catalog.set_config('app.permissions', pg_catalog.array_to_string(held, ' '), true);
  RETURN kind;
END
$$;

-- As enter(), for a member of staff who needs a permission, for one customer or for the tenant.
CREATE FUNCTION enter_staff(tenant uuid, member uuid, sign_in uuid, needed text, customer uuid) RETURNS text
LANGUAGE plpgsql AS $$
DECLARE
  held text[];
BEGIN
  PERFORM public.enter(tenant, member, sign_in);
  SELECT public.role_permissions(u.role) INTO held FROM public.users u WHERE u.tenant_id = tenant AND u.id = member;
  RETURN public.act_with_permissions('staff', member, held, needed, customer);
END
$$;

-- Secrets of customers stay closed: no hash of a password or of a token can be read.
GRANT USAGE ON SCHEMA public TO doorstep_tenant;
GRANT SELECT ON tenants, addresses, audit_events, audit_values TO doorstep_tenant;
GRANT SELECT (tenant_id, id, email, email_key, full_name, phone, profile_picture, role, status, created_at, updated_at,
              deleted_at, version, erase_at, erasure_requested_at, email_verified_at),
      UPDATE (full_name, phone, profile_picture, updated_at, version)
  ON users TO doorstep_tenant;
GRANT INSERT, UPDATE ON addresses TO doorstep_tenant;
GRANT SELECT, UPDATE ON sessions TO doorstep_tenant;
GRANT SELECT (tenant_id, id, user_id, session_id, deleted_at), UPDATE (deleted_at, updated_at, version)
  ON refresh_tokens TO doorstep_tenant;
GRANT SELECT, INSERT, DELETE ON idempotency_keys TO doorstep_tenant;
GRANT INSERT ON mails, audit_events, audit_values TO doorstep_tenant;

-- What staff did as doorstep_app.
DROP POLICY staff_reads ON users;
DROP POLICY staff_locks ON users;
DROP POLICY staff_reads ON addresses;
DROP POLICY staff_decides ON addresses;
DROP POLICY staff_tells ON mails;
DROP POLICY writes ON audit_events;
DROP POLICY writes ON audit_values;
CREATE POLICY writes ON audit_events FOR INSERT TO doorstep_app
  WITH CHECK (tenant_id = app_tenant_id() AND (user_id = app_user_id() OR app_actor() = 'system'));
CREATE POLICY writes ON audit_values FOR INSERT TO doorstep_app
  WITH CHECK (tenant_id = app_tenant_id() AND (user_id = app_user_id() OR app_actor() = 'system'));

-- Policies of doorstep_tenant. With a customer in app.user_id, they show the rows of that customer alone. `(SELECT …)` is
-- evaluated once for a statement.
CREATE POLICY of_tenant ON tenants FOR SELECT TO doorstep_tenant USING (id = app_tenant_id());

CREATE POLICY of_customer ON users FOR SELECT TO doorstep_tenant
  USING (tenant_id = app_tenant_id() AND id = app_user_id()
    AND (SELECT app_has('customers:read', 'customers:write', 'addresses:read', 'addresses:write')));
CREATE POLICY change_of_customer ON users FOR UPDATE TO doorstep_tenant
  USING (tenant_id = app_tenant_id() AND id = app_user_id() AND (SELECT app_has('customers:write')));
-- A change of an address locks its customer, and writes nothing there.
CREATE POLICY lock_of_customer ON users FOR UPDATE TO doorstep_tenant
  USING (tenant_id = app_tenant_id() AND id = app_user_id() AND (SELECT app_has('addresses:write')))
  WITH CHECK (false);
CREATE POLICY of_customer ON addresses FOR SELECT TO doorstep_tenant
  USING (tenant_id = app_tenant_id() AND user_id = app_user_id()
    AND (SELECT app_has('addresses:read', 'addresses:write')));
CREATE POLICY change_of_customer ON addresses FOR UPDATE TO doorstep_tenant
  USING (tenant_id = app_tenant_id() AND user_id = app_user_id() AND (SELECT app_has('addresses:write')));
CREATE POLICY new_of_customer ON addresses FOR INSERT TO doorstep_tenant
  WITH CHECK (tenant_id = app_tenant_id() AND user_id = app_user_id() AND (SELECT app_has('addresses:write')));
CREATE POLICY of_customer ON sessions FOR SELECT TO doorstep_tenant
  USING (tenant_id = app_tenant_id() AND user_id = app_user_id()
    AND (SELECT app_has('customers:read', 'customers:write')));
CREATE POLICY change_of_customer ON sessions FOR UPDATE TO doorstep_tenant
  USING (tenant_id = app_tenant_id() AND user_id = app_user_id() AND (SELECT app_has('customers:write')));
CREATE POLICY of_customer ON refresh_tokens TO doorstep_tenant
  USING (tenant_id = app_tenant_id() AND user_id = app_user_id() AND (SELECT app_has('customers:write')));
CREATE POLICY of_customer ON idempotency_keys TO doorstep_tenant
  USING (tenant_id = app_tenant_id() AND user_id = app_user_id()
    AND (SELECT app_has('customers:write', 'addresses:write')));
CREATE POLICY of_customer ON audit_events FOR SELECT TO doorstep_tenant
  USING (tenant_id = app_tenant_id() AND user_id = app_user_id() AND (SELECT app_has('customers:read')));
CREATE POLICY of_customer ON audit_values FOR SELECT TO doorstep_tenant
  USING (tenant_id = app_tenant_id() AND user_id = app_user_id() AND (SELECT app_has('customers:read')));
CREATE POLICY of_tenant ON audit_events FOR INSERT TO doorstep_tenant
  WITH CHECK (tenant_id = app_tenant_id() AND (app_user_id() IS NULL OR user_id = app_user_id()));
CREATE POLICY of_tenant ON audit_values FOR INSERT TO doorstep_tenant
  WITH CHECK (tenant_id = app_tenant_id() AND (app_user_id() IS NULL OR user_id = app_user_id()));

-- The review of proofs, for all customers of the tenant.
CREATE POLICY proofs ON users FOR SELECT TO doorstep_tenant
  USING (tenant_id = app_tenant_id()
    AND (SELECT app_user_id() IS NULL AND app_has('proofs:read', 'proofs:decide')));
CREATE POLICY lock_of_proofs ON users FOR UPDATE TO doorstep_tenant
  USING (tenant_id = app_tenant_id() AND (SELECT app_user_id() IS NULL AND app_has('proofs:decide')))
  WITH CHECK (false);
CREATE POLICY proofs ON addresses FOR SELECT TO doorstep_tenant
  USING (tenant_id = app_tenant_id()
    AND (SELECT app_user_id() IS NULL AND app_has('proofs:read', 'proofs:decide')));
CREATE POLICY decision_of_proofs ON addresses FOR UPDATE TO doorstep_tenant
  USING (tenant_id = app_tenant_id() AND (SELECT app_user_id() IS NULL AND app_has('proofs:decide'))
    AND proof_status = 'pending' AND deleted_at IS NULL)
  WITH CHECK (tenant_id = app_tenant_id() AND (SELECT app_user_id() IS NULL AND app_has('proofs:decide'))
    AND proof_status IN ('approved', 'rejected'));
CREATE POLICY mail_of_proofs ON mails FOR INSERT TO doorstep_tenant
  WITH CHECK (tenant_id = app_tenant_id() AND (SELECT app_user_id() IS NULL AND app_has('proofs:decide'))
    AND kind IN ('proof_approved', 'proof_rejected'));

CREATE OR REPLACE FUNCTION guard_proof() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  decided constant boolean := NEW.proof_status IN ('approved', 'rejected');
  decision constant text[] := ARRAY['proof_status', 'proof_reason', 'updated_at', 'version'];
  allowed boolean;
BEGIN
  IF current_user NOT IN ('doorstep_app', 'doorstep_tenant') THEN
    RETURN NEW;
  ELSIF TG_OP = 'INSERT' THEN
    allowed := NOT decided;
  ELSIF current_user = 'doorstep_tenant' AND public.app_user_id() IS NULL THEN
    allowed := decided AND OLD.proof_status = 'pending' AND OLD.user_id IS DISTINCT FROM public.app_actor_id()
      AND to_jsonb(NEW) - decision = to_jsonb(OLD) - decision;
  ELSE
    allowed := NOT decided OR ROW(
        NEW.proof_status, NEW.proof_reason, NEW.proof_image, NEW.recipient_name, NEW.company, NEW.line1, NEW.line2,
        NEW.line3, NEW.district, NEW.city, NEW.state, NEW.postal_code, NEW.sorting_code, NEW.country
      ) IS NOT DISTINCT FROM ROW(
        OLD.proof_status, OLD.proof_reason, OLD.proof_image, OLD.recipient_name, OLD.company, OLD.line1, OLD.line2,
        OLD.line3, OLD.district, OLD.city, OLD.state, OLD.postal_code, OLD.sorting_code, OLD.country
      );
  END IF;
  IF NOT allowed THEN
    RAISE EXCEPTION 'this caller may not decide about this proof of address' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END
$$;
DROP TRIGGER guard_proof ON addresses;
CREATE TRIGGER guard_proof BEFORE INSERT OR UPDATE ON addresses
  FOR EACH ROW WHEN (NEW.proof_status IN ('approved', 'rejected') OR current_user = 'doorstep_tenant')
  EXECUTE FUNCTION guard_proof();

-- A caller with permissions has no session that could end while it waits for the lock.
CREATE OR REPLACE FUNCTION lock_caller(tenant uuid, member uuid, sign_in uuid) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
  PERFORM FROM public.users WHERE tenant_id = tenant AND id = member FOR UPDATE;
  RETURN FOUND AND (sign_in IS NULL
    OR EXISTS (SELECT FROM public.sessions WHERE tenant_id = tenant AND id = sign_in AND revoked_at IS NULL));
END
$$;
