//! `ClaimsProviders` and their technical profiles.

use super::element::{element, fold};
use super::{IdReference, List, Origin, Preconditions, Text, Value, values::enumeration};
use domain::ProviderId;

element! {
    /// A provider of claims: a name over technical profiles.
    ClaimsProvider |it| it.display_name.as_ref().map(|name| fold(name)).unwrap_or_default();
    attributes {}
    children {
        domains: List<Text> = "Domains" "Domain",
        domain: Option<Text> = "Domain",
        display_name: Option<Text> = "DisplayName",
        technical_profiles: List<TechnicalProfile> = "TechnicalProfiles" "TechnicalProfile",
    }
}

element! {
    /// A technical profile.
    TechnicalProfile |it| fold(&it.id);
    attributes {
        id: Text = "Id",
    }
    children {
        domains: List<Text> = "Domains" "Domain",
        domain: Option<Text> = "Domain",
        display_name: Option<Text> = "DisplayName",
        description: Option<Text> = "Description",
        protocol: Option<Protocol> = "Protocol" [replaced],
        input_token_format: Option<Value<TokenFormat>> = "InputTokenFormat",
        output_token_format: Option<Value<TokenFormat>> = "OutputTokenFormat",
        assurance_level: Option<Text> = "AssuranceLevelOfOutputClaims",
        required_assurance_levels: List<Text> =
            "RequiredAssuranceLevelsOfInputClaims" "RequiredAssuranceLevelOfInputClaims",
        subject_authentication: Option<SubjectAuthentication> = "SubjectAuthenticationRequirements" [replaced],
        metadata: List<Item> = "Metadata" "Item",
        keys: List<Key> = "CryptographicKeys" "Key",
        suppressions: List<Suppression> = "Suppressions" "Item",
        preferred_binding: Option<Text> = "PreferredBinding",
        include_in_sso: Option<Value<bool>> = "IncludeInSso",
        input_token_sources: List<IdReference> = "InputTokenSources" "TechnicalProfile",
        input_transformations: List<Reference> = "InputClaimsTransformations" "InputClaimsTransformation",
        input_claims: List<ClaimUse> = "InputClaims" "InputClaim",
        display_claims: List<ClaimUse> = "DisplayClaims" "DisplayClaim",
        persisted_claims: List<ClaimUse> = "PersistedClaims" "PersistedClaim",
        output_claims: List<ClaimUse> = "OutputClaims" "OutputClaim",
        output_transformations: List<Reference> = "OutputClaimsTransformations" "OutputClaimsTransformation",
        validation_profiles: List<ValidationProfile> = "ValidationTechnicalProfiles" "ValidationTechnicalProfile",
        subject_naming: Option<SubjectNaming> = "SubjectNamingInfo" [replaced],
        extensions: Option<Extensions> = "Extensions" [replaced],
        include_claims_from: Option<Text> = "IncludeClaimsFromTechnicalProfile",
        include: Option<Reference> = "IncludeTechnicalProfile" [replaced],
        session: Option<Reference> = "UseTechnicalProfileForSessionManagement" [replaced],
        error_handlers: List<ErrorHandler> = "ErrorHandlers" "ErrorHandler",
        enabled: Option<Value<Enabled>> = "EnabledForUserJourneys",
    }
    extra {
        /// The provider that a user flow made it from: enabled or disabled, and its secret, are read live.
        provider: Option<ProviderId>,
    }
}

impl TechnicalProfile {
    /// A profile with an id and a protocol, and nothing else.
    pub fn new(id: impl Into<String>, protocol: Option<Protocol>, origin: &Origin) -> Self {
        Self { id: Text::new(id, origin), protocol, ..Self::empty(origin) }
    }

    /// The value of a metadata item, without white space around it. Keys compare without case.
    pub fn item(&self, key: &str) -> Option<&str> {
        self.find_item(key).map(|item| item.value.trim())
    }

    /// A metadata item, with its place.
    pub fn find_item(&self, key: &str) -> Option<&Item> {
        self.metadata.iter().find(|item| item.key.is(key))
    }

