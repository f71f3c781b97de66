//! The claims that somebody has defined: what each is, by whom, and whether it is about a person.

/// A claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry {
    /// The claim.
    pub name: &'static str,
    /// What it is.
    pub what: &'static str,
    /// Who defines it.
    pub by: &'static str,
    /// Whether its value says something about a person.
    pub personal: bool,
}

/// The entry of a claim.
pub fn find(name: &str) -> Option<&'static Entry> {
    let by_beginning = || [&EXTENSION, &MOBILE].into_iter().find(|entry| name.starts_with(entry.name));
    CLAIMS.iter().find(|entry| entry.name == name).or_else(by_beginning)
}

/// The entry of a header member.
pub fn find_in_header(name: &str) -> Option<&'static Entry> {
    HEADER.iter().find(|entry| entry.name == name)
}

/// Every text that may have to be said in another language.
pub fn texts() -> impl Iterator<Item = &'static str> {
    CLAIMS.iter().chain(HEADER).chain([&EXTENSION, &MOBILE]).map(|entry| entry.what)
}

const fn about(name: &'static str, what: &'static str, by: &'static str) -> Entry {
    Entry { name, what, by, personal: true }
}

const fn plain(name: &'static str, what: &'static str, by: &'static str) -> Entry {
    Entry { name, what, by, personal: false }
}

const JWT: &str = "RFC 7519";
const OIDC: &str = "OpenID Connect";
const B2C: &str = "Azure AD B2C";
const ENTRA: &str = "Microsoft Entra";
const MOBILE_ID: &str = "Mobile ID";

const EXTENSION: Entry = about("extension_", "An extension attribute of the directory", B2C);

const MOBILE: Entry = about("mid_", "A claim of Mobile ID", MOBILE_ID);

