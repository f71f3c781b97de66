//! Small policies, written for one rule each: loaded, checked and compiled like any other.

use policy::{CheckedPolicy, Diagnostic, MergedPolicy, Policy, Program, xml};

/// What a policy has beside what each of them has.
#[derive(Default)]
pub struct Parts<'a> {
    /// `ClaimType` elements.
    pub claims: &'a str,
    /// `ClaimsTransformation` elements.
    pub transformations: &'a str,
    /// Metadata of the content definition `page`, and its references.
    pub page: &'a str,
    /// The `Localization` element.
    pub localization: &'a str,
    /// `DisplayControl` elements.
    pub controls: &'a str,
    /// `TechnicalProfile` elements.
    pub profiles: &'a str,
    /// Orchestration steps before `SendClaims`: attributes after `Order`, and what is in them.
    pub steps: &'a [&'a str],
    /// `SubJourney` elements.
    pub sub_journeys: &'a str,
    /// `OutputClaim` elements of the relying party, beside `objectId`.
    pub outputs: &'a str,
}

/// The person of journeys that ask nobody.
pub const SOMEBODY: &str = "00000000-0000-4000-8000-000000000060";

const CLAIMS: [(&str, &str, &str); 16] = [
    ("objectId", "string", ""),
    ("displayName", "string", "TextBox"),
    ("email", "string", "TextBox"),
    ("signInName", "string", "TextBox"),
    ("password", "string", "Password"),
    ("issuerUserId", "string", ""),
    ("alternativeSecurityId", "string", ""),
    ("identityProvider", "string", ""),
    ("authenticationSource", "string", ""),
    ("domainHint", "string", ""),
    ("loginHint", "string", ""),
    ("correlationId", "string", ""),
    ("clientIpAddress", "string", ""),
    ("flag", "boolean", ""),
    ("number", "int", ""),
    ("isForgotPassword", "boolean", ""),
];

/// A step that runs a profile.
pub fn exchange(id: &str, profile: &str) -> String {
    format!(
        r#"Type="ClaimsExchange"><ClaimsExchanges>
             <ClaimsExchange Id="{id}" TechnicalProfileReferenceId="{profile}" /></ClaimsExchanges>"#
    )
}

/// A profile that only moves claims.
pub fn transforming(id: &str, inside: &str) -> String {
    proprietary(id, "ClaimsTransformationProtocolProvider", inside)
}

/// A profile of a handler.
pub fn proprietary(id: &str, handler: &str, inside: &str) -> String {
    format!(
        r#"<TechnicalProfile Id="{id}"><DisplayName>{id}</DisplayName>
             <Protocol Name="Proprietary" Handler="Web.TPEngine.Providers.{handler}, Web.TPEngine, Version=1.0.0.0, Culture=neutral, PublicKeyToken=null" />
             {inside}</TechnicalProfile>"#
    )
}

