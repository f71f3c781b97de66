-- Ids and digests are octets, texts are compared octet by octet whatever the database's collation is, times are milliseconds since 1970 and always come from the application, sealed columns
-- say so. Kinds of one-time values have a table each, so that none of them can be presented as another (S6).

CREATE TABLE tenants (
    id BYTEA NOT NULL PRIMARY KEY,
    name TEXT COLLATE "C" NOT NULL UNIQUE,
    display_name TEXT COLLATE "C" NOT NULL,
    created_at BIGINT NOT NULL,
    generation BIGINT NOT NULL
);

-- Every version there ever was; a version without a body marks a deletion. Numbering goes on after it.
CREATE TABLE document_versions (
    tenant BYTEA NOT NULL REFERENCES tenants (id),
    kind TEXT COLLATE "C" NOT NULL,
    id TEXT COLLATE "C" NOT NULL,
    version BIGINT NOT NULL,
    stored_at BIGINT NOT NULL,
    stored_by TEXT COLLATE "C" NOT NULL,
    body TEXT COLLATE "C",
    PRIMARY KEY (tenant, kind, id, version)
);

-- The current ones: what is deleted is not here, so its lookup is free again.
CREATE TABLE documents (
    tenant BYTEA NOT NULL,
    kind TEXT COLLATE "C" NOT NULL,
    id TEXT COLLATE "C" NOT NULL,
    version BIGINT NOT NULL,
    lookup TEXT COLLATE "C",
    PRIMARY KEY (tenant, kind, id),
    UNIQUE (tenant, kind, lookup),
    FOREIGN KEY (tenant, kind, id, version) REFERENCES document_versions (tenant, kind, id, version)
);

CREATE TABLE secrets (
    tenant BYTEA NOT NULL REFERENCES tenants (id),
    id BYTEA NOT NULL,
    version BIGINT NOT NULL,
    stored_at BIGINT NOT NULL,
    value BYTEA NOT NULL, -- sealed
    PRIMARY KEY (tenant, id, version)
);

CREATE TABLE journeys (
    tenant BYTEA NOT NULL REFERENCES tenants (id),
    id BYTEA NOT NULL,
    version BIGINT NOT NULL,
    policy TEXT COLLATE "C" NOT NULL,
    application BYTEA NOT NULL,
    status TEXT COLLATE "C" NOT NULL,
    fault TEXT COLLATE "C",
    provider TEXT COLLATE "C",
    user_id BYTEA,
    started_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    lease_until BIGINT,
    binding BYTEA NOT NULL,
    state BYTEA, -- sealed
    recording BYTEA NOT NULL, -- sealed
    PRIMARY KEY (tenant, id)
);
CREATE INDEX journeys_newest ON journeys (tenant, started_at DESC, id DESC);
CREATE INDEX journeys_expiry ON journeys (expires_at);

-- Steps of journeys that have written once already.
CREATE TABLE once (
    tenant BYTEA NOT NULL,
    journey BYTEA NOT NULL,
    step TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (tenant, journey, step)
);

CREATE TABLE callbacks (
    state BYTEA NOT NULL PRIMARY KEY,
    tenant BYTEA NOT NULL REFERENCES tenants (id),
    journey BYTEA NOT NULL,
    provider TEXT COLLATE "C" NOT NULL,
    -- Whether the answer is awaited at the provider's own address instead of the one that all providers share.
    own_address BOOLEAN NOT NULL,
    binding BYTEA NOT NULL,
    expires_at BIGINT NOT NULL,
    consumed_at BIGINT
);
CREATE INDEX callbacks_expiry ON callbacks (expires_at);

CREATE TABLE codes (
    code BYTEA NOT NULL PRIMARY KEY,
    tenant BYTEA NOT NULL REFERENCES tenants (id),
    journey BYTEA NOT NULL,
    expires_at BIGINT NOT NULL,
    redeemed_at BIGINT,
    revoked_at BIGINT,
    payload BYTEA NOT NULL -- sealed
);
CREATE INDEX codes_expiry ON codes (expires_at);
CREATE INDEX codes_revoked ON codes (tenant, journey) WHERE revoked_at IS NOT NULL;

-- `…_folded` and `id_text` are what a prefix search compares.
CREATE TABLE users (
    tenant BYTEA NOT NULL REFERENCES tenants (id),
    id BYTEA NOT NULL,
    display_name TEXT COLLATE "C",
    given_name TEXT COLLATE "C",
    surname TEXT COLLATE "C",
    email TEXT COLLATE "C",
    attributes TEXT COLLATE "C" NOT NULL,
    enabled BOOLEAN NOT NULL,
    created_at BIGINT NOT NULL,
    last_sign_in_at BIGINT,
    name_folded TEXT COLLATE "C",
    email_folded TEXT COLLATE "C",
    id_text TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (tenant, id)
);
CREATE INDEX users_newest ON users (tenant, created_at DESC, id DESC);
-- They hold what a search sorts by, so that it reads whole rows of the page it answers only.
CREATE INDEX users_name ON users (tenant, name_folded, created_at, id);
CREATE INDEX users_email ON users (tenant, email_folded, created_at, id);
CREATE INDEX users_id_text ON users (tenant, id_text, created_at, id);

