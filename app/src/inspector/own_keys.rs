//! Where the keys of a token are: at this server, or at another whose address its issuer is.

use super::SIGN_IN_PATH;
use oauth::provider::tokens::TokenId;
use serde_json::Value;

/// The metadata document that belongs to the token's `iss`, if that is on `origin`. The key document checks its form
/// once more.
pub(super) fn metadata_url(claims: &Value, origin: &str) -> Option<String> {
    let issuer = claims.get("iss")?.as_str()?;
    let path = issuer.strip_prefix(origin)?.strip_prefix('/')?;
    let parts: Vec<_> = path.trim_end_matches('/').split('/').collect();
    match parts.as_slice() {
        ["tfp", tenant, policy, "v2.0"] | [tenant, policy, "v2.0"] if is_plain(tenant) && is_plain(policy) => {
            Some(format!("{}/.well-known/openid-configuration", issuer.trim_end_matches('/')))
        }
        [tenant, "v2.0"] if is_plain(tenant) => {
            let named = |claim: &str| claims.get(claim)?.as_str().filter(|policy| is_plain(policy));
            let policy = named("tfp").or_else(|| named("acr"))?;
            Some(format!("{origin}/{tenant}/v2.0/.well-known/openid-configuration?p={policy}"))
        }
        _ => None,
    }
}

/// Where an administrator of this server sees the sign-in that a token came from: an address with no part of the token
/// in it but the tenant and the second in which it was issued. `None` for what is not of this server.
pub(super) fn sign_in_address(claims: &Value, origin: &str) -> Option<String> {
    metadata_url(claims, origin)?;
    let path = claims.get("iss")?.as_str()?.strip_prefix(origin)?.trim_start_matches('/');
    let tenant = path.strip_prefix("tfp/").unwrap_or(path).split('/').next()?;
    let issued = claims.get("iat")?.as_i64()?;
    // An access token names its grant; an ID token is found by a mark.
    let found_by = match claims.get("jti").and_then(Value::as_str).and_then(TokenId::parse) {
        Some(id) => format!("sign_in={}", id.journey),
        None => format!("token={}", token::inspect::sign_in_mark(claims)?),
    };
    Some(format!("{SIGN_IN_PATH}?tenant={tenant}&issued={issued}&{found_by}"))
}

/// The longest address that is offered.
const MAX_URL: usize = 300;

/// The metadata document of another issuer (OpenID Connect Discovery §4). It is asked only after a click, which shows
/// it. An address with a query, a fragment, a user or something that looks like a token is none.
pub(super) fn foreign_metadata_url(claims: &Value) -> Option<String> {
    let issuer = claims.get("iss")?.as_str()?;
    let rest = issuer.strip_prefix("https://")?;
    let is_odd = |c: char| !c.is_ascii_graphic() || "?#@\\\"<>".contains(c);
    if rest.is_empty() || issuer.len() > MAX_URL || rest.contains(is_odd) || rest.contains("eyJ") {
        return None;
    }
    // The metadata of Azure AD B2C stands beside its policy, which is in another claim.
    let issuer = issuer.trim_end_matches('/');
    if let Some((start, tenant)) = issuer.strip_suffix("/v2.0").and_then(|start| start.rsplit_once('/'))
        && rest.split('/').next().is_some_and(|host| host.ends_with(".b2clogin.com"))
        && !start.contains("/tfp")
    {
        let policy =
            ["tfp", "acr"].iter().find_map(|name| claims.get(*name)?.as_str().filter(|policy| is_plain(policy)));
        if let Some(policy) = policy {
            return Some(format!("{start}/{tenant}/{policy}/v2.0/.well-known/openid-configuration"));
        }
    }
    Some(format!("{issuer}/.well-known/openid-configuration"))
}

fn is_plain(part: &str) -> bool {
    !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.'))
}

#[cfg(test)]
mod tests {
    use super::{foreign_metadata_url, metadata_url, sign_in_address};
    use serde_json::json;

    const ORIGIN: &str = "http://localhost:8080";
    const TENANT: &str = "01890a5d-ac96-774b-bcce-b302099a8057";

