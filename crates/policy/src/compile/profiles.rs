//! Technical profiles.

use super::{Compiler, is_true, issuer};
use crate::{
    Diagnostic,
    check::index::fold,
    program::{
        ClaimUse, Directory, DirectoryKey, DirectoryOperation, Enabled, HintKey, IdTokenHint, NameKind, OpenIdConnect,
        PhoneFactor, Profile, Protocol, SessionHandler, SessionProvider,
    },
    support::{Facts, ProfileKind},
    tree::{self, ClaimsProvider, Origin, TechnicalProfile},
    user_flow::PARAMETER_ITEM,
};
use domain::{ClientAuthentication, Pkce, ResponseMode, ResponseType};

impl<'a> Compiler<'a> {
    pub(super) fn find_profile(&self, id: &str) -> Option<(&'a ClaimsProvider, &'a TechnicalProfile)> {
        self.technical_profiles.get(&fold(id)).copied()
    }

    /// Compiles a profile when it is first reached; answers its id in the declared spelling.
    pub(super) fn use_profile(&mut self, id: &str, origin: &Origin) -> String {
        let Some((provider, profile)) = self.find_profile(id) else {
            self.refuse("undefined-technical-profile", origin, format!("There is no technical profile {id}."));
            return id.to_owned();
        };
        let id = profile.id.to_string();
        if !self.profiles.contains_key(&id) && !self.open.contains(&id) {
            self.open.push(id.clone());
            let compiled = self.profile(provider, profile);
            self.open.pop();
            if let Some(compiled) = compiled {
                self.profiles.insert(id.clone(), compiled);
            }
        }
        id
    }

    fn profile(&mut self, provider: &ClaimsProvider, profile: &TechnicalProfile) -> Option<Profile> {
        let protocol = self.protocol(profile)?;
        let name = profile.protocol.as_ref().map_or("", |protocol| &*protocol.name);
        let output_claims = profile.output_claims.iter().map(|used| self.with_default_partner(used, name)).collect();
        let domains = [&provider.domains, &profile.domains].into_iter().flat_map(|domains| domains.iter());
        Some(Profile {
            display_name: profile.display_name.as_ref().unwrap_or(&profile.id).to_string(),
            domains: domains
                .chain(&provider.domain)
                .chain(&profile.domain)
                .map(|domain| domain.trim().to_owned())
                .collect(),
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
            resolves: profile.item("IncludeClaimResolvingInClaimsHandling").is_some_and(is_true),
            session: profile.session.as_ref().and_then(|session| self.use_session(&session.id, &session.origin)),
            enabled: self.enabled(profile),
            messages: profile
                .metadata
                .iter()
                .filter(|item| is_message(&item.key))
                .map(|item| (item.key.to_string(), item.value.trim().to_owned()))
                .collect(),
        })
    }

    fn enabled(&mut self, profile: &TechnicalProfile) -> Enabled {
        let written = profile.enabled.as_ref().and_then(|enabled| enabled.value);
        let named = profile.item("ClaimTypeOnWhichToEnable").map(|claim| self.claim(claim));
        let item = profile.item("ClaimValueOnWhichToEnable").unwrap_or_default().to_owned();
        match (written, named) {
            (None | Some(tree::Enabled::True | tree::Enabled::Always), _) => Enabled::Always,
            (Some(tree::Enabled::False | tree::Enabled::Never), _) => Enabled::Never,
            (Some(tree::Enabled::OnClaimsExistence), Some(claim)) => Enabled::OnClaimsExistence(vec![claim]),
            (Some(tree::Enabled::OnClaimsExistence), None) => {
                Enabled::OnClaimsExistence(profile.input_claims.iter().map(|used| self.claim(&used.claim)).collect())
            }
            (Some(tree::Enabled::OnItemExistenceInStringCollectionClaim), Some(claim)) => {
                Enabled::OnItem { claim, item, absent: false }
            }
            (Some(tree::Enabled::OnItemAbsenceInStringCollectionClaim), Some(claim)) => {
                Enabled::OnItem { claim, item, absent: true }
            }
            (Some(_), None) => {
                self.found.push(missing(profile, "ClaimTypeOnWhichToEnable"));
                Enabled::Never
            }
        }
    }

