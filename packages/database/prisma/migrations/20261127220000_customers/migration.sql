-- Customers for the tenant's own systems: their ids there, metadata, invitations, blocks, and a search over all customers of a
-- tenant that row security does not slow down.
SET LOCAL lock_timeout = '10s';

ALTER TABLE users
  ALTER COLUMN password_hash DROP NOT NULL,
  ADD COLUMN external_id TEXT,
  ADD COLUMN metadata JSONB NOT NULL DEFAULT '{}',
  ADD COLUMN blocked_at TIMESTAMPTZ(3),
  ADD COLUMN blocked_reason TEXT,
  ADD COLUMN blocked_until TIMESTAMPTZ(3),
  ADD COLUMN last_sign_in_at TIMESTAMPTZ(3),
  ADD COLUMN search_words TEXT[] NOT NULL DEFAULT ARRAY[]::TEXT[],
  DROP CONSTRAINT users_status,
  ADD CONSTRAINT users_status CHECK (status IN ('active', 'inactive', 'invited')),
  ADD CONSTRAINT users_password CHECK (password_hash IS NOT NULL OR status <> 'active'),
  ADD CONSTRAINT users_block CHECK ((blocked_at IS NULL) = (blocked_reason IS NULL)
    AND (blocked_until IS NULL OR blocked_at IS NOT NULL));
ALTER TABLE addresses
  ADD COLUMN metadata JSONB NOT NULL DEFAULT '{}',
  ADD COLUMN search_words TEXT[] NOT NULL DEFAULT ARRAY[]::TEXT[];
ALTER TABLE mailed_tokens
  DROP CONSTRAINT mailed_tokens_kind,
  ADD CONSTRAINT mailed_tokens_kind CHECK (kind IN ('reset', 'verify', 'change', 'undo', 'invite'));

-- The words by which a customer is found, by the row that they come from: the customer or an address. Row security keeps
-- LIKE, trigrams and full text out of indexes, but not ranges of text in the order of bytes.
CREATE TABLE customer_words (
  tenant_id UUID NOT NULL,
  user_id UUID NOT NULL,
  source_id UUID NOT NULL,
  word TEXT COLLATE "C" NOT NULL,
  CONSTRAINT customer_words_pkey PRIMARY KEY (tenant_id, user_id, source_id, word)
);

