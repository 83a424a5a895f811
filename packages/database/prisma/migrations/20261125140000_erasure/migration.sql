-- Erasure of a customer: who has asked for it and until when it can be called off, the one function that does it, and the
-- receipt that it leaves. See docs/adr/0012-erasure.md.

-- AlterTable
ALTER TABLE "users" ADD COLUMN     "erase_at" TIMESTAMPTZ(3),
ADD COLUMN     "erasure_requested_at" TIMESTAMPTZ(3);

-- CreateTable
CREATE TABLE "erasure_receipts" (
    "tenant_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "requested_at" TIMESTAMPTZ(3) NOT NULL,
    "erased_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "counts" JSONB NOT NULL,

    CONSTRAINT "erasure_receipts_pkey" PRIMARY KEY ("tenant_id","id")
);

-- CreateIndex
CREATE INDEX "erasure_receipts_tenant_id_user_id_idx" ON "erasure_receipts"("tenant_id", "user_id");

ALTER TABLE users ADD CONSTRAINT users_erasure CHECK ((erase_at IS NULL) = (erasure_requested_at IS NULL));
CREATE INDEX users_erasure_due ON users (erase_at) WHERE erase_at IS NOT NULL;

GRANT UPDATE (erase_at, erasure_requested_at) ON users TO doorstep_app;
GRANT SELECT ON erasure_receipts TO doorstep_operator;
ALTER TABLE erasure_receipts ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY operator ON erasure_receipts TO doorstep_operator USING (app_actor() = 'operator');
CREATE TRIGGER written_once BEFORE UPDATE OR DELETE OR TRUNCATE ON erasure_receipts
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Whether this customer is being erased at this moment: erase_customer() says so for the time that it runs.
CREATE FUNCTION erasing(tenant uuid, member uuid) RETURNS boolean LANGUAGE sql STABLE
  AS $$ SELECT pg_catalog.current_setting('app.erasing', true) = tenant::text || ' ' || member::text $$;

-- Every table with rows of customers, read from the catalogue, so that erasure reaches one that is made later. Events and
-- receipts keep an id that names nobody any more.
CREATE FUNCTION customer_tables() RETURNS SETOF text LANGUAGE sql STABLE SET search_path = pg_catalog AS $$
  SELECT c.relname::text
    FROM pg_class c
   WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
     AND c.relname NOT IN ('audit_events', 'erasure_receipts')
     AND (SELECT count(*) FROM pg_attribute a
           WHERE a.attrelid = c.oid AND NOT a.attisdropped AND a.attname IN ('tenant_id', 'user_id')) = 2
   ORDER BY 1
$$;

-- Row security is forced on the owner too, as whom erase_customer() acts: it sees the rows of whom it erases, no others.
-- A later table with rows of customers needs this policy of its own.
DO $$
DECLARE
  name text;
BEGIN
  FOR name IN SELECT customer_tables() LOOP
    EXECUTE format('CREATE POLICY erasure ON %I TO CURRENT_USER USING (erasing(tenant_id, user_id))', name);
  END LOOP;
END
$$;
CREATE POLICY erasure ON users TO CURRENT_USER USING (erasing(tenant_id, id));
CREATE POLICY erasure ON erasure_receipts FOR INSERT TO CURRENT_USER WITH CHECK (erasing(tenant_id, user_id));

-- The values of the trail are written once, and go with whom they are about: in erase_customer() and nowhere else. It is
-- known by its setting, and by acting as the owner, which neither the application nor the operator does.
CREATE FUNCTION refuse_change_but_erasure() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
  IF TG_OP = 'DELETE' AND coalesce(current_setting('app.erasing', true), '') <> ''
     AND current_user = (SELECT pg_get_userbyid(relowner) FROM pg_class WHERE oid = TG_RELID) THEN
    RETURN NULL;
  END IF;
  RAISE EXCEPTION '% on % is refused: the audit trail is written once', TG_OP, TG_TABLE_NAME
    USING ERRCODE = 'insufficient_privilege';
END
$$;
DROP TRIGGER written_once ON audit_values;
CREATE TRIGGER written_once BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_values
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_but_erasure();

-- Erases a customer who has asked for it and whose date has come; answers how many rows of each table are gone. The files
-- that the rows named are for the caller to delete, after the commit.
CREATE FUNCTION erase_customer(tenant uuid, member uuid, receipt uuid) RETURNS jsonb
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  asked timestamptz;
  name text;
  removed bigint;
  counts jsonb := '{}';
BEGIN
  IF public.app_actor() IS DISTINCT FROM 'operator' THEN
    RAISE EXCEPTION 'only the operator erases' USING ERRCODE = 'insufficient_privilege';
  END IF;
  PERFORM set_config('app.erasing', tenant::text || ' ' || member::text, true);
  SELECT u.erasure_requested_at INTO asked
    FROM public.users u WHERE u.tenant_id = tenant AND u.id = member AND u.erase_at <= now() FOR UPDATE;
  IF asked IS NULL THEN
    RAISE EXCEPTION 'this account is not due to be erased' USING ERRCODE = 'object_not_in_prerequisite_state';
  END IF;
  FOR name IN SELECT public.customer_tables() LOOP
    EXECUTE format('DELETE FROM public.%I WHERE tenant_id = $1 AND user_id = $2', name) USING tenant, member;
    GET DIAGNOSTICS removed = ROW_COUNT;
    counts := counts || jsonb_build_object(name, removed);
  END LOOP;
  DELETE FROM public.users u WHERE u.tenant_id = tenant AND u.id = member;
  INSERT INTO public.erasure_receipts (tenant_id, id, user_id, requested_at, erased_at, counts)
    VALUES (tenant, receipt, member, asked, now(), counts);
  PERFORM set_config('app.erasing', '', true);
  RETURN counts;
END
$$;
REVOKE EXECUTE ON FUNCTION erase_customer(uuid, uuid, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION erase_customer(uuid, uuid, uuid) TO doorstep_operator;
