//! Rules of the policy language, each by a small policy of its own (behaviour reference; the section is at the test).
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    missing_docs,
    reason = "a test that cannot go on says so by panicking"
)]

#[allow(dead_code, reason = "the starter packs use the rest")]
#[path = "starter_packs/world.rs"]
mod world;
#[path = "policies/written.rs"]
mod written;

use domain::language::Language;
use journey::{Answer, Fetch, Input, ParameterValue, Step, page::Body};
use policy::{
    program::Protocol,
    support::{MetadataKeys, ProfileKind, Support},
};
use serde_json::{Value, json};
use world::{Sitting, World, input};
use written::{Parts, exchange, program, proprietary, transforming};

/// A provider, with more metadata and more of everything else.
fn provider(id: &str, metadata: &str, rest: &str) -> String {
    format!(
        r#"<TechnicalProfile Id="{id}"><DisplayName>{id}</DisplayName><Protocol Name="OpenIdConnect" />
             <OutputTokenFormat>JWT</OutputTokenFormat>
             <Metadata>
               <Item Key="METADATA">https://op.example/.well-known/openid-configuration</Item>
               <Item Key="client_id">us</Item><Item Key="response_types">code</Item><Item Key="scope">openid</Item>
               {metadata}
             </Metadata>
             <CryptographicKeys><Key Id="client_secret" StorageReferenceId="B2C_1A_Secret" /></CryptographicKeys>
             {rest}</TechnicalProfile>"#
    )
}

const PERSON: &str = r#"<OutputClaims>
    <OutputClaim ClaimTypeReferenceId="objectId" PartnerClaimType="oid" />
    <OutputClaim ClaimTypeReferenceId="identityProvider" PartnerClaimType="iss" /></OutputClaims>"#;

fn metadata() -> Value {
    json!({
        "issuer": "https://op.example",
        "authorization_endpoint": "https://op.example/authorize",
        "token_endpoint": "https://op.example/token",
        "jwks_uri": "https://op.example/keys",
    })
}

fn with(parameters: &[(&str, &str)]) -> Input {
    let parameters: Vec<_> = parameters.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    let find = |wanted: &str| parameters.iter().find(|(name, _)| name == wanted).map(|(_, value)| value.clone());
    Input { login_hint: find("login_hint"), domain_hint: None, parameters, ..input() }
}

/// The query of the redirect to the provider.
fn sent(sitting: &Sitting) -> Vec<(String, String)> {
    let Step::Redirect(redirect) = &sitting.step else { panic!("{:?}", sitting.step) };
    let plain = redirect.parameters.iter().filter_map(|(name, value)| match value {
        ParameterValue::Plain(value) => Some((name.clone(), value.clone())),
        _ => None,
    });
    plain.collect()
}

fn find<'a>(parameters: &'a [(String, String)], name: &str) -> Option<&'a str> {
    parameters.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
}

#[test]
fn a_provider_with_a_token_format_is_a_provider() {
    // §10.4: an issuer has no address of its own.
    let profiles = provider("Contoso-OpenIdConnect", "", PERSON);
    let parts = Parts { profiles: &profiles, steps: &[&exchange("E", "Contoso-OpenIdConnect")], ..Parts::default() };
    let program = program(&parts);
    let protocol = |id: &str| &program.profiles[id].protocol;
    assert!(matches!(protocol("Contoso-OpenIdConnect"), Protocol::OpenIdConnect(_)));
    assert!(matches!(protocol("JwtIssuer"), Protocol::JwtIssuer(_)));
}

#[test]
fn input_claims_of_a_provider_are_parameters_of_its_authorization_endpoint() {
    // §1.5, §8.
    let profiles = provider(
        "Contoso",
        r#"<Item Key="AdditionalRequestQueryParameters">display=popup, max_age = 60</Item><Item Key="resource">urn:api</Item>"#,
        &format!(
            r#"<InputClaimsTransformations><InputClaimsTransformation ReferenceId="MakeHint" /></InputClaimsTransformations>
               <InputClaims>
                 <InputClaim ClaimTypeReferenceId="domainHint" PartnerClaimType="domain_hint" />
                 <InputClaim ClaimTypeReferenceId="loginHint" PartnerClaimType="login_hint" DefaultValue="{{OIDC:LoginHint}}" />
                 <InputClaim ClaimTypeReferenceId="displayName" PartnerClaimType="hl" DefaultValue="{{Culture:LanguageName}}" />
                 <InputClaim ClaimTypeReferenceId="email" PartnerClaimType="client_id" DefaultValue="theirs" />
                 <InputClaim ClaimTypeReferenceId="authenticationSource" PartnerClaimType="prompt" DefaultValue="login" />
               </InputClaims>{PERSON}"#
        ),
    );
    let transformations = r#"<ClaimsTransformation Id="MakeHint" TransformationMethod="CreateStringClaim">
        <InputParameters><InputParameter Id="value" DataType="string" Value="contoso.example" /></InputParameters>
        <OutputClaims><OutputClaim ClaimTypeReferenceId="domainHint" TransformationClaimType="createdClaim" /></OutputClaims>
      </ClaimsTransformation>"#;
    let earlier = transforming(
        "Earlier",
        r#"<OutputClaims><OutputClaim ClaimTypeReferenceId="authenticationSource" DefaultValue="consent" /></OutputClaims>"#,
    );
    let profiles = profiles + &earlier;
    let steps = [exchange("A", "Earlier"), exchange("E", "Contoso")];
    let steps: Vec<&str> = steps.iter().map(String::as_str).collect();
    let parts = Parts { profiles: &profiles, transformations, steps: &steps, ..Parts::default() };
    for hint in [Some("ada@contoso.example"), None] {
        let mut world = World::default();
        let given: Vec<_> = hint.iter().map(|hint| ("login_hint", *hint)).collect();
        let mut sitting = Sitting::begin(&mut world, program(&parts), with(&given));
        sitting.fetched(&mut world, metadata());
        let sent = sent(&sitting);
        assert_eq!(find(&sent, "domain_hint"), Some("contoso.example"), "made by an input transformation");
        assert_eq!(find(&sent, "login_hint"), hint, "what has no value is not sent");
        assert_eq!(find(&sent, "hl"), Some("en"));
        assert_eq!(find(&sent, "prompt"), Some("consent"), "a claim wins over its default");
        assert_eq!(find(&sent, "client_id"), Some("us"), "the protocol's own parameters are not overwritten");
        assert_eq!(sent.iter().filter(|(name, _)| name == "client_id").count(), 1);
        assert_eq!(find(&sent, "ui_locales"), None, "a policy says itself what is sent");
        assert_eq!((find(&sent, "display"), find(&sent, "max_age")), (Some("popup"), Some("60")));
        assert_eq!(find(&sent, "resource"), Some("urn:api"));
    }
}

