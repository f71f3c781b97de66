-- Which provider an issuer belongs to: the first one whose ID tokens were verified with it. Users are found by issuer,
-- so two providers with one issuer would be one set of users.
CREATE TABLE provider_issuers (
    tenant BLOB NOT NULL REFERENCES tenants (id),
    issuer TEXT NOT NULL,
    provider TEXT NOT NULL,
    PRIMARY KEY (tenant, issuer)
) STRICT, WITHOUT ROWID;
