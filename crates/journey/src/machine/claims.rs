//! What every technical profile does with claims: input, output, transformations (behaviour reference §2.3, §10.4).

use super::{Machine, Progress};
use crate::{
    Fault, ProviderFailure, Reason,
    recording::{Item, Side},
    state::{Frame, StepPhase},
};
use domain::{ClaimValue, DataType};
use policy::{
    program::{Profile, Protocol},
    resolve::Resolver,
};
use serde_json::Value;
use std::collections::BTreeMap;

impl Machine<'_> {
    pub(super) fn resolver(&self) -> Resolver<'_> {
        Resolver {
            policy: self.program.policy.as_str(),
            tenant_id: &self.state.request.tenant_id,
            tenant_domain: &self.state.request.tenant_domain,
            correlation_id: &self.state.request.correlation_id,
        }
    }

    pub(super) fn profile(&self, id: &str) -> Result<&'_ Profile, Box<Fault>> {
        self.program
            .profiles
            .get(id)
            .ok_or_else(|| Box::new(Fault::unexpected("a technical profile is not in the program")))
    }

    /// Input transformations, then the profile's own work.
    pub(super) fn enter_profile(&mut self, id: &str) -> Progress {
        let program = self.program;
        let Some(profile) = program.profiles.get(id) else {
            return Err(Box::new(Fault::unexpected("a technical profile is not in the program")));
        };
        if self.ambient.disabled.contains(id) {
            return Err(Box::new(disabled(profile)));
        }
        self.record(Item::Profile { id: id.to_owned(), protocol: profile.protocol.name().to_owned() });
        self.transform(&profile.input_transformations);
        match &profile.protocol {
            Protocol::OpenIdConnect(provider) => self.ask_metadata(id, profile, provider),
            Protocol::SelfAsserted(_) => self.show_form(id),
            Protocol::Directory(directory) => self.directory(id, directory),
            Protocol::ClaimsTransformation => self.leave_profile(id, &|_| None),
            _ => Err(Box::new(Fault::unexpected("a technical profile of this kind is not run"))),
        }
    }

    /// Output claims into the bag, output transformations, and back to the step. `value` gives what the profile has
    /// for a partner claim.
    pub(super) fn leave_profile(&mut self, id: &str, value: &dyn Fn(&str) -> Option<Value>) -> Progress {
        let program = self.program;
        let Some(profile) = program.profiles.get(id) else {
            return Err(Box::new(Fault::unexpected("a technical profile is not in the program")));
        };
        let mut set = BTreeMap::new();
        let mut missing = Vec::new();
        for used in &profile.output_claims {
            let data_type = program.claims.get(&used.claim).map_or(DataType::String, |claim| claim.data_type);
            let partner = used.partner.as_deref().unwrap_or(&used.claim);
            let default = || {
                let text = used.default.as_ref().map(|text| self.resolver().resolve(text));
                text.and_then(|text| ClaimValue::parse(&text, data_type))
            };
            // `AlwaysUseDefaultValue` keeps a provider from naming its own `identityProvider` (§15.11).
            let found = if used.always_default {
                default()
            } else {
                value(partner).and_then(|value| ClaimValue::from_json(&value, data_type)).or_else(default)
            };
            match found {
                Some(found) => {
                    set.insert(used.claim.clone(), found);
                }
                None if used.required => missing.push(partner.to_owned()),
                None => {}
            }
        }
        if let Some(claim) = missing.first() {
            if profile.provider.is_some() {
                let reason = Reason::ClaimMissing { claim: claim.clone() };
                return Err(Box::new(ProviderFailure::new(profile.display_name.as_str(), reason).fault()));
            }
            return Err(Box::new(Fault::new(
                "AADB2C90261",
                "server_error",
                Side::Configuration,
                format!("{} did not send the claim `{claim}`.", profile.display_name),
                format!("An output claim of {id} is required. Give `{claim}` a default value, or take the claim out."),
            )));
        }
        let shown = set.iter().map(|(claim, value)| (claim.clone(), value.shown())).collect::<BTreeMap<_, _>>();
        for (claim, value) in set {
            self.state.claims.set(claim, value);
        }
        if !shown.is_empty() {
            self.record(Item::Claims { by: id.to_owned(), set: shown, removed: Vec::new() });
        }
        self.transform(&profile.output_transformations);
        self.state.frames.pop();
        if let Some(Frame::Journey { phase, .. }) = self.state.frames.last_mut() {
            *phase = StepPhase::Running;
        }
        Ok(None)
    }

    fn transform(&mut self, ids: &[String]) {
        let program = self.program;
        for id in ids {
            let Some(transformation) = program.transformations.get(id) else { continue };
            let results = transformation
                .method
                .run(|name| transformation.inputs.get(name).and_then(|claim| self.state.claims.get(claim)));
            self.record(Item::Transformed { id: id.clone(), method: transformation.method.name().to_owned() });
            let mut set = BTreeMap::new();
            for (name, value) in results {
                if let Some(claim) = transformation.outputs.get(name) {
                    set.insert(claim.clone(), value.shown());
                    self.state.claims.set(claim.clone(), value);
                }
            }
            if !set.is_empty() {
                self.record(Item::Claims { by: id.clone(), set, removed: Vec::new() });
            }
        }
    }
}

pub(super) fn disabled(profile: &Profile) -> Fault {
    ProviderFailure::new(profile.display_name.as_str(), Reason::Disabled).fault()
}