-- What a provider knows a user by; it leads to one user of a tenant.
CREATE TABLE identities (
    tenant BYTEA NOT NULL,
    issuer TEXT COLLATE "C" NOT NULL,
    issuer_assigned_id TEXT COLLATE "C" NOT NULL,
    user_id BYTEA NOT NULL,
    position BIGINT NOT NULL,
    PRIMARY KEY (tenant, issuer, issuer_assigned_id),
    FOREIGN KEY (tenant, user_id) REFERENCES users (tenant, id) ON DELETE CASCADE
);
CREATE INDEX identities_user ON identities (tenant, user_id, position);

CREATE TABLE admins (
    id BYTEA NOT NULL PRIMARY KEY,
    name TEXT COLLATE "C" NOT NULL,
    name_folded TEXT COLLATE "C" NOT NULL UNIQUE,
    role TEXT COLLATE "C" NOT NULL,
    created_at BIGINT NOT NULL
);

CREATE TABLE admin_links (
    link BYTEA NOT NULL PRIMARY KEY,
    admin BYTEA NOT NULL REFERENCES admins (id) ON DELETE CASCADE,
    expires_at BIGINT NOT NULL,
    used_at BIGINT
);
CREATE INDEX admin_links_expiry ON admin_links (expires_at);

CREATE TABLE admin_sessions (
    session BYTEA NOT NULL PRIMARY KEY,
    admin BYTEA NOT NULL REFERENCES admins (id) ON DELETE CASCADE,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX admin_sessions_expiry ON admin_sessions (expires_at);

-- A refresh token family: what one code was redeemed for. The tokens themselves are derived from the family's sealed
-- key and its generation, so neither they nor anything that makes them is here in the clear.
CREATE TABLE refresh_families (
    tenant BYTEA NOT NULL REFERENCES tenants (id),
    id BYTEA NOT NULL,
    journey BYTEA NOT NULL,
    application BYTEA NOT NULL,
    user_id BYTEA,
    generation BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    rotated_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    revoked_at BIGINT,
    payload BYTEA NOT NULL, -- sealed
    PRIMARY KEY (tenant, id)
);
CREATE INDEX refresh_families_journey ON refresh_families (tenant, journey);
CREATE INDEX refresh_families_user ON refresh_families (tenant, user_id);
CREATE INDEX refresh_families_expiry ON refresh_families (expires_at);

-- Who is signed in at a tenant, by browser.
CREATE TABLE sessions (
    session BYTEA NOT NULL PRIMARY KEY,
    tenant BYTEA NOT NULL REFERENCES tenants (id),
    user_id BYTEA,
    expires_at BIGINT NOT NULL,
    payload BYTEA NOT NULL -- sealed
);
CREATE INDEX sessions_user ON sessions (tenant, user_id);
CREATE INDEX sessions_expiry ON sessions (expires_at);

-- What is stored of a password: an argon2id string, sealed beside that.
CREATE TABLE passwords (
    tenant BYTEA NOT NULL,
    user_id BYTEA NOT NULL,
    hash BYTEA NOT NULL, -- sealed
    set_at BIGINT NOT NULL,
    PRIMARY KEY (tenant, user_id),
    FOREIGN KEY (tenant, user_id) REFERENCES users (tenant, id) ON DELETE CASCADE
);

-- How often something was tried, by the digest of what is counted. A window ends by itself.
CREATE TABLE attempts (
    tenant BYTEA NOT NULL REFERENCES tenants (id),
    key BYTEA NOT NULL,
    count BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (tenant, key)
);
CREATE INDEX attempts_expiry ON attempts (expires_at);

-- Tokens of the administration API: what proves one is never here, only its digest.
CREATE TABLE api_tokens (
    token BYTEA NOT NULL PRIMARY KEY,
    id BYTEA NOT NULL,
    tenant BYTEA NOT NULL REFERENCES tenants (id),
    name TEXT COLLATE "C" NOT NULL,
    role TEXT COLLATE "C" NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    UNIQUE (tenant, name)
);
CREATE INDEX api_tokens_expiry ON api_tokens (expires_at);

-- Which provider an issuer belongs to: the first one whose ID tokens were verified with it. Users are found by issuer,
-- so two providers with one issuer would be one set of users.
CREATE TABLE provider_issuers (
    tenant BYTEA NOT NULL REFERENCES tenants (id),
    issuer TEXT COLLATE "C" NOT NULL,
    provider TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (tenant, issuer)
);

-- Who changed or looked at what. Written in the transaction of the change itself.
CREATE TABLE audit_events (
    tenant BYTEA NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
    id BYTEA NOT NULL,
    at BIGINT NOT NULL,
    actor TEXT COLLATE "C" NOT NULL,
    actor_folded TEXT COLLATE "C" NOT NULL,
    operation TEXT COLLATE "C" NOT NULL,
    target_kind TEXT COLLATE "C" NOT NULL,
    target_id TEXT COLLATE "C" NOT NULL,
    target_name TEXT COLLATE "C" NOT NULL,
    target_folded TEXT COLLATE "C" NOT NULL,
    changed TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (tenant, id)
);
CREATE INDEX audit_events_age ON audit_events (at);

