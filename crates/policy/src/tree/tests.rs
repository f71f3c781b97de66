use super::*;
use crate::{
    schema::{
        self,
        model::kind::{Content, Kind},
    },
    testing, write, xml,
};
use std::fmt::Write as _;

fn read(text: &str) -> Policy {
    let document = xml::Document::parse("a.xml", text.as_bytes(), &xml::Limits::default()).unwrap();
    Policy::read(&document).unwrap()
}

fn policy(inner: &str) -> Policy {
    read(&format!(
        "<TrustFrameworkPolicy xmlns=\"{NAMESPACE}\" PolicyId=\"B2C_1A_a\" TenantId=\"t\">{inner}</TrustFrameworkPolicy>"
    ))
}

/// Every element and attribute of the schema, once.
fn everything(out: &mut String, kind: &Kind, name: &str) {
    write!(out, "<{name}").unwrap();
    for attribute in kind.attributes {
        write!(out, " {}='{}'", attribute.name, attribute.name).unwrap();
    }
    out.push('>');
    match &kind.content {
        Content::Text(_) => write!(out, "text of {name}").unwrap(),
        Content::Sequence(children) | Content::Alternatives(children) => {
            for child in *children {
                everything(out, child.kind, child.name);
            }
        }
        Content::Empty | Content::Anything => {}
    }
    write!(out, "</{name}>").unwrap();
}

#[test]
fn every_element_and_attribute_of_the_schema_has_its_field() {
    let mut text = String::new();
    everything(&mut text, schema::model::root(), ROOT);
    let text = text.replacen(ROOT, &format!("{ROOT} xmlns='{NAMESPACE}'"), 1);
    let policy = read(&text);
    // What has no field is kept beside, and would be printed.
    let printed = format!("{policy:?}");
    assert!(!printed.contains("Unknown"), "{}", &printed[printed.find("unknown").unwrap_or_default()..]);
    assert!(!printed.contains("Beside"), "{}", &printed[printed.find("Beside").unwrap_or_default()..]);
    // All of it is written again, in the order of the schema.
    let written = write(&policy);
    let names = |text: &str| {
        let document = xml::Document::parse("a.xml", text.as_bytes(), &xml::Limits::default()).unwrap();
        let mut names = Vec::new();
        list(&document.root, &mut names);
        names
    };
    assert_eq!(names(&written), names(&text));
    assert_eq!(read(&written), policy);
}

/// Every element with its attributes and its text.
fn list(element: &xml::Element, names: &mut Vec<String>) {
    let attributes: Vec<_> = element.attributes.iter().map(|it| format!("{}={}", it.name, it.value)).collect();
    names.push(format!("{} {} {}", element.name, attributes.join(" "), element.text().trim()));
    element.elements().for_each(|inner| list(inner, names));
}

#[test]
fn what_the_schema_does_not_know_is_kept_with_its_place_and_written_again() {
    let read = policy(
        "\n<BuildingBlocks>\n <ClaimsSchema a='1'>\n  <ClaimType Id='x' Nonsense='2'>stray\n   <Unknown><b/></Unknown>\n   <DataType>int</DataType><DataType>long</DataType>\n  </ClaimType>\n  <Stray/></ClaimsSchema>\n <q:ClaimsSchema xmlns:q='urn:q'/></BuildingBlocks>",
    );
    let blocks = &read.building_blocks;
    let places = |rest: &Rest| rest.unknown().iter().map(|it| it.origin().to_string()).collect::<Vec<_>>();
    assert_eq!(places(&blocks.rest), ["a.xml:9:2"]);
    assert_eq!(places(&blocks.claim_types.rest), ["a.xml:3:16", "a.xml:8:3"]);
    let claim = &blocks.claim_types[0];
    assert_eq!(places(&claim.rest), ["a.xml:4:21", "a.xml:4:34", "a.xml:5:4", "a.xml:6:28"]);
    assert_eq!(claim.data_type.as_ref().unwrap().value, Some(domain::DataType::Int));
    assert_eq!(self::read(&write(&read)), read, "{}", write(&read));
}

/// Found by the fuzz target `policy_load`.
#[test]
fn texts_on_both_sides_of_an_element_are_the_same_when_they_are_written_behind_it() {
    let read = policy(
        "<BuildingBlocks><ClaimsSchema>4ClaimType /><ClaimType Id='x'/>\n \" <ClaimType Id='y'/></ClaimsSchema></BuildingBlocks>",
    );
    assert_eq!(read.building_blocks.claim_types.rest.unknown().len(), 2, "each has its place");
    assert_eq!(self::read(&write(&read)), read, "{}", write(&read));
    let other = policy(
        "<BuildingBlocks><ClaimsSchema>4ClaimType /><ClaimType Id='x'/>\n ' <ClaimType Id='y'/></ClaimsSchema></BuildingBlocks>",
    );
    assert_ne!(other, read);
}

#[test]
fn a_value_that_means_nothing_is_kept_as_written() {
    let read = policy(
        "<UserJourneys><UserJourney Id='j'><OrchestrationSteps><OrchestrationStep Order='one' Type='Jump'/>\
         </OrchestrationSteps></UserJourney></UserJourneys>",
    );
    let step = &read.user_journeys[0].steps[0];
    assert_eq!((step.number(), &*step.order.as_ref().unwrap().text), (None, "one"));
    assert_eq!((step.step_type(), &*step.kind.as_ref().unwrap().text), (None, "Jump"));
    assert_eq!(step.kind.as_ref().unwrap().origin.to_string(), "a.xml:1:206");
}

#[test]
fn absent_empty_and_given_are_three_things() {
    let profile = |inner: &str| {
        let read = policy(&format!(
            "<ClaimsProviders><ClaimsProvider><TechnicalProfiles><TechnicalProfile Id='p'>{inner}</TechnicalProfile>\
             </TechnicalProfiles></ClaimsProvider></ClaimsProviders>"
        ));
        read.claims_providers[0].technical_profiles[0].clone()
    };
    let absent = profile("");
    assert!(absent.output_claims.origin.is_none() && absent.display_name.is_none());
    let empty = profile("<DisplayName/><OutputClaims/>");
    assert!(empty.output_claims.origin.is_some() && empty.output_claims.is_empty());
    assert_eq!(empty.display_name.as_deref(), Some(""));
    assert_ne!(absent, empty);
    let given = profile("<OutputClaims><OutputClaim ClaimTypeReferenceId='a'/></OutputClaims>");
    assert_ne!(empty.output_claims, given.output_claims);
}

#[test]
fn another_root_is_no_policy() {
    let document = xml::Document::parse("a.xml", b"<html/>", &xml::Limits::default()).unwrap();
    assert_eq!(Policy::read(&document).unwrap_err().code, "not-a-policy");
}

#[test]
fn a_generated_tree_is_written_and_read_as_the_same_program() {
    let tree = testing::tree();
    let again = read(&write(&tree));
    let mut program = testing::compiled(again);
    // What a form knows beside the schema is not in the file.
    let generated = testing::compiled(tree);
    for (id, profile) in &mut program.profiles {
        profile.provider = generated.profiles[id].provider;
    }
    program.hash.clone_from(&generated.hash);
    assert_eq!(program, generated);
}
