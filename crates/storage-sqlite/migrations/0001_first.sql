-- Ids and digests are blobs, times are milliseconds since 1970 and always come from the application, sealed columns
-- say so. Kinds of one-time values have a table each, so that none of them can be presented as another (S6).

CREATE TABLE tenants (
    id BLOB NOT NULL PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    display_name TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    generation INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Every version there ever was; a version without a body marks a deletion. Numbering goes on after it.
CREATE TABLE document_versions (
    tenant BLOB NOT NULL REFERENCES tenants (id),
    kind TEXT NOT NULL,
    id TEXT NOT NULL,
    version INTEGER NOT NULL,
    stored_at INTEGER NOT NULL,
    stored_by TEXT NOT NULL,
    body TEXT,
    PRIMARY KEY (tenant, kind, id, version)
) STRICT;

-- The current ones: what is deleted is not here, so its lookup is free again.
CREATE TABLE documents (
    tenant BLOB NOT NULL,
    kind TEXT NOT NULL,
    id TEXT NOT NULL,
    version INTEGER NOT NULL,
    lookup TEXT,
    PRIMARY KEY (tenant, kind, id),
    UNIQUE (tenant, kind, lookup),
    FOREIGN KEY (tenant, kind, id, version) REFERENCES document_versions (tenant, kind, id, version)
) STRICT, WITHOUT ROWID;

CREATE TABLE secrets (
    tenant BLOB NOT NULL REFERENCES tenants (id),
    id BLOB NOT NULL,
    version INTEGER NOT NULL,
    stored_at INTEGER NOT NULL,
    value BLOB NOT NULL, -- sealed
    PRIMARY KEY (tenant, id, version)
) STRICT, WITHOUT ROWID;

CREATE TABLE journeys (
    tenant BLOB NOT NULL REFERENCES tenants (id),
    id BLOB NOT NULL,
    version INTEGER NOT NULL,
    policy TEXT NOT NULL,
    application BLOB NOT NULL,
    status TEXT NOT NULL,
    fault TEXT,
    provider TEXT,
    user BLOB,
    started_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    lease_until INTEGER,
    binding BLOB NOT NULL,
    state BLOB, -- sealed
    recording BLOB NOT NULL, -- sealed
    PRIMARY KEY (tenant, id)
) STRICT;
CREATE INDEX journeys_newest ON journeys (tenant, started_at DESC, id DESC);
CREATE INDEX journeys_expiry ON journeys (expires_at);

-- Steps of journeys that have written once already.
CREATE TABLE once (
    tenant BLOB NOT NULL,
    journey BLOB NOT NULL,
    step TEXT NOT NULL,
    PRIMARY KEY (tenant, journey, step)
) STRICT, WITHOUT ROWID;

CREATE TABLE callbacks (
    state BLOB NOT NULL PRIMARY KEY,
    tenant BLOB NOT NULL REFERENCES tenants (id),
    journey BLOB NOT NULL,
    provider TEXT NOT NULL,
    binding BLOB NOT NULL,
    expires_at INTEGER NOT NULL,
    consumed_at INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX callbacks_expiry ON callbacks (expires_at);

CREATE TABLE codes (
    code BLOB NOT NULL PRIMARY KEY,
    tenant BLOB NOT NULL REFERENCES tenants (id),
    journey BLOB NOT NULL,
    expires_at INTEGER NOT NULL,
    redeemed_at INTEGER,
    revoked_at INTEGER,
    payload BLOB NOT NULL -- sealed
) STRICT;
CREATE INDEX codes_expiry ON codes (expires_at);
CREATE INDEX codes_revoked ON codes (tenant, journey) WHERE revoked_at IS NOT NULL;

-- `…_folded` and `id_text` are what a prefix search compares.
CREATE TABLE users (
    tenant BLOB NOT NULL REFERENCES tenants (id),
    id BLOB NOT NULL,
    display_name TEXT,
    given_name TEXT,
    surname TEXT,
    email TEXT,
    attributes TEXT NOT NULL,
    enabled INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    last_sign_in_at INTEGER,
    name_folded TEXT,
    email_folded TEXT,
    id_text TEXT NOT NULL,
    PRIMARY KEY (tenant, id)
) STRICT;
CREATE INDEX users_newest ON users (tenant, created_at DESC, id DESC);
-- They hold what a search sorts by, so that it reads whole rows of the page it answers only.
CREATE INDEX users_name ON users (tenant, name_folded, created_at, id);
CREATE INDEX users_email ON users (tenant, email_folded, created_at, id);
CREATE INDEX users_id_text ON users (tenant, id_text, created_at, id);

-- What a provider knows a user by; it leads to one user of a tenant.
CREATE TABLE identities (
    tenant BLOB NOT NULL,
    issuer TEXT NOT NULL,
    issuer_assigned_id TEXT NOT NULL,
    user BLOB NOT NULL,
    position INTEGER NOT NULL,
    PRIMARY KEY (tenant, issuer, issuer_assigned_id),
    FOREIGN KEY (tenant, user) REFERENCES users (tenant, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX identities_user ON identities (tenant, user, position);

CREATE TABLE admins (
    id BLOB NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    name_folded TEXT NOT NULL UNIQUE,
    role TEXT NOT NULL,
    created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE admin_links (
    link BLOB NOT NULL PRIMARY KEY,
    admin BLOB NOT NULL REFERENCES admins (id) ON DELETE CASCADE,
    expires_at INTEGER NOT NULL,
    used_at INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX admin_links_expiry ON admin_links (expires_at);

CREATE TABLE admin_sessions (
    session BLOB NOT NULL PRIMARY KEY,
    admin BLOB NOT NULL REFERENCES admins (id) ON DELETE CASCADE,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX admin_sessions_expiry ON admin_sessions (expires_at);
