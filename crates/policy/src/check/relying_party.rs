//! What an application calls, and what it gets.

use super::{Checker, index::fold};
use crate::{
    schema::is_open,
    tree::{Origin, RelyingParty, TechnicalProfile},
};
use domain::PolicyId;
use std::collections::BTreeSet;

/// Claims that the engine itself gives: what a token says of the sign-in, whatever the steps did.
const OF_THE_ENGINE: [&str; 6] =
    ["trustframeworkpolicy", "authenticationtime", "nonce", "isforgotpassword", "grant_type", "scope"];

impl Checker<'_> {
    pub(super) fn relying_party(&mut self) {
        self.tenant();
        let Some(party) = &self.policy.relying_party else { return };
        match &party.journey {
            Some(journey) => self.journey_reference(&journey.id),
            None => self.error(
                "undefined-user-journey",
                &party.origin,
                "The relying party names no user journey.",
                "Name one in DefaultUserJourney.",
            ),
        }
        for endpoint in &party.endpoints {
            self.journey_reference(&endpoint.journey);
        }
        let Some(profile) = party.profile() else {
            self.error(
                "missing-relying-party-profile",
                &party.origin,
                "The relying party has no technical profile, so no token can be made.",
                "Add a TechnicalProfile with the Id PolicyProfile, its protocol and its output claims.",
            );
            return;
        };
        for used in profile.input_claims.iter().chain(&profile.output_claims) {
            self.claim_use(used);
            self.default_value(used);
        }
        self.subject(party, profile);
        self.produced(profile);
    }

    fn tenant(&mut self) {
        if let Some(tenant) = self.surroundings.tenant
            && !is_open(&self.policy.tenant)
            && !self.policy.tenant.trim().eq_ignore_ascii_case(tenant)
        {
            self.error(
                "other-tenant",
                &self.policy.tenant.origin,
                format!("The policy is of the tenant {}, not of {tenant}.", self.policy.tenant.trim()),
                format!("Write TenantId=\"{tenant}\", or load it into the other tenant."),
            );
        }
        if PolicyId::parse(self.policy.id.trim()).is_err() && !is_open(&self.policy.id) {
            self.error(
                "policy-id",
                &self.policy.id.origin,
                format!("`{}` is no policy id.", self.policy.id),
                "A policy id has letters, digits, `_`, `-` and `.`, such as `B2C_1A_signup_signin`.",
            );
        } else if matches!(self.policy.id.origin, Origin::File { .. }) && !is_open(&self.policy.id) {
            self.prefix();
        }
    }

    /// Ids of custom policies begin with `B2C_1A_` (behaviour reference §10.1).
    fn prefix(&mut self) {
        let id = self.policy.id.trim();
        if !id.get(..7).is_some_and(|prefix| prefix.eq_ignore_ascii_case("B2C_1A_")) {
            self.warning(
                "policy-prefix",
                &self.policy.id.origin,
                format!("The policy id {id} does not begin with B2C_1A_."),
                format!("Write B2C_1A_{id}: addresses of custom policies begin so."),
            );
        }
    }

    fn subject(&mut self, party: &RelyingParty, profile: &TechnicalProfile) {
        let Some(naming) = &profile.subject_naming else {
            self.error(
                "undefined-subject",
                &party.origin,
                "The relying party does not say which claim is the subject.",
                "Add SubjectNamingInfo with the ClaimType sub.",
            );
            return;
        };
        let partner = |claim: &str| {
            self.index
                .claims
                .get(&fold(claim))
                .into_iter()
                .flat_map(|claim| &claim.partners)
                .map(|partner| &*partner.partner)
        };
        let named = profile.output_claims.iter().any(|used| match &used.partner {
            // Names in tokens are told apart by case.
            Some(name) => **name == *naming.claim,
            None => *used.claim == *naming.claim || partner(&used.claim).any(|name| *name == *naming.claim),
        });
        if !named {
            self.error(
                "undefined-subject",
                &naming.claim.origin,
                format!("No output claim has the partner name {}, which SubjectNamingInfo names.", naming.claim),
                "Add an output claim with this PartnerClaimType.",
            );
        }
    }

    /// Every claim of the token comes from somewhere. What could set a claim counts, whether or not it runs each time.
    fn produced(&mut self, party: &TechnicalProfile) {
        let mut produced: BTreeSet<String> = OF_THE_ENGINE.iter().map(|claim| (*claim).to_owned()).collect();
        produced.extend(party.input_claims.iter().map(|used| fold(&used.claim)));
        let profiles = self.reach.profiles.iter().filter_map(|id| self.index.profiles.get(id));
        for profile in profiles {
            // A directory reads what it wrote; an input with a default is a claim from then on.
            let lists =
                [&profile.output_claims, &profile.display_claims, &profile.persisted_claims, &profile.input_claims];
            produced.extend(lists.into_iter().flatten().map(|used| fold(&used.claim)));
        }
        for control in self.reach.controls.iter().filter_map(|id| self.index.controls.get(id)) {
            produced.extend(control.output_claims.iter().chain(&control.display_claims).map(|used| fold(&used.claim)));
        }
        for transformation in self.reach.transformations.iter().filter_map(|id| self.index.transformations.get(id)) {
            produced.extend(transformation.outputs.iter().map(|used| fold(&used.claim)));
        }
        // A journey without steps gives nothing, and is told of already. A form may have no provider yet.
        if self.reach.profiles.is_empty() || matches!(self.policy.origin, Origin::Form(_)) {
            return;
        }
        for used in &party.output_claims {
            let declared = self.index.claims.contains_key(&fold(&used.claim));
            if declared && used.default.is_none() && !produced.contains(&fold(&used.claim)) {
                self.error(
                    "claim-never-produced",
                    &used.claim.origin,
                    format!("Nothing that this policy runs gives the claim {}.", used.claim),
                    "Let a technical profile of the journey output it, give it a DefaultValue, or take it out.",
                );
            }
        }
    }
}
