//! From a checked tree to a [`Program`].

use crate::{
    CheckedPolicy, Diagnostic, Policy, Program,
    program::{
        Action, Claim, ClaimUse, Content, Directory, DirectoryKey, DirectoryOperation, Element, Enabled, Exchange,
        Forgotten, InputType, Journey, JwtIssuer, OpenIdConnect, Precondition, Profile, Protocol, RelyingParty,
        SelfAsserted, Step, StepType, Transformation,
    },
    transform::Method,
    tree::{self, ClaimsProvider, OrchestrationStep, Origin, TechnicalProfile, UserJourney},
    user_flow::PARAMETER_ITEM,
};
use base64ct::{Base64UrlUnpadded, Encoding};
use domain::{
    ClientAuthentication, DataType, IssuerForm, Pkce, ResponseMode, ResponseType, SessionKind, SessionSettings,
    SingleSignOn, TokenLifetimes,
};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// Handlers of `Protocol Name="Proprietary"`, without their assembly.
pub(crate) mod handler {
    pub const SELF_ASSERTED: &str = "Web.TPEngine.Providers.SelfAssertedAttributeProvider";
    pub const DIRECTORY: &str = "Web.TPEngine.Providers.AzureActiveDirectoryProvider";
    pub const CLAIMS_TRANSFORMATION: &str = "Web.TPEngine.Providers.ClaimsTransformationProtocolProvider";
}

/// Compiles.
///
/// # Errors
/// What the engine cannot run, by name; codes begin with `unsupported-`.
pub fn compile(checked: &CheckedPolicy) -> Result<Program, Vec<Diagnostic>> {
    let policy = checked.tree();
    let mut compiler = Compiler {
        policy,
        found: Vec::new(),
        profiles: BTreeMap::new(),
        pages: BTreeMap::new(),
        transformations: BTreeMap::new(),
    };
    let program = compiler.program();
    match program {
        Some(program) if compiler.found.is_empty() => Ok(program),
        _ => Err(once(compiler.found)),
    }
}

/// A profile that does not compile is met by the selection and by the exchange; it is told once.
fn once(found: Vec<Diagnostic>) -> Vec<Diagnostic> {
    found.into_iter().fold(Vec::new(), |mut told, diagnostic| {
        if !told.contains(&diagnostic) {
            told.push(diagnostic);
        }
        told
    })
}

struct Compiler<'a> {
    policy: &'a Policy,
    found: Vec<Diagnostic>,
    profiles: BTreeMap<String, Profile>,
    pages: BTreeMap<String, Content>,
    transformations: BTreeMap<String, Transformation>,
}

