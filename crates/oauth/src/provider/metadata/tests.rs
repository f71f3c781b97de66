use super::*;

fn endpoints() -> Endpoints {
    Endpoints {
        issuer: "https://b2c.example/tfp/t/b2c_1_susi/v2.0/".to_owned(),
        authorization: "https://b2c.example/t/b2c_1_susi/oauth2/v2.0/authorize".to_owned(),
        token: "https://b2c.example/t/b2c_1_susi/oauth2/v2.0/token".to_owned(),
        keys: "https://b2c.example/t/b2c_1_susi/discovery/v2.0/keys".to_owned(),
        userinfo: "https://b2c.example/t/b2c_1_susi/openid/v2.0/userinfo".to_owned(),
        end_session: "https://b2c.example/t/b2c_1_susi/oauth2/v2.0/logout".to_owned(),
    }
}

#[test]
fn s82_the_document_of_a_policy() {
    let claims = ["name", "emails", "sub", "tfp"].map(str::to_owned);
    insta::assert_json_snapshot!(Metadata::new(endpoints(), claims, &[]));
}

#[test]
fn s82_the_lists_are_those_of_the_code_that_does_it() {
    let document = serde_json::to_value(Metadata::new(endpoints(), [], &["openid", "mid_profile"])).unwrap();
    assert_eq!(document["response_types_supported"], serde_json::json!(ResponseTypes::ALL));
    assert_eq!(document["response_modes_supported"], serde_json::json!(Delivery::ALL));
    assert_eq!(document["scopes_supported"], serde_json::json!(["openid", "mid_profile"]));
}

#[test]
fn s82_a_scope_that_gives_nothing_yet_is_not_advertised() {
    let document = serde_json::to_string(&Metadata::new(endpoints(), [], &[])).unwrap();
    for absent in ["plain", "password", "client_credentials", "request_uri\":", "check_session"] {
        assert!(!document.contains(absent), "{absent}");
    }
}

#[test]
fn s8_metadata_says_that_every_answer_carries_iss() {
    let document = serde_json::to_value(Metadata::new(endpoints(), [], &[])).unwrap();
    assert_eq!(document["authorization_response_iss_parameter_supported"], true);
    assert_eq!(document["issuer"], endpoints().issuer);
}

#[test]
fn s31_our_own_document_is_one_that_we_would_take() {
    let document = serde_json::to_value(Metadata::new(endpoints(), [], &[])).unwrap();
    let (read, checks) = crate::relying_party::Metadata::read(
        &document,
        crate::relying_party::metadata::Needs { token_endpoint: true, userinfo_endpoint: false },
    );
    let read = read.unwrap_or_else(|| panic!("{checks:?}"));
    assert!(read.offers_s256 && read.sends_iss);
    assert_eq!(read.algorithms, [token::Algorithm::Rs256]);
}
