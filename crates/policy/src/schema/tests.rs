use super::{
    Rules,
    model::{self, kind::Kind},
    validate,
};
use crate::{
    Diagnostic, Severity,
    tree::Origin,
    xml::{Document, Limits},
};
use std::collections::BTreeSet;

/// A policy with this between its root's tags; its first line is line 3 of the file.
fn file(inside: &str) -> String {
    format!(
        "<?xml version=\"1.0\"?>\n<TrustFrameworkPolicy xmlns=\"{}\" PolicySchemaVersion=\"0.3.0.0\" \
         TenantId=\"contoso.onmicrosoft.com\" PolicyId=\"B2C_1A_a\" PublicPolicyUri=\"http://contoso/B2C_1A_a\">\n\
         {inside}\n</TrustFrameworkPolicy>",
        super::NAMESPACE
    )
}

fn found(text: &str) -> Vec<Diagnostic> {
    validate(&Document::parse("a.xml", text.as_bytes(), &Limits::default()).unwrap(), Rules::Service)
}

/// Where a mark `‸` stands in a text, and the text without it.
fn marked(text: &str) -> (String, u32, u32) {
    let (before, after) = text.split_once('‸').unwrap();
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap().chars().count() + 1;
    (format!("{before}{after}"), u32::try_from(line).unwrap(), u32::try_from(column).unwrap())
}

/// The mark stands where the only finding must.
fn is_found(code: &str, severity: Severity, text: &str, message: &str) -> Diagnostic {
    let (text, line, column) = marked(text);
    let mut found = found(&text);
    let one = found.pop().unwrap_or_else(|| panic!("nothing is wrong with {text}"));
    assert!(found.is_empty(), "{found:#?}");
    assert_eq!((one.code.as_str(), one.severity), (code, severity), "{one}");
    assert_eq!(one.message, message);
    assert_eq!(one.origin, Origin::File { file: "a.xml".into(), line, column }, "{one}");
    one
}

fn is_wrong(code: &str, inside: &str, message: &str) -> Diagnostic {
    is_found(code, Severity::Error, &file(inside), message)
}

/// What the fix of a finding makes of a text.
fn mended(inside: &str) -> String {
    let text = file(&inside.replace('‸', ""));
    let fixed = found(&text)[0].fix.clone().unwrap().apply(&text);
    assert_eq!(found(&fixed), [], "{fixed}");
    let start = file("").len() - "\n</TrustFrameworkPolicy>".len();
    fixed[start..fixed.len() - "\n</TrustFrameworkPolicy>".len()].to_owned()
}

#[test]
fn a_policy_that_says_little_is_accepted() {
    assert_eq!(found(&file("")), []);
    assert_eq!(found(&file("<BuildingBlocks><ClaimsSchema><ClaimType Id=\"a\"/></ClaimsSchema></BuildingBlocks>")), []);
}

#[test]
fn an_element_is_refused_where_it_does_not_belong() {
    let found = is_wrong(
        "unknown-element",
        "<BuildingBlocks><ClaimsSchema><ClaimType Id=\"a\">‸<Pattern/></ClaimType></ClaimsSchema></BuildingBlocks>",
        "Pattern may not stand in ClaimType.",
    );
    assert!(found.help.starts_with("Move it to where it belongs"), "{}", found.help);
    let end = found.end.unwrap();
    let Origin::File { line, column, .. } = found.origin else { panic!() };
    assert_eq!((end.line, end.column), (line, column + 8));
    is_wrong("unknown-element", "‸<TechnicalProfile/>", "TechnicalProfile may not stand in TrustFrameworkPolicy.");
    is_wrong(
        "unknown-element",
        "<RelyingParty><DefaultUserJourney ReferenceId=\"a\">‸<a/></DefaultUserJourney></RelyingParty>",
        "a may not stand in DefaultUserJourney.",
    );
    is_wrong(
        "unknown-element",
        "<BuildingBlocks><ContentDefinitions><ContentDefinition Id=\"a\"><LoadUri>‸<a/></LoadUri></ContentDefinition>\
         </ContentDefinitions></BuildingBlocks>",
        "a may not stand in LoadUri, which holds text.",
    );
}

#[test]
fn a_name_in_another_case_is_renamed_by_the_fix() {
    let text = "‸<buildingBlocks>\n</buildingBlocks>";
    let found = is_wrong("unknown-element", text, "buildingBlocks may not stand in TrustFrameworkPolicy.");
    assert_eq!(found.help, "Did you mean BuildingBlocks?");
    assert_eq!(mended(text), "<BuildingBlocks>\n</BuildingBlocks>");
    assert_eq!(mended("<buildingBlocks/>"), "<BuildingBlocks/>");
    let text = "<RelyingParty><DefaultUserJourney ‸referenceId=\"a\" ReferenceID=\"b\"/></RelyingParty>";
    assert_eq!(
        found_codes(&file(&text.replace('‸', ""))),
        ["unknown-attribute", "unknown-attribute", "missing-attribute"]
    );
}