impl Compiler<'_> {
    fn program(&mut self) -> Option<Program> {
        let party = self.policy.relying_party.as_ref()?;
        let policy = self.policy.policy_id().map_err(|found| self.found.push(*found)).ok()?;
        let (named, profile) = (party.journey.as_ref()?, party.profile()?);
        let journey = self.policy.user_journeys.iter().find(|journey| journey.id.is(&named.id))?;
        let compiled = self.journey(journey);
        let default_journey = journey.id.to_string();
        let relying_party = RelyingParty {
            output_claims: self.uses(&profile.output_claims),
            subject: profile.subject_naming.as_ref()?.claim.to_string(),
            session: session(party.behaviors.as_ref()),
            content_parameters: BTreeMap::new(),
        };
        let claims = self
            .policy
            .building_blocks
            .claim_types
            .iter()
            .map(|claim| {
                let compiled = Claim {
                    display_name: claim.display_name.as_ref().unwrap_or(&claim.id).to_string(),
                    data_type: claim.data_type.as_ref().and_then(|written| written.value).unwrap_or(DataType::String),
                    input: input_type(claim),
                    help: claim.help.as_ref().map(ToString::to_string),
                    pattern: claim.restriction.as_ref().and_then(|restriction| restriction.pattern.as_ref()).map(
                        |pattern| (pattern.expression.to_string(), pattern.help.as_ref().map(ToString::to_string)),
                    ),
                    items: Vec::new(),
                    mask: None,
                };
                (claim.id.to_string(), compiled)
            })
            .collect();
        let mut program = Program {
            policy,
            hash: String::new(),
            claims,
            transformations: std::mem::take(&mut self.transformations),
            pages: std::mem::take(&mut self.pages),
            resources: BTreeMap::new(),
            controls: BTreeMap::new(),
            profiles: std::mem::take(&mut self.profiles),
            sessions: BTreeMap::new(),
            journeys: BTreeMap::from([(default_journey.clone(), compiled)]),
            default_journey,
            token_journey: None,
            relying_party,
        };
        let bytes = serde_json::to_vec(&program).unwrap_or_default();
        program.hash = Base64UrlUnpadded::encode_string(&Sha256::digest(bytes));
        Some(program)
    }

    fn journey(&mut self, journey: &UserJourney) -> Journey {
        let mut steps = Vec::with_capacity(journey.steps.len());
        for (position, step) in journey.steps.iter().enumerate() {
            let Some(written) = step.step_type() else { continue };
            let (kind, action) = match written {
                tree::StepType::ClaimsProviderSelection => {
                    (StepType::ClaimsProviderSelection, self.selection(step, journey.steps.get(position + 1)))
                }
                tree::StepType::CombinedSignInAndSignUp => {
                    (StepType::CombinedSignInAndSignUp, self.selection(step, journey.steps.get(position + 1)))
                }
                tree::StepType::ClaimsExchange => {
                    (StepType::ClaimsExchange, Some(Action::Exchange(self.exchanges(step.exchanges()))))
                }
                tree::StepType::SendClaims => {
                    let issuer = step.issuer.as_ref();
                    let send = issuer.map(|issuer| Action::Send { issuer: self.use_profile(issuer, &issuer.origin) });
                    (StepType::SendClaims, send)
                }
                other => {
                    self.refuse(
                        "unsupported-step-type",
                        &step.origin,
                        format!("The engine does not run steps of the type {}.", other.name()),
                    );
                    continue;
                }
            };
            let Some(action) = action else { continue };
            let preconditions =
                step.preconditions.iter().filter_map(|condition| self.precondition(condition)).collect();
            let order = step.number().and_then(|number| u16::try_from(number).ok()).unwrap_or_default();
            steps.push(Step { order, kind, preconditions, action });
        }
        Journey { steps }
    }

    fn selection(&mut self, step: &OrchestrationStep, next: Option<&OrchestrationStep>) -> Option<Action> {
        let next = next?;
        let chosen: Vec<_> = step
            .selections()
            .iter()
            .filter_map(|selection| selection.target.as_ref())
            .filter_map(|target| next.exchanges().iter().find(|exchange| exchange.id.is(target)).cloned())
            .collect();
        let choices = self.exchanges(&chosen);
        let option = step.selections.as_ref().and_then(|selections| selections.display_option.as_ref()?.value);
        let content = step.content.as_deref().unwrap_or_default();
        let content = self.use_page(content);
        Some(Action::Select {
            content,
            choices,
            local: None,
            links: Vec::new(),
            show_single: option == Some(tree::DisplayOption::ShowSingleProvider),
        })
    }

    fn exchanges(&mut self, exchanges: &[tree::Exchange]) -> Vec<Exchange> {
        exchanges
            .iter()
            .map(|exchange| Exchange {
                id: exchange.id.to_string(),
                profile: self.use_profile(&exchange.profile, &exchange.profile.origin),
            })
            .collect()
    }

    fn precondition(&self, condition: &tree::Precondition) -> Option<Precondition> {
        let when = condition.execute_if.as_ref()?.value?;
        match (condition.kind.as_ref()?.value?, &condition.values[..]) {
            (tree::PreconditionType::ClaimsExist, [claim, ..]) => {
                Some(Precondition::ClaimsExist { claim: self.claim(claim), when })
            }
            (tree::PreconditionType::ClaimEquals, [claim, value, ..]) => {
                Some(Precondition::ClaimEquals { claim: self.claim(claim), value: value.to_string(), when })
            }
            _ => None,
        }
    }

    /// A claim id in its declared spelling.
    fn claim(&self, id: &str) -> String {
        let declared = self.policy.building_blocks.claim_types.iter().find(|claim| claim.id.is(id));
        declared.map_or(id, |claim| &claim.id).to_owned()
    }

    fn uses(&self, uses: &[tree::ClaimUse]) -> Vec<ClaimUse> {
        uses.iter().map(|used| self.claim_use(used)).collect()
    }

    fn claim_use(&self, used: &tree::ClaimUse) -> ClaimUse {
        ClaimUse {
            claim: self.claim(&used.claim),
            partner: used.partner.as_ref().map(ToString::to_string),
            default: used.default.as_ref().map(ToString::to_string),
            always_default: used.is_always_default(),
            required: used.is_required(),
        }
    }

    fn use_page(&mut self, id: &str) -> String {
        let Some(content) = self.policy.building_blocks.content_definitions.iter().find(|content| content.id.is(id))
        else {
            return id.to_owned();
        };
        let text = |uri: &Option<tree::Text>| uri.as_ref().map(|uri| uri.trim().to_owned()).unwrap_or_default();
        self.pages.entry(content.id.to_string()).or_insert_with(|| Content {
            load_uri: text(&content.load_uri),
            data_uri: text(&content.data_uri),
            resources: BTreeMap::new(),
            texts: BTreeMap::new(),
        });
        content.id.to_string()
    }

    fn use_transformation(&mut self, id: &str) -> String {
        let Some(found) = self.policy.building_blocks.transformations.iter().find(|known| known.id.is(id)) else {
            return id.to_owned();
        };
        match Method::parse(found) {
            Ok(method) => {
                let named = |claims: &[tree::TransformationClaim]| {
                    claims.iter().map(|used| (used.role().to_owned(), self.claim(&used.claim))).collect()
                };
                let compiled = Transformation { method, inputs: named(&found.inputs), outputs: named(&found.outputs) };
                self.transformations.insert(found.id.to_string(), compiled);
            }
            Err(message) => {
                self.refuse("unsupported-transformation-method", &found.origin, message);
            }
        }
        found.id.to_string()
    }

    /// Compiles a profile when it is first reached; answers its id in the declared spelling.
    fn use_profile(&mut self, id: &str, origin: &Origin) -> String {
        let policy = self.policy;
        let Some((provider, profile)) = policy.find_technical_profile(id) else {
            self.refuse("undefined-technical-profile", origin, format!("There is no technical profile {id}."));
            return id.to_owned();
        };
        if !self.profiles.contains_key(&*profile.id)
            && let Some(compiled) = self.profile(provider, profile)
        {
            self.profiles.insert(profile.id.to_string(), compiled);
        }
        profile.id.to_string()
    }

    fn profile(&mut self, provider: &ClaimsProvider, profile: &TechnicalProfile) -> Option<Profile> {
        let protocol = self.protocol(profile)?;
        let output_claims = profile
            .output_claims
            .iter()
            .map(|used| {
                self.with_default_partner(used, profile.protocol.as_ref().map_or("", |protocol| &protocol.name))
            })
            .collect();
        Some(Profile {
            display_name: profile.display_name.as_ref().unwrap_or(&profile.id).to_string(),
            domains: provider.domains.iter().chain(&provider.domain).map(ToString::to_string).collect(),
            provider: profile.provider,
            protocol,
            input_transformations: profile
                .input_transformations
                .iter()
                .map(|used| self.use_transformation(&used.id))
                .collect(),
            input_claims: self.uses(&profile.input_claims),
            output_claims,
            output_transformations: profile
                .output_transformations
                .iter()
                .map(|used| self.use_transformation(&used.id))
                .collect(),
            resolves: true,
            session: None,
            enabled: Enabled::Always,
            messages: BTreeMap::new(),
        })
    }

    /// The partner name of a claim: its own, or the default of its declaration for this protocol.
    fn with_default_partner(&self, used: &tree::ClaimUse, protocol: &str) -> ClaimUse {
        let declared = self.policy.building_blocks.claim_types.iter().find(|claim| claim.id.is(&used.claim));
        let default = declared.and_then(|claim| claim.partners.iter().find(|partner| *partner.protocol == *protocol));
        let partner = used.partner.as_ref().or(default.map(|default| &default.partner)).map(ToString::to_string);
        ClaimUse { partner, ..self.claim_use(used) }
    }

    fn protocol(&mut self, profile: &TechnicalProfile) -> Option<Protocol> {
        let protocol = profile.protocol.as_ref();
        let name = protocol.map_or("", |protocol| &*protocol.name);
        let handler = protocol.map(tree::Protocol::handler_type).unwrap_or_default();
        let format = profile.output_token_format.as_ref().and_then(|format| format.value);
        match (name, handler, format) {
            ("OpenIdConnect" | "None", _, Some(tree::TokenFormat::Jwt)) => {
                Some(Protocol::JwtIssuer(jwt_issuer(profile)))
            }
            ("OpenIdConnect", ..) => {
                self.open_id_connect(profile).map(|compiled| Protocol::OpenIdConnect(Box::new(compiled)))
            }
            ("Proprietary", handler::SELF_ASSERTED, _) => {
                let content = profile.item("ContentDefinitionReferenceId").unwrap_or("api.selfasserted").to_owned();
                let cancel = profile.item("setting.showCancelButton").is_none_or(is_true);
                let elements = profile
                    .output_claims
                    .iter()
                    .filter(|used| !used.is_always_default() && used.default.is_none())
                    .map(|used| self.claim_use(used))
                    .filter(|used| {
                        let mut claims = self.policy.building_blocks.claim_types.iter();
                        claims.any(|claim| *claim.id == *used.claim && claim.input.is_some())
                    })
                    .map(Element::Claim)
                    .collect();
                Some(Protocol::SelfAsserted(Box::new(SelfAsserted {
                    content: self.use_page(&content),
                    cancel,
                    proceed: true,
                    elements,
                    validations: Vec::new(),
                    sign_up: None,
                    forgotten: Forgotten::None,
                    remember_me: false,
                    retry_limit: 7,
                    by_name: false,
                })))
            }
            ("Proprietary", handler::DIRECTORY, _) => self.directory(profile).map(Protocol::Directory),
            ("Proprietary", handler::CLAIMS_TRANSFORMATION, _) => Some(Protocol::ClaimsTransformation),
            _ => {
                let what = if handler.is_empty() { name } else { handler };
                self.refuse(
                    "unsupported-protocol",
                    &profile.origin,
                    format!("The technical profile {} uses {what}, which the engine does not run.", profile.id),
                );
                None
            }
        }
    }

    fn open_id_connect(&mut self, profile: &TechnicalProfile) -> Option<OpenIdConnect> {
        let mut required = |key: &str| {
            let value = profile.item(key).map(str::to_owned);
            if value.is_none() {
                self.found.push(Diagnostic::error(
                    "missing-metadata",
                    &profile.origin,
                    format!("The technical profile {} lacks the metadata item {key}.", profile.id),
                    "Add it to its Metadata.",
                ));
            }
            value
        };
        let (metadata, client_id) = (required("METADATA"), required("client_id"));
        let scope = profile.item("scope").unwrap_or("openid");
        let response_type = match profile.item("response_types").unwrap_or("code").trim() {
            "code" => ResponseType::Code,
            "id_token" => ResponseType::IdToken,
            other => {
                let message = format!("The technical profile {} asks for the response type {other}.", profile.id);
                self.refuse("unsupported-response-type", &profile.origin, message);
                return None;
            }
        };
        let key = |wanted: &str| profile.find_key(wanted).map(|key| key.storage.to_string());
        Some(OpenIdConnect {
            metadata: metadata?,
            client_id: client_id?,
            client_secret: key("client_secret"),
            assertion_key: key("assertion_signing_key"),
            response_type,
            parameters: profile
                .metadata
                .iter()
                .filter_map(|item| Some((item.key.strip_prefix(PARAMETER_ITEM)?.to_owned(), item.value.to_string())))
                .collect(),
            user_info: profile.item("passerelle.user_info").is_some_and(is_true),
            scope: scope.split([' ', ',']).filter(|value| !value.is_empty()).collect::<Vec<_>>().join(" "),
            response_mode: match profile.item("response_mode") {
                Some("query") => ResponseMode::Query,
                _ => ResponseMode::FormPost,
            },
            authentication: match profile.item("token_endpoint_auth_method") {
                Some("client_secret_basic") => ClientAuthentication::ClientSecretBasic,
                Some("private_key_jwt") => ClientAuthentication::PrivateKeyJwt,
                _ => ClientAuthentication::ClientSecretPost,
            },
            pkce: match profile.item("passerelle.pkce") {
                Some("always") => Pkce::Always,
                Some("never") => Pkce::Never,
                _ => Pkce::WhenOffered,
            },
            audience: profile.item("IdTokenAudience").map(str::to_owned),
            issuer: profile.item("issuer").map(str::to_owned),
            clock_tolerance: profile
                .item("passerelle.clock_tolerance")
                .and_then(|text| text.parse().ok())
                .unwrap_or(60)
                .min(120),
            policy_in_redirect_uri: profile.item("UsePolicyInRedirectUri").is_some_and(is_true),
        })
    }

    fn directory(&mut self, profile: &TechnicalProfile) -> Option<Directory> {
        let operation = match profile.item("Operation") {
            Some("Read") => DirectoryOperation::Read,
            Some("Write") => DirectoryOperation::Write,
            other => {
                let other = other.unwrap_or("nothing").to_owned();
                self.refuse(
                    "unsupported-directory-operation",
                    &profile.origin,
                    format!("The operation {other} of {} is not run.", profile.id),
                );
                return None;
            }
        };
        let key = profile.input_claims.first().map(|used| self.claim(&used.claim)).unwrap_or_default();
        let key = match key.to_ascii_lowercase().as_str() {
            "alternativesecurityid" => DirectoryKey::AlternativeSecurityId(key),
            "objectid" => DirectoryKey::ObjectId(key),
            _ => {
                self.refuse(
                    "unsupported-directory-key",
                    &profile.origin,
                    format!("The technical profile {} finds users by {key}, which the engine does not do.", profile.id),
                );
                return None;
            }
        };
        if operation == DirectoryOperation::Write && matches!(key, DirectoryKey::ObjectId(_)) {
            self.refuse(
                "unsupported-directory-operation",
                &profile.origin,
                format!("The technical profile {} writes by object id, which the engine does not do.", profile.id),
            );
            return None;
        }
        Some(Directory {
            operation,
            key,
            persisted_claims: self.uses(&profile.persisted_claims),
            error_if_missing: profile.item("RaiseErrorIfClaimsPrincipalDoesNotExist").is_some_and(is_true),
            error_if_exists: profile.item("RaiseErrorIfClaimsPrincipalAlreadyExists").is_some_and(is_true),
        })
    }

    fn refuse(&mut self, code: &str, origin: &Origin, message: String) {
        self.found.push(Diagnostic::error(
            code,
            origin,
            message,
            "docs/policy-language.md lists what the engine runs.",
        ));
    }
}

