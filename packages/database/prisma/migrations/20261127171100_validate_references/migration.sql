-- Reads and writes go on meanwhile.
SET LOCAL lock_timeout = '10s';

DO $$
DECLARE
  reference record;
BEGIN
  FOR reference IN
    SELECT conrelid::regclass AS referrer, conname AS name
      FROM pg_constraint
     WHERE contype = 'f' AND NOT convalidated AND connamespace = 'public'::regnamespace
     ORDER BY 1, 2
  LOOP
    EXECUTE format('ALTER TABLE %s VALIDATE CONSTRAINT %I', reference.referrer, reference.name);
  END LOOP;
END
$$;
