//! `resolvers.json`.

use super::matcher::holds;
use crate::read;
use domain::{ClaimValue, Claims, DataType, Timestamp};
use policy::resolve::{Element, Handler, Reason, Surroundings, Template, applies};
use serde_json::{Map, Value};

fn parameters(request: &Value) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    request.as_object().into_iter().flatten().map(|(name, value)| (name.clone(), text(value))).collect()
}

fn evaluate(template: &str, context: &Value, request: &Value, language: &str) -> Option<Value> {
    let text = |name: &str| context[name].as_str().unwrap_or_default();
    let mut claims = Claims::new();
    for (id, value) in context["claims"].as_object().into_iter().flatten() {
        claims.set(id.as_str(), ClaimValue::from_json(value, DataType::String).expect("a text"));
    }
    let parameters = parameters(request);
    let now = context["now"].as_str().and_then(|now| now.parse::<jiff::Timestamp>().ok());
    let upstream: Option<&Map<String, Value>> = context["idpTokenResponse"].as_object();
    let around = Surroundings {
        policy: text("policyId"),
        tenant_id: if text("tenantObjectId").is_empty() {
            "00000000-0000-0000-0000-000000000001"
        } else {
            text("tenantObjectId")
        },
        tenant_domain: text("tenantDomain"),
        trust_framework_tenant: text("trustFrameworkTenant"),
        correlation_id: "11111111-2222-4333-8444-555555555555",
        now: Timestamp::from_millis(now.unwrap_or_default().as_millisecond()),
        host: text("host"),
        ip_address: text("clientIp"),
        deployment_mode: text("deploymentMode"),
        build: env!("CARGO_PKG_VERSION"),
        keep_me_signed_in: context["form"]["keepMeSignedIn"] == true,
        language,
        parameters: &parameters,
        claims: &claims,
        technical_profile: text("technicalProfile"),
        upstream,
        service: text("serviceUrl"),
    };
    let value = Template::parse(template).expect(template).evaluate(&around);
    Some(match value? {
        // A secret reaches the claim; what a token may show of it is not asked here.
        ClaimValue::Sensitive(secret) => Value::from(secret.expose()),
        value => value.shown(),
    })
}

#[test]
fn every_resolver_of_the_oracle_gives_its_value() {
    let Some(file) = read("resolvers.json") else { return };
    let mut wrong = Vec::new();
    for entry in file["resolvers"].as_array().expect("entries") {
        let template = entry["resolver"].as_str().expect("a resolver");
        if entry["group"] == "SAML" {
            // Refused by name: SAML is not run.
            let refused = Template::parse(template).expect_err(template);
            assert_eq!(refused[0].reason, Reason::Unsupported, "{template}");
            continue;
        }
        let context = &entry["context"];
        let language = context["resolvedLanguage"].as_str().unwrap_or("en");
        let actual = evaluate(template, context, &context["request"], language).unwrap_or(Value::Null);
        let example = entry["expected"].get("value").is_none_or(|value| *value == actual);
        if !holds(&entry["expected"], &actual) || !example {
            wrong.push(format!("{}: expected {}, was {actual}", entry["id"], entry["expected"]));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn resolvers_of_the_oracle_apply_where_it_says() {
    let Some(file) = read("resolvers.json") else { return };
    for case in file["settings"].as_array().expect("cases") {
        let language = case["resolvedLanguage"].as_str().unwrap_or("en");
        if let Some(template) = case["template"].as_str() {
            let actual = evaluate(template, case, &Value::Null, language).unwrap_or(Value::Null);
            assert!(holds(&case["expected"], &actual), "{case}: was {actual}");
            continue;
        }
        let (handler, element) = match case["element"].as_str() {
            Some("SelfAsserted InputClaim") => (Handler::SelfAsserted, Element::InputClaim),
            Some("RelyingParty OutputClaim") => (Handler::RelyingParty, Element::OutputClaim),
            other => panic!("an element of the oracle that the test does not know: {other:?}"),
        };
        let [include, always] =
            ["IncludeClaimResolvingInClaimsHandling", "AlwaysUseDefaultValue"].map(|name| case[name] == true);
        assert!(applies(handler, element, include, always), "{case}");
        let template = case["DefaultValue"].as_str().expect("a default");
        let actual = evaluate(template, case, &case["request"], language).unwrap_or(Value::Null);
        assert!(holds(&case["expected"], &actual), "{case}: was {actual}");
    }
}

#[test]
fn the_table_of_the_oracle_is_ours() {
    let Some(file) = read("resolvers.json") else { return };
    for (name, usable) in file["usableIn"]["technicalProfiles"].as_object().expect("a table") {
        let handler = match name.as_str() {
            "ApplicationInsights" => Handler::ApplicationInsights,
            "AzureActiveDirectory" => Handler::Directory,
            "OAuth2" => Handler::OAuth2,
            "OpenIdConnect" => Handler::OpenIdConnect,
            "ClaimsTransformation" => Handler::ClaimsTransformation,
            "RESTful" => Handler::Rest,
            "SAML identity provider" => Handler::Saml,
            "SelfAsserted" => Handler::SelfAsserted,
            "RelyingParty" => Handler::RelyingParty,
            other => panic!("a profile of the oracle that the test does not know: {other}"),
        };
        let has = |list: &str, item: &str| usable[list].as_array().expect("a list").iter().any(|known| known == item);
        for (element, written) in [(Element::InputClaim, "InputClaim"), (Element::OutputClaim, "OutputClaim")] {
            for (include, always) in [(false, false), (true, false), (false, true), (true, true)] {
                let expected = has("elements", written)
                    && (include || !has("needs", "IncludeClaimResolvingInClaimsHandling"))
                    && (always || !has("needs", "AlwaysUseDefaultValue"));
                assert_eq!(applies(handler, element, include, always), expected, "{name} {written} {include} {always}");
            }
        }
    }
}