fn jwt_issuer(profile: &TechnicalProfile) -> JwtIssuer {
    let seconds = |key: &str, default: u32, range: std::ops::RangeInclusive<u32>| {
        let asked = profile.item(key).and_then(|text| text.trim().parse().ok()).unwrap_or(default);
        asked.clamp(*range.start(), *range.end())
    };
    let refresh_seconds = seconds("refresh_token_lifetime_secs", 1_209_600, TokenLifetimes::REFRESH_SECONDS);
    let window = seconds("rolling_refresh_token_lifetime_secs", 7_776_000, TokenLifetimes::SLIDING_WINDOW_SECONDS);
    JwtIssuer {
        issuer: match profile.item("IssuanceClaimPattern") {
            Some("AuthorityWithTfp") => IssuerForm::AuthorityWithTfp,
            _ => IssuerForm::AuthorityAndTenantGuid,
        },
        acr: profile.item("AuthenticationContextReferenceClaimPattern") != Some("None"),
        token_seconds: seconds("token_lifetime_secs", 3600, TokenLifetimes::TOKEN_SECONDS),
        id_token_seconds: seconds("id_token_lifetime_secs", 3600, TokenLifetimes::TOKEN_SECONDS),
        refresh_seconds,
        sliding_window_seconds: (!profile.item("allow_infinite_rolling_refresh_token").is_some_and(is_true))
            .then(|| window.max(refresh_seconds)),
        code_seconds: seconds("passerelle.code_lifetime_secs", 60, TokenLifetimes::CODE_SECONDS),
        key_container: profile
            .find_key("issuer_secret")
            .map_or_else(|| "B2C_1A_TokenSigningKeyContainer".to_owned(), |key| key.storage.to_string()),
    }
}

