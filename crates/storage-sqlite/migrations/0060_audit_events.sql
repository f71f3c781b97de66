-- Who changed or looked at what. Written in the transaction of the change itself.
CREATE TABLE audit_events (
    tenant BLOB NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
    id BLOB NOT NULL,
    at INTEGER NOT NULL,
    actor TEXT NOT NULL,
    actor_folded TEXT NOT NULL,
    operation TEXT NOT NULL,
    target_kind TEXT NOT NULL,
    target_id TEXT NOT NULL,
    target_name TEXT NOT NULL,
    target_folded TEXT NOT NULL,
    changed TEXT NOT NULL,
    PRIMARY KEY (tenant, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX audit_events_age ON audit_events (at);