const CLAIMS: &[Entry] = &[
    plain("iss", "Issuer: who made this token", JWT),
    about("sub", "Subject: whom it is about; unique and never reassigned at its issuer", JWT),
    plain("aud", "Audience: the application it is for", JWT),
    plain("exp", "Expires: not to be accepted from this time on", JWT),
    plain("nbf", "Not before: not to be accepted earlier", JWT),
    plain("iat", "Issued at", JWT),
    plain("jti", "Token ID: unique to this token, so that a replay can be noticed", JWT),
    plain("auth_time", "When the person authenticated", OIDC),
    plain("nonce", "The value that the application sent with its request; binds the token to it", OIDC),
    plain("at_hash", "Left half of the hash of the access token that came along", OIDC),
    plain("c_hash", "Left half of the hash of the authorization code that came along", OIDC),
    plain("s_hash", "Left half of the hash of the state that came along", "FAPI"),
    plain("acr", "Authentication context: how strongly, or by which policy, the person was authenticated", OIDC),
    plain("amr", "Authentication methods that were used", OIDC),
    plain("azp", "Authorized party: the client to which the token was issued", OIDC),
    plain("sid", "Session ID at the issuer", OIDC),
    plain("events", "What happened, by its kind", "RFC 8417"),
    about("name", "Full name", OIDC),
    about("given_name", "Given name", OIDC),
    about("family_name", "Family name", OIDC),
    about("middle_name", "Middle name", OIDC),
    about("nickname", "Casual name", OIDC),
    about("preferred_username", "Name that the person likes to be called by; may change", OIDC),
    about("profile", "Address of the person's profile page", OIDC),
    about("picture", "Address of a picture of the person", OIDC),
    about("website", "Address of the person's web page", OIDC),
    about("email", "E-mail address", OIDC),
    plain("email_verified", "Whether the issuer has verified the e-mail address", OIDC),
    about("gender", "Gender", OIDC),
    about("birthdate", "Date of birth", OIDC),
    about("zoneinfo", "Time zone of the person", OIDC),
    about("locale", "Language and region of the person", OIDC),
    about("phone_number", "Phone number", OIDC),
    plain("phone_number_verified", "Whether the issuer has verified the phone number", OIDC),
    about("address", "Postal address", OIDC),
    plain("updated_at", "When the person's data last changed", OIDC),
    plain("sub_jwk", "The key of a self-issued token", OIDC),
    plain("scope", "Scopes: what the client may do", "RFC 8693"),
    plain("scp", "Scopes: what the client may do", ENTRA),
    plain("client_id", "The client to which the token was issued", "RFC 8693"),
    about("act", "Who acts for the subject", "RFC 8693"),
    about("may_act", "Who may act for the subject", "RFC 8693"),
    plain("cnf", "Confirmation: the key whose holder may use the token", "RFC 7800"),
    plain("roles", "Roles of the person or application", "RFC 9068"),
    about("groups", "Groups that the person belongs to", "RFC 9068"),
    plain("entitlements", "What the person may do", "RFC 9068"),
    plain("authorization_details", "What exactly was authorized", "RFC 9396"),
    plain("htm", "HTTP method of the request that this proves", "RFC 9449"),
    plain("htu", "Address of the request that this proves", "RFC 9449"),
    plain("ath", "Hash of the access token that this proof goes with", "RFC 9449"),
    plain("_sd", "Digests of claims that the holder may disclose", "RFC 9901"),
    plain("_sd_alg", "How these digests are made", "RFC 9901"),
    plain("sd_hash", "Hash of the disclosures that this proof goes with", "RFC 9901"),
    plain("vct", "Type of the credential", "SD-JWT VC"),
    plain("vct#integrity", "Hash of the description of the credential's type", "SD-JWT VC"),
    plain("status", "Where it can be looked up whether this is still good", "SD-JWT VC"),
    plain("trust_framework", "Trust framework", "OpenID Connect for Identity Assurance"),
    about("verified_claims", "Claims with how they were verified", "OpenID Connect for Identity Assurance"),
    plain("response_type", "What the client asks for", "RFC 9101"),
    plain("redirect_uri", "Where the answer is to go", "RFC 9101"),
    plain("state", "What the application sent along; it must be the same", "RFC 9101"),
    plain("code_challenge", "Binds the code to who asked for it", "RFC 7636"),
    plain("code_challenge_method", "How that is made", "RFC 7636"),
    // Azure AD B2C.
    plain("tfp", "The user flow or custom policy that issued this token", B2C),
    plain("idp", "The identity provider at which the person signed in", B2C),
    about("emails", "E-mail addresses", B2C),
    plain("newUser", "Whether the account was created in this journey", B2C),
    plain("idp_access_token", "The identity provider's own access token, passed on", B2C),
    plain("isForgotPassword", "Whether the person came by the link for a forgotten password", B2C),
    plain("trustFrameworkPolicy", "The custom policy that issued this token", B2C),
    plain("correlationId", "Names the sign-in, for a search in logs", B2C),
    about("signInName", "The name that the person signed in with", B2C),
    about("signInNames.emailAddress", "The e-mail address that the person signed in with", B2C),
    about("signInNames.userName", "The name that the person signed in with", B2C),
    about("displayName", "Display name", B2C),
    about("givenName", "Given name", B2C),
    about("surname", "Family name", B2C),
    about("city", "City", B2C),
    about("country", "Country or region", B2C),
    about("postalCode", "Postal code", B2C),
    about("state_or_province", "State or province", B2C),
    about("streetAddress", "Street address", B2C),
    about("jobTitle", "Job title", B2C),
    about("objectId", "Object ID: the user object in the directory", B2C),
    about("identityProvider", "The identity provider at which the person signed in", B2C),
    about("issuerUserId", "The person's ID at the identity provider", B2C),
    about("alternativeSecurityId", "The person's ID at the identity provider, as the directory stores it", B2C),
    plain("authenticationSource", "Whether the account is local or of an identity provider", B2C),
    plain("tenantId", "Tenant ID", B2C),
    // Microsoft Entra.
    about("oid", "Object ID: the user object in the directory", ENTRA),
    plain("tid", "Tenant ID", ENTRA),
    plain("ver", "Version of the token's format", ENTRA),
    about("upn", "User principal name; may change", ENTRA),
    about("unique_name", "A name of the person; not unique, for display only", ENTRA),
    about("ipaddr", "Address that the person came from", ENTRA),
    about("onprem_sid", "Security identifier in the directory on premises", ENTRA),
    plain("appid", "The client to which the token was issued", ENTRA),
    plain("appidacr", "How the client authenticated", ENTRA),
    plain("azpacr", "How the client authenticated", ENTRA),
    plain("app_displayname", "Name of the client", ENTRA),
    plain("wids", "Roles in the directory", ENTRA),
    plain("hasgroups", "Whether there are more groups than fit", ENTRA),
    plain("idtyp", "Whether the token is of an application or a person", ENTRA),
    plain("acct", "Whether the person is a member or a guest", ENTRA),
    plain("acrs", "Authentication contexts that were satisfied", ENTRA),
    plain("xms_cc", "What the client can handle", ENTRA),
    plain("tenant_region_scope", "Region of the tenant", ENTRA),
    plain("login_hint", "Hint for the next sign-in", ENTRA),
    about("verified_primary_email", "Verified primary e-mail addresses", ENTRA),
    about("verified_secondary_email", "Verified further e-mail addresses", ENTRA),
    plain("xms_edov", "Whether the e-mail's domain was verified by its owner", ENTRA),
    plain("aio", "For Microsoft's own use", ENTRA),
    plain("rh", "For Microsoft's own use", ENTRA),
    plain("uti", "For Microsoft's own use", ENTRA),
    plain("xms_tcdt", "For Microsoft's own use", ENTRA),
    plain("xms_st", "For Microsoft's own use", ENTRA),
    about("puid", "For Microsoft's own use", ENTRA),
    // Mobile ID.
    about("mid_profile", "The Mobile ID profile of the person", MOBILE_ID),
    // Other issuers that one meets.
    plain("hd", "Domain of the person's organization", "Google"),
    plain("token_use", "Whether it is an ID token or an access token", "Amazon Cognito"),
    about("cognito:username", "User name", "Amazon Cognito"),
    about("cognito:groups", "Groups that the person belongs to", "Amazon Cognito"),
    plain("realm_access", "Roles in the realm", "Keycloak"),
    plain("resource_access", "Roles per client", "Keycloak"),
    plain("session_state", "Session ID at the issuer", "Keycloak"),
    plain("allowed-origins", "Origins from which a browser may use the token", "Keycloak"),
    plain("permissions", "What the person may do", "Auth0"),
    plain("gty", "How the token was obtained", "Auth0"),
    plain("org_id", "Organization of the person", "Auth0"),
    plain("is_private_email", "Whether the e-mail address is a relay", "Apple"),
    plain("real_user_status", "How sure it is that this is a person", "Apple"),
    plain("nonce_supported", "Whether nonces are supported", "Apple"),
];

