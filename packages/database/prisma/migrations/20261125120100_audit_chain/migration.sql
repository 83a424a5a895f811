-- A chain over the audit trail: each seal covers an event and the seal before it.

-- Which transaction wrote an event: those of transactions that have ended are sealed in the order of (xid, id).
ALTER TABLE audit_events ADD COLUMN xid xid8 NOT NULL DEFAULT pg_current_xact_id();
CREATE INDEX audit_events_xid_id_idx ON audit_events (xid, id);

-- No reference to the event: what an intruder removes there must leave its seal behind.
CREATE TABLE audit_seals (
  tenant_id UUID NOT NULL,
  position BIGINT NOT NULL,
  event_id UUID NOT NULL,
  previous_hash BYTEA NOT NULL,
  hash BYTEA NOT NULL,
  sealed_at TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

  CONSTRAINT audit_seals_pkey PRIMARY KEY (tenant_id, position)
);
CREATE UNIQUE INDEX audit_seals_tenant_id_event_id_key ON audit_seals (tenant_id, event_id);

-- One row: who seals locks it, and every event of a transaction below it has its seal.
CREATE TABLE audit_sealing (
  id BOOLEAN NOT NULL DEFAULT true,
  sealed_below xid8 NOT NULL DEFAULT '0'::xid8,

  CONSTRAINT audit_sealing_pkey PRIMARY KEY (id),
  CONSTRAINT audit_sealing_one CHECK (id)
);
INSERT INTO audit_sealing DEFAULT VALUES;

ALTER TABLE audit_seals ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE audit_sealing ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY operator ON audit_seals TO doorstep_operator USING (app_actor() = 'operator');
CREATE POLICY operator ON audit_sealing TO doorstep_operator USING (app_actor() = 'operator');
GRANT SELECT, INSERT ON audit_seals TO doorstep_operator;
GRANT SELECT, UPDATE ON audit_sealing TO doorstep_operator;

CREATE TRIGGER written_once BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_seals
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
