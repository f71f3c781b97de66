use super::*;
use serde_json::json;

struct World {
    claims: Claims,
    parameters: Vec<(String, String)>,
    upstream: Map<String, Value>,
}

impl World {
    fn new() -> Self {
        let mut claims = Claims::new();
        claims.set("displayName", ClaimValue::Text("Ada {policy}".to_owned()));
        claims.set("password", ClaimValue::Sensitive(Sensitive::new("hunter2")));
        let parameters = [
            ("login_hint", "a@b.example"),
            ("campaignId", "Hawaii"),
            ("password", "s3cret"),
            ("x", "../a?b=c#d"),
            ("dots", ".."),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .to_vec();
        let upstream = json!({ "access_token": "at", "expires_in": 3600, "token_type": "Bearer", "scope": ["a"] });
        Self { claims, parameters, upstream: upstream.as_object().cloned().unwrap_or_default() }
    }

    fn around(&self) -> Surroundings<'_> {
        Surroundings {
            policy: "B2C_1A_x",
            tenant_id: "00000000-0000-0000-0000-000000000001",
            tenant_domain: "contoso.onmicrosoft.com",
            trust_framework_tenant: "trust.onmicrosoft.com",
            correlation_id: "c0",
            now: Timestamp::from_seconds(1_633_867_200),
            host: "login.example",
            ip_address: "192.0.2.1",
            deployment_mode: "Production",
            build: "1.0.0.0",
            keep_me_signed_in: false,
            language: "de-CH",
            parameters: &self.parameters,
            claims: &self.claims,
            technical_profile: "Facebook-OAUTH",
            upstream: Some(&self.upstream),
            service: "https://login.example",
        }
    }

    fn text(&self, template: &str) -> Option<String> {
        Template::parse(template).expect(template).evaluate(&self.around()).and_then(|value| value.text())
    }
}

#[test]
fn every_resolver_has_its_value() {
    let world = World::new();
    for (template, expected) in [
        ("{Culture:LanguageName}", "de"),
        ("{Culture:LCID}", "2055"),
        ("{Culture:RegionName}", "CH"),
        ("{Culture:RFC5646}", "de-CH"),
        ("{Policy:PolicyId}", "B2C_1A_x"),
        ("{Policy:RelyingPartyTenantId}", "contoso.onmicrosoft.com"),
        ("{Policy:TenantObjectId}", "00000000-0000-0000-0000-000000000001"),
        ("{Policy:TrustFrameworkTenantId}", "trust.onmicrosoft.com"),
        ("{Context:BuildNumber}", "1.0.0.0"),
        ("{Context:CorrelationId}", "c0"),
        ("{Context:DateTimeInUtc}", "10/10/2021 12:00:00 PM"),
        ("{Context:DeploymentMode}", "Production"),
        ("{Context:HostName}", "login.example"),
        ("{Context:IPAddress}", "192.0.2.1"),
        ("{Context:KMSI}", "False"),
        ("{Claim:displayname}", "Ada {policy}"),
        ("{OIDC:LoginHint}", "a@b.example"),
        ("{oidc:loginhint}", "a@b.example"),
        ("{OAUTH-KV:campaignId}", "Hawaii"),
        ("{OAUTH-KV:CAMPAIGNID}", "Hawaii"),
        ("{OIDC:Password}", "s3cret"),
        ("{oauth2:access_token}", "at"),
        ("{oauth2:expires_in}", "3600"),
        ("{policy}", "B2C_1A_x"),
        ("{tenant}", "contoso.onmicrosoft.com"),
        ("{RelyingPartyTenantId}", "contoso.onmicrosoft.com"),
        ("{TrustFrameworkTenantId}", "trust.onmicrosoft.com"),
        ("{TechnicalProfileId}", "Facebook-OAUTH"),
        ("{service:te}", "https://login.example"),
        ("{AuthenticatorIssuer}", "contoso.onmicrosoft.com"),
        ("x{policy}-{OIDC:Nonce}-{policy}y", "xB2C_1A_x--B2C_1A_xy"),
        ("é{{policy}}{0}{\"a\":1}{", "é{B2C_1A_x}{0}{\"a\":1}{"),
        ("{Claim:displayName}!", "Ada {policy}!"),
        ("plain", "plain"),
    ] {
        assert_eq!(world.text(template).as_deref(), Some(expected), "{template}");
    }
}

