-- Ids never change, so references need not follow them: a database whose tenants are spread over several nodes refuses
-- ON UPDATE CASCADE on the column that they are spread by.
SET LOCAL lock_timeout = '10s';

-- Not validated here, so that no table is locked while its rows are read: the next migration does that.
DO $$
DECLARE
  reference record;
BEGIN
  FOR reference IN
    SELECT conrelid::regclass AS referrer, conname AS name, pg_get_constraintdef(oid) AS definition
      FROM pg_constraint
     WHERE contype = 'f' AND confupdtype = 'c' AND connamespace = 'public'::regnamespace
     ORDER BY 1, 2
  LOOP
    EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', reference.referrer, reference.name);
    EXECUTE format('ALTER TABLE %s ADD CONSTRAINT %I %s NOT VALID', reference.referrer, reference.name,
                   replace(reference.definition, ' ON UPDATE CASCADE', ''));
  END LOOP;
END
$$;
