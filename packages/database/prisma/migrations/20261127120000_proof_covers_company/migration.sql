-- A decision about a proof holds for the company too: staff see it beside the rest of the postal address.
CREATE OR REPLACE FUNCTION guard_proof() RETURNS trigger LANGUAGE plpgsql AS $$
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