    fn protocol(&mut self, profile: &TechnicalProfile) -> Option<Protocol> {
        let kind = match ProfileKind::of(&Facts::of(profile)) {
            Ok(kind) => kind,
            Err(unknown) => {
                let unknown = unknown.to_owned();
                return self.no_engine(profile, &unknown);
            }
        };
        match kind {
            ProfileKind::JwtIssuer => Some(Protocol::JwtIssuer(issuer::jwt_issuer(profile))),
            ProfileKind::LocalSignIn => Some(Protocol::LocalLogin),
            ProfileKind::OpenIdConnect => {
                self.open_id_connect(profile).map(|compiled| Protocol::OpenIdConnect(Box::new(compiled)))
            }
            ProfileKind::OAuth2 => self.oauth2(profile).map(|compiled| Protocol::OAuth2(Box::new(compiled))),
            ProfileKind::OAuth2Error => Some(Protocol::OAuth2Error),
            ProfileKind::IdTokenHint => {
                self.id_token_hint(profile).map(|compiled| Protocol::IdTokenHint(Box::new(compiled)))
            }
            ProfileKind::Nothing => Some(Protocol::RefreshToken),
            ProfileKind::SelfAsserted => Some(Protocol::SelfAsserted(Box::new(self.self_asserted(profile)))),
            ProfileKind::Directory => self.directory(profile).map(Protocol::Directory),
            // Of an event that is not sent, what happens to claims around it is left.
            ProfileKind::ClaimsTransformation | ProfileKind::Insights => Some(Protocol::ClaimsTransformation),
            ProfileKind::Rest => self.rest(profile).map(|compiled| Protocol::Rest(Box::new(compiled))),
            ProfileKind::EmailCode => self.code_operation(profile).map(Protocol::EmailCode),
            ProfileKind::OneTimePassword => self.one_time_password(profile).map(Protocol::OneTimePassword),
            ProfileKind::PhoneFactor => {
                let content = profile.item("ContentDefinitionReferenceId").unwrap_or("api.phonefactor").to_owned();
                Some(Protocol::PhoneFactor(PhoneFactor {
                    content: self.use_page(&content),
                    manual: profile.item("ManualPhoneNumberEntryAllowed").is_some_and(is_true),
                }))
            }
            ProfileKind::JourneyContext => Some(Protocol::JourneyContext),
            other => self.no_engine(profile, other.row().map_or("what the engine does not know", |row| row.name)),
        }
    }

    fn no_engine(&mut self, profile: &TechnicalProfile, what: &str) -> Option<Protocol> {
        self.refuse(
            "unsupported-protocol",
            &profile.origin,
            format!("The technical profile {} uses {what}, which the engine does not run.", profile.id),
        );
        None
    }

    /// Compiles a session provider when it is first reached; answers its id in the declared spelling.
    fn use_session(&mut self, id: &str, origin: &Origin) -> Option<String> {
        let Some((_, profile)) = self.find_profile(id) else {
            self.refuse("undefined-technical-profile", origin, format!("There is no technical profile {id}."));
            return None;
        };
        let id = profile.id.to_string();
        if self.sessions.contains_key(&id) {
            return Some(id);
        }
        let written = profile.protocol.as_ref().map(tree::Protocol::handler_type).unwrap_or_default();
        let handler = match written.strip_prefix("Web.TPEngine.SSO.") {
            Some("NoopSSOSessionProvider") => SessionHandler::Noop,
            Some("DefaultSSOSessionProvider") => SessionHandler::Default,
            Some("ExternalLoginSSOSessionProvider") => SessionHandler::External,
            Some("OAuthSSOSessionProvider") => SessionHandler::OAuth,
            _ => {
                self.refuse(
                    "unsupported-session-provider",
                    &profile.origin,
                    format!("The session provider {id} uses {written}, which the engine does not run."),
                );
                return None;
            }
        };
        let provider = SessionProvider {
            handler,
            persisted_claims: profile.persisted_claims.iter().map(|used| self.claim(&used.claim)).collect(),
            output_claims: self.uses(&profile.output_claims),
        };
        self.sessions.insert(id.clone(), provider);
        Some(id)
    }