fn found_codes(text: &str) -> Vec<String> {
    found(text).into_iter().map(|found| found.code).collect()
}

#[test]
fn elements_stand_in_their_order_and_the_fix_moves_them() {
    let text = "  <UserJourneys>\n    <UserJourney Id=\"a\"/>\n  </UserJourneys>\n  ‸<ClaimsProviders>\n    \
                <ClaimsProvider><TechnicalProfiles/></ClaimsProvider>\n  </ClaimsProviders>";
    let found = is_wrong(
        "element-order",
        text,
        "ClaimsProviders stands after UserJourneys in TrustFrameworkPolicy, but must stand before it.",
    );
    assert!(found.help.starts_with("Move it; the order is BasePolicy, "), "{}", found.help);
    assert_eq!(
        mended(text),
        "  <ClaimsProviders>\n    <ClaimsProvider><TechnicalProfiles/></ClaimsProvider>\n  </ClaimsProviders>\n  \
         <UserJourneys>\n    <UserJourney Id=\"a\"/>\n  </UserJourneys>"
    );
}

#[test]
fn a_restriction_is_an_enumeration_or_a_pattern() {
    is_wrong(
        "element-order",
        "<BuildingBlocks><ClaimsSchema><ClaimType Id=\"a\"><Restriction><Enumeration Text=\"a\" Value=\"a\"/>\
         ‸<Pattern RegularExpression=\"a\"/></Restriction></ClaimType></ClaimsSchema></BuildingBlocks>",
        "Restriction holds either Enumeration or Pattern, not both.",
    );
}

#[test]
fn an_element_is_there_as_often_as_it_may() {
    is_wrong(
        "repeated-element",
        "<BuildingBlocks/>\n‸<BuildingBlocks/>",
        "BuildingBlocks stands in TrustFrameworkPolicy more than once.",
    );
    is_wrong("missing-element", "‸<UserJourneys/>", "UserJourneys lacks UserJourney.");
    is_wrong(
        "missing-element",
        "‸<BasePolicy><TenantId>contoso.onmicrosoft.com</TenantId></BasePolicy>",
        "BasePolicy lacks PolicyId.",
    );
}

#[test]
fn attributes_are_those_that_the_element_has() {
    is_wrong("unknown-attribute", "<RelyingParty ‸Id=\"a\"/>", "RelyingParty has no attribute Id.");
    is_wrong(
        "missing-attribute",
        "<RelyingParty>‸<DefaultUserJourney/></RelyingParty>",
        "DefaultUserJourney lacks the attribute ReferenceId.",
    );
    let text = "<RelyingParty><Endpoints><Endpoint Id=\"a\" ‸userJourneyReferenceId=\"b\"/></Endpoints></RelyingParty>";
    assert_eq!(found(&file(&text.replace('‸', "")))[0].fix.as_ref().unwrap().title, "Rename to UserJourneyReferenceId");
    let schema = "<?xml version=\"1.0\"?><TrustFrameworkPolicy xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" \
                  xsi:schemaLocation=\"a b\"";
    assert_eq!(found(&file("").replace("<?xml version=\"1.0\"?>\n<TrustFrameworkPolicy", schema)), []);
}

#[test]
fn values_are_of_their_types() {
    let found = is_wrong(
        "invalid-value",
        "<BuildingBlocks><ClaimsSchema><ClaimType Id=\"a\"><DataType>‸String</DataType></ClaimType></ClaimsSchema>\
         </BuildingBlocks>",
        "DataType is “String”, but must be one of boolean, date, dateTime, duration, int, long, string, \
         stringCollection, alternativeSecurityIdCollection, userIdentityCollection, userIdentity, phoneNumber, \
         objectIdentityCollection, objectIdentity.",
    );
    assert_eq!(found.help, "Did you mean string?");
    assert_eq!(found.fix.unwrap().title, "Write string");
    is_wrong(
        "invalid-value",
        "<UserJourneys><UserJourney Id=\"a\" NonInteractive=\"‸yes\"/></UserJourneys>",
        "NonInteractive is “yes”, but must be true or false.",
    );
    let found = is_wrong(
        "invalid-value",
        "<UserJourneys><UserJourney Id=\"a\"><PreserveOriginalAssertion>‸</PreserveOriginalAssertion></UserJourney>\
         </UserJourneys>"
            .replace("<PreserveOriginalAssertion>‸</PreserveOriginalAssertion>", "‸<PreserveOriginalAssertion/>")
            .as_str(),
        "PreserveOriginalAssertion is “”, but must be true or false.",
    );
    assert_eq!(found.fix, None);
}

#[test]
fn text_stands_in_no_element_that_holds_elements() {
    is_wrong(
        "unexpected-text",
        "<BuildingBlocks>\n ‸stray text \n</BuildingBlocks>",
        "Text stands in BuildingBlocks, which holds none.",
    );
    is_wrong(
        "unexpected-text",
        "<RelyingParty><DefaultUserJourney ReferenceId=\"a\">‸x</DefaultUserJourney></RelyingParty>",
        "Text stands in DefaultUserJourney, which holds none.",
    );
    assert_eq!(found(&file("<BuildingBlocks><!-- a comment --></BuildingBlocks>")), []);
}