    #[test]
    fn both_forms_of_our_issuers_lead_to_their_metadata() {
        let tfp = json!({ "iss": format!("{ORIGIN}/tfp/{TENANT}/B2C_1_a/v2.0/") });
        assert_eq!(
            metadata_url(&tfp, ORIGIN).unwrap(),
            format!("{ORIGIN}/tfp/{TENANT}/B2C_1_a/v2.0/.well-known/openid-configuration")
        );
        let guid = json!({ "iss": format!("{ORIGIN}/{TENANT}/v2.0/"), "tfp": "B2C_1_a" });
        assert_eq!(
            metadata_url(&guid, ORIGIN).unwrap(),
            format!("{ORIGIN}/{TENANT}/v2.0/.well-known/openid-configuration?p=B2C_1_a")
        );
    }

    #[test]
    fn other_issuers_lead_nowhere() {
        for issuer in [
            "https://evil.example/tfp/a/B2C_1_a/v2.0/",
            "http://localhost:8080.evil.example/tfp/a/B2C_1_a/v2.0/",
            "http://localhost:80801/tfp/a/B2C_1_a/v2.0/",
            "http://localhost:8080/tfp/a/B2C_1_a/v2.0/more",
            "http://localhost:8080/a/v2.0/",
            "http://localhost:8080/a?x=/v2.0/",
            "",
        ] {
            assert_eq!(metadata_url(&json!({ "iss": issuer }), ORIGIN), None, "{issuer}");
        }
        assert_eq!(metadata_url(&json!({ "iss": 5 }), ORIGIN), None);
    }

    #[test]
    fn a_token_of_this_server_leads_to_its_sign_in_and_the_address_holds_no_part_of_it() {
        let claims = json!({
            "iss": format!("{ORIGIN}/tfp/{TENANT}/B2C_1_a/v2.0/"), "sub": "the-subject", "aud": "the-application",
            "nonce": "the-nonce", "auth_time": 5, "iat": 6,
        });
        let mark = token::inspect::sign_in_mark(&claims).unwrap();
        let address = sign_in_address(&claims, ORIGIN).unwrap();
        assert_eq!(address, format!("/inspect/sign-in?tenant={TENANT}&issued=6&token={mark}"));
        assert!(!address.contains("the-"), "{address}");
        let id = "01890000-0000-7000-8000-0000000000ff";
        let policy = domain::PolicyId::parse("B2C_1_a").unwrap();
        let jti = oauth::provider::tokens::TokenId::new(id.parse().unwrap(), None, None, &policy, [7; 8]).to_string();
        let access = json!({"iss": format!("{ORIGIN}/{TENANT}/v2.0/"), "tfp": "B2C_1_a", "iat": 6, "jti": jti});
        let address = sign_in_address(&access, ORIGIN).unwrap();
        assert_eq!(address, format!("/inspect/sign-in?tenant={TENANT}&issued=6&sign_in={id}"));
        let mut elsewhere = claims;
        elsewhere["iss"] = "https://issuer.example/".into();
        assert_eq!(sign_in_address(&elsewhere, ORIGIN), None);
    }

    #[test]
    fn another_issuer_leads_to_its_metadata() {
        let url = |claims| foreign_metadata_url(&claims);
        assert_eq!(
            url(json!({"iss": "https://accounts.google.com"})).unwrap(),
            "https://accounts.google.com/.well-known/openid-configuration"
        );
        assert_eq!(
            url(json!({"iss": format!("https://x.b2clogin.com/{TENANT}/v2.0/"), "tfp": "B2C_1_a"})).unwrap(),
            format!("https://x.b2clogin.com/{TENANT}/B2C_1_a/v2.0/.well-known/openid-configuration")
        );
        let long = format!("https://a.example/{}", "x".repeat(300));
        for issuer in [
            "http://a.example/",
            "https://",
            "https://a.example/?x=eyJ",
            "https://a.example/#x",
            "https://user@a.example/",
            "https://a.example/eyJhbGciOiJub25lIn0",
            "https://a.example/a b",
            "javascript:alert(1)",
            &long,
        ] {
            assert_eq!(url(json!({ "iss": issuer })), None, "{issuer}");
        }
    }
}