    pub(super) fn required(&mut self, profile: &TechnicalProfile, key: &str) -> Option<String> {
        let value = profile.item(key).map(str::to_owned).filter(|value| !value.is_empty());
        if value.is_none() {
            self.found.push(missing(profile, key));
        }
        value
    }

    fn open_id_connect(&mut self, profile: &TechnicalProfile) -> Option<OpenIdConnect> {
        let (metadata, client_id) = (self.required(profile, "METADATA"), self.required(profile, "client_id"));
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
        // What a user flow sets comes as items; what a policy sets, as input claims, whose values the journey knows.
        let mut parameters: Vec<(String, String)> = profile
            .metadata
            .iter()
            .filter_map(|item| Some((item.key.strip_prefix(PARAMETER_ITEM)?.to_owned(), item.value.to_string())))
            .collect();
        parameters.extend(super::services::query_parameters(profile));
        parameters.extend(profile.item("resource").map(|resource| ("resource".to_owned(), resource.to_owned())));
        let issuer_prefixes = list(profile.item("ValidTokenIssuerPrefixes"));
        let discover = profile.item("DiscoverMetadataByTokenIssuer").is_some_and(is_true);
        // Without them whoever makes a token would say whom to ask for its keys.
        if discover && issuer_prefixes.is_empty() {
            self.found.push(missing(profile, "ValidTokenIssuerPrefixes"));
        }
        Some(OpenIdConnect {
            metadata: metadata?,
            authorization_endpoint: profile.item("authorization_endpoint").map(str::to_owned),
            token_endpoint: profile
                .item("token_endpoint")
                .or_else(|| profile.item("AccessTokenEndpoint"))
                .map(str::to_owned),
            client_id: client_id?,
            client_secret: profile.find_key("client_secret").map(|key| key.storage.to_string()),
            assertion_key: profile.find_key("assertion_signing_key").map(|key| key.storage.to_string()),
            response_type,
            parameters,
            user_info: profile.item("passerelle.user_info").is_some_and(is_true),
            scope: scope.split([' ', ',']).filter(|value| !value.is_empty()).collect::<Vec<_>>().join(" "),
            response_mode: match profile.item("response_mode") {
                Some("query") => ResponseMode::Query,
                _ => ResponseMode::FormPost,
            },
            authentication: authentication(profile),
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
            json_paths: profile.item("ResolveJsonPathsInJsonTokens").is_some_and(is_true),
            policy_in_redirect_uri: profile.item("UsePolicyInRedirectUri").is_some_and(is_true),
            own_redirect_uri: profile.item("passerelle.own_redirect_uri").is_some_and(is_true),
            keys: profile.item("JWKS").map(str::to_owned),
            issuer_prefixes,
            discover,
            body_claims: list(profile.item("ReadBodyClaimsOnIdpRedirect")),
        })
    }

    fn id_token_hint(&mut self, profile: &TechnicalProfile) -> Option<IdTokenHint> {
        let key = match (profile.item("METADATA"), profile.find_key("client_secret")) {
            (Some(url), _) => HintKey::Metadata(url.to_owned()),
            (None, Some(key)) => HintKey::Secret(key.storage.to_string()),
            (None, None) => {
                self.found.push(missing(profile, "METADATA"));
                return None;
            }
        };
        let issuer = profile.item("issuer").map(str::to_owned);
        if issuer.is_none() && matches!(key, HintKey::Secret(_)) {
            self.found.push(missing(profile, "issuer"));
            return None;
        }
        Some(IdTokenHint { key, audience: profile.item("IdTokenAudience").map(str::to_owned), issuer })
    }

