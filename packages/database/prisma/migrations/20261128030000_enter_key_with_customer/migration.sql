-- enter_key() finds the customer with the key, in one query instead of two: a system sends each request through here.
SET LOCAL lock_timeout = '10s';

-- Lets a caller who has been found act with permissions on the rows of a customer who has been found, or of the whole tenant.
CREATE FUNCTION assume_permissions(kind text, actor uuid, held text[], customer uuid) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  done text;
BEGIN
  done := pg_catalog.set_config('role', 'doorstep_tenant', true);
  done := pg_catalog.set_config('app.user_id', coalesce(customer::text, ''), true);
  done := pg_catalog.set_config('app.actor', kind, true);
  done := pg_catalog.set_config('app.actor_id', actor::text, true);
  done := pg_catalog.set_config('app.permissions', pg_catalog.array_to_string(held, ' '), true);
  RETURN kind;
END
$$;

-- As before.
CREATE OR REPLACE FUNCTION act_with_permissions(kind text, actor uuid, held text[], needed text, customer uuid) RETURNS text
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
  RETURN public.assume_permissions(kind, actor, held, customer);
END
$$;

-- As before.
CREATE OR REPLACE FUNCTION enter_key(tenant uuid, key uuid, hash bytea, client text, needed text, customer uuid) RETURNS text
LANGUAGE plpgsql AS $$
DECLARE
  done text;
  found_key record;
BEGIN
  done := pg_catalog.set_config('role', 'doorstep_app', true);
  done := pg_catalog.set_config('app.tenant_id', tenant::text, true);
  done := pg_catalog.set_config('app.user_id', '', true);
  done := pg_catalog.set_config('app.actor', 'system', true);
  SELECT k.permissions, k.revoked_at, k.expires_at, k.allowed_networks, k.rate_per_minute, t.status,
         customer IS NULL OR EXISTS (
           SELECT FROM public.users u
            WHERE u.tenant_id = tenant AND u.id = customer AND u.role = 'customer' AND u.deleted_at IS NULL
         ) AS has_customer
    INTO found_key
    FROM public.api_keys k, public.tenants t
   WHERE k.tenant_id = tenant AND k.id = key AND k.secret_hash = hash AND t.id = tenant;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'there is no such key' USING ERRCODE = 'DSK01';
  ELSIF found_key.revoked_at <= pg_catalog.now() THEN
    RAISE EXCEPTION 'the key was revoked' USING ERRCODE = 'DSK02';
  ELSIF found_key.expires_at <= pg_catalog.now() THEN
    RAISE EXCEPTION 'the key has expired' USING ERRCODE = 'DSK03';
  ELSIF found_key.status <> 'active' THEN
    RAISE EXCEPTION 'tenant is not live' USING ERRCODE = 'DS403';
  ELSIF pg_catalog.cardinality(found_key.allowed_networks) > 0
      AND NOT client::inet <<= ANY (found_key.allowed_networks::inet[]) THEN
    RAISE EXCEPTION 'the key is not for this network' USING ERRCODE = 'DSK04';
  ELSIF needed <> ALL (found_key.permissions) THEN
    RAISE EXCEPTION '%', needed USING ERRCODE = 'DS40P';
  ELSIF NOT found_key.has_customer THEN
    RAISE EXCEPTION 'there is no such customer' USING ERRCODE = 'DS404';
  END IF;
  done := pg_catalog.set_config('app.key_rate', found_key.rate_per_minute::text, true);
  RETURN public.assume_permissions('key', key, found_key.permissions, customer);
END
$$;