#[test]
fn a_resolver_alone_may_have_no_value() {
    let world = World::new();
    for template in ["{OIDC:Nonce}", "{OAUTH-KV:none}", "{Claim:none}", "{oauth2:refresh_token}"] {
        assert_eq!(world.text(template), None, "{template}");
    }
    let empty = Surroundings { ip_address: "", language: "", upstream: None, ..world.around() };
    for template in ["{Context:IPAddress}", "{Culture:RFC5646}", "{oauth2:access_token}"] {
        assert_eq!(Template::parse(template).expect(template).evaluate(&empty), None, "{template}");
    }
}

#[test]
fn s79_what_holds_a_secret_is_a_secret() {
    let world = World::new();
    for (template, secret) in [
        ("{OIDC:Password}", true),
        ("{OAUTH-KV:password}", true),
        ("{oauth2:access_token}", true),
        ("Bearer {oauth2:access_token}", true),
        ("{Claim:password}", true),
        ("x{Claim:password}", true),
        ("{oauth2:token_type}", false),
        ("{OIDC:LoginHint}", false),
    ] {
        let value = Template::parse(template).expect(template).evaluate(&world.around());
        assert_eq!(matches!(value, Some(ClaimValue::Sensitive(_))), secret, "{template}");
    }
}

#[test]
fn names_that_are_not_run_are_refused_by_name() {
    for (template, expected) in [
        ("{Google:clientId}", "unknown-claim-resolver: There is no claim resolver {Google:clientId}."),
        ("{OIDC:Foo}", "unknown-claim-resolver: There is no claim resolver {OIDC:Foo}."),
        ("{Culture:Moon}", "unknown-claim-resolver: There is no claim resolver {Culture:Moon}."),
        ("{SAML:Subject}", "unsupported-claim-resolver: The claim resolver {SAML:Subject} is not run."),
        ("{saml:issuer}", "unsupported-claim-resolver: The claim resolver {saml:issuer} is not run."),
        ("{SAML:Foo}", "unknown-claim-resolver: There is no claim resolver {SAML:Foo}."),
        ("{Settings:Tenant}", "unfilled-setting: The placeholder {Settings:Tenant} is not filled."),
    ] {
        let refused = Template::parse(&format!("é {template}")).expect_err(template);
        let told: Vec<_> = refused.iter().map(|refused| format!("{}: {refused}", refused.code())).collect();
        assert_eq!(told, [expected], "{template}");
        assert_eq!(refused[0].at, 3..3 + template.len(), "{template}");
    }
    assert_eq!(Template::parse("{A:b}{C:d}").expect_err("two").len(), 2);
    for text in ["{0}", "{foo}", "{", "}", "{}", "{:}", "{a:}", "{ policy }", "{\"a\":\"b\"}", "{0:N2}"] {
        assert!(Template::parse(text).is_ok_and(|template| template.is_literal()), "{text}");
    }
}

#[test]
fn s71_a_value_cannot_change_a_url() {
    let world = World::new();
    let url = |template: &str| Template::parse(template).expect(template).evaluate_url(&world.around());
    assert_eq!(url("https://a.example/{OAUTH-KV:x}/p"), "https://a.example/..%2Fa%3Fb%3Dc%23d/p");
    assert_eq!(url("https://a.example/{OAUTH-KV:dots}/p"), "https://a.example//p");
    assert_eq!(url("https://a.example/{Culture:LanguageName}/p?x={policy}"), "https://a.example/de/p?x=B2C_1A_x");
    for (template, good) in [
        ("https://a.example/{OAUTH-KV:x}", true),
        ("https://a.example?x={Claim:x}", true),
        ("https://{tenant}/x", true),
        ("https://{Policy:RelyingPartyTenantId}.a.example/x", true),
        ("https://{OAUTH-KV:x}/p", false),
        ("https://a.example{OAUTH-KV:x}", false),
        ("https://a.example:{OIDC:LoginHint}/", false),
        ("{Claim:x}", false),
        ("{Claim:x}://a.example/", false),
        ("https://{Context:HostName}/", false),
    ] {
        assert_eq!(Template::parse(template).expect(template).check_url().is_ok(), good, "{template}");
    }
}

