-- Who may see and write which row: held by the database, so that no forgotten "where" shows a foreign one.
--
--   doorstep_app       what a request acts as. Owns nothing, cannot bypass row security.
--   doorstep_operator  what operator's commands and the server's own sweeps act as, across tenants.
--
-- A login that is a member of both serves requests. Roles belong to the whole server: another database on it
-- may have made them already, or be making them at this moment.
DO $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['doorstep_app', 'doorstep_operator'] LOOP
    IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = name) THEN
      BEGIN
        EXECUTE format('CREATE ROLE %I NOLOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE', name);
      EXCEPTION WHEN duplicate_object OR unique_violation THEN
        NULL;
      END;
    END IF;
  END LOOP;
END
$$;

-- The caller, as `enter` has set it for this transaction. A setting that was never made is NULL or '': no row matches.
CREATE FUNCTION app_tenant_id() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
  AS $$ SELECT nullif(pg_catalog.current_setting('app.tenant_id', true), '')::uuid $$;
CREATE FUNCTION app_user_id() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
  AS $$ SELECT nullif(pg_catalog.current_setting('app.user_id', true), '')::uuid $$;
CREATE FUNCTION app_actor() RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
  AS $$ SELECT pg_catalog.current_setting('app.actor', true) $$;

-- Opens a transaction for a caller: takes the application role, says whose rows are meant, and refuses when tenant,
-- user or session is no longer live. Without a user it is the tenant's own machinery (sign-in, mail): actor 'system'.
-- Without a session it is the owner's signed link. Answers the actor. Lasts until the transaction ends.
CREATE FUNCTION enter(tenant uuid, member uuid, sign_in uuid) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  done text;
  actor text;
  tenant_live boolean;
  signed_in boolean;
BEGIN
  -- Assigned, not performed: an expression needs no query, and every request comes through here.
  done := pg_catalog.set_config('role', 'doorstep_app', true);
  done := pg_catalog.set_config('app.tenant_id', tenant::text, true);
  done := pg_catalog.set_config('app.user_id', coalesce(member::text, ''), true);
  done := pg_catalog.set_config('app.actor', 'system', true);
  -- The way that goes well is the cheapest: all three rows, by their keys, or none.
  IF sign_in IS NOT NULL THEN
    SELECT u.role::text INTO actor
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
  SELECT t.status = 'active', u.role::text, s.id IS NOT NULL INTO tenant_live, actor, signed_in
    FROM public.tenants t
    LEFT JOIN public.users u
      ON u.tenant_id = t.id AND u.id = member AND u.status = 'active' AND u.deleted_at IS NULL
    LEFT JOIN public.sessions s
      ON s.tenant_id = t.id AND s.id = sign_in AND s.user_id = u.id
     AND s.revoked_at IS NULL AND s.deleted_at IS NULL AND s.expires_at > pg_catalog.now()
   WHERE t.id = tenant;
  IF tenant_live IS NOT TRUE THEN
    RAISE EXCEPTION 'tenant is not live' USING ERRCODE = 'DS403';
  END IF;
  IF member IS NULL THEN
    RETURN 'system';
  END IF;
  IF actor IS NULL OR (sign_in IS NOT NULL AND NOT signed_in) THEN
    RAISE EXCEPTION 'session is not live' USING ERRCODE = 'DS401';
  END IF;
  done := pg_catalog.set_config('app.actor', actor, true);
  RETURN actor;
END
$$;

-- The same for work that belongs to no tenant: operator's commands, sweeps, the outbox.
CREATE FUNCTION enter_operator() RETURNS text LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_catalog.set_config('role', 'doorstep_operator', true),
          pg_catalog.set_config('app.tenant_id', '', true),
          pg_catalog.set_config('app.user_id', '', true),
          pg_catalog.set_config('app.actor', 'operator', true);
  RETURN 'operator';
END
$$;

GRANT USAGE ON SCHEMA public TO doorstep_app, doorstep_operator;
GRANT SELECT ON tenants TO doorstep_app;
GRANT SELECT, INSERT, UPDATE ON sessions, refresh_tokens, password_resets, addresses, security_counts TO doorstep_app;
-- Only what customers change: whose account it is, its role and whether it is active are for the operator to say.
GRANT SELECT, INSERT, UPDATE (email, email_key, password_hash, full_name, phone, profile_picture, updated_at, version)
  ON users TO doorstep_app;
GRANT SELECT, INSERT ON mails, audit_events, audit_values TO doorstep_app, doorstep_operator;
GRANT SELECT, INSERT, UPDATE, DELETE ON rate_limits TO doorstep_app;
GRANT SELECT, INSERT, UPDATE ON tenants, users, sessions TO doorstep_operator;
GRANT SELECT ON addresses TO doorstep_operator;
GRANT UPDATE, DELETE ON mails TO doorstep_operator;
GRANT SELECT, DELETE ON refresh_tokens, password_resets, security_counts TO doorstep_operator;
GRANT DELETE ON sessions TO doorstep_operator;

