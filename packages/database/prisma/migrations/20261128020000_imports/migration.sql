-- Imports of customers from files. A process reads a file in batches, each in one transaction with its progress, so that a
-- restart continues behind the last batch.
SET LOCAL lock_timeout = '10s';

CREATE TABLE imports (
  tenant_id UUID NOT NULL,
  id UUID NOT NULL,
  mode TEXT NOT NULL,
  state TEXT NOT NULL DEFAULT 'queued',
  file_size INTEGER NOT NULL,
  file_hash BYTEA NOT NULL,
  actor TEXT NOT NULL,
  actor_id UUID,
  received BOOLEAN NOT NULL DEFAULT false,
  line INTEGER NOT NULL DEFAULT 0,
  created INTEGER NOT NULL DEFAULT 0,
  updated INTEGER NOT NULL DEFAULT 0,
  unchanged INTEGER NOT NULL DEFAULT 0,
  failed INTEGER NOT NULL DEFAULT 0,
  failure JSONB,
  leased_until TIMESTAMPTZ(3),
  started_at TIMESTAMPTZ(3),
  finished_at TIMESTAMPTZ(3),
  created_at TIMESTAMPTZ(3) NOT NULL DEFAULT now(),
  updated_at TIMESTAMPTZ(3) NOT NULL,
  deleted_at TIMESTAMPTZ(3),
  version INTEGER NOT NULL DEFAULT 1,
  CONSTRAINT imports_pkey PRIMARY KEY (tenant_id, id),
  CONSTRAINT imports_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants (id) ON DELETE RESTRICT ON UPDATE NO ACTION,
  CONSTRAINT imports_mode CHECK (mode IN ('validate', 'upsert')),
  CONSTRAINT imports_state CHECK (state IN ('queued', 'running', 'finished', 'failed', 'cancelled')),
  CONSTRAINT imports_actor CHECK (actor IN ('staff', 'key', 'operator'))
);
CREATE INDEX imports_tenant_id_created_at_id_idx ON imports (tenant_id, created_at DESC, id DESC);
CREATE INDEX imports_open ON imports (created_at) WHERE state IN ('queued', 'running');

CREATE TABLE import_parts (
  tenant_id UUID NOT NULL,
  import_id UUID NOT NULL,
  part INTEGER NOT NULL,
  content BYTEA NOT NULL,
  CONSTRAINT import_parts_pkey PRIMARY KEY (tenant_id, import_id, part),
  CONSTRAINT import_parts_tenant_id_import_id_fkey FOREIGN KEY (tenant_id, import_id) REFERENCES imports (tenant_id, id)
    ON DELETE CASCADE ON UPDATE NO ACTION
);
-- A file is read once and deleted. Compression costs more than it saves.
ALTER TABLE import_parts ALTER COLUMN content SET STORAGE EXTERNAL;

CREATE TABLE import_faults (
  tenant_id UUID NOT NULL,
  import_id UUID NOT NULL,
  line INTEGER NOT NULL,
  place INTEGER NOT NULL,
  field TEXT NOT NULL,
  code TEXT NOT NULL,
  message JSONB NOT NULL,
  CONSTRAINT import_faults_pkey PRIMARY KEY (tenant_id, import_id, line, place),
  CONSTRAINT import_faults_tenant_id_import_id_fkey FOREIGN KEY (tenant_id, import_id) REFERENCES imports (tenant_id, id)
    ON DELETE CASCADE ON UPDATE NO ACTION
);

ALTER TABLE imports ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE import_parts ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE import_faults ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
GRANT SELECT ON imports TO doorstep_app;
GRANT SELECT, INSERT, UPDATE ON imports TO doorstep_tenant;
GRANT SELECT, INSERT, DELETE ON import_parts TO doorstep_tenant;
GRANT SELECT, INSERT ON import_faults TO doorstep_tenant;
GRANT SELECT, INSERT, UPDATE, DELETE ON imports, import_parts, import_faults TO doorstep_operator;

CREATE POLICY operator ON imports TO doorstep_operator USING (app_actor() = 'operator');
CREATE POLICY operator ON import_parts TO doorstep_operator USING (app_actor() = 'operator');
CREATE POLICY operator ON import_faults TO doorstep_operator USING (app_actor() = 'operator');
CREATE POLICY system ON imports FOR SELECT TO doorstep_app
  USING (tenant_id = app_tenant_id() AND app_actor() = 'system');
CREATE POLICY of_tenant ON imports TO doorstep_tenant
  USING (tenant_id = app_tenant_id() AND (SELECT app_user_id() IS NULL AND app_has('imports:write')));
CREATE POLICY of_tenant ON import_parts TO doorstep_tenant
  USING (tenant_id = app_tenant_id() AND (SELECT app_user_id() IS NULL AND app_has('imports:write')));
CREATE POLICY of_tenant ON import_faults TO doorstep_tenant
  USING (tenant_id = app_tenant_id() AND (SELECT app_user_id() IS NULL AND app_has('imports:write')));

-- What an import may do: read and write customers, and give a password to a customer who has none. It reads no password.
GRANT INSERT (password_hash, email_verified_at, profile_picture, blocked_at, blocked_reason, blocked_until),
      UPDATE (password_hash, email_verified_at)
  ON users TO doorstep_tenant;