    fn directory(&mut self, profile: &TechnicalProfile) -> Option<Directory> {
        let written = self.required(profile, "Operation")?;
        let operation = match written.to_ascii_lowercase().as_str() {
            "read" => DirectoryOperation::Read,
            "write" => DirectoryOperation::Write,
            "deleteclaims" => DirectoryOperation::DeleteClaims,
            "deleteclaimsprincipal" => DirectoryOperation::DeleteUser,
            _ => {
                self.found.push(invalid(profile, "Operation", &written));
                return None;
            }
        };
        let inputs = self.uses(&profile.input_claims);
        let Some(key) = inputs.iter().find_map(directory_key) else {
            let named = inputs.first().map_or("nothing", ClaimUse::name).to_owned();
            self.refuse(
                "unsupported-directory-key",
                &profile.origin,
                format!("The technical profile {} finds users by {named}, which the engine does not do.", profile.id),
            );
            return None;
        };
        Some(Directory {
            operation,
            key,
            persisted_claims: self.uses(&profile.persisted_claims),
            error_if_missing: profile.item("RaiseErrorIfClaimsPrincipalDoesNotExist").is_some_and(is_true),
            error_if_exists: profile.item("RaiseErrorIfClaimsPrincipalAlreadyExists").is_some_and(is_true),
        })
    }
}

/// What stands between commas and blanks.
pub(super) fn list(text: Option<&str>) -> Vec<String> {
    let items = text.unwrap_or_default().split([',', ' ', '\n', '\t']);
    items.map(|item| item.trim().to_owned()).filter(|item| !item.is_empty()).collect()
}

/// What a claim finds users by, under the name that the directory has for it.
fn directory_key(used: &ClaimUse) -> Option<DirectoryKey> {
    let (name, claim) = (used.name(), used.claim.clone());
    if name.eq_ignore_ascii_case("alternativeSecurityId") {
        return Some(DirectoryKey::AlternativeSecurityId(claim));
    }
    if name.eq_ignore_ascii_case("objectId") {
        return Some(DirectoryKey::ObjectId(claim));
    }
    NameKind::of(name).map(|kind| DirectoryKey::SignInName { claim, kind })
}

pub(super) fn authentication(profile: &TechnicalProfile) -> ClientAuthentication {
    match profile.item("token_endpoint_auth_method") {
        Some("client_secret_basic") => ClientAuthentication::ClientSecretBasic,
        Some("private_key_jwt") => ClientAuthentication::PrivateKeyJwt,
        _ => ClientAuthentication::ClientSecretPost,
    }
}

fn is_message(key: &str) -> bool {
    const STARTS: [&str; 2] = ["UserMessage", "language."];
    const KEYS: [&str; 6] = [
        "AssertNumberError",
        "ClaimsProviderSelectionDisplayType",
        "DateTimeGreaterThan",
        "DefaultMessage",
        "DefaultUserMessageIfRequestFailed",
        "LookupNotFound",
    ];
    STARTS.iter().any(|start| key.starts_with(start)) || KEYS.contains(&key)
}

/// A value that the check refuses too.
pub(super) fn invalid(profile: &TechnicalProfile, key: &str, value: &str) -> Diagnostic {
    Diagnostic::error(
        "invalid-metadata-value",
        &profile.origin,
        format!("{key} of {} is `{value}`, which is none of its values.", profile.id),
        "docs/policy-language.md lists what the engine runs.",
    )
}

fn missing(profile: &TechnicalProfile, key: &str) -> Diagnostic {
    Diagnostic::error(
        "missing-metadata",
        &profile.origin,
        format!("The technical profile {} lacks the metadata item {key}.", profile.id),
        "Add it to its Metadata.",
    )
}
