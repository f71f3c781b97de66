//! Uploaded policies: what an upload refuses and tells, and how they run.

use crate::running::{Running, find, parameters, payload};
use domain::{KeyUsage, Tenant};
use federation::{
    Error,
    demo::TEST_APP,
    tenant::{KeyInput, Overwrite, PolicyUpload, PolicyUploadOutcome},
};
use policy::{Diagnostic, Severity};

/// A policy that asks for a greeting and signs it.
pub const BASE: &str = r#"<?xml version="1.0" encoding="utf-8"?>
<TrustFrameworkPolicy xmlns="http://schemas.microsoft.com/online/cpim/schemas/2013/06" PolicySchemaVersion="0.3.0.0" TenantId="fabrikam.onmicrosoft.com" PolicyId="B2C_1A_Base" PublicPolicyUri="http://fabrikam.onmicrosoft.com/B2C_1A_Base">
  <BuildingBlocks>
    <ClaimsSchema>
      <ClaimType Id="sub"><DisplayName>Subject</DisplayName><DataType>string</DataType></ClaimType>
      <ClaimType Id="greeting"><DisplayName>Greeting</DisplayName><DataType>string</DataType><UserInputType>TextBox</UserInputType></ClaimType>
    </ClaimsSchema>
    <ContentDefinitions>
      <ContentDefinition Id="api.selfasserted">
        <LoadUri>~/tenant/templates/AzureBlue/selfAsserted.cshtml</LoadUri>
        <RecoveryUri>~/common/default_page_error.html</RecoveryUri>
        <DataUri>urn:com:microsoft:aad:b2c:elements:contract:selfasserted:2.1.7</DataUri>
      </ContentDefinition>
    </ContentDefinitions>
  </BuildingBlocks>
  <ClaimsProviders>
    <ClaimsProvider>
      <DisplayName>Greeter</DisplayName>
      <TechnicalProfiles>
        <TechnicalProfile Id="Ask">
          <DisplayName>Ask</DisplayName>
          <Protocol Name="Proprietary" Handler="Web.TPEngine.Providers.SelfAssertedAttributeProvider, Web.TPEngine, Version=1.0.0.0, Culture=neutral, PublicKeyToken=null" />
          <Metadata><Item Key="ContentDefinitionReferenceId">api.selfasserted</Item></Metadata>
          <OutputClaims><OutputClaim ClaimTypeReferenceId="greeting" Required="true" /></OutputClaims>
        </TechnicalProfile>
        <TechnicalProfile Id="JwtIssuer">
          <DisplayName>JWT Issuer</DisplayName>
          <Protocol Name="None" />
          <OutputTokenFormat>JWT</OutputTokenFormat>
          <CryptographicKeys><Key Id="issuer_secret" StorageReferenceId="B2C_1A_TokenSigningKeyContainer" /></CryptographicKeys>
        </TechnicalProfile>
      </TechnicalProfiles>
    </ClaimsProvider>
  </ClaimsProviders>
  <UserJourneys>
    <UserJourney Id="Greet">
      <OrchestrationSteps>
        <OrchestrationStep Order="1" Type="ClaimsExchange"><ClaimsExchanges><ClaimsExchange Id="AskExchange" TechnicalProfileReferenceId="Ask" /></ClaimsExchanges></OrchestrationStep>
        <OrchestrationStep Order="2" Type="SendClaims" CpimIssuerTechnicalProfileReferenceId="JwtIssuer" />
      </OrchestrationSteps>
    </UserJourney>
  </UserJourneys>
</TrustFrameworkPolicy>"#;

