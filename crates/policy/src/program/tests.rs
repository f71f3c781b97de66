use super::*;
use crate::testing::{compiled, tree};

#[test]
fn a_program_is_stored_and_read_back() {
    let program = compiled(tree());
    let stored = serde_json::to_string(&program).unwrap();
    assert_eq!(serde_json::from_str::<Program>(&stored).unwrap(), program);
}

#[test]
fn the_issuer_is_the_one_that_the_default_journey_sends_with() {
    let program = compiled(tree());
    assert_eq!(program.jwt_issuer().unwrap().key_container, crate::user_flow::SIGNING_KEY_CONTAINER);
    let mut other = program.clone();
    other.default_journey = "Nothing".to_owned();
    assert_eq!(other.jwt_issuer(), None);
    let mut other = program.clone();
    other.profiles.remove("JwtIssuer");
    assert_eq!(other.jwt_issuer(), None);
}

#[test]
fn each_protocol_has_a_name_for_the_trace() {
    let program = compiled(tree());
    let mut names: Vec<_> = program.profiles.values().map(|profile| profile.protocol.name()).collect();
    names.dedup();
    assert_eq!(names, ["OpenIdConnect", "Directory", "JwtIssuer"]);
    assert_eq!(Protocol::ClaimsTransformation.name(), "ClaimsTransformation");
    assert_eq!(Protocol::LocalLogin.name(), "LocalLogin");
}
