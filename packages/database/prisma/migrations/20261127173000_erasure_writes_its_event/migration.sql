-- erase_customer() writes the event that tells of it. The caller takes no lock before it and writes nothing after it, so that
-- one role alone writes rows of the tenant in that transaction.
SET LOCAL lock_timeout = '10s';

-- The event is about nobody, so that its values are not of the customer who was erased; its entity is that customer.
CREATE POLICY erasure ON audit_events FOR INSERT TO CURRENT_USER
  WITH CHECK (user_id IS NULL AND action = 'user.erased' AND erasing(tenant_id, entity_id));
CREATE POLICY erasure_event ON audit_values FOR INSERT TO CURRENT_USER
  WITH CHECK (user_id IS NULL AND split_part(current_setting('app.erasing', true), ' ', 1) = tenant_id::text);

DROP FUNCTION erase_customer(uuid, uuid, uuid);

-- Erases a customer who has asked for it and whose date has come, and writes the event `user.erased` under the id given. Answers
-- how many rows of each table were deleted; NULL for an account that is not due, which stays as it is. The files that the rows
-- named are for the caller to delete, after the commit.
CREATE FUNCTION erase_customer(tenant uuid, member uuid, receipt uuid, event uuid) RETURNS jsonb
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  asked timestamptz;
  name text;
  removed bigint;
  counts jsonb := '{}';
  -- 122 random bits.
  salt constant bytea := uuid_send(gen_random_uuid());
BEGIN
  IF public.app_actor() IS DISTINCT FROM 'operator' THEN
    RAISE EXCEPTION 'only the operator erases' USING ERRCODE = 'insufficient_privilege';
  END IF;
  PERFORM set_config('app.erasing', tenant::text || ' ' || member::text, true);
  SELECT u.erasure_requested_at INTO asked
    FROM public.users u WHERE u.tenant_id = tenant AND u.id = member AND u.erase_at <= now() FOR UPDATE;
  IF asked IS NULL THEN
    PERFORM set_config('app.erasing', '', true);
    RETURN NULL;
  END IF;
  FOR name IN SELECT public.customer_tables() LOOP
    EXECUTE format('DELETE FROM public.%I WHERE tenant_id = $1 AND user_id = $2', name) USING tenant, member;
    GET DIAGNOSTICS removed = ROW_COUNT;
    counts := counts || jsonb_build_object(name, removed);
  END LOOP;
  DELETE FROM public.users u WHERE u.tenant_id = tenant AND u.id = member;
  INSERT INTO public.erasure_receipts (tenant_id, id, user_id, requested_at, erased_at, counts)
    VALUES (tenant, receipt, member, asked, now(), counts);
  -- The hash is over the values as valuesHash() in audit.ts writes them.
  INSERT INTO public.audit_events (tenant_id, id, actor, request_id, action, entity_id, values_hash)
    VALUES (tenant, event, 'operator', 'erasure', 'user.erased', member,
            sha256(salt || convert_to('{"address":"","after":null,"agent":"","before":null}', 'UTF8')));
  INSERT INTO public.audit_values (tenant_id, event_id, salt, address, agent) VALUES (tenant, event, salt, '', '');
  PERFORM set_config('app.erasing', '', true);
  RETURN counts;
END
$$;
REVOKE EXECUTE ON FUNCTION erase_customer(uuid, uuid, uuid, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION erase_customer(uuid, uuid, uuid, uuid) TO doorstep_operator;
