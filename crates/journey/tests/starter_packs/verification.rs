//! What a page verifies is what it was given to verify (S78).

use crate::{
    sign_up,
    world::{Sitting, World, pack, program_with},
};
use journey::page::Stage;

const LOCAL: &str = "LocalAccounts";

/// A policy of one page, and then the token.
fn policy(claims: &str, profile: &str, output: &str) -> Vec<u8> {
    format!(
        r#"<TrustFrameworkPolicy xmlns="http://schemas.microsoft.com/online/cpim/schemas/2013/06" PolicySchemaVersion="0.3.0.0"
  TenantId="yourtenant.onmicrosoft.com" PolicyId="B2C_1A_page" PublicPolicyUri="http://yourtenant.onmicrosoft.com/B2C_1A_page">
  <BasePolicy><TenantId>yourtenant.onmicrosoft.com</TenantId><PolicyId>B2C_1A_TrustFrameworkExtensions</PolicyId></BasePolicy>
  <BuildingBlocks><ClaimsSchema>{claims}</ClaimsSchema></BuildingBlocks>
  <ClaimsProviders><ClaimsProvider><DisplayName>Own</DisplayName><TechnicalProfiles>
    <TechnicalProfile Id="Own-Page"><DisplayName>Own</DisplayName>
      <Protocol Name="Proprietary" Handler="Web.TPEngine.Providers.SelfAssertedAttributeProvider, Web.TPEngine" />
      <Metadata><Item Key="ContentDefinitionReferenceId">api.selfasserted</Item></Metadata>{profile}
      <UseTechnicalProfileForSessionManagement ReferenceId="SM-Noop" />
    </TechnicalProfile>
  </TechnicalProfiles></ClaimsProvider></ClaimsProviders>
  <UserJourneys><UserJourney Id="Own"><OrchestrationSteps>
    <OrchestrationStep Order="1" Type="ClaimsExchange"><ClaimsExchanges>
      <ClaimsExchange Id="Page" TechnicalProfileReferenceId="Own-Page" /></ClaimsExchanges></OrchestrationStep>
    <OrchestrationStep Order="2" Type="SendClaims" CpimIssuerTechnicalProfileReferenceId="JwtIssuer" />
  </OrchestrationSteps></UserJourney></UserJourneys>
  <RelyingParty><DefaultUserJourney ReferenceId="Own" /><TechnicalProfile Id="PolicyProfile"><DisplayName>P</DisplayName>
    <Protocol Name="OpenIdConnect" /><OutputClaims><OutputClaim ClaimTypeReferenceId="email" PartnerClaimType="sub" DefaultValue="nobody" />
      {output}</OutputClaims>
    <SubjectNamingInfo ClaimType="sub" /></TechnicalProfile></RelyingParty>
</TrustFrameworkPolicy>"#
    )
    .into_bytes()
}

#[test]
fn s78_a_code_goes_to_the_address_that_is_shown_not_to_one_that_is_posted() {
    let Some(_) = pack(LOCAL) else { return };
    let claims = r#"<ClaimType Id="readOnlyEmail"><DisplayName>Verified address</DisplayName><DataType>string</DataType>
        <UserInputType>Readonly</UserInputType></ClaimType>"#;
    let profile = r#"<InputClaims><InputClaim ClaimTypeReferenceId="readOnlyEmail" DefaultValue="ada@example.com" /></InputClaims>
        <OutputClaims><OutputClaim ClaimTypeReferenceId="readOnlyEmail" PartnerClaimType="Verified.Email" Required="true" /></OutputClaims>"#;
    let output = r#"<OutputClaim ClaimTypeReferenceId="readOnlyEmail" PartnerClaimType="address" />"#;
    let mut world = World::default();
    let mut sitting = Sitting::start(&mut world, program_with(LOCAL, "own", policy(claims, profile, output)));
    let (id, fields) = sitting.verification();
    sitting.act(&mut world, &format!("{id}.sendCode"), &[(&fields[0], "eve@example.com")]);
    assert_eq!(sitting.stage(), Stage::Sent);
    let code = world.last_code("ada@example.com");
    let (_, fields) = sitting.verification();
    sitting.act(&mut world, &format!("{id}.verifyCode"), &[(&fields[1], &code), (&fields[0], "eve@example.com")]);
    sitting.form(&mut world, &[(&fields[0], "eve@example.com")]);
    assert_eq!(sitting.finished().claims["address"], "ada@example.com");
}

#[test]
fn s78_what_was_found_for_one_address_is_void_for_the_next() {
    let Some(_) = pack(LOCAL) else { return };
    let profile = r#"<OutputClaims><OutputClaim ClaimTypeReferenceId="email" Required="true" />
          <OutputClaim ClaimTypeReferenceId="objectId" /></OutputClaims>
        <ValidationTechnicalProfiles>
          <ValidationTechnicalProfile ReferenceId="AAD-FindNoError" />
          <ValidationTechnicalProfile ReferenceId="AAD-UserReadUsingObjectId">
            <Preconditions><Precondition Type="ClaimsExist" ExecuteActionsIf="false"><Value>objectId</Value>
              <Action>SkipThisValidationTechnicalProfile</Action></Precondition></Preconditions>
          </ValidationTechnicalProfile>
        </ValidationTechnicalProfiles>"#;
    let output = r#"<OutputClaim ClaimTypeReferenceId="objectId" PartnerClaimType="oid" />"#;
    let text = String::from_utf8(policy("", profile, output)).unwrap().replace(
        "<TechnicalProfile Id=\"Own-Page\">",
        r#"<TechnicalProfile Id="AAD-FindNoError"><Metadata><Item Key="Operation">Read</Item>
          <Item Key="RaiseErrorIfClaimsPrincipalDoesNotExist">false</Item></Metadata>
          <InputClaims><InputClaim ClaimTypeReferenceId="email" PartnerClaimType="signInNames.emailAddress" Required="true" /></InputClaims>
          <OutputClaims><OutputClaim ClaimTypeReferenceId="objectId" /></OutputClaims>
          <IncludeTechnicalProfile ReferenceId="AAD-Common" /></TechnicalProfile><TechnicalProfile Id="Own-Page">"#,
    );
    let mut world = World::default();
    sign_up(&mut world, LOCAL, "victim@example.com");
    let program = program_with(LOCAL, "own", text.into_bytes());
    let mut sitting = Sitting::start(&mut world, program);
    // The account is found, and vanishes before the second look: the answer is refused.
    sitting.form_without(&mut world, &[("email", "victim@example.com")]);
    assert!(sitting.page().error.is_some(), "refused: {:?}", sitting.step);
    sitting.form(&mut world, &[("email", "eve@example.com")]);
    assert_eq!(sitting.finished().claims.get("oid"), None);
}