#[test]
fn endpoints_that_a_policy_names_win_over_the_metadata() {
    // §2.1.
    let profiles = provider(
        "Contoso",
        r#"<Item Key="authorization_endpoint">https://op.example/{tenant}/special</Item>
           <Item Key="token_endpoint">https://op.example/special-token</Item>"#,
        PERSON,
    );
    let parts = Parts { profiles: &profiles, steps: &[&exchange("E", "Contoso")], ..Parts::default() };
    let mut world = World::default();
    let mut sitting = Sitting::begin(&mut world, program(&parts), input());
    let mut without = metadata();
    without.as_object_mut().unwrap().remove("token_endpoint");
    sitting.fetched(&mut world, without);
    let Step::Redirect(redirect) = &sitting.step else { panic!("{:?}", sitting.step) };
    assert_eq!(redirect.endpoint, "https://op.example/contoso.onmicrosoft.com/special");
    sitting.came_back(&world, &[("code", "c"), ("state", "s")]);
    let Step::Fetch(fetch) = &sitting.step else { panic!("{:?}", sitting.step) };
    let Fetch::Tokens { url, .. } = &**fetch else { panic!("{fetch:?}") };
    assert_eq!(url, "https://op.example/special-token");
}

#[test]
fn what_a_token_answer_says_and_paths_into_the_token_are_output_claims() {
    // §2.2 `ResolveJsonPathsInJsonTokens`, §2.3 `{oauth2:…}`.
    let profiles = provider(
        "Contoso",
        r#"<Item Key="ResolveJsonPathsInJsonTokens">true</Item>"#,
        r#"<OutputClaims>
             <OutputClaim ClaimTypeReferenceId="objectId" PartnerClaimType="oid" />
             <OutputClaim ClaimTypeReferenceId="email" PartnerClaimType="emails[0].value" />
             <OutputClaim ClaimTypeReferenceId="displayName" PartnerClaimType="{OAuth2:token_type}" />
             <OutputClaim ClaimTypeReferenceId="number" PartnerClaimType="{oauth2:expires_in}" />
             <OutputClaim ClaimTypeReferenceId="loginHint" PartnerClaimType="{oauth2:refresh_token}" />
           </OutputClaims>"#,
    );
    let outputs = r#"<OutputClaim ClaimTypeReferenceId="email" /><OutputClaim ClaimTypeReferenceId="displayName" />
        <OutputClaim ClaimTypeReferenceId="number" /><OutputClaim ClaimTypeReferenceId="loginHint" />"#;
    let parts = Parts { profiles: &profiles, outputs, steps: &[&exchange("E", "Contoso")], ..Parts::default() };
    let mut world = World::default();
    let mut sitting = Sitting::begin(&mut world, program(&parts), input());
    sitting.fetched(&mut world, metadata());
    sitting.came_back(&world, &[("code", "c"), ("state", "s")]);
    let answer = json!({ "id_token": "a.b.c", "access_token": "t", "token_type": "Bearer", "expires_in": 3600, "refresh_token": "r" });
    sitting.fetched(&mut world, answer);
    sitting.fetched(&mut world, json!({ "keys": [] }));
    let claims = json!({ "oid": written::SOMEBODY, "emails": [{ "value": "ada@contoso.example" }] });
    sitting.verified(&mut world, &claims);
    let claims = &sitting.finished().claims;
    assert_eq!(claims["email"], "ada@contoso.example");
    assert_eq!(claims["displayName"], "Bearer");
    assert_eq!(claims["number"], 3600);
    assert_eq!(claims["loginHint"], "r");
    assert!(!sitting.recorded().contains("\"r\""), "S79");
}

