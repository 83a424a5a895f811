-- Locks the row of who is writing, until the transaction ends, and answers whether their session has not ended since they came
-- in: who waits for the lock may wait for just that. Each statement of a volatile function sees what is committed when it
-- begins, so the second one sees what was waited for.
CREATE FUNCTION lock_caller(tenant uuid, member uuid, sign_in uuid) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
  PERFORM FROM public.users WHERE tenant_id = tenant AND id = member FOR UPDATE;
  RETURN FOUND AND EXISTS (SELECT FROM public.sessions WHERE tenant_id = tenant AND id = sign_in AND revoked_at IS NULL);
END
$$;