/// How a claim is entered; one that a page cannot show yet is not entered.
fn input_type(claim: &tree::ClaimType) -> Option<InputType> {
    let phone = claim.data_type.as_ref().and_then(|written| written.value) == Some(DataType::PhoneNumber);
    match claim.input.as_ref()?.value? {
        tree::InputType::TextBox if phone => Some(InputType::Telephone),
        tree::InputType::TextBox => Some(InputType::TextBox),
        tree::InputType::EmailBox => Some(InputType::EmailBox),
        tree::InputType::Readonly => Some(InputType::Readonly),
        tree::InputType::Paragraph => Some(InputType::Paragraph),
        _ => None,
    }
}

/// `UserJourneyBehaviors`, each value in its range; what it leaves out has the documented default.
fn session(behaviors: Option<&tree::UserJourneyBehaviors>) -> SessionSettings {
    let default = SessionSettings::default();
    let Some(behaviors) = behaviors else { return default };
    let seconds = behaviors.session_expiry_seconds.as_ref().and_then(|written| u32::try_from(written.value?).ok());
    let kind = behaviors.session_expiry_type.as_ref().and_then(|written| written.value);
    let (lifetime, days) = (SessionSettings::LIFETIME_SECONDS, SessionSettings::KEEP_SIGNED_IN_DAYS);
    let single = behaviors.single_sign_on.as_ref();
    let keep = single.and_then(|single| u8::try_from(single.keep_alive_days.as_ref()?.value?).ok());
    SessionSettings {
        lifetime_seconds: seconds.unwrap_or(default.lifetime_seconds).clamp(*lifetime.start(), *lifetime.end()),
        kind: match kind {
            Some(tree::SessionExpiryType::Absolute) => SessionKind::Absolute,
            Some(tree::SessionExpiryType::Rolling) => SessionKind::Rolling,
            None => default.kind,
        },
        single_sign_on: match single.and_then(|single| single.scope.as_ref()?.value) {
            Some(tree::SessionScope::Suppressed) => SingleSignOn::Disabled,
            Some(tree::SessionScope::Application) => SingleSignOn::Application,
            Some(tree::SessionScope::Policy) => SingleSignOn::Policy,
            Some(tree::SessionScope::Tenant | tree::SessionScope::TrustFramework) => SingleSignOn::Tenant,
            None => default.single_sign_on,
        },
        keep_signed_in_days: keep.unwrap_or_default().min(*days.end()),
        require_id_token_in_logout: single
            .is_some_and(|single| tree::is_true(single.enforce_id_token_hint_on_logout.as_ref())),
    }
}

fn is_true(text: &str) -> bool {
    matches!(text.trim().to_ascii_lowercase().as_str(), "true" | "1")
}

#[cfg(test)]
mod tests;