/// The policy, as text.
pub fn text(parts: &Parts<'_>) -> String {
    let claims = CLAIMS.map(|(id, data_type, input)| {
        let input = if input.is_empty() { String::new() } else { format!("<UserInputType>{input}</UserInputType>") };
        format!(
            r#"<ClaimType Id="{id}"><DisplayName>{id}</DisplayName><DataType>{data_type}</DataType>{input}</ClaimType>"#
        )
    });
    let claims = claims.into_iter().filter(|claim| {
        let id = claim.split('"').nth(1).unwrap();
        !parts.claims.contains(&format!(r#"Id="{id}""#))
    });
    let claims = claims.collect::<String>() + parts.claims;
    let steps = (1..)
        .zip(parts.steps)
        .map(|(order, step)| format!(r#"<OrchestrationStep Order="{order}" {step}</OrchestrationStep>"#));
    let (steps, last) = (steps.collect::<String>(), parts.steps.len() + 1);
    let transformations = if parts.transformations.is_empty() {
        String::new()
    } else {
        format!("<ClaimsTransformations>{}</ClaimsTransformations>", parts.transformations)
    };
    let controls = if parts.controls.is_empty() {
        String::new()
    } else {
        format!("<DisplayControls>{}</DisplayControls>", parts.controls)
    };
    let sub_journeys = if parts.sub_journeys.is_empty() {
        String::new()
    } else {
        format!("<SubJourneys>{}</SubJourneys>", parts.sub_journeys)
    };
    let somebody = transforming(
        "Somebody",
        &format!(
            r#"<OutputClaims><OutputClaim ClaimTypeReferenceId="objectId" DefaultValue="{SOMEBODY}" /></OutputClaims>"#
        ),
    );
    format!(
        r#"<?xml version="1.0" encoding="utf-8"?>
<TrustFrameworkPolicy xmlns="http://schemas.microsoft.com/online/cpim/schemas/2013/06" PolicySchemaVersion="0.3.0.0"
  TenantId="contoso.onmicrosoft.com" PolicyId="B2C_1A_Written" PublicPolicyUri="http://contoso.onmicrosoft.com/B2C_1A_Written">
  <BuildingBlocks>
    <ClaimsSchema>{claims}</ClaimsSchema>
    {transformations}
    <ContentDefinitions>
      <ContentDefinition Id="page">
        <LoadUri>~/tenant/templates/AzureBlue/selfAsserted.cshtml</LoadUri>
        <RecoveryUri>~/common/default_page_error.html</RecoveryUri>
        <DataUri>urn:com:microsoft:aad:b2c:elements:contract:selfasserted:2.1.7</DataUri>
        {page}
      </ContentDefinition>
    </ContentDefinitions>
    {localization}
    {controls}
  </BuildingBlocks>
  <ClaimsProviders><ClaimsProvider><DisplayName>All</DisplayName><TechnicalProfiles>
    {somebody}
    <TechnicalProfile Id="JwtIssuer"><DisplayName>JWT</DisplayName><Protocol Name="None" />
      <OutputTokenFormat>JWT</OutputTokenFormat>
      <Metadata><Item Key="client_id">{{service:te}}</Item></Metadata>
      <CryptographicKeys>
        <Key Id="issuer_secret" StorageReferenceId="B2C_1A_TokenSigningKeyContainer" />
        <Key Id="issuer_refresh_token_key" StorageReferenceId="B2C_1A_TokenEncryptionKeyContainer" />
      </CryptographicKeys>
    </TechnicalProfile>
    {profiles}
  </TechnicalProfiles></ClaimsProvider></ClaimsProviders>
  <UserJourneys><UserJourney Id="Main"><OrchestrationSteps>
    {steps}
    <OrchestrationStep Order="{last}" Type="SendClaims" CpimIssuerTechnicalProfileReferenceId="JwtIssuer" />
  </OrchestrationSteps><ClientDefinition ReferenceId="DefaultWeb" /></UserJourney></UserJourneys>
  {sub_journeys}
  <RelyingParty>
    <DefaultUserJourney ReferenceId="Main" />
    <TechnicalProfile Id="PolicyProfile"><DisplayName>PolicyProfile</DisplayName><Protocol Name="OpenIdConnect" />
      <OutputClaims><OutputClaim ClaimTypeReferenceId="objectId" PartnerClaimType="sub" />{outputs}</OutputClaims>
      <SubjectNamingInfo ClaimType="sub" />
    </TechnicalProfile>
  </RelyingParty>
</TrustFrameworkPolicy>"#,
        page = parts.page,
        localization = parts.localization,
        profiles = parts.profiles,
        outputs = parts.outputs,
    )
    .replace(r#"<ClientDefinition ReferenceId="DefaultWeb" />"#, "")
}

/// The policy, compiled; what is wrong with it ends the test.
pub fn program(parts: &Parts<'_>) -> Program {
    compiled(&text(parts))
}

/// A text of a policy, compiled; what is wrong with it ends the test.
pub fn compiled(text: &str) -> Program {
    compile(text).unwrap_or_else(|found| panic!("{}", told(&found)))
}

/// A text of a policy, compiled, or what is wrong with it.
pub fn compile(text: &str) -> Result<Program, Vec<Diagnostic>> {
    let document = xml::Document::parse("written.xml", text.as_bytes(), &xml::Limits::default());
    let document = document.unwrap_or_else(|found| panic!("{found}"));
    let merged = MergedPolicy::merge(vec![Policy::read(&document).unwrap_or_else(|found| panic!("{found}"))])?;
    policy::compile(&CheckedPolicy::check(merged)?)
}

fn told(found: &[Diagnostic]) -> String {
    found.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}