#[test]
fn s79_no_secret_is_in_the_address_of_a_page_s_own_content() {
    // §11.2; a provider's token is a claim here, and the request has an invitation.
    let profiles = provider(
        "Contoso",
        "",
        r#"<OutputClaims>
             <OutputClaim ClaimTypeReferenceId="objectId" PartnerClaimType="oid" />
             <OutputClaim ClaimTypeReferenceId="loginHint" PartnerClaimType="{oauth2:access_token}" />
           </OutputClaims>"#,
    ) + &page(r#"<OutputClaims><OutputClaim ClaimTypeReferenceId="displayName" /></OutputClaims>"#);
    let parts =
        Parts { profiles: &profiles, steps: &[&exchange("E", "Contoso"), &exchange("P", "Page")], ..Parts::default() };
    let own = "https://pages.example/{Claim:objectId}/p?t={Claim:loginHint}&amp;h={OAUTH-KV:id_token_hint}&amp;c={OIDC:LoginHint}";
    let text = written::text(&parts).replace("~/tenant/templates/AzureBlue/selfAsserted.cshtml", own);
    let mut world = World::default();
    let given = with(&[("login_hint", "a&b"), ("id_token_hint", "an-invitation")]);
    let mut sitting = Sitting::begin(&mut world, written::compiled(&text), given);
    sitting.fetched(&mut world, metadata());
    sitting.came_back(&world, &[("code", "c"), ("state", "s")]);
    sitting.fetched(&mut world, json!({ "id_token": "a.b.c", "access_token": "a-token", "token_type": "Bearer" }));
    sitting.fetched(&mut world, json!({ "keys": [] }));
    sitting.verified(&mut world, &json!({ "oid": written::SOMEBODY }));
    let expected = format!("https://pages.example/{}/p?t=&h=&c=a%26b", written::SOMEBODY);
    assert_eq!(sitting.content_url(), Some(expected));
    assert!(written::compile(&text.replace("pages.example", "{Claim:loginHint}")).is_err(), "nor is its host");
}

#[test]
fn a_login_hint_fills_the_sign_in_name_and_braces_never_do() {
    // §8.
    let page = proprietary(
        "Page",
        "SelfAssertedAttributeProvider",
        r#"<Metadata><Item Key="ContentDefinitionReferenceId">page</Item></Metadata>
           <InputClaims><InputClaim ClaimTypeReferenceId="signInName" DefaultValue="{OIDC:LoginHint}" /></InputClaims>
           <OutputClaims><OutputClaim ClaimTypeReferenceId="signInName" Required="true" /></OutputClaims>"#,
    );
    let steps = [exchange("E", "Page"), exchange("S", "Somebody")];
    let steps: Vec<&str> = steps.iter().map(String::as_str).collect();
    let parts = Parts { profiles: &page, steps: &steps, ..Parts::default() };
    for hint in [None, Some("ada@contoso.example")] {
        let given: Vec<_> = hint.iter().map(|hint| ("login_hint", *hint)).collect();
        let sitting = Sitting::begin(&mut World::default(), program(&parts), with(&given));
        assert_eq!(sitting.value("signInName"), hint.unwrap_or_default());
    }
}

#[test]
fn a_resolver_without_its_flags_has_no_value() {
    // §10.7, §15.23.
    for (include, always, resolved) in
        [(false, false, false), (true, false, false), (false, true, false), (true, true, true)]
    {
        let inside = format!(
            r#"<Metadata><Item Key="IncludeClaimResolvingInClaimsHandling">{include}</Item></Metadata>
               <OutputClaims><OutputClaim ClaimTypeReferenceId="correlationId"
                 DefaultValue="{{Context:CorrelationId}}" AlwaysUseDefaultValue="{always}" /></OutputClaims>"#
        );
        let profiles = transforming("Correlate", &inside);
        let steps = [exchange("A", "Somebody"), exchange("B", "Correlate")];
        let steps: Vec<&str> = steps.iter().map(String::as_str).collect();
        let outputs = r#"<OutputClaim ClaimTypeReferenceId="correlationId" />"#;
        let parts = Parts { profiles: &profiles, steps: &steps, outputs, ..Parts::default() };
        let sitting = Sitting::begin(&mut World::default(), program(&parts), input());
        let found = sitting.finished().claims.get("correlationId").cloned();
        let expected = resolved.then(|| Value::from(input().correlation_id));
        assert_eq!(found, expected, "{include} {always}");
    }
}

#[test]
fn braces_are_not_written_into_the_directory() {
    // §10.7: what is persisted resolves nothing.
    let write = proprietary(
        "Write",
        "AzureActiveDirectoryProvider",
        r#"<Metadata><Item Key="Operation">Write</Item></Metadata>
           <InputClaims><InputClaim ClaimTypeReferenceId="signInName" PartnerClaimType="signInNames.emailAddress" Required="true" /></InputClaims>
           <PersistedClaims>
             <PersistedClaim ClaimTypeReferenceId="signInName" PartnerClaimType="signInNames.emailAddress" />
             <PersistedClaim ClaimTypeReferenceId="displayName" DefaultValue="{OIDC:LoginHint}" />
           </PersistedClaims>
           <OutputClaims><OutputClaim ClaimTypeReferenceId="objectId" /></OutputClaims>"#,
    );
    let name = transforming(
        "Name",
        r#"<OutputClaims><OutputClaim ClaimTypeReferenceId="signInName" DefaultValue="ada@contoso.example" /></OutputClaims>"#,
    );
    let steps = [exchange("A", "Name"), exchange("B", "Write")];
    let steps: Vec<&str> = steps.iter().map(String::as_str).collect();
    let profiles = write + &name;
    let parts = Parts { profiles: &profiles, steps: &steps, ..Parts::default() };
    let mut world = World::default();
    Sitting::begin(&mut world, program(&parts), input()).finished();
    assert_eq!(world.find("ada@contoso.example").unwrap().display_name, None);
}

#[test]
fn a_default_of_an_output_claim_leaves_a_claim_that_is_there() {
    // §2.3 and the schema: “If the claim … does not exist, then the DefaultValue is used”.
    let first = transforming(
        "First",
        r#"<OutputClaims>
             <OutputClaim ClaimTypeReferenceId="authenticationSource" DefaultValue="socialIdpAuthentication" />
             <OutputClaim ClaimTypeReferenceId="flag" DefaultValue="true" />
             <OutputClaim ClaimTypeReferenceId="displayName" DefaultValue="first" /></OutputClaims>"#,
    );
    let second = transforming(
        "Second",
        r#"<OutputClaims>
             <OutputClaim ClaimTypeReferenceId="authenticationSource" DefaultValue="localAccountAuthentication" />
             <OutputClaim ClaimTypeReferenceId="flag" DefaultValue="false" />
             <OutputClaim ClaimTypeReferenceId="email" DefaultValue="only@second.example" />
             <OutputClaim ClaimTypeReferenceId="displayName" DefaultValue="second" AlwaysUseDefaultValue="true" /></OutputClaims>"#,
    );
    let steps = [exchange("A", "Somebody"), exchange("B", "First"), exchange("C", "Second")];
    let steps: Vec<&str> = steps.iter().map(String::as_str).collect();
    let outputs = r#"<OutputClaim ClaimTypeReferenceId="authenticationSource" /><OutputClaim ClaimTypeReferenceId="flag" />
        <OutputClaim ClaimTypeReferenceId="displayName" /><OutputClaim ClaimTypeReferenceId="email" />"#;
    let profiles = first + &second;
    let parts = Parts { profiles: &profiles, steps: &steps, outputs, ..Parts::default() };
    let sitting = Sitting::begin(&mut World::default(), program(&parts), input());
    let claims = &sitting.finished().claims;
    assert_eq!(claims["authenticationSource"], "socialIdpAuthentication");
    assert_eq!(claims["flag"], true);
    assert_eq!(claims["displayName"], "second", "unless it is always used");
    assert_eq!(claims["email"], "only@second.example");
}

#[test]
fn the_journey_tells_its_context_under_the_names_that_policies_use() {
    let context = proprietary(
        "Context",
        "UserJourneyContextProvider",
        r#"<OutputClaims>
             <OutputClaim ClaimTypeReferenceId="clientIpAddress" PartnerClaimType="IP-Address" />
             <OutputClaim ClaimTypeReferenceId="correlationId" PartnerClaimType="CorrelationId" /></OutputClaims>"#,
    );
    let steps = [exchange("A", "Somebody"), exchange("B", "Context")];
    let steps: Vec<&str> = steps.iter().map(String::as_str).collect();
    let outputs =
        r#"<OutputClaim ClaimTypeReferenceId="clientIpAddress" /><OutputClaim ClaimTypeReferenceId="correlationId" />"#;
    let parts = Parts { profiles: &context, steps: &steps, outputs, ..Parts::default() };
    let given = Input { ip_address: Some("203.0.113.7".to_owned()), ..input() };
    let sitting = Sitting::begin(&mut World::default(), program(&parts), given);
    let claims = &sitting.finished().claims;
    assert_eq!(claims["clientIpAddress"], "203.0.113.7");
    assert_eq!(claims["correlationId"], input().correlation_id);
}

/// A page that signs in, with a link for a forgotten password and one that signs up.
fn sign_in() -> String {
    let page = proprietary(
        "SignIn",
        "SelfAssertedAttributeProvider",
        r#"<Metadata><Item Key="ContentDefinitionReferenceId">page</Item><Item Key="SignUpTarget">SignUpExchange</Item>
             <Item Key="setting.forgotPasswordLinkOverride">ForgotPasswordExchange</Item></Metadata>
           <OutputClaims><OutputClaim ClaimTypeReferenceId="signInName" Required="true" />
             <OutputClaim ClaimTypeReferenceId="objectId" DefaultValue="00000000-0000-4000-8000-000000000060" /></OutputClaims>"#,
    );
    let forgot = transforming(
        "ForgotPassword",
        r#"<OutputClaims>
             <OutputClaim ClaimTypeReferenceId="objectId" DefaultValue="00000000-0000-4000-8000-000000000061" />
             <OutputClaim ClaimTypeReferenceId="isForgotPassword" DefaultValue="true" AlwaysUseDefaultValue="true" /></OutputClaims>"#,
    );
    page + &forgot + &provider("Contoso", "", PERSON)
}

const COMBINED: &str = r#"Type="CombinedSignInAndSignUp" ContentDefinitionReferenceId="page">
    <ClaimsProviderSelections>
      <ClaimsProviderSelection TargetClaimsExchangeId="ContosoExchange" />
      <ClaimsProviderSelection ValidationClaimsExchangeId="LocalExchange" />
      <ClaimsProviderSelection TargetClaimsExchangeId="ForgotPasswordExchange" />
    </ClaimsProviderSelections>
    <ClaimsExchanges><ClaimsExchange Id="LocalExchange" TechnicalProfileReferenceId="SignIn" /></ClaimsExchanges>"#;
const NEXT: &str = r#"Type="ClaimsExchange">
    <Preconditions><Precondition Type="ClaimsExist" ExecuteActionsIf="true"><Value>
        objectId
      </Value><Action>SkipThisOrchestrationStep</Action></Precondition></Preconditions>
    <ClaimsExchanges><ClaimsExchange Id="ContosoExchange" TechnicalProfileReferenceId="Contoso" />
      <ClaimsExchange Id="SignUpExchange" TechnicalProfileReferenceId="Somebody" />
      <ClaimsExchange Id="ForgotPasswordExchange" TechnicalProfileReferenceId="ForgotPassword" /></ClaimsExchanges>"#;

fn choices(sitting: &Sitting) -> (Vec<String>, Option<String>, bool) {
    let Body::Selection { choices, local: Some(local) } = &sitting.page().body else { panic!("{:?}", sitting.step) };
    let ids = choices.iter().map(|choice| choice.id.clone()).collect();
    (ids, local.links.sign_up.clone(), local.links.forgotten)
}

#[test]
fn a_selection_that_connects_a_link_is_no_button() {
    // §12: the embedded password reset.
    let outputs = r#"<OutputClaim ClaimTypeReferenceId="isForgotPassword" />"#;
    let profiles = sign_in();
    let parts = Parts { profiles: &profiles, steps: &[COMBINED, NEXT], outputs, ..Parts::default() };
    let mut world = World::default();
    let mut sitting = Sitting::begin(&mut world, program(&parts), input());
    assert_eq!(choices(&sitting), (vec!["ContosoExchange".to_owned()], Some("SignUpExchange".to_owned()), true));
    sitting.act(&mut world, "forgotPassword", &[]);
    assert_eq!(sitting.finished().claims["isForgotPassword"], true);
    // And the form goes on: the value of the precondition names its claim whatever stands around it.
    let mut sitting = Sitting::begin(&mut world, program(&parts), input());
    sitting.form(&mut world, &[("signInName", "ada")]);
    assert_eq!(sitting.finished().subject, written::SOMEBODY);
}

#[test]
fn links_are_those_of_the_step_on_which_the_form_stands() {
    // The same page stands in the journey, with both links, and in a sub-journey without them.
    let bare = r#"<OrchestrationStep Order="1" Type="CombinedSignInAndSignUp" ContentDefinitionReferenceId="page">
          <ClaimsProviderSelections>
            <ClaimsProviderSelection TargetClaimsExchangeId="ContosoExchange2" />
            <ClaimsProviderSelection ValidationClaimsExchangeId="LocalExchange2" /></ClaimsProviderSelections>
          <ClaimsExchanges><ClaimsExchange Id="LocalExchange2" TechnicalProfileReferenceId="SignIn" /></ClaimsExchanges>
        </OrchestrationStep>
        <OrchestrationStep Order="2" Type="ClaimsExchange"><ClaimsExchanges>
          <ClaimsExchange Id="ContosoExchange2" TechnicalProfileReferenceId="Contoso" />
          </ClaimsExchanges></OrchestrationStep>"#;
    let sub_journeys =
        format!(r#"<SubJourney Id="Bare" Type="Call"><OrchestrationSteps>{bare}</OrchestrationSteps></SubJourney>"#);
    let invoke = r#"Type="InvokeSubJourney"><JourneyList><Candidate SubJourneyReferenceId="Bare" /></JourneyList>"#;
    let profiles = sign_in();
    let parts = Parts {
        profiles: &profiles,
        steps: &[COMBINED, NEXT, invoke],
        sub_journeys: &sub_journeys,
        ..Parts::default()
    };
    let mut world = World::default();
    let mut sitting = Sitting::begin(&mut world, program(&parts), input());
    assert_eq!(choices(&sitting).1.as_deref(), Some("SignUpExchange"));
    sitting.form(&mut world, &[("signInName", "ada")]);
    assert_eq!(choices(&sitting), (vec!["ContosoExchange2".to_owned()], None, true));
    // The link of a forgotten password is the application's affair where the journey has no exchange for it.
    sitting.act(&mut world, "forgotPassword", &[]);
    let Step::Fail(fault) = &sitting.step else { panic!("{:?}", sitting.step) };
    assert_eq!(fault.code, "AADB2C90118");
    let mut sitting = Sitting::begin(&mut world, program(&parts), input());
    sitting.answer(&mut world, Answer::Choice("SignUpExchange".to_owned()));
    assert!(matches!(&sitting.step, Step::Show(_)), "{:?}", sitting.step);
}

const WORDS: &str = r#"<Localization Enabled="true">
    <SupportedLanguages DefaultLanguage="en"><SupportedLanguage>en</SupportedLanguage><SupportedLanguage>es</SupportedLanguage></SupportedLanguages>
    <LocalizedResources Id="words.en"><LocalizedStrings>
      <LocalizedString ElementType="ClaimType" ElementId="signInName" StringId="DisplayName">Your name</LocalizedString>
      <LocalizedString ElementType="DisplayControl" ElementId="control" StringId="failure_verify_code_msg">The control says no.</LocalizedString>
    </LocalizedStrings></LocalizedResources>
    <LocalizedResources Id="words.es"><LocalizedStrings>
      <LocalizedString ElementType="ClaimType" ElementId="signInName" StringId="DisplayName">Su nombre</LocalizedString>
    </LocalizedStrings></LocalizedResources></Localization>"#;
const WORDS_OF_PAGE: &str = r#"<LocalizedResourcesReferences MergeBehavior="Prepend">
    <LocalizedResourcesReference Language="en" LocalizedResourcesReferenceId="words.en" />
    <LocalizedResourcesReference Language="es" LocalizedResourcesReferenceId="words.es" /></LocalizedResourcesReferences>"#;

fn page(inside: &str) -> String {
    let content = r#"<Metadata><Item Key="ContentDefinitionReferenceId">page</Item></Metadata>"#;
    proprietary("Page", "SelfAssertedAttributeProvider", &format!("{content}{inside}"))
}

#[test]
fn pages_come_in_the_languages_of_the_policy() {
    // §11.4: ui_locales, the browser, the default of the policy.
    let profiles =
        page(r#"<OutputClaims><OutputClaim ClaimTypeReferenceId="signInName" Required="true" /></OutputClaims>"#);
    let steps = [exchange("E", "Page"), exchange("S", "Somebody")];
    let steps: Vec<&str> = steps.iter().map(String::as_str).collect();
    let parts =
        Parts { profiles: &profiles, steps: &steps, page: WORDS_OF_PAGE, localization: WORDS, ..Parts::default() };
    for (asked, browser, label) in [
        (Some("es-MX"), Language::De, "Su nombre"),
        (Some("xx es"), Language::De, "Su nombre"),
        (Some("en"), Language::De, "Your name"),
        (None, Language::De, "Your name"),
        (Some("fr"), Language::It, "Your name"),
    ] {
        let given: Vec<_> = asked.iter().map(|asked| ("ui_locales", *asked)).collect();
        let input = Input { language: browser, ..with(&given) };
        let sitting = Sitting::begin(&mut World::default(), program(&parts), input);
        assert_eq!(sitting.label("signInName"), label, "{asked:?} {browser:?}");
        assert_eq!(sitting.page().language, Language::En, "words of the policy and built-in ones are of one language");
    }
}

#[test]
fn the_region_of_a_language_stays() {
    // §10.7.
    let outputs = r#"<OutputClaim ClaimTypeReferenceId="email" PartnerClaimType="tag" DefaultValue="{Culture:RFC5646}" />
        <OutputClaim ClaimTypeReferenceId="displayName" PartnerClaimType="number" DefaultValue="{Culture:LCID}" />
        <OutputClaim ClaimTypeReferenceId="loginHint" PartnerClaimType="region" DefaultValue="{Culture:RegionName}" />"#;
    let parts = Parts { steps: &[&exchange("S", "Somebody")], outputs, ..Parts::default() };
    let input = Input { language: Language::De, ..with(&[("ui_locales", "de-CH")]) };
    let sitting = Sitting::begin(&mut World::default(), program(&parts), input);
    let claims = &sitting.finished().claims;
    assert_eq!((&claims["tag"], &claims["number"], &claims["region"]), (&json!("de-CH"), &json!("2055"), &json!("CH")));
}

#[test]
fn one_box_of_a_boolean_claim_is_a_boolean() {
    // §10.3, §15.18.
    let claims = r#"<ClaimType Id="flag"><DisplayName>Flag</DisplayName><DataType>boolean</DataType>
        <UserInputType>CheckboxMultiSelect</UserInputType>
        <Restriction><Enumeration Text="Yes" Value="true" SelectByDefault="false" /></Restriction></ClaimType>"#;
    let profiles = page(r#"<OutputClaims><OutputClaim ClaimTypeReferenceId="flag" /></OutputClaims>"#)
        + &transforming(
            "Flagged",
            r#"<OutputClaims><OutputClaim ClaimTypeReferenceId="email" DefaultValue="x" /></OutputClaims>"#,
        );
    let skipped = r#"Type="ClaimsExchange"><Preconditions><Precondition Type="ClaimEquals" ExecuteActionsIf="true">
        <Value>flag</Value><Value>True</Value><Action>SkipThisOrchestrationStep</Action></Precondition></Preconditions>
        <ClaimsExchanges><ClaimsExchange Id="F" TechnicalProfileReferenceId="Flagged" /></ClaimsExchanges>"#;
    let steps = [exchange("E", "Page"), exchange("S", "Somebody"), skipped.to_owned()];
    let steps: Vec<&str> = steps.iter().map(String::as_str).collect();
    let outputs = r#"<OutputClaim ClaimTypeReferenceId="flag" /><OutputClaim ClaimTypeReferenceId="email" />"#;
    let parts = Parts { claims, profiles: &profiles, steps: &steps, outputs, ..Parts::default() };
    let mut world = World::default();
    let mut sitting = Sitting::begin(&mut world, program(&parts), input());
    sitting.form(&mut world, &[("flag", "true")]);
    let claims = &sitting.finished().claims;
    assert_eq!(claims["flag"], true);
    assert!(!claims.contains_key("email"), "the precondition sees it, too");
}

#[test]
fn steps_run_by_their_order() {
    let once = |id: &str, value: &str| {
        let claim = format!(r#"<OutputClaim ClaimTypeReferenceId="displayName" DefaultValue="{value}" />"#);
        transforming(id, &format!("<OutputClaims>{claim}</OutputClaims>"))
    };
    let profiles = once("First", "first") + &once("Second", "second");
    let steps = [exchange("S", "Somebody"), exchange("A", "First"), exchange("B", "Second")];
    let steps: Vec<&str> = steps.iter().map(String::as_str).collect();
    let outputs = r#"<OutputClaim ClaimTypeReferenceId="displayName" />"#;
    let text = written::text(&Parts { profiles: &profiles, steps: &steps, outputs, ..Parts::default() });
    let swapped = text.replace("Order=\"2\"", "Order=\"9\"").replace("Order=\"3\"", "Order=\"2\"");
    let swapped = swapped.replace("Order=\"9\"", "Order=\"3\"");
    for (text, expected) in [(text, "first"), (swapped, "second")] {
        let sitting = Sitting::begin(&mut World::default(), written::compiled(&text), input());
        assert_eq!(sitting.finished().claims["displayName"], expected);
    }
}

#[test]
fn a_subject_may_be_a_number() {
    let profiles = transforming(
        "Numbered",
        r#"<OutputClaims><OutputClaim ClaimTypeReferenceId="number" DefaultValue="4711" /></OutputClaims>"#,
    );
    let steps = [exchange("S", "Somebody"), exchange("A", "Numbered")];
    let steps: Vec<&str> = steps.iter().map(String::as_str).collect();
    let outputs = r#"<OutputClaim ClaimTypeReferenceId="number" />"#;
    let text = written::text(&Parts { profiles: &profiles, steps: &steps, outputs, ..Parts::default() });
    let text = text.replace(r#"<SubjectNamingInfo ClaimType="sub" />"#, r#"<SubjectNamingInfo ClaimType="number" />"#);
    let sitting = Sitting::begin(&mut World::default(), written::compiled(&text), input());
    assert_eq!(sitting.finished().subject, "4711");
}

#[test]
fn the_refresh_journey_of_an_issuer_in_a_sub_journey_is_found() {
    let send = r#"Type="SendClaims" CpimIssuerTechnicalProfileReferenceId="JwtIssuer" />"#;
    let sub_journeys = format!(
        r#"<SubJourney Id="End" Type="Transfer"><OrchestrationSteps><OrchestrationStep Order="1" {send}</OrchestrationSteps></SubJourney>"#
    );
    let invoke = r#"Type="InvokeSubJourney"><JourneyList><Candidate SubJourneyReferenceId="End" /></JourneyList>"#;
    let text = written::text(&Parts {
        steps: &[&exchange("S", "Somebody"), invoke],
        sub_journeys: &sub_journeys,
        ..Parts::default()
    });
    let refresh = format!(
        r#"<UserJourney Id="Again"><OrchestrationSteps><OrchestrationStep Order="1" {}</OrchestrationStep>
           <OrchestrationStep Order="2" {send}</OrchestrationSteps></UserJourney></UserJourneys>"#,
        exchange("S2", "Somebody")
    );
    let text = text
        .replace(&format!(r#"<OrchestrationStep Order="3" {send}"#), "")
        .replace("</UserJourneys>", &refresh)
        .replace("{service:te}</Item>", r#"{service:te}</Item><Item Key="RefreshTokenUserJourneyId">Again</Item>"#);
    assert_eq!(written::compiled(&text).token_journey.as_deref(), Some("Again"));
}

/// A page whose control makes a code and checks it.
fn verifying(messages: &str) -> (String, String) {
    let code = |id: &str, operation: &str, more: &str, claims: &str| {
        let metadata = format!(r#"<Metadata><Item Key="Operation">{operation}</Item>{more}</Metadata>"#);
        let identifier = r#"<InputClaim ClaimTypeReferenceId="email" PartnerClaimType="identifier" />"#;
        proprietary(id, "OneTimePasswordProtocolProvider", &format!("{metadata}<InputClaims>{identifier}{claims}"))
    };
    let made = r#"</InputClaims><OutputClaims><OutputClaim ClaimTypeReferenceId="loginHint" PartnerClaimType="otpGenerated" /></OutputClaims>"#;
    let checked = r#"<InputClaim ClaimTypeReferenceId="signInName" PartnerClaimType="otpToVerify" /></InputClaims>"#;
    let profiles = code("Make", "GenerateCode", "", made)
        + &code("Check", "VerifyCode", messages, checked)
        + &page(
            r#"<DisplayClaims><DisplayClaim DisplayControlReferenceId="control" /></DisplayClaims>
               <OutputClaims><OutputClaim ClaimTypeReferenceId="email" /></OutputClaims>"#,
        );
    let action = |id: &str, profile: &str| {
        let used = format!(r#"<ValidationClaimsExchangeTechnicalProfile TechnicalProfileReferenceId="{profile}" />"#);
        format!(r#"<Action Id="{id}"><ValidationClaimsExchange>{used}</ValidationClaimsExchange></Action>"#)
    };
    let controls = format!(
        r#"<DisplayControl Id="control" UserInterfaceControlType="VerificationControl">
             <DisplayClaims><DisplayClaim ClaimTypeReferenceId="email" Required="true" />
               <DisplayClaim ClaimTypeReferenceId="signInName" ControlClaimType="VerificationCode" Required="true" /></DisplayClaims>
             <OutputClaims><OutputClaim ClaimTypeReferenceId="email" /></OutputClaims>
             <Actions>{}{}</Actions></DisplayControl>"#,
        action("SendCode", "Make"),
        action("VerifyCode", "Check")
    );
    (profiles, controls)
}

#[test]
fn a_wrong_code_is_said_in_the_words_of_the_policy() {
    // §10.4 and §11.4: under its newer or older name, then the control's own words.
    for (messages, said) in [
        (r#"<Item Key="UserMessageIfInvalidCode">Newer.</Item>"#, "Newer."),
        (r#"<Item Key="UserMessage.InvalidCode">Older.</Item>"#, "Older."),
        ("", "The control says no."),
    ] {
        let (profiles, controls) = verifying(messages);
        let steps = [exchange("E", "Page"), exchange("S", "Somebody")];
        let steps: Vec<&str> = steps.iter().map(String::as_str).collect();
        let parts = Parts {
            profiles: &profiles,
            controls: &controls,
            steps: &steps,
            page: WORDS_OF_PAGE,
            localization: WORDS,
            ..Parts::default()
        };
        let mut world = World::default();
        let mut sitting = Sitting::begin(&mut world, program(&parts), input());
        sitting.act(&mut world, "control.sendCode", &[("email", "ada@contoso.example")]);
        sitting.act(&mut world, "control.verifyCode", &[("signInName", "000000")]);
        assert_eq!(sitting.page().error.as_deref(), Some(said));
    }
}

#[test]
fn a_validation_that_lacks_what_it_needs_is_passed_over_where_the_policy_says_so() {
    // §10.3 `@ContinueOnError`.
    let rest = proprietary(
        "Service",
        "RestfulProvider",
        r#"<Metadata><Item Key="ServiceUrl">https://api.example/x</Item><Item Key="AuthenticationType">Bearer</Item>
             <Item Key="SendClaimsIn">Body</Item><Item Key="UseClaimAsBearerToken">loginHint</Item></Metadata>
           <InputClaims><InputClaim ClaimTypeReferenceId="signInName" /><InputClaim ClaimTypeReferenceId="loginHint" /></InputClaims>"#,
    );
    let next = transforming(
        "Next",
        r#"<OutputClaims><OutputClaim ClaimTypeReferenceId="email" DefaultValue="next" /></OutputClaims>"#,
    );
    for goes_on in [true, false] {
        let profiles = rest.clone()
            + &next
            + &page(&format!(
                r#"<OutputClaims><OutputClaim ClaimTypeReferenceId="signInName" Required="true" />
                     <OutputClaim ClaimTypeReferenceId="email" /></OutputClaims>
                   <ValidationTechnicalProfiles>
                     <ValidationTechnicalProfile ReferenceId="Service" ContinueOnError="{goes_on}" />
                     <ValidationTechnicalProfile ReferenceId="Next" /></ValidationTechnicalProfiles>"#
            ));
        let claims = r#"<ClaimType Id="email"><DisplayName>email</DisplayName><DataType>string</DataType></ClaimType>"#;
        let steps = [exchange("E", "Page"), exchange("S", "Somebody")];
        let steps: Vec<&str> = steps.iter().map(String::as_str).collect();
        let outputs = r#"<OutputClaim ClaimTypeReferenceId="email" />"#;
        let parts = Parts { claims, profiles: &profiles, steps: &steps, outputs, ..Parts::default() };
        let mut world = World::default();
        let mut sitting = Sitting::begin(&mut world, program(&parts), input());
        sitting.form(&mut world, &[("signInName", "ada")]);
        if goes_on {
            assert_eq!(sitting.finished().claims["email"], "next");
        } else {
            let Step::Fail(fault) = &sitting.step else { panic!("{:?}", sitting.step) };
            assert_eq!(fault.code, "AADB2C90194");
        }
    }
}

/// What an item may be set to, so that something changes.
const VALUES: [&str; 17] = [
    "true",
    "false",
    "GET",
    "query",
    "id_token",
    "https://other.example/x",
    "name=value",
    "other",
    "7",
    "AuthorizationHeader",
    "client_secret_basic",
    "Bearer",
    "Form",
    "VerifyCode",
    "Write",
    "a-c",
    "flag",
];

/// A kind of profile, what stands before and after its metadata, items that it always has, and a value.
type Kind = (ProfileKind, &'static str, &'static str, &'static [(&'static str, &'static str)], &'static str);

#[test]
fn every_metadata_item_that_the_table_says_runs_changes_the_program() {
    let kinds: [Kind; 5] = [
        (
            ProfileKind::OpenIdConnect,
            r#"<Protocol Name="OpenIdConnect" />"#,
            "",
            &[("METADATA", "https://op.example/.well-known/openid-configuration"), ("client_id", "us")],
            r#"<OutputClaims><OutputClaim ClaimTypeReferenceId="issuerUserId" PartnerClaimType="sub" /></OutputClaims>"#,
        ),
        (
            ProfileKind::OAuth2,
            r#"<Protocol Name="OAuth2" />"#,
            "",
            &[
                ("authorization_endpoint", "https://op.example/authorize"),
                ("AccessTokenEndpoint", "https://op.example/token"),
                ("ClaimsEndpoint", "https://op.example/me"),
                ("client_id", "us"),
            ],
            r#"<OutputClaims><OutputClaim ClaimTypeReferenceId="issuerUserId" PartnerClaimType="sub" /></OutputClaims>"#,
        ),
        (
            ProfileKind::Rest,
            "",
            "RestfulProvider",
            &[("ServiceUrl", "https://api.example/x"), ("AuthenticationType", "None"), ("SendClaimsIn", "Body")],
            r#"<OutputClaims><OutputClaim ClaimTypeReferenceId="issuerUserId" /></OutputClaims>"#,
        ),
        (
            ProfileKind::OneTimePassword,
            "",
            "OneTimePasswordProtocolProvider",
            &[("Operation", "GenerateCode")],
            r#"<InputClaims><InputClaim ClaimTypeReferenceId="email" PartnerClaimType="identifier" /></InputClaims>
               <OutputClaims><OutputClaim ClaimTypeReferenceId="issuerUserId" PartnerClaimType="otpGenerated" /></OutputClaims>"#,
        ),
        (
            ProfileKind::Directory,
            "",
            "AzureActiveDirectoryProvider",
            &[("Operation", "Read")],
            r#"<InputClaims><InputClaim ClaimTypeReferenceId="objectId" /></InputClaims>
               <OutputClaims><OutputClaim ClaimTypeReferenceId="issuerUserId" /></OutputClaims>"#,
        ),
    ];
    // What some item or other takes.
    let mut idle = Vec::new();
    for (kind, protocol, handler, base, rest) in kinds {
        let hash = |given: &[(&str, &str)]| {
            let items = given.iter().map(|(key, value)| format!(r#"<Item Key="{key}">{value}</Item>"#));
            let inside = format!("<Metadata>{}</Metadata>{rest}", items.collect::<String>());
            let profile = if handler.is_empty() {
                format!(
                    r#"<TechnicalProfile Id="It"><DisplayName>It</DisplayName>{protocol}{inside}</TechnicalProfile>"#
                )
            } else {
                proprietary("It", handler, &inside)
            };
            let steps = [exchange("S", "Somebody"), exchange("A", "It")];
            let steps: Vec<&str> = steps.iter().map(String::as_str).collect();
            let text = written::text(&Parts { profiles: &profile, steps: &steps, ..Parts::default() });
            written::compile(&text).map(|program| program.hash).map_err(|found| found.len())
        };
        let plain = hash(base);
        assert!(plain.is_ok(), "{kind:?}");
        for row in MetadataKeys::of(kind).iter().filter(|row| row.support == Support::Runs && !row.name.contains('*')) {
            // Two that say something only together.
            let partner = match row.name {
                "ClaimsEndpointFormat" => Some(("ClaimsEndpointFormatName", "format")),
                "ClaimsEndpointFormatName" => Some(("ClaimsEndpointFormat", "json")),
                "UseClaimAsBearerToken" => Some(("AuthenticationType", "Bearer")),
                _ => None,
            };
            let with = |value: Option<&'static str>| {
                let others =
                    base.iter().filter(|(key, _)| *key != row.name && Some(*key) != partner.map(|(key, _)| key));
                let given = others.copied().chain(partner).chain(value.map(|value| (row.name, value)));
                hash(&given.collect::<Vec<_>>())
            };
            let without = with(None);
            if !VALUES.iter().any(|value| with(Some(value)) != without) {
                idle.push(format!("{kind:?} {}", row.name));
            }
        }
    }
    assert!(idle.is_empty(), "nothing reads {idle:?}");
}