/// The policy that applications call.
pub const LEAF: &str = r#"<TrustFrameworkPolicy xmlns="http://schemas.microsoft.com/online/cpim/schemas/2013/06" PolicySchemaVersion="0.3.0.0" TenantId="fabrikam.onmicrosoft.com" PolicyId="B2C_1A_Greet" PublicPolicyUri="http://fabrikam.onmicrosoft.com/B2C_1A_Greet">
  <BasePolicy><TenantId>fabrikam.onmicrosoft.com</TenantId><PolicyId>B2C_1A_Base</PolicyId></BasePolicy>
  <RelyingParty>
    <DefaultUserJourney ReferenceId="Greet" />
    <TechnicalProfile Id="PolicyProfile">
      <DisplayName>PolicyProfile</DisplayName>
      <Protocol Name="OpenIdConnect" />
      <OutputClaims>
        <OutputClaim ClaimTypeReferenceId="sub" DefaultValue="somebody" />
        <OutputClaim ClaimTypeReferenceId="greeting" />
      </OutputClaims>
      <SubjectNamingInfo ClaimType="sub" />
    </TechnicalProfile>
  </RelyingParty>
</TrustFrameworkPolicy>"#;

pub fn file(name: &str, xml: &str) -> PolicyUpload {
    PolicyUpload { file: name.to_owned(), xml: xml.as_bytes().to_vec(), overwrite: Overwrite::Always }
}

/// A server, and what an upload to it became.
struct Uploading {
    running: Running,
    tenant: Tenant,
}

impl Uploading {
    async fn new() -> Self {
        let running = Running::start().await;
        let tenant = running.tenant().await;
        Self { running, tenant }
    }

    async fn with_greeting() -> Self {
        let uploading = Self::new().await;
        uploading.stored(vec![file("leaf.xml", LEAF), file("base.xml", BASE)]).await;
        uploading
    }

    async fn upload(&self, files: Vec<PolicyUpload>) -> Result<PolicyUploadOutcome, Error> {
        self.running.federation.upload_policies(&self.tenant, files, false, "test").await
    }

    async fn stored(&self, files: Vec<PolicyUpload>) -> Vec<Diagnostic> {
        match self.upload(files).await.unwrap() {
            PolicyUploadOutcome::Stored { diagnostics, .. } => diagnostics,
            PolicyUploadOutcome::Refused { diagnostics, .. } => panic!("{}", policy::report::text(&diagnostics)),
        }
    }

    /// The errors of an upload that is refused, as they are printed.
    async fn refused(&self, files: Vec<PolicyUpload>) -> Vec<String> {
        let PolicyUploadOutcome::Refused { diagnostics, .. } = self.upload(files).await.unwrap() else {
            panic!("it was stored")
        };
        let errors = diagnostics.iter().filter(|found| found.severity == Severity::Error);
        errors.map(ToString::to_string).collect()
    }

    fn authorize(&self, policy: &str) -> String {
        authorize(&self.running, policy)
    }

    /// Runs the policy to what the application gets.
    async fn greet(&self) -> Vec<(String, String)> {
        greet(&self.running).await
    }
}

fn authorize(running: &Running, policy: &str) -> String {
    let inspect = running.inspect();
    let pairs = [
        ("client_id", TEST_APP),
        ("redirect_uri", &inspect),
        ("response_type", "id_token"),
        ("scope", "openid"),
        ("nonce", "n"),
    ];
    running.policy(policy, &format!("oauth2/v2.0/authorize?{}", crate::running::encode(&pairs)))
}

/// Runs [`LEAF`] to what the application gets.
pub async fn greet(running: &Running) -> Vec<(String, String)> {
    let browser = &mut running.browser();
    let page = browser.get(&authorize(running, "B2C_1A_Greet")).await;
    let back = browser.submit_once(&page, &[("greeting", "hello"), ("action", "continue")]).await;
    parameters(&back.location.unwrap_or_else(|| panic!("{}", back.body)))
}

/// `{Context:IPAddress}` (B §10): of the machine that connects, whatever it says of others.
#[tokio::test]
async fn a_policy_knows_the_address_that_a_request_comes_from() {
    let uploading = Uploading::new().await;
    let leaf = LEAF
        .replace("DefaultValue=\"somebody\"", "DefaultValue=\"{Context:IPAddress}\" AlwaysUseDefaultValue=\"true\"");
    uploading.stored(vec![file("leaf.xml", &leaf), file("base.xml", BASE)]).await;
    let claims = payload(&find(&uploading.greet().await, "id_token"));
    assert!(["127.0.0.1", "::1"].contains(&claims["sub"].as_str().unwrap()), "{claims}");
}

