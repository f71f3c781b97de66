//! Technical profiles: what they are, and what they must have.

use super::{
    Checker,
    index::{fold, kind},
    severity,
};
use crate::{
    Severity,
    support::{ProfileKind, Support},
    tree::{TechnicalProfile, Text},
};

impl Checker<'_> {
    pub(super) fn profiles(&mut self) {
        self.claim_types();
        self.building_blocks();
        for (_, profile) in self.policy.technical_profiles() {
            let reached = self.reach.profile(&profile.id);
            let lists =
                [&profile.input_claims, &profile.display_claims, &profile.persisted_claims, &profile.output_claims];
            for used in lists.into_iter().flatten() {
                self.default_value(used);
            }
            for precondition in profile.validation_profiles.iter().flat_map(|reference| &reference.preconditions) {
                self.precondition(precondition);
            }
            self.key_containers(profile);
            match kind(profile) {
                Ok(kind) => {
                    // Of what is refused as a whole its items are not told too; what others include is of their kind.
                    let refused = kind.row().is_some_and(|row| matches!(row.support, Support::Refused { .. }));
                    if !refused && profile.protocol.is_some() {
                        self.metadata(profile, kind, reached);
                    }
                    self.keys(profile, kind, reached);
                    self.safety(profile, kind, reached);
                    self.resolvers(profile, kind, reached);
                }
                Err(unknown) => self.unknown_kind(profile, unknown, reached),
            }
        }
    }

    /// What is neither run nor refused by name is refused here, with the name that it has.
    fn unknown_kind(&mut self, profile: &TechnicalProfile, unknown: &str, reached: bool) {
        let protocol = profile.protocol.as_ref();
        let proprietary = protocol.is_some_and(|protocol| protocol.name.trim() == "Proprietary");
        let origin = protocol.map_or(&profile.origin, |protocol| {
            protocol.handler.as_ref().filter(|_| proprietary).map_or(&protocol.name.origin, |handler| &handler.origin)
        });
        if proprietary {
            let name = unknown.split(',').next().unwrap_or_default().trim();
            self.tell(
                severity(reached),
                "unsupported-handler",
                origin,
                format!("The handler `{name}` of {} is not known.", profile.id),
                "docs/policy-language.md lists the handlers that run.",
            );
        } else {
            self.tell(
                severity(reached),
                "unsupported-protocol",
                origin,
                format!("The protocol {unknown} of {} does not run.", profile.id),
                "docs/policy-language.md lists the protocols that run.",
            );
        }
    }

    fn key_containers(&mut self, profile: &TechnicalProfile) {
        let Some(known) = self.surroundings.key_containers else { return };
        for key in &profile.keys {
            if !known.iter().any(|known| crate::merge::same_policy(known, &key.storage)) {
                // The key may come after the policy: what needs it fails with its name until then.
                self.warning(
                    "undefined-key-container",
                    &key.storage.origin,
                    format!("The tenant has no policy key {}.", key.storage),
                    "Make it under Policy keys, or mend StorageReferenceId.",
                );
            }
        }
    }

    fn keys(&mut self, profile: &TechnicalProfile, kind: ProfileKind, reached: bool) {
        // The secret of a provider of a user flow is kept beside it.
        if !reached || profile.provider.is_some() {
            return;
        }
        let method = profile.item("token_endpoint_auth_method").unwrap_or("client_secret_post");
        let needed: &[&str] = match kind {
            ProfileKind::OpenIdConnect if !profile.item("response_types").unwrap_or("code").contains("code") => &[],
            ProfileKind::OpenIdConnect | ProfileKind::OAuth2 if method == "private_key_jwt" => {
                &["assertion_signing_key"]
            }
            ProfileKind::OpenIdConnect | ProfileKind::OAuth2 => &["client_secret"],
            ProfileKind::Rest => match profile.item("AuthenticationType").unwrap_or("None") {
                "Basic" => &["BasicAuthenticationUsername", "BasicAuthenticationPassword"],
                "ClientCertificate" => &["ClientCertificate"],
                "Bearer" if profile.item("UseClaimAsBearerToken").is_none() => &["BearerAuthenticationToken"],
                _ => &[],
            },
            _ => &[],
        };
        for id in needed.iter().filter(|id| profile.find_key(id).is_none()) {
            // A public client of a provider has no secret: the provider knows whether it is one.
            let severity = if *id == "client_secret" { Severity::Warning } else { Severity::Error };
            self.tell(
                severity,
                "missing-key",
                &profile.origin,
                format!("The technical profile {} lacks the key {id}.", profile.id),
                format!("Add <Key Id=\"{id}\" StorageReferenceId=\"B2C_1A_…\" /> to its CryptographicKeys."),
            );
        }
    }

    /// What the building blocks say that only their kind decides.
    fn building_blocks(&mut self) {
        for control in &self.policy.building_blocks.display_controls {
            let profiles = control.actions.iter().flat_map(|action| &action.profiles);
            for precondition in profiles.flat_map(|profile| &profile.preconditions) {
                self.precondition(precondition);
            }
        }
        for content in &self.policy.building_blocks.content_definitions {
            let reached = self.reach.contents.contains(&fold(&content.id));
            if let Some(uri) = &content.load_uri {
                self.load_uri(uri, reached);
            }
            if let Some(uri) = &content.data_uri {
                self.data_uri(uri);
            }
        }
    }

    fn load_uri(&mut self, uri: &Text, reached: bool) {
        let text = uri.trim();
        if text.is_empty() || text.starts_with("~/") || text.starts_with('{') {
            return;
        }
        self.url("LoadUri", text, &uri.origin, reached);
    }

    fn data_uri(&mut self, uri: &Text) {
        const PAGES: [&str; 9] = [
            "globalexception",
            "providerselection",
            "idpselection",
            "unifiedssp",
            "unifiedssd",
            "selfasserted",
            "multifactor",
            "claimsconsent",
            "phonefactor",
        ];
        let text = uri.trim();
        let known = text.strip_prefix("urn:com:microsoft:aad:b2c:elements:").map(|rest| {
            let rest = rest.strip_prefix("contract:").unwrap_or(rest);
            rest.split(':').next().unwrap_or_default()
        });
        if known.is_none_or(|page| !PAGES.contains(&page.to_ascii_lowercase().as_str())) && !text.contains('{') {
            self.warning(
                "unknown-page",
                &uri.origin,
                format!("No page layout is known as `{text}`."),
                format!(
                    "Write urn:com:microsoft:aad:b2c:elements:contract:PAGE:VERSION; pages are {}.",
                    PAGES.join(", ")
                ),
            );
        }
    }
}