-- Rows that exist, while no row security is in the way of the owner. This folds as search-words.ts does, but for letters outside
-- of ASCII that have no normal form, and for numbers without their country code: such a row is found by them once it is written
-- again. It takes about a minute for a million customers.
CREATE FUNCTION words_of(value text) RETURNS text[] LANGUAGE sql IMMUTABLE AS $$
  SELECT ARRAY(
    SELECT DISTINCT left(word, 40)
      FROM regexp_split_to_table(
        replace(replace(normalize(regexp_replace(lower(normalize(replace(value, '’', ''''), NFKD)), '[\u0300-\u036F]', '', 'g'), NFC),
          '''', ''), 'ß', 'ss'), '[[:space:][:punct:]]+') word
     WHERE word <> '')
$$;
ALTER TABLE users NO FORCE ROW LEVEL SECURITY;
ALTER TABLE addresses NO FORCE ROW LEVEL SECURITY;
ALTER TABLE sessions NO FORCE ROW LEVEL SECURITY;
UPDATE users u SET
  search_words = words_of(concat_ws(' ', full_name, email, phone)) || left(lower(email), 40),
  last_sign_in_at = (SELECT max(s.created_at) FROM sessions s WHERE s.tenant_id = u.tenant_id AND s.user_id = u.id);
UPDATE addresses SET search_words = words_of(concat_ws(' ', city, postal_code, translate(postal_code, ' -', '')))
 WHERE deleted_at IS NULL;
INSERT INTO customer_words SELECT DISTINCT tenant_id, id, id, word FROM users, unnest(search_words) word;
INSERT INTO customer_words
  SELECT tenant_id, user_id, id, word FROM addresses, unnest(search_words) word WHERE deleted_at IS NULL;
ALTER TABLE users FORCE ROW LEVEL SECURITY;
ALTER TABLE addresses FORCE ROW LEVEL SECURITY;
ALTER TABLE sessions FORCE ROW LEVEL SECURITY;
DROP FUNCTION words_of(text);

CREATE UNIQUE INDEX users_tenant_id_external_id_key ON users (tenant_id, external_id);
CREATE INDEX users_tenant_id_phone_idx ON users (tenant_id, phone);
CREATE INDEX users_tenant_id_created_at_id_idx ON users (tenant_id, created_at DESC, id DESC);
CREATE INDEX users_tenant_id_updated_at_id_idx ON users (tenant_id, updated_at, id);
CREATE INDEX users_invited ON users (tenant_id, created_at DESC, id DESC) WHERE status = 'invited';
CREATE INDEX users_blocked ON users (tenant_id, created_at DESC, id DESC)
  WHERE blocked_at IS NOT NULL OR status = 'inactive';
CREATE INDEX users_erasing ON users (tenant_id, created_at DESC, id DESC) WHERE erase_at IS NOT NULL;
CREATE INDEX customer_words_tenant_id_word_user_id_idx ON customer_words (tenant_id, word, user_id);

-- Keep the words of customer_words those of `search_words`, whoever writes the row and for whatever reason.
CREATE FUNCTION keep_words_of_user() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'INSERT' THEN
    DELETE FROM public.customer_words
     WHERE tenant_id = OLD.tenant_id AND user_id = OLD.id AND source_id = OLD.id;
  END IF;
  IF TG_OP <> 'DELETE' THEN
    INSERT INTO public.customer_words (tenant_id, user_id, source_id, word)
      SELECT NEW.tenant_id, NEW.id, NEW.id, word FROM unnest(NEW.search_words) word;
  END IF;
  RETURN NULL;
END
$$;
CREATE FUNCTION keep_words_of_address() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'INSERT' THEN
    DELETE FROM public.customer_words
     WHERE tenant_id = OLD.tenant_id AND user_id = OLD.user_id AND source_id = OLD.id;
  END IF;
  IF TG_OP <> 'DELETE' AND NEW.deleted_at IS NULL THEN
    INSERT INTO public.customer_words (tenant_id, user_id, source_id, word)
      SELECT NEW.tenant_id, NEW.user_id, NEW.id, word FROM unnest(NEW.search_words) word;
  END IF;
  RETURN NULL;
END
$$;
CREATE TRIGGER words_of_new AFTER INSERT ON users
  FOR EACH ROW WHEN (NEW.search_words <> '{}') EXECUTE FUNCTION keep_words_of_user();
CREATE TRIGGER words_of_changed AFTER UPDATE OF search_words ON users
  FOR EACH ROW WHEN (OLD.search_words <> NEW.search_words) EXECUTE FUNCTION keep_words_of_user();
CREATE TRIGGER words_of_removed AFTER DELETE ON users FOR EACH ROW EXECUTE FUNCTION keep_words_of_user();
CREATE TRIGGER words_of_new AFTER INSERT ON addresses
  FOR EACH ROW WHEN (NEW.deleted_at IS NULL AND NEW.search_words <> '{}') EXECUTE FUNCTION keep_words_of_address();
CREATE TRIGGER words_of_changed AFTER UPDATE OF search_words, deleted_at ON addresses
  FOR EACH ROW WHEN (OLD.search_words <> NEW.search_words OR (OLD.deleted_at IS NULL) <> (NEW.deleted_at IS NULL))
  EXECUTE FUNCTION keep_words_of_address();
CREATE TRIGGER words_of_removed AFTER DELETE ON addresses
  FOR EACH ROW WHEN (OLD.deleted_at IS NULL) EXECUTE FUNCTION keep_words_of_address();

ALTER TABLE customer_words ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
GRANT SELECT, INSERT, DELETE ON customer_words TO doorstep_app, doorstep_tenant, doorstep_operator;
CREATE POLICY operator ON customer_words TO doorstep_operator USING (app_actor() = 'operator');
CREATE POLICY erasure ON customer_words TO CURRENT_USER USING (erasing(tenant_id, user_id));
CREATE POLICY own ON customer_words TO doorstep_app
  USING (tenant_id = app_tenant_id() AND (user_id = app_user_id() OR app_actor() = 'system'));
CREATE POLICY of_customer ON customer_words TO doorstep_tenant
  USING (tenant_id = app_tenant_id() AND user_id = app_user_id()
    AND (SELECT app_has('customers:write', 'addresses:write')));
-- A search reads a thousand rows: the tenant is asked once.
CREATE POLICY of_tenant ON customer_words FOR SELECT TO doorstep_tenant
  USING (tenant_id = (SELECT app_tenant_id())
    AND (SELECT app_user_id() IS NULL AND app_has('customers:read', 'customers:write')));
CREATE POLICY new_customers ON customer_words FOR INSERT TO doorstep_tenant
  WITH CHECK (tenant_id = app_tenant_id() AND (SELECT app_user_id() IS NULL AND app_has('customers:write')));

-- A password accepts an invitation. An e-mail that staff or a system enter is not confirmed.
CREATE FUNCTION complete_user() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.status = 'invited' AND NEW.password_hash IS NOT NULL THEN
    NEW.status := 'active';
  END IF;
  IF current_user = 'doorstep_tenant' AND NEW.email_key <> OLD.email_key THEN
    NEW.email_verified_at := NULL;
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER complete_user BEFORE UPDATE OF password_hash, email_key ON users
  FOR EACH ROW EXECUTE FUNCTION complete_user();

GRANT UPDATE (search_words, last_sign_in_at) ON users TO doorstep_app;
GRANT SELECT (external_id, metadata, blocked_at, blocked_reason, blocked_until, last_sign_in_at),
      INSERT (tenant_id, id, email, email_key, full_name, phone, external_id, metadata, search_words, status, created_at,
              updated_at),
      UPDATE (email, email_key, external_id, metadata, search_words, blocked_at, blocked_reason, blocked_until, erase_at,
              erasure_requested_at)
  ON users TO doorstep_tenant;
GRANT SELECT (tenant_id, id, user_id, kind, used_at, created_at, version), INSERT, UPDATE (used_at, updated_at, version)
  ON mailed_tokens TO doorstep_tenant;

-- All customers of the tenant. An account with a role is no customer here.
CREATE POLICY customers ON users FOR SELECT TO doorstep_tenant
  USING (tenant_id = app_tenant_id() AND role = 'customer'
    AND (SELECT app_user_id() IS NULL AND app_has('customers:read', 'customers:write')));
CREATE POLICY new_customers ON users FOR INSERT TO doorstep_tenant
  WITH CHECK (tenant_id = app_tenant_id() AND role = 'customer' AND status = 'invited'
    AND (SELECT app_user_id() IS NULL AND app_has('customers:write')));
CREATE POLICY change_of_customers ON users FOR UPDATE TO doorstep_tenant
  USING (tenant_id = app_tenant_id() AND role = 'customer'
    AND (SELECT app_user_id() IS NULL AND app_has('customers:write')));
CREATE POLICY change_of_customers ON customer_words FOR DELETE TO doorstep_tenant
  USING (tenant_id = app_tenant_id() AND (SELECT app_user_id() IS NULL AND app_has('customers:write')));
CREATE POLICY of_customer ON mailed_tokens TO doorstep_tenant
  USING (tenant_id = app_tenant_id() AND user_id = app_user_id() AND (SELECT app_has('customers:write')));
CREATE POLICY customers ON mailed_tokens TO doorstep_tenant
  USING (tenant_id = app_tenant_id() AND (SELECT app_user_id() IS NULL AND app_has('customers:write')));
CREATE POLICY mail_of_customer ON mails FOR INSERT TO doorstep_tenant
  WITH CHECK (tenant_id = app_tenant_id() AND user_id = app_user_id() AND (SELECT app_has('customers:write')));
CREATE POLICY mail_of_customers ON mails FOR INSERT TO doorstep_tenant
  WITH CHECK (tenant_id = app_tenant_id() AND kind IN ('invitation', 'email_changed_by_shop')
    AND (SELECT app_user_id() IS NULL AND app_has('customers:write')));

-- The ranges of a search in their order. Its estimate of rows is the same for every search, so that one plan serves all.
CREATE FUNCTION search_ranges(lows text[], highs text[]) RETURNS TABLE (low text, high text, place bigint)
  LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE ROWS 2 AS $$
BEGIN
  RETURN QUERY SELECT * FROM unnest(lows, highs) WITH ORDINALITY;
END
$$;

-- How many live addresses customers have, for callers who may not read addresses. Row security is forced on the owner too, as
-- whom the function acts: the setting lets it see them.
CREATE POLICY counting ON addresses FOR SELECT TO CURRENT_USER
  USING (tenant_id = app_tenant_id() AND current_setting('app.counting', true) = 'on');
CREATE FUNCTION addresses_counts(customers uuid[]) RETURNS TABLE (customer uuid, held integer)
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  done text;
BEGIN
  IF NOT public.app_has('customers:read', 'customers:write') THEN
    RETURN;
  END IF;
  done := set_config('app.counting', 'on', true);
  RETURN QUERY
    SELECT a.user_id, count(*)::int
      FROM public.addresses a
     WHERE a.tenant_id = public.app_tenant_id() AND a.user_id = ANY (customers) AND a.deleted_at IS NULL
       AND (public.app_user_id() IS NULL OR a.user_id = public.app_user_id())
     GROUP BY a.user_id;
  done := set_config('app.counting', '', true);
END
$$;
REVOKE EXECUTE ON FUNCTION addresses_counts(uuid[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION addresses_counts(uuid[]) TO doorstep_tenant;

-- As before, and no session of a customer who is blocked. Signed links also work for customers who are blocked or invited,
-- because staff and systems of the tenant get them too.
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
       AND (u.blocked_at IS NULL OR u.blocked_until <= pg_catalog.now())
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
     WHERE u.tenant_id = tenant AND u.id = member AND u.status <> 'inactive' AND u.deleted_at IS NULL;
  END IF;
  IF actor IS NULL THEN
    RAISE EXCEPTION 'session is not live' USING ERRCODE = 'DS401';
  END IF;
  done := pg_catalog.set_config('app.actor', actor, true);
  RETURN actor;
END
$$;
