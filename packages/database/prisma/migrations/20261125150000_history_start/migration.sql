-- From which event on a customer may read the trail of their account: the one that tells that they took it over from a
-- stranger, if it was. What is before it is the stranger's; the trail itself keeps it, for the operator.
CREATE INDEX audit_events_take_overs ON audit_events (tenant_id, user_id, id) WHERE action = 'user.taken_over';

CREATE FUNCTION history_start(tenant uuid, member uuid) RETURNS uuid LANGUAGE sql STABLE AS $$
  SELECT coalesce(
    (SELECT id FROM public.audit_events
      WHERE tenant_id = tenant AND user_id = member AND action = 'user.taken_over'
      ORDER BY id DESC LIMIT 1),
    '00000000-0000-0000-0000-000000000000'::uuid)
$$;