#[tokio::test]
async fn files_of_one_upload_come_in_any_order_and_run_by_any_spelling_of_their_name() {
    let uploading = Uploading::with_greeting().await;
    let claims = payload(&find(&uploading.greet().await, "id_token"));
    assert_eq!((&claims["greeting"], &claims["acr"]), (&"hello".into(), &"b2c_1a_greet".into()), "{claims}");
    for spelling in ["b2c_1a_greet", "B2C_1A_GREET"] {
        let page = uploading.running.browser().get(&uploading.authorize(spelling)).await;
        assert!(page.fields().contains(&"greeting".to_owned()), "{}", page.body);
        let url = uploading.running.policy(spelling, "v2.0/.well-known/openid-configuration");
        let metadata = uploading.running.browser().get(&url).await;
        assert!(metadata.body.contains("b2c_1a_greet/oauth2/v2.0/token"), "{}", metadata.body);
    }
    // A policy without a relying party is nobody's to call.
    assert_eq!(uploading.running.browser().get(&uploading.authorize("B2C_1A_Base")).await.status, 404);
}

#[tokio::test]
async fn what_an_upload_is_refused_for_is_told_with_its_place() {
    let uploading = Uploading::new().await;
    let leaf = |from: &str, to: &str| vec![file("base.xml", BASE), file("leaf.xml", &LEAF.replacen(from, to, 1))];
    for (what, files, place) in [
        ("no base", vec![file("leaf.xml", LEAF)], "leaf.xml:2:60: error[undefined-base-policy]"),
        ("other tenant", leaf("TenantId=\"fabrikam", "TenantId=\"contoso"), "leaf.xml:1:"),
        ("placeholder", leaf("TenantId=\"fabrikam", "TenantId=\"yourtenant"), "leaf.xml:1:"),
        ("open setting", leaf("somebody", "{Settings:Who}"), "leaf.xml:9:"),
        ("unknown journey", leaf("\"Greet\"", "\"Gret\""), "leaf.xml:4:"),
        ("document type", leaf("<TrustFrameworkPolicy", "<!DOCTYPE a><TrustFrameworkPolicy"), "leaf.xml:1:1: error["),
        ("no XML", vec![file("a.xml", "hello")], "a.xml:1:"),
        ("other XML", vec![file("a.xml", "<a/>")], "error[not-a-policy]"),
        (
            "twice",
            vec![file("a.xml", BASE), file("b.xml", &BASE.replace("A_Base", "a_base"))],
            "error[duplicate-policy]",
        ),
        ("too large", vec![file("a.xml", &" ".repeat(1024 * 1024 + 1))], "a.xml:1:1: error["),
    ] {
        let errors = uploading.refused(files).await;
        assert!(errors.iter().any(|error| error.contains(place)), "{what}: {errors:?}");
    }
    let listed = uploading.running.federation.custom_policies(uploading.tenant.id, "", None).await.unwrap();
    assert!(listed.items.is_empty(), "nothing of an upload is stored when a part of it is refused");
}

#[tokio::test]
async fn a_policy_is_overwritten_only_as_the_uploader_says() {
    let uploading = Uploading::with_greeting().await;
    let never = PolicyUpload { overwrite: Overwrite::Never, ..file("leaf.xml", LEAF) };
    assert!(uploading.refused(vec![never]).await[0].contains("error[policy-exists]"));
    let old = PolicyUpload { overwrite: Overwrite::Version(1), ..file("leaf.xml", LEAF) };
    uploading.stored(vec![old.clone()]).await;
    assert!(matches!(uploading.upload(vec![old]).await, Err(Error::Conflict)), "somebody else was faster");
}

