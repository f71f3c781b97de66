-- Tokens of the administration API: what proves one is never here, only its digest.
CREATE TABLE api_tokens (
    token BLOB NOT NULL PRIMARY KEY,
    id BLOB NOT NULL,
    tenant BLOB NOT NULL REFERENCES tenants (id),
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    UNIQUE (tenant, name)
) STRICT, WITHOUT ROWID;
CREATE INDEX api_tokens_expiry ON api_tokens (expires_at);
