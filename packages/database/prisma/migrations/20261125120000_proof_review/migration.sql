-- Staff of a tenant review proofs of address.

-- Since when a proof has waited for the decision that stands, or is still to come: the queue's order.
ALTER TABLE addresses ADD COLUMN proof_submitted_at TIMESTAMPTZ(3);
-- Row security is forced on the owner too, who must see the rows for this one statement.
ALTER TABLE addresses NO FORCE ROW LEVEL SECURITY;
UPDATE addresses SET proof_submitted_at = updated_at WHERE proof_image IS NOT NULL;
ALTER TABLE addresses FORCE ROW LEVEL SECURITY;

ALTER TABLE addresses
  ADD CONSTRAINT addresses_proof_submitted CHECK (proof_image IS NULL OR proof_submitted_at IS NOT NULL),
  ADD CONSTRAINT addresses_proof_reason CHECK (proof_reason IS NULL OR proof_status = 'rejected');

-- Row security keeps an enum's comparison out of an index's key (it is not leakproof): the status stands in the predicate.
CREATE INDEX addresses_proofs_pending ON addresses (tenant_id, proof_submitted_at, id)
  WHERE proof_status = 'pending' AND deleted_at IS NULL;
CREATE INDEX addresses_proofs_decided ON addresses (tenant_id, proof_submitted_at, id)
  WHERE proof_status IN ('approved', 'rejected') AND deleted_at IS NULL;

-- Staff decide about proofs that wait. Which columns that may touch, the trigger below says: the role is the customers'.
CREATE POLICY staff_decides ON addresses FOR UPDATE TO doorstep_app
  USING (tenant_id = app_tenant_id() AND app_actor() = 'staff' AND proof_status = 'pending' AND deleted_at IS NULL)
  WITH CHECK (tenant_id = app_tenant_id() AND app_actor() = 'staff' AND proof_status IN ('approved', 'rejected'));
-- They lock the customer's row first, as every change of an address does, and can write nothing into it.
CREATE POLICY staff_locks ON users FOR UPDATE TO doorstep_app
  USING (tenant_id = app_tenant_id() AND app_actor() = 'staff') WITH CHECK (false);
CREATE POLICY staff_tells ON mails FOR INSERT TO doorstep_app
  WITH CHECK (tenant_id = app_tenant_id() AND app_actor() = 'staff' AND kind IN ('proof_approved', 'proof_rejected'));

-- A decision is made by staff, about somebody else's proof that waits, and holds for what they saw.
CREATE FUNCTION guard_proof() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  decided constant boolean := NEW.proof_status IN ('approved', 'rejected');
  decision constant text[] := ARRAY['proof_status', 'proof_reason', 'updated_at', 'version'];
  allowed boolean;
BEGIN
  IF current_user <> 'doorstep_app' THEN
    RETURN NEW;
  ELSIF TG_OP = 'INSERT' THEN
    allowed := NOT decided;
  ELSIF public.app_actor() = 'staff' AND OLD.user_id IS DISTINCT FROM public.app_user_id() THEN
    allowed := decided AND OLD.proof_status = 'pending'
      AND to_jsonb(NEW) - decision = to_jsonb(OLD) - decision;
  ELSE
    allowed := NOT decided OR ROW(
        NEW.proof_status, NEW.proof_reason, NEW.proof_image, NEW.recipient_name, NEW.line1, NEW.line2, NEW.line3,
        NEW.district, NEW.city, NEW.state, NEW.postal_code, NEW.sorting_code, NEW.country
      ) IS NOT DISTINCT FROM ROW(
        OLD.proof_status, OLD.proof_reason, OLD.proof_image, OLD.recipient_name, OLD.line1, OLD.line2, OLD.line3,
        OLD.district, OLD.city, OLD.state, OLD.postal_code, OLD.sorting_code, OLD.country
      );
  END IF;
  IF NOT allowed THEN
    RAISE EXCEPTION 'this caller may not decide about this proof of address' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER guard_proof BEFORE INSERT OR UPDATE ON addresses
  FOR EACH ROW WHEN (NEW.proof_status IN ('approved', 'rejected') OR public.app_actor() = 'staff')
  EXECUTE FUNCTION guard_proof();
