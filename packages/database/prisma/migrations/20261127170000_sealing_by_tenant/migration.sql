-- Each tenant's trail is sealed by itself: its mark and its events are read by the node that holds the tenant, so that
-- transaction ids are compared with those of the same node alone.

-- A lock that cannot be had fails the migration instead of holding up every request behind it.
SET LOCAL lock_timeout = '10s';

-- The id of the transaction is that of the node that stores the row, whatever the client sends. A column default is evaluated
-- where the client is connected.
CREATE FUNCTION set_transaction_id() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.xid := pg_catalog.pg_current_xact_id();
  RETURN NEW;
END
$$;
CREATE TRIGGER set_transaction_id BEFORE INSERT ON audit_events
  FOR EACH ROW EXECUTE FUNCTION set_transaction_id();

CREATE INDEX audit_events_tenant_id_xid_id_idx ON audit_events (tenant_id, xid, id);
DROP INDEX audit_events_xid_id_idx;

-- Row security is forced on the owner too, who must see the rows that are carried over.
ALTER TABLE audit_sealing RENAME TO audit_sealing_of_all;
ALTER TABLE audit_sealing_of_all RENAME CONSTRAINT audit_sealing_pkey TO audit_sealing_of_all_pkey;
ALTER TABLE audit_sealing_of_all NO FORCE ROW LEVEL SECURITY;
ALTER TABLE audit_seals NO FORCE ROW LEVEL SECURITY;
ALTER TABLE tenants NO FORCE ROW LEVEL SECURITY;

-- Every event of the tenant whose transaction id is below the mark has its seal. Who seals locks the row.
CREATE TABLE audit_sealing (
  tenant_id UUID NOT NULL,
  sealed_below xid8 NOT NULL DEFAULT '0'::xid8,

  CONSTRAINT audit_sealing_pkey PRIMARY KEY (tenant_id)
);
INSERT INTO audit_sealing (tenant_id, sealed_below)
SELECT t.tenant_id, a.sealed_below
  FROM (SELECT id AS tenant_id FROM tenants UNION SELECT tenant_id FROM audit_seals) t, audit_sealing_of_all a;

ALTER TABLE audit_seals FORCE ROW LEVEL SECURITY;
ALTER TABLE tenants FORCE ROW LEVEL SECURITY;
DROP TABLE audit_sealing_of_all;

ALTER TABLE audit_sealing ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY operator ON audit_sealing TO doorstep_operator USING (app_actor() = 'operator');
GRANT SELECT, INSERT, UPDATE ON audit_sealing TO doorstep_operator;