-- Forced: the owner of the tables, who migrates them, sees no row either.
DO $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['tenants', 'users', 'sessions', 'refresh_tokens', 'password_resets', 'mails', 'addresses',
                              'audit_events', 'audit_values', 'security_counts', 'rate_limits'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', name);
    -- Asked of the setting too: a login is a member of the role, and must see nothing before it has entered.
    EXECUTE format('CREATE POLICY operator ON %I TO doorstep_operator USING (app_actor() = ''operator'')', name);
  END LOOP;
END
$$;

CREATE POLICY own ON tenants FOR SELECT TO doorstep_app USING (id = app_tenant_id());

CREATE POLICY own ON users TO doorstep_app
  USING (tenant_id = app_tenant_id() AND (id = app_user_id() OR app_actor() = 'system'));
CREATE POLICY registers ON users AS RESTRICTIVE FOR INSERT TO doorstep_app
  WITH CHECK (role = 'customer' AND status = 'active');
CREATE POLICY staff_reads ON users FOR SELECT TO doorstep_app
  USING (tenant_id = app_tenant_id() AND app_actor() = 'staff');

CREATE POLICY own ON addresses TO doorstep_app
  USING (tenant_id = app_tenant_id() AND (user_id = app_user_id() OR app_actor() = 'system'));
CREATE POLICY staff_reads ON addresses FOR SELECT TO doorstep_app
  USING (tenant_id = app_tenant_id() AND app_actor() = 'staff');

CREATE POLICY own ON sessions TO doorstep_app
  USING (tenant_id = app_tenant_id() AND (user_id = app_user_id() OR app_actor() = 'system'));
CREATE POLICY own ON refresh_tokens TO doorstep_app
  USING (tenant_id = app_tenant_id() AND (user_id = app_user_id() OR app_actor() = 'system'));
CREATE POLICY own ON password_resets TO doorstep_app
  USING (tenant_id = app_tenant_id() AND (user_id = app_user_id() OR app_actor() = 'system'));
CREATE POLICY own ON mails TO doorstep_app
  USING (tenant_id = app_tenant_id() AND (user_id = app_user_id() OR app_actor() = 'system'));

-- Events are written by whoever acts, by customers about themselves alone, and read by the customer they are about.
CREATE POLICY writes ON audit_events FOR INSERT TO doorstep_app
  WITH CHECK (tenant_id = app_tenant_id() AND (user_id = app_user_id() OR app_actor() IN ('system', 'staff')));
CREATE POLICY own ON audit_events FOR SELECT TO doorstep_app
  USING (tenant_id = app_tenant_id() AND (user_id = app_user_id() OR app_actor() = 'system'));
CREATE POLICY writes ON audit_values FOR INSERT TO doorstep_app
  WITH CHECK (tenant_id = app_tenant_id() AND (user_id = app_user_id() OR app_actor() IN ('system', 'staff')));
CREATE POLICY own ON audit_values FOR SELECT TO doorstep_app
  USING (tenant_id = app_tenant_id() AND (user_id = app_user_id() OR app_actor() = 'system'));

CREATE POLICY own ON security_counts TO doorstep_app USING (tenant_id = app_tenant_id());

-- Counters of requests, before anybody is known: their keys are salted hashes.
CREATE POLICY shared ON rate_limits TO doorstep_app USING (true);

-- The trail is written once. Grants stop the application; this stops the owner as well.
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% on % is refused: the audit trail is written once', TG_OP, TG_TABLE_NAME
    USING ERRCODE = 'insufficient_privilege';
END
$$;
CREATE TRIGGER written_once BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_events
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER written_once BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_values
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- One live default of each kind for a customer, whatever the application does.
CREATE UNIQUE INDEX addresses_one_default_shipping ON addresses (tenant_id, user_id)
  WHERE is_default_shipping AND deleted_at IS NULL;
CREATE UNIQUE INDEX addresses_one_default_billing ON addresses (tenant_id, user_id)
  WHERE is_default_billing AND deleted_at IS NULL;

ALTER TABLE addresses
  ADD CONSTRAINT addresses_country CHECK (country ~ '^[A-Z]{2}$'),
  ADD CONSTRAINT addresses_location CHECK ((latitude IS NULL) = (longitude IS NULL)),
  ADD CONSTRAINT addresses_proof CHECK ((proof_image IS NULL) = (proof_status = 'none'));

-- Waiting mail is found by when it is due.
CREATE INDEX mails_due ON mails (next_attempt_at) WHERE sent_at IS NULL;

-- A server that does not migrate by itself must see whether the database is up to date.
DO $$
BEGIN
  IF to_regclass('_prisma_migrations') IS NOT NULL THEN
    GRANT SELECT ON _prisma_migrations TO doorstep_app;
  END IF;
END
$$;