#[tokio::test]
async fn who_builds_on_a_policy_is_told_when_it_changes_and_keeps_it_from_being_deleted() {
    let uploading = Uploading::with_greeting().await;
    let federation = &uploading.running.federation;
    let without = BASE.replace("Id=\"Greet\"", "Id=\"Other\"");
    let files = || vec![file("base.xml", &without)];
    let kept = federation.upload_policies(&uploading.tenant, files(), true, "test").await.unwrap();
    let PolicyUploadOutcome::Refused { broken, .. } = kept else { panic!("it was stored") };
    assert_eq!(broken[0].policy.as_str(), "B2C_1A_Greet");
    uploading.greet().await;
    let stored = uploading.upload(files()).await.unwrap();
    let PolicyUploadOutcome::Stored { broken, .. } = stored else { panic!("it was refused") };
    let told = broken[0].diagnostics[0].to_string();
    assert!(told.starts_with("B2C_1A_Greet.xml:4:"), "{told}");

    let Err(Error::Invalid { form: Some(why), .. }) =
        federation.delete_custom_policy(uploading.tenant.id, "base", 2, "test").await
    else {
        panic!("it was deleted")
    };
    assert!(why.contains("B2C_1A_Greet builds on it"), "{why}");
    federation.delete_custom_policy(uploading.tenant.id, "B2C_1A_GREET", 1, "test").await.unwrap();
    federation.delete_custom_policy(uploading.tenant.id, "B2C_1A_Base", 2, "test").await.unwrap();
    assert_eq!(uploading.running.browser().get(&uploading.authorize("B2C_1A_Greet")).await.status, 404);
}

