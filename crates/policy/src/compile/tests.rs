use super::*;
use crate::program::{DirectoryKey, DirectoryOperation, JwtIssuer, OpenIdConnect};
use crate::tree::TechnicalProfile;
use crate::{
    program::Protocol,
    testing::{CONTOSO, MOBILE_ID, codes, compiled, tree, used},
};
use domain::{ClientAuthentication, IssuerForm, Pkce, ResponseMode};

fn set(profile: &mut TechnicalProfile, key: &str, value: &str) {
    profile.metadata.retain(|item| !item.key.is(key));
    profile.metadata.push(tree::Item::new(key, value, &Origin::form("test")));
}

fn open_id_connect(change: impl Fn(&mut TechnicalProfile)) -> OpenIdConnect {
    let mut policy = tree();
    change(policy.profile(MOBILE_ID));
    match &compiled(policy).profiles[MOBILE_ID].protocol {
        Protocol::OpenIdConnect(found) => (**found).clone(),
        other => panic!("{other:?}"),
    }
}

fn issuer(change: impl Fn(&mut TechnicalProfile)) -> JwtIssuer {
    let mut policy = tree();
    change(policy.profile("JwtIssuer"));
    compiled(policy).jwt_issuer().unwrap().clone()
}

#[test]
fn what_nothing_reaches_is_not_compiled() {
    let mut policy = tree();
    let origin = policy.origin.clone();
    let spare = TechnicalProfile::new("Spare", Some(tree::Protocol::named("SAML2", &origin)), &origin);
    policy.claims_providers[0].technical_profiles.push(spare);
    assert_eq!(compiled(policy), compiled(tree()));
}

#[test]
fn metadata_that_a_profile_leaves_out_has_the_documented_default() {
    let bare = open_id_connect(|profile| {
        profile.metadata.retain(|item| ["METADATA", "client_id"].contains(&&*item.key));
    });
    assert_eq!(bare.scope, "openid");
    assert_eq!(bare.response_mode, ResponseMode::FormPost);
    assert_eq!(bare.authentication, ClientAuthentication::ClientSecretPost);
    assert_eq!(bare.pkce, Pkce::WhenOffered);
    assert_eq!(bare.clock_tolerance, 60);
    assert!(!bare.policy_in_redirect_uri);
}

#[test]
fn metadata_that_a_profile_has_is_read() {
    let full = open_id_connect(|profile| {
        set(profile, "scope", "openid,  a , b");
        set(profile, "IdTokenAudience", "other");
        set(profile, "issuer", "https://op.example/");
        set(profile, "UsePolicyInRedirectUri", " True ");
        set(profile, "passerelle.clock_tolerance", "999");
    });
    assert_eq!(full.scope, "openid a b");
    assert_eq!((full.audience.as_deref(), full.issuer.as_deref()), (Some("other"), Some("https://op.example/")));
    assert!(full.policy_in_redirect_uri);
    assert_eq!(full.clock_tolerance, 60, "a number that is none counts as absent");
    for (text, expected) in
        [("true", true), ("1", true), ("TRUE", true), ("false", false), ("0", false), ("yes", false), ("", false)]
    {
        assert_eq!(
            open_id_connect(|profile| set(profile, "UsePolicyInRedirectUri", text)).policy_in_redirect_uri,
            expected,
            "{text}"
        );
    }
}

#[test]
fn a_response_type_that_no_code_executes_is_refused() {
    for (text, refused) in [("code", false), ("id_token", false), ("token", true), ("code id_token", true)] {
        let mut policy = tree();
        set(policy.profile(MOBILE_ID), "response_types", text);
        assert_eq!(codes(policy).contains(&"unsupported-response-type".to_owned()), refused, "{text}");
    }
}

