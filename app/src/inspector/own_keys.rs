//! Where the keys of a token are, when this server issued it.

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

fn is_plain(part: &str) -> bool {
    !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.'))
}

#[cfg(test)]
mod tests {
    use super::metadata_url;
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
}