const JWS: &str = "RFC 7515";
const JWE: &str = "RFC 7516";

const HEADER: &[Entry] = &[
    plain("alg", "Algorithm: how the token is signed, or how its key is encrypted", JWS),
    plain("kid", "Key ID: which of the issuer's keys was used", JWS),
    plain("typ", "Type: the kind of token", JWS),
    plain("cty", "Content type: what is inside; JWT for a nested token", JWS),
    plain("enc", "Content encryption algorithm", JWE),
    plain("zip", "Compression of the content", JWE),
    plain("epk", "The sender's key, made for this message", "RFC 7518"),
    plain("apu", "Information about the sender, for the key agreement", "RFC 7518"),
    plain("apv", "Information about the recipient, for the key agreement", "RFC 7518"),
    plain("p2s", "Salt of the password", "RFC 7518"),
    plain("p2c", "Rounds of the password's hash", "RFC 7518"),
    plain("crit", "Critical: extensions that a reader must understand", JWS),
    plain("b64", "Whether the payload is encoded", "RFC 7797"),
    plain("x5t", "Thumbprint of the certificate of the key", JWS),
    plain("x5t#S256", "Thumbprint of the certificate of the key", JWS),
    plain("jwk", "A key sent along; never to be trusted for that", JWS),
    plain("jku", "An address of keys; never to be followed blindly", JWS),
    plain("x5u", "An address of certificates; never to be followed blindly", JWS),
    plain("x5c", "Certificates sent along; never to be trusted for that", JWS),
    plain("nonce", "For Microsoft's own use; such a token cannot be verified by others", ENTRA),
    plain("ver", "Version of the token's format", B2C),
    plain("ser", "Version of the token's format", B2C),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_is_there_once() {
        for table in [CLAIMS, HEADER] {
            for (index, entry) in table.iter().enumerate() {
                assert!(!table[..index].iter().any(|other| other.name == entry.name), "{}", entry.name);
                assert!(!entry.what.ends_with('.') && !entry.by.is_empty(), "{}", entry.name);
            }
        }
    }
}
