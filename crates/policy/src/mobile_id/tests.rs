use super::*;
use crate::{program::Protocol as Compiled, testing::compiled};

fn program() -> crate::Program {
    compiled(policy(&PolicyId::parse(POLICY).unwrap()))
}

#[test]
fn the_stand_in_compiles_to_this_program() {
    insta::assert_json_snapshot!(program());
    assert_eq!(program(), program());
}

#[test]
fn the_stand_in_asks_for_a_number_and_answers_with_sub_and_name() {
    let program = program();
    assert!(matches!(program.profiles["MobileID-Phone"].protocol, Compiled::SelfAsserted(ref page) if page.cancel));
    assert!(program.profiles["MobileID-Phone"].output_claims[0].required);
    let names: Vec<_> = program.relying_party.output_claims.iter().filter_map(|used| used.partner.as_deref()).collect();
    assert_eq!(names, ["sub", "name", "phone_number", "mid_profile"]);
    let issuer = program.jwt_issuer().unwrap();
    assert_eq!((issuer.token_seconds, issuer.issuer), (300, IssuerForm::AuthorityWithTfp));
    assert!(SCOPES.contains(&"mid_profile") && SCOPES.contains(&"openid"));
}

#[test]
fn nobody_of_the_stand_in_is_mistaken_for_somebody_of_a_provider() {
    let program = program();
    let issuer =
        program.profiles["MobileID-Phone"].output_claims.iter().find(|used| used.claim == "identityProvider").unwrap();
    assert!(issuer.always_default);
    assert_eq!(issuer.default.as_deref(), Some("mobileid"));
}
