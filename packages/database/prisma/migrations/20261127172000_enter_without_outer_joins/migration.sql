-- The entrance asks each table by tenant, without outer joins: a database whose tenants are spread over several nodes cannot
-- plan those within a function. What it answers and refuses is as before (see the migration of row security).
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
  PERFORM FROM public.tenants t WHERE t.id = tenant AND t.status = 'active';
  IF NOT FOUND THEN
    RAISE EXCEPTION 'tenant is not live' USING ERRCODE = 'DS403';
  END IF;
  IF member IS NULL THEN
    RETURN 'system';
  END IF;
  -- With a session, the user or the session is what was not found above.
  IF sign_in IS NULL THEN
    SELECT u.role::text INTO actor FROM public.users u
     WHERE u.tenant_id = tenant AND u.id = member AND u.status = 'active' AND u.deleted_at IS NULL;
  END IF;
  IF actor IS NULL THEN
    RAISE EXCEPTION 'session is not live' USING ERRCODE = 'DS401';
  END IF;
  done := pg_catalog.set_config('app.actor', actor, true);
  RETURN actor;
END
$$;