#[test]
fn ids_differ() {
    is_wrong(
        "duplicate-id",
        "<UserJourneys><UserJourney Id=\"a\"/>\n<UserJourney Id=\"‸a\"/></UserJourneys>",
        "Another UserJourney of this file has the Id a (line 3).",
    );
    is_wrong(
        "duplicate-id",
        "<ClaimsProviders><ClaimsProvider><TechnicalProfiles><TechnicalProfile Id=\"a\"/></TechnicalProfiles>\
         </ClaimsProvider>\n<ClaimsProvider><TechnicalProfiles><TechnicalProfile Id=\"‸a\"/></TechnicalProfiles>\
         </ClaimsProvider></ClaimsProviders>",
        "Another TechnicalProfile of this file has the Id a (line 3).",
    );
    let step = |order: &str| format!("<OrchestrationStep Order=\"{order}\" Type=\"SendClaims\"/>");
    let steps = |first: &str, second: &str| {
        format!(
            "<UserJourneys><UserJourney Id=\"a\"><OrchestrationSteps>{}\n{}</OrchestrationSteps></UserJourney>\
             </UserJourneys>",
            step(first),
            step(second)
        )
    };
    is_wrong("duplicate-id", &steps("1", "‸1"), "Another OrchestrationStep of this file has the Order 1 (line 3).");
    is_wrong("duplicate-id", &steps("1", "‸01"), "Another OrchestrationStep of this file has the Order 01 (line 3).");
    assert_eq!(found(&file(&steps("1", "11"))), []);
}

#[test]
fn the_root_and_its_namespace_are_those_of_a_policy() {
    is_found(
        "not-a-policy",
        Severity::Error,
        "‸<Project/>",
        "The outermost element is Project, not TrustFrameworkPolicy.",
    );
    is_found(
        "wrong-namespace",
        Severity::Error,
        "‸<TrustFrameworkPolicy/>",
        "TrustFrameworkPolicy is not in the namespace of policies.",
    );
    is_wrong("wrong-namespace", "‸<BuildingBlocks xmlns=\"\"/>", "BuildingBlocks is not in the namespace of policies.");
    let prefixed = format!(
        "<p:TrustFrameworkPolicy xmlns:p=\"{}\" PolicySchemaVersion=\"0.3.0.0\" TenantId=\"contoso\" PolicyId=\"a\" \
         PublicPolicyUri=\"http://a\"><p:buildingBlocks></p:buildingBlocks></p:TrustFrameworkPolicy>",
        super::NAMESPACE
    );
    let fixed = found(&prefixed)[0].fix.clone().unwrap().apply(&prefixed);
    assert!(fixed.contains("<p:BuildingBlocks></p:BuildingBlocks>"), "{fixed}");
}

#[test]
fn placeholders_of_tenants_are_accepted_and_open_settings_are_named_once() {
    let open = file("")
        .replace("contoso.onmicrosoft.com", "{Settings:Tenant}")
        .replace("http://contoso/", "http://{Settings:Tenant}:x/");
    assert_eq!(found(&open), []);
    is_found(
        "unfilled-setting",
        Severity::Warning,
        &file(
            "<UserJourneys><UserJourney Id=\"a\" NonInteractive=\"‸{Settings:Quiet}\"/><UserJourney Id=\"b\" \
             NonInteractive=\"{Settings:Quiet}\"/></UserJourneys>",
        ),
        "The setting Quiet is not filled.",
    );
    is_found(
        "invalid-value",
        Severity::Warning,
        &file(
            "<RelyingParty><UserJourneyBehaviors><JourneyInsights TelemetryEngine=\"ApplicationInsights\" \
             InstrumentationKey=\"‸ -- key -- \"/></UserJourneyBehaviors></RelyingParty>",
        ),
        "InstrumentationKey is “-- key --”, but must be a GUID, such as 11111111-1111-4111-8111-111111111111.",
    );
    is_found(
        "invalid-value",
        Severity::Error,
        &file("").replace("PolicyId=\"B2C", "PolicyId=\"‸B2C-é"),
        "PolicyId is “B2C-é_1A_a”, but must be a policy id: letters, digits, _, - and ., not ending with a dot.",
    );
}

#[test]
fn the_model_declares_what_the_schema_declares() {
    fn walk(name: &'static str, kind: &'static Kind, seen: &mut BTreeSet<(&'static str, usize)>) {
        if seen.insert((name, std::ptr::from_ref(kind) as usize)) {
            for child in kind.children() {
                walk(child.name, child.kind, seen);
            }
        }
    }
    let mut seen = BTreeSet::new();
    walk(model::ROOT_NAME, model::root(), &mut seen);
    let names: BTreeSet<_> = seen.iter().map(|(name, _)| name).collect();
    // The schema has 156 names of elements (custom policy usage, “The schema”).
    assert_eq!(names.len(), 156);
}
