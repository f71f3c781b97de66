-- What is stored of a password: an argon2id string, sealed beside that.
CREATE TABLE passwords (
    tenant BLOB NOT NULL,
    user BLOB NOT NULL,
    hash BLOB NOT NULL, -- sealed
    set_at INTEGER NOT NULL,
    PRIMARY KEY (tenant, user),
    FOREIGN KEY (tenant, user) REFERENCES users (tenant, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

-- How often something was tried, by the digest of what is counted. A window ends by itself.
CREATE TABLE attempts (
    tenant BLOB NOT NULL REFERENCES tenants (id),
    key BLOB NOT NULL,
    count INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    PRIMARY KEY (tenant, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX attempts_expiry ON attempts (expires_at);