#[test]
fn tokens_stand_where_resolvers_do_not_apply() {
    let world = World::new();
    let value = Template::parse("{policy} {OIDC:LoginHint}").expect("a template").evaluate_tokens(&world.around());
    assert_eq!(value, Some(ClaimValue::Text("B2C_1A_x {OIDC:LoginHint}".to_owned())));
    let alone = Template::parse("{OIDC:LoginHint}").expect("a template").evaluate_tokens(&world.around());
    assert_eq!(alone, Some(ClaimValue::Text("{OIDC:LoginHint}".to_owned())));
}

#[test]
fn resolvers_apply_where_both_settings_are_made() {
    use Element::{InputClaim, OutputClaim};
    for (handler, element, include, always, expected) in [
        (Handler::SelfAsserted, InputClaim, true, true, true),
        (Handler::SelfAsserted, InputClaim, false, true, false),
        (Handler::SelfAsserted, InputClaim, true, false, false),
        (Handler::OpenIdConnect, OutputClaim, true, true, true),
        (Handler::Rest, InputClaim, true, true, true),
        (Handler::Rest, OutputClaim, true, true, false),
        (Handler::Saml, InputClaim, true, true, false),
        (Handler::Saml, OutputClaim, true, true, true),
        (Handler::ApplicationInsights, InputClaim, false, false, true),
        (Handler::RelyingParty, OutputClaim, false, true, true),
        (Handler::RelyingParty, OutputClaim, true, false, false),
        (Handler::Directory, Element::Other, true, true, false),
        (Handler::Other, InputClaim, true, true, false),
    ] {
        assert_eq!(applies(handler, element, include, always), expected, "{handler:?} {element:?}");
    }
}

#[test]
fn braces_reach_no_page_no_provider_and_no_service() {
    use Element::{InputClaim, Other, OutputClaim};
    for handler in [Handler::SelfAsserted, Handler::OpenIdConnect, Handler::OAuth2, Handler::Rest, Handler::Other] {
        assert!(resolves(handler, InputClaim, false, false), "{handler:?}");
        assert!(!resolves(handler, OutputClaim, true, false), "{handler:?}");
    }
    assert!(resolves(Handler::RelyingParty, OutputClaim, false, false));
    for (include, always) in [(false, false), (true, false), (false, true)] {
        for element in [InputClaim, OutputClaim, Other] {
            assert!(!resolves(Handler::Directory, element, include, always));
            assert!(!resolves(Handler::ClaimsTransformation, element, include, always));
        }
    }
    assert!(resolves(Handler::Directory, InputClaim, true, true));
    assert!(!resolves(Handler::Directory, Other, true, true), "what is written");
}

#[test]
fn a_template_is_stored_as_its_text() {
    let template = Template::parse("x{policy}{OIDC:Nonce}").expect("a template");
    assert_eq!(
        template.references().collect::<Vec<_>>(),
        [&Reference::PolicyId, &Reference::Parameter("nonce".to_owned())]
    );
    let json = serde_json::to_string(&template).expect("JSON");
    assert_eq!(json, r#""x{policy}{OIDC:Nonce}""#);
    assert_eq!(serde_json::from_str::<Template>(&json).expect("a template"), template);
}

#[test]
fn user_flows_know_four_resolvers_and_leave_the_rest() {
    let resolver = Resolver { policy: "B2C_1_a", tenant_id: "t", tenant_domain: "d", correlation_id: "{policy}" };
    for (text, expected) in [
        ("{POLICY}-{policy:TenantObjectId}-{unknown}-{open", "B2C_1_a-t-{unknown}-{open"),
        ("{Policy:RelyingPartyTenantId}{RelyingPartyTenantId}", "dd"),
        ("{Context:CorrelationId}", "{policy}"),
        ("{OIDC:LoginHint}{A:b}", "{OIDC:LoginHint}{A:b}"),
        ("é{policy}é", "éB2C_1_aé"),
        ("}{", "}{"),
        ("", ""),
    ] {
        assert_eq!(resolver.resolve(text), expected, "{text}");
    }
}