    /// A cryptographic key.
    pub fn find_key(&self, id: &str) -> Option<&Key> {
        self.keys.iter().find(|key| key.id.is(id))
    }
}

element! {
    /// What a technical profile speaks.
    Protocol |it| fold(&it.name);
    attributes {
        name: Text = "Name",
        handler: Option<Text> = "Handler",
    }
    children {}
}

impl Protocol {
    /// A named protocol.
    pub fn named(name: &str, origin: &Origin) -> Self {
        Self { name: Text::new(name, origin), ..Self::empty(origin) }
    }

    /// A proprietary handler.
    pub fn proprietary(handler: &str, origin: &Origin) -> Self {
        Self { handler: Some(Text::new(handler, origin)), ..Self::named("Proprietary", origin) }
    }

    /// The type's name without its assembly.
    pub fn handler_type(&self) -> &str {
        self.handler.as_ref().and_then(|handler| handler.split(',').next()).map(str::trim).unwrap_or_default()
    }
}

enumeration! {
    /// `Protocol/@Name`.
    ProtocolName {
        None = "None",
        OAuth1 = "OAuth1",
        OAuth2 = "OAuth2",
        Saml2 = "SAML2",
        OpenIdConnect = "OpenIdConnect",
        WsFed = "WsFed",
        WsTrust = "WsTrust",
        UProve11 = "UProve11",
        Proprietary = "Proprietary",
    }
}

enumeration! {
    /// `InputTokenFormat`, `OutputTokenFormat`.
    TokenFormat {
        Json = "JSON",
        Jwt = "JWT",
        Saml11 = "SAML11",
        Saml2 = "SAML2",
        CpimUnsigned = "CpimUnsigned",
        UProve11 = "UProve11",
        OAuth2Error = "OAuth2Error",
    }
}

enumeration! {
    /// `EnabledForUserJourneys`.
    Enabled {
        True = "true",
        False = "false",
        OnClaimsExistence = "OnClaimsExistence",
        Always = "Always",
        Never = "Never",
        OnItemExistenceInStringCollectionClaim = "OnItemExistenceInStringCollectionClaim",
        OnItemAbsenceInStringCollectionClaim = "OnItemAbsenceInStringCollectionClaim",
    }
}

element! {
    /// How long a person's proof counts.
    SubjectAuthentication |_it| String::new();
    attributes {
        time_to_live: Option<Value<i64>> = "TimeToLive",
        reset_expiry: Option<Value<bool>> = "ResetExpiryWhenTokenIssued",
    }
    children {}
}

element! {
    /// An item of metadata.
    Item |it| fold(&it.key);
    attributes {
        key: Text = "Key",
    }
    text { /// Its value as written.
        value
    }
    children {}
}

impl Item {
    /// An item.
    pub fn new(key: &str, value: impl Into<String>, origin: &Origin) -> Self {
        Self { key: Text::new(key, origin), value: Text::new(value, origin), ..Self::empty(origin) }
    }
}

element! {
    /// An item of `Suppressions`.
    Suppression |it| fold(&it.key);
    attributes {
        key: Text = "Key",
        value: Text = "Value",
    }
    children {}
}

element! {
    /// A reference to a policy key.
    Key |it| fold(&it.id);
    attributes {
        id: Text = "Id",
        storage: Text = "StorageReferenceId",
    }
    children {}
}

impl Key {
    /// A key.
    pub fn new(id: &str, storage: impl Into<String>, origin: &Origin) -> Self {
        Self { id: Text::new(id, origin), storage: Text::new(storage, origin), ..Self::empty(origin) }
    }
}

element! {
    /// A reference by `ReferenceId`.
    Reference |it| fold(&it.id);
    attributes {
        id: Text = "ReferenceId",
    }
    children {}
}

impl Reference {
    /// A reference.
    pub fn new(id: impl Into<String>, origin: &Origin) -> Self {
        Self { id: Text::new(id, origin), ..Self::empty(origin) }
    }
}