#[tokio::test]
async fn what_is_uploaded_comes_back_as_it_was() {
    let uploading = Uploading::with_greeting().await;
    let federation = &uploading.running.federation;
    let stored = federation.custom_policy(uploading.tenant.id, "base").await.unwrap().document;
    assert_eq!((stored.xml.as_str(), stored.callable, stored.base), (BASE, false, None));
    let wide = LEAF.replace("<TrustFramework", "<?xml version=\"1.0\" encoding=\"utf-16\"?><TrustFramework");
    let wide: Vec<u8> = std::iter::once(0xFEFF_u16).chain(wide.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    uploading.stored(vec![PolicyUpload { xml: wide, ..file("leaf.xml", "") }]).await;
    let stored = federation.custom_policy(uploading.tenant.id, "greet").await.unwrap().document;
    assert!(stored.xml.starts_with("<?xml version=\"1.0\" encoding=\"utf-8\"?>"), "{}", stored.xml);
    assert_eq!(stored.base.unwrap().as_str(), "B2C_1A_Base");
    uploading.greet().await;
}

#[tokio::test]
async fn s37_a_policy_that_is_switched_off_is_dead_on_every_path() {
    let uploading = Uploading::with_greeting().await;
    let (federation, tenant) = (&uploading.running.federation, uploading.tenant.id);
    let browser = &mut uploading.running.browser();
    browser.get(&uploading.authorize("B2C_1A_Greet")).await;
    federation.set_custom_policy_enabled(tenant, "B2C_1A_Greet", 1, false, "test").await.unwrap();
    assert_eq!(browser.get(&uploading.authorize("B2C_1A_Greet")).await.status, 404);
    for rest in ["v2.0/.well-known/openid-configuration", "discovery/v2.0/keys"] {
        assert_eq!(browser.get(&uploading.running.policy("B2C_1A_Greet", rest)).await.status, 404);
    }
    // A new upload does not switch it on by the way.
    uploading.stored(vec![file("leaf.xml", LEAF)]).await;
    assert_eq!(browser.get(&uploading.authorize("B2C_1A_Greet")).await.status, 404);
    federation.set_custom_policy_enabled(tenant, "B2C_1A_Greet", 3, true, "test").await.unwrap();
    uploading.greet().await;
}

#[tokio::test]
async fn a_journey_in_flight_goes_on_as_it_began() {
    let uploading = Uploading::with_greeting().await;
    let browser = &mut uploading.running.browser();
    let page = browser.get(&uploading.authorize("B2C_1A_Greet")).await;
    uploading.stored(vec![file("leaf.xml", &LEAF.replace("somebody", "somebody else"))]).await;
    let back = browser.submit_once(&page, &[("greeting", "hello"), ("action", "continue")]).await;
    let claims = payload(&find(&parameters(&back.location.unwrap()), "id_token"));
    assert_eq!(claims["sub"], "somebody");
    assert_eq!(payload(&find(&uploading.greet().await, "id_token"))["sub"], "somebody else");
}

#[tokio::test]
async fn a_key_that_is_missing_is_told_at_the_upload_and_named_in_the_trace() {
    let uploading = Uploading::new().await;
    let base = BASE.replace("B2C_1A_TokenSigningKeyContainer", "B2C_1A_Signer");
    let told = uploading.stored(vec![file("base.xml", &base), file("leaf.xml", LEAF)]).await;
    let warned = told.iter().find(|found| found.code == "undefined-key-container").expect("a warning");
    assert_eq!(warned.severity, Severity::Warning);
    assert!(warned.message.contains("B2C_1A_Signer"), "{warned}");
    let said = find(&uploading.greet().await, "error_description");
    assert!(said.starts_with("AADB2C90019: "), "{said}");
    let federation = &uploading.running.federation;
    let newest = federation.sign_ins(uploading.tenant.id, None).await.unwrap().items.remove(0);
    let (_, recording) = federation.sign_in(uploading.tenant.id, newest.id).await.unwrap();
    let text = serde_json::to_string(&recording).unwrap();
    assert!(text.contains("there is no policy key B2C_1A_Signer"), "{text}");
    // The key may come later; nothing has to be uploaded again.
    let key = crate::starter_packs::key(KeyUsage::Signature, KeyInput::GenerateRsa);
    federation.create_key_set(uploading.tenant.id, "signer", Some(key), "test").await.unwrap();
    find(&uploading.greet().await, "id_token");
}

/// What a base gets for a refresh journey whose only exchange is this profile.
fn renewing(profile: &str) -> (String, String) {
    let other = r#"<ClaimsTransformations>
      <ClaimsTransformation Id="Other" TransformationMethod="CreateStringClaim">
        <InputParameters><InputParameter Id="value" DataType="string" Value="somebody else" /></InputParameters>
        <OutputClaims><OutputClaim ClaimTypeReferenceId="sub" TransformationClaimType="createdClaim" /></OutputClaims>
      </ClaimsTransformation>
    </ClaimsTransformations>
    <ContentDefinitions>"#;
    let profiles = r#"<TechnicalProfile Id="Granted">
          <DisplayName>What the token holds</DisplayName>
          <Protocol Name="None" />
          <OutputClaims><OutputClaim ClaimTypeReferenceId="greeting" /></OutputClaims>
        </TechnicalProfile>
        <TechnicalProfile Id="Other">
          <DisplayName>Another person</DisplayName>
          <Protocol Name="Proprietary" Handler="Web.TPEngine.Providers.ClaimsTransformationProtocolProvider, Web.TPEngine, Version=1.0.0.0, Culture=neutral, PublicKeyToken=null" />
          <OutputClaims><OutputClaim ClaimTypeReferenceId="sub" /></OutputClaims>
          <OutputClaimsTransformations><OutputClaimsTransformation ReferenceId="Other" /></OutputClaimsTransformations>
        </TechnicalProfile>
        <TechnicalProfile Id="JwtIssuer">"#;
    let journey = format!(
        r#"<UserJourneys>
    <UserJourney Id="Renew">
      <OrchestrationSteps>
        <OrchestrationStep Order="1" Type="ClaimsExchange"><ClaimsExchanges><ClaimsExchange Id="RenewExchange" TechnicalProfileReferenceId="{profile}" /></ClaimsExchanges></OrchestrationStep>
        <OrchestrationStep Order="2" Type="SendClaims" CpimIssuerTechnicalProfileReferenceId="JwtIssuer" />
      </OrchestrationSteps>
    </UserJourney>"#
    );
    let base = BASE
        .replace("<ContentDefinitions>", other)
        .replace("<TechnicalProfile Id=\"JwtIssuer\">", profiles)
        .replace("<UserJourneys>", &journey);
    let default = "<DefaultUserJourney ReferenceId=\"Greet\" />";
    let endpoint = "<Endpoints><Endpoint Id=\"Token\" UserJourneyReferenceId=\"Renew\" /></Endpoints>";
    (base, LEAF.replace(default, &format!("{default}{endpoint}")))
}

#[tokio::test]
async fn the_journey_of_the_token_endpoint_renews_the_claims_or_refuses() {
    let uploading = Uploading::new().await;
    let running = &uploading.running;
    let secret = running.client_secret(Running::test_app()).await.expose().to_owned();
    for (profile, expected) in [
        ("Granted", Ok("hello")),
        // Nobody sits in front of it.
        ("Ask", Err(("invalid_grant", "AADB2C90085"))),
        // OpenID Connect Core 12.2: a refreshed token is of the same person.
        ("Other", Err(("invalid_grant", "AADB2C90129"))),
    ] {
        let (base, leaf) = renewing(profile);
        uploading.stored(vec![file("base.xml", &base), file("leaf.xml", &leaf)]).await;
        let browser = &mut running.browser();
        let url = authorize(running, "B2C_1A_Greet")
            .replace("response_type=id_token", "response_type=code")
            .replace("scope=openid", "scope=openid+offline_access");
        let page = browser.get(&url).await;
        let back = browser.submit_once(&page, &[("greeting", "hello"), ("action", "continue")]).await;
        let code = find(&parameters(&back.location.unwrap()), "code");
        let (client, inspect) = ([("client_id", TEST_APP), ("client_secret", secret.as_str())], running.inspect());
        let redeem =
            [("grant_type", "authorization_code"), ("code", code.as_str()), ("redirect_uri", inspect.as_str())];
        let (_, tokens) = running.token("B2C_1A_Greet", &[&client[..], &redeem[..]].concat()).await;
        let token = tokens["refresh_token"].as_str().unwrap_or_else(|| panic!("{tokens}"));
        let refresh = [("grant_type", "refresh_token"), ("refresh_token", token)];
        let (status, answer) = running.token("B2C_1A_Greet", &[&client[..], &refresh[..]].concat()).await;
        match expected {
            Ok(greeting) => {
                assert_eq!(status, 200, "{answer}");
                let claims = payload(answer["id_token"].as_str().unwrap());
                assert_eq!((&claims["greeting"], &claims["sub"]), (&greeting.into(), &"somebody".into()), "{claims}");
            }
            Err((error, code)) => {
                assert_eq!((status, &answer["error"]), (400, &error.into()), "{profile}: {answer}");
                assert!(answer["error_description"].as_str().unwrap().starts_with(code), "{profile}: {answer}");
                // Whoever mends the policy, or the service that it calls, finds the token as it was.
                let presented = oauth::provider::refresh::RefreshToken::parse(token).unwrap();
                let store = running.federation.store();
                let family = store.find_refresh_family(uploading.tenant.id, presented.family).await.unwrap();
                assert_eq!(family.map(|family| family.generation), Some(presented.generation), "{profile}: used up");
                // A dead one is refused as such, and runs no policy.
                let (tenant, grants) = (uploading.tenant.id, storage::Revoked::Family(presented.family));
                let revoke = storage::Change::Revoke { tenant, grants, at: domain::Timestamp::from_seconds(1) };
                store.commit(vec![revoke]).await.unwrap();
                let (status, answer) = running.token("B2C_1A_Greet", &[&client[..], &refresh[..]].concat()).await;
                assert_eq!((status, &answer["error"]), (400, &"invalid_grant".into()), "{profile}: {answer}");
                assert!(!answer["error_description"].as_str().unwrap().starts_with(code), "{profile}: {answer}");
            }
        }
    }
}
