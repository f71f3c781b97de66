-- A refresh token family: what one code was redeemed for. The tokens themselves are derived from the family's sealed
-- key and its generation, so neither they nor anything that makes them is here in the clear.
CREATE TABLE refresh_families (
    tenant BLOB NOT NULL REFERENCES tenants (id),
    id BLOB NOT NULL,
    journey BLOB NOT NULL,
    application BLOB NOT NULL,
    user BLOB,
    generation INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    rotated_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    revoked_at INTEGER,
    payload BLOB NOT NULL, -- sealed
    PRIMARY KEY (tenant, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX refresh_families_journey ON refresh_families (tenant, journey);
CREATE INDEX refresh_families_user ON refresh_families (tenant, user);
CREATE INDEX refresh_families_expiry ON refresh_families (expires_at);

-- Who is signed in at a tenant, by browser.
CREATE TABLE sessions (
    session BLOB NOT NULL PRIMARY KEY,
    tenant BLOB NOT NULL REFERENCES tenants (id),
    user BLOB,
    expires_at INTEGER NOT NULL,
    payload BLOB NOT NULL -- sealed
) STRICT, WITHOUT ROWID;
CREATE INDEX sessions_user ON sessions (tenant, user);
CREATE INDEX sessions_expiry ON sessions (expires_at);