element! {
    /// `InputClaim`, `OutputClaim`, `PersistedClaim`, `DisplayClaim`, of technical profiles and display controls.
    ClaimUse |it| match &it.control {
        Some(control) => format!("control {}", fold(control)),
        None => fold(&it.claim),
    }, it.partner.as_ref().map(|partner| partner.text.clone()).unwrap_or_default();
    attributes {
        claim: Text = "ClaimTypeReferenceId",
        control: Option<Text> = "DisplayControlReferenceId",
        control_claim_type: Option<Text> = "ControlClaimType",
        partner: Option<Text> = "PartnerClaimType",
        required: Option<Value<bool>> = "Required",
        default: Option<Text> = "DefaultValue",
        overwrite: Option<Value<bool>> = "OverwriteIfExists",
        always_default: Option<Value<bool>> = "AlwaysUseDefaultValue",
    }
    children {
        from: Vec<From> = "From",
    }
}

element! {
    /// The profile that a claim has to come from.
    From |it| fold(&it.profile);
    attributes {
        profile: Text = "TechnicalProfileReferenceId",
    }
    children {}
}

impl ClaimUse {
    /// A claim under its own name.
    pub fn new(claim: &str, origin: &Origin) -> Self {
        Self { claim: Text::new(claim, origin), ..Self::empty(origin) }
    }

    /// The same under another name.
    #[must_use]
    pub fn partner(self, partner: &str) -> Self {
        let origin = self.origin.clone();
        Self { partner: Some(Text::new(partner, &origin)), ..self }
    }

    /// The same with a value that it always has.
    #[must_use]
    pub fn always(self, value: &str) -> Self {
        let origin = self.origin.clone();
        let always_default = Some(Value::new(true, &origin));
        Self { default: Some(Text::new(value, &origin)), always_default, ..self }
    }

    /// The same, required.
    #[must_use]
    pub fn required(self) -> Self {
        let origin = self.origin.clone();
        Self { required: Some(Value::new(true, &origin)), ..self }
    }

    /// Whether `Required` says so.
    pub fn is_required(&self) -> bool {
        is_true(self.required.as_ref())
    }

    /// Whether `AlwaysUseDefaultValue` says so.
    pub fn is_always_default(&self) -> bool {
        is_true(self.always_default.as_ref())
    }
}

/// Whether a flag is given and true.
pub fn is_true(value: Option<&Value<bool>>) -> bool {
    value.is_some_and(|value| value.value == Some(true))
}

element! {
    /// A technical profile that checks what a page was told.
    ValidationProfile |it| fold(&it.id);
    attributes {
        id: Text = "ReferenceId",
        continue_on_success: Option<Value<bool>> = "ContinueOnSuccess",
        continue_on_error: Option<Value<bool>> = "ContinueOnError",
    }
    children {
        preconditions: Preconditions = "Preconditions" "Precondition",
    }
}

element! {
    /// The claim that names the subject, and how.
    SubjectNaming |_it| String::new();
    attributes {
        claim: Text = "ClaimType",
        name_qualifier: Option<Text> = "NameQualifier",
        sp_name_qualifier: Option<Text> = "SPNameQualifier",
        format: Option<Text> = "Format",
        sp_provided_id: Option<Text> = "SPProvidedID",
        exclude_as_claim: Option<Value<bool>> = "ExcludeAsClaim",
    }
    children {}
}

element! {
    /// Elements of any kind, kept beside.
    Extensions |_it| String::new();
    attributes {}
    children {}
}

element! {
    /// What an error of a provider leads to.
    ErrorHandler |it| it.response_match.as_ref().map(|text| text.text.clone()).unwrap_or_default();
    attributes {}
    children {
        format: Option<Text> = "ErrorResponseFormat",
        response_match: Option<Text> = "ResponseMatch",
        action: Option<Text> = "Action",
        additional_parameters: Vec<Item> = "AdditionalRequestParameters",
    }
}