DROP POLICY new_customers ON users;
CREATE POLICY new_customers ON users FOR INSERT TO doorstep_tenant
  WITH CHECK (tenant_id = app_tenant_id() AND role = 'customer' AND status = 'invited' AND password_hash IS NULL
    AND email_verified_at IS NULL AND (SELECT app_user_id() IS NULL AND app_has('customers:write')));
CREATE POLICY imports ON users FOR SELECT TO doorstep_tenant
  USING (tenant_id = app_tenant_id() AND role = 'customer'
    AND (SELECT app_user_id() IS NULL AND app_has('imports:write')));
CREATE POLICY new_of_import ON users FOR INSERT TO doorstep_tenant
  WITH CHECK (tenant_id = app_tenant_id() AND role = 'customer' AND status IN ('active', 'invited')
    AND (SELECT app_user_id() IS NULL AND app_has('imports:write')));
CREATE POLICY change_of_import ON users FOR UPDATE TO doorstep_tenant
  USING (tenant_id = app_tenant_id() AND role = 'customer'
    AND (SELECT app_user_id() IS NULL AND app_has('imports:write')));
CREATE POLICY imports ON customer_words TO doorstep_tenant
  USING (tenant_id = app_tenant_id() AND (SELECT app_user_id() IS NULL AND app_has('imports:write')));
CREATE POLICY imports ON addresses FOR SELECT TO doorstep_tenant
  USING (tenant_id = app_tenant_id() AND (SELECT app_user_id() IS NULL AND app_has('imports:write')));
CREATE POLICY new_of_import ON addresses FOR INSERT TO doorstep_tenant
  WITH CHECK (tenant_id = app_tenant_id() AND (SELECT app_user_id() IS NULL AND app_has('imports:write')));
CREATE POLICY change_of_import ON addresses FOR UPDATE TO doorstep_tenant
  USING (tenant_id = app_tenant_id() AND (SELECT app_user_id() IS NULL AND app_has('imports:write')));
CREATE POLICY imports ON mailed_tokens TO doorstep_tenant
  USING (tenant_id = app_tenant_id() AND (SELECT app_user_id() IS NULL AND app_has('imports:write')));
DROP POLICY mail_of_customers ON mails;
CREATE POLICY mail_of_customers ON mails FOR INSERT TO doorstep_tenant
  WITH CHECK (tenant_id = app_tenant_id() AND kind IN ('invitation', 'email_verify', 'email_changed_by_shop')
    AND (SELECT app_user_id() IS NULL AND app_has('customers:write', 'imports:write')));

-- As before, and only an import confirms an e-mail or sets a password, and never in place of another password.
CREATE OR REPLACE FUNCTION complete_user() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  may_complete constant boolean := OLD.password_hash IS NULL AND public.app_user_id() IS NULL
    AND public.app_has('imports:write');
BEGIN
  IF current_user = 'doorstep_tenant' THEN
    IF NEW.password_hash IS DISTINCT FROM OLD.password_hash AND may_complete IS NOT TRUE THEN
      RAISE EXCEPTION 'permission denied to set a password' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF NEW.email_key <> OLD.email_key THEN
      NEW.email_verified_at := NULL;
    ELSIF NEW.email_verified_at IS DISTINCT FROM OLD.email_verified_at AND may_complete IS NOT TRUE THEN
      RAISE EXCEPTION 'permission denied to confirm an e-mail' USING ERRCODE = 'insufficient_privilege';
    END IF;
  END IF;
  IF NEW.status = 'invited' AND NEW.password_hash IS NOT NULL THEN
    NEW.status := 'active';
  END IF;
  RETURN NEW;
END
$$;
DROP TRIGGER complete_user ON users;
CREATE TRIGGER complete_user BEFORE UPDATE OF password_hash, email_key, email_verified_at ON users
  FOR EACH ROW EXECUTE FUNCTION complete_user();

-- As before, and an import writes addresses of many customers, but decides about no proof.
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
  ELSIF current_user = 'doorstep_tenant' AND public.app_user_id() IS NULL AND decided AND OLD.proof_status = 'pending' THEN
    allowed := OLD.user_id IS DISTINCT FROM public.app_actor_id()
      AND to_jsonb(NEW) - decision = to_jsonb(OLD) - decision;
  ELSIF current_user = 'doorstep_tenant' AND public.app_user_id() IS NULL AND NOT public.app_has('imports:write') THEN
    allowed := false;
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

-- As enter_key(), for the work of a running import, which goes on when the key that started it is revoked.
CREATE FUNCTION enter_import(tenant uuid, running uuid) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  done text;
  started record;
BEGIN
  done := pg_catalog.set_config('role', 'doorstep_app', true);
  done := pg_catalog.set_config('app.tenant_id', tenant::text, true);
  done := pg_catalog.set_config('app.user_id', '', true);
  done := pg_catalog.set_config('app.actor', 'system', true);
  SELECT i.actor, i.actor_id INTO started FROM public.imports i, public.tenants t
   WHERE i.tenant_id = tenant AND i.id = running AND i.state = 'running' AND t.id = tenant AND t.status = 'active';
  IF NOT FOUND THEN
    RAISE EXCEPTION 'the import is not running' USING ERRCODE = 'DS409';
  END IF;
  RETURN public.act_with_permissions(started.actor, started.actor_id, ARRAY['imports:write'], 'imports:write', NULL);
END
$$;