#[test]
fn lifetimes_stay_in_their_bounds() {
    for (text, expected) in
        [("300", 300), ("299", 300), ("86400", 86_400), ("86401", 86_400), ("0", 300), ("x", 3600), ("-1", 3600)]
    {
        assert_eq!(issuer(|profile| set(profile, "token_lifetime_secs", text)).token_seconds, expected, "{text}");
    }
    for (text, expected) in [("60", 60), ("600", 600), ("601", 600), ("0", 60), ("x", 60)] {
        assert_eq!(
            issuer(|profile| set(profile, "passerelle.code_lifetime_secs", text)).code_seconds,
            expected,
            "{text}"
        );
    }
    for (text, expected) in [("1", 86_400), ("7776000", 7_776_000), ("7776001", 7_776_000), ("x", 1_209_600)] {
        let set = issuer(|profile| set(profile, "refresh_token_lifetime_secs", text));
        assert_eq!(set.refresh_seconds, expected, "{text}");
    }
    for (text, expected) in [("86400", 1_209_600), ("31536000", 31_536_000), ("31536001", 31_536_000)] {
        let set = issuer(|profile| set(profile, "rolling_refresh_token_lifetime_secs", text));
        assert_eq!(set.sliding_window_seconds, Some(expected), "not shorter than a refresh token lives: {text}");
    }
    let endless = issuer(|profile| set(profile, "allow_infinite_rolling_refresh_token", "true"));
    assert_eq!(endless.sliding_window_seconds, None);
    for (text, expected) in [("None", false), ("PolicyId", true)] {
        let set = issuer(|profile| set(profile, "AuthenticationContextReferenceClaimPattern", text));
        assert_eq!(set.acr, expected, "{text}");
    }
    let bare = issuer(|profile| {
        profile.metadata.clear();
        profile.keys.clear();
    });
    assert_eq!((bare.token_seconds, bare.id_token_seconds, bare.code_seconds), (3600, 3600, 60));
    assert_eq!((bare.refresh_seconds, bare.sliding_window_seconds, bare.acr), (1_209_600, Some(7_776_000), true));
    assert_eq!(bare.issuer, IssuerForm::AuthorityAndTenantGuid);
    assert_eq!(bare.key_container, "B2C_1A_TokenSigningKeyContainer");
}

#[test]
fn a_claim_without_a_partner_takes_the_one_of_its_declaration_for_this_protocol() {
    let mut policy = tree();
    let origin = Origin::form("test");
    let partner = |protocol: &str, partner: &str| tree::DefaultPartner {
        protocol: tree::Text::new(protocol, &origin),
        partner: tree::Text::new(partner, &origin),
        ..tree::DefaultPartner::empty(&origin)
    };
    policy.claim_type("surname").partners =
        tree::List::new(vec![partner("OAuth2", "last"), partner("OpenIdConnect", "family")], &origin);
    policy.profile(MOBILE_ID).output_claims.push(used("surname"));
    policy.profile(CONTOSO).output_claims.push(used("surname").partner("own"));
    let program = compiled(policy);
    let last = |profile: &str| program.profiles[profile].output_claims.last().unwrap().partner.clone();
    assert_eq!(last(MOBILE_ID).as_deref(), Some("family"));
    assert_eq!(last(CONTOSO).as_deref(), Some("own"));
}

#[test]
fn a_directory_profile_finds_by_alternative_security_id_or_object_id() {
    let mut policy = tree();
    let read = policy.profile("AAD-UserReadUsingAlternativeSecurityId-NoError");
    read.input_claims.items = vec![used("OBJECTID")];
    set(read, "RaiseErrorIfClaimsPrincipalDoesNotExist", "true");
    let write = policy.profile("AAD-UserWriteUsingAlternativeSecurityId");
    set(write, "RaiseErrorIfClaimsPrincipalAlreadyExists", "true");
    let program = compiled(policy);
    let directory = |id: &str| match &program.profiles[id].protocol {
        Protocol::Directory(found) => found.clone(),
        other => panic!("{other:?}"),
    };
    let read = directory("AAD-UserReadUsingAlternativeSecurityId-NoError");
    assert_eq!((read.operation, read.key), (DirectoryOperation::Read, DirectoryKey::ObjectId("objectId".to_owned())));
    assert!(read.error_if_missing && !read.error_if_exists);
    let write = directory("AAD-UserWriteUsingAlternativeSecurityId");
    assert_eq!(write.operation, DirectoryOperation::Write);
    assert_eq!(write.key, DirectoryKey::AlternativeSecurityId("alternativeSecurityId".to_owned()));
    assert!(write.error_if_exists && !write.error_if_missing);
}
