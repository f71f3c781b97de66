//! What every technical profile does with claims: input, output, transformations (behaviour reference §2.3, §10.4).

use super::{Machine, Progress, input::Localised};
use crate::{
    Effect, Fault, ProviderFailure, Reason, Step, UserMessage,
    recording::{Item, Side},
    state::{Frame, ProfilePhase, StepPhase},
};
use domain::{ClaimValue, Claims, DataType};
use policy::{
    program::{ClaimUse, Enabled, InputType, Profile, Protocol},
    resolve::{Element as Place, Handler, Template, resolves},
    transform::{Change, Context, Expressions, Failure, Keyed, Outcome},
};
use serde_json::Value;
use std::collections::BTreeMap;

/// What a technical profile has for a claim: by partner name from outside, or values of claims that it collected.
pub(super) enum Got<'a> {
    /// From outside, by partner name.
    Outside(&'a dyn Fn(&str) -> Option<Value>),
    /// Claims by id.
    Claims(&'a Claims),
}

impl Machine<'_> {
    pub(super) fn profile(&self, id: &str) -> Result<&'_ Profile, Box<Fault>> {
        self.program
            .profiles
            .get(id)
            .ok_or_else(|| Box::new(Fault::unexpected("a technical profile is not in the program")))
    }

    /// Whether the running profile runs for a page: as its validation, or for a display control.
    pub(super) fn under_page(&self) -> bool {
        self.runs_for().is_some()
    }

    /// For which control of a page the running profile runs; empty for the validation of the whole page.
    fn runs_for(&self) -> Option<String> {
        self.state.frames.iter().rev().skip(1).find_map(|frame| match frame {
            Frame::Profile { phase: ProfilePhase::Validating { .. }, .. } => Some(String::new()),
            Frame::Profile { phase: ProfilePhase::Acting { control, .. }, .. } => Some(control.clone()),
            _ => None,
        })
    }

    /// What profiles found for an earlier answer, or for an earlier address of a control, is void (S78).
    pub(super) fn forget_found(&mut self, by: &str) {
        let form = &mut self.state.form;
        let void: Vec<String> = form.found.iter().filter(|(_, of)| *of == by).map(|(claim, _)| claim.clone()).collect();
        for claim in void {
            form.found.remove(&claim);
            form.claims.remove(&claim);
        }
    }

    /// The value of a claim: what the page holds while its validation runs, then the bag.
    pub(super) fn value(&self, claim: &str) -> Option<&ClaimValue> {
        let local = self.state.form.claims.get(claim).filter(|_| self.sees_page());
        local.or_else(|| self.state.claims.get(claim))
    }

    pub(super) fn sees_page(&self) -> bool {
        self.state.frames.iter().any(|frame| {
            matches!(frame, Frame::Profile { phase: ProfilePhase::Validating { .. } | ProfilePhase::Acting { .. }, .. })
        })
    }

    pub(super) fn text(&self, claim: &str) -> Option<String> {
        self.value(claim).and_then(ClaimValue::text)
    }

    /// Sets a claim: on the page while its validation runs, otherwise in the bag.
    pub(super) fn set_claim(&mut self, claim: &str, value: ClaimValue) {
        if let Some(by) = self.runs_for() {
            self.state.form.found.insert(claim.to_owned(), by);
            self.state.form.claims.set(claim, value);
        } else {
            self.state.claims.set(claim, value);
        }
    }

    pub(super) fn remove_claim(&mut self, claim: &str) {
        self.state.form.claims.remove(claim);
        self.state.claims.remove(claim);
    }

    pub(super) fn data_type(&self, claim: &str) -> DataType {
        self.program.claims.get(claim).map_or(DataType::String, |claim| claim.data_type)
    }

    /// The default value of an output claim.
    pub(super) fn default_of(&self, profile: &Profile, used: &ClaimUse) -> Option<ClaimValue> {
        let handler = handler(&profile.protocol);
        self.constant(used, resolves(handler, Place::OutputClaim, profile.resolves, used.always_default))
    }

    /// The default value of a claim that goes into a profile.
    fn default_into(&self, profile: &Profile, used: &ClaimUse) -> Option<ClaimValue> {
        let handler = handler(&profile.protocol);
        self.constant(used, resolves(handler, Place::InputClaim, profile.resolves, used.always_default))
    }

    /// The value of a claim that is written, or its default.
    pub(super) fn persisted(&self, profile: &Profile, used: &ClaimUse) -> Option<ClaimValue> {
        let present = || self.value(&used.claim).cloned();
        let default =
            || self.constant(used, resolves(Handler::Directory, Place::Other, profile.resolves, used.always_default));
        if used.always_default { default().or_else(present) } else { present().or_else(default) }
    }

    /// A default value. One with a claim resolver has no value where resolvers do not apply: what stands in braces is
    /// for nobody to read.
    fn constant(&self, used: &ClaimUse, resolvers: bool) -> Option<ClaimValue> {
        let text = used.default.as_deref()?;
        if !resolvers && Template::parse(text).is_ok_and(|template| template.has_resolvers()) {
            return None;
        }
        ClaimValue::parse(&self.resolve(text, resolvers)?, self.data_type(&used.claim))
    }

    /// The value that goes into a profile: the claim's, or the default.
    pub(super) fn input_value(&self, profile: &Profile, used: &ClaimUse) -> Option<ClaimValue> {
        let present = || self.value(&used.claim).cloned();
        if used.always_default && used.default.is_some() {
            // A resolver without a value leaves what is there: a login hint is only sometimes given.
            return self.default_into(profile, used).or_else(present);
        }
        present().or_else(|| self.default_into(profile, used))
    }

    /// What goes out to a provider as parameters of its authorization endpoint, by partner name (behaviour reference
    /// §1.5). A secret does not go into an address.
    pub(super) fn sent_parameters(&self, profile: &Profile) -> Vec<(String, String)> {
        let uses = profile.input_claims.iter();
        uses.filter_map(|used| match self.input_value(profile, used)? {
            ClaimValue::Sensitive(_) => None,
            ClaimValue::Texts(items) => Some((used.name().to_owned(), items.join(" "))),
            value => Some((used.name().to_owned(), value.text().filter(|text| !text.is_empty())?)),
        })
        .collect()
    }

    /// Whether a claims exchange with this profile is there at all (`EnabledForUserJourneys`).
    pub(super) fn is_enabled(&self, profile: &str) -> bool {
        self.program.profiles.get(profile).is_none_or(|profile| is_enabled(&self.state.claims, profile))
    }

    /// Session, input transformations, then the profile's own work.
    pub(super) fn enter_profile(&mut self, id: &str) -> Progress {
        let program = self.program;
        let Some(profile) = program.profiles.get(id) else {
            return Err(Box::new(Fault::unexpected("a technical profile is not in the program")));
        };
        if self.ambient.disabled.contains(id) {
            return Err(Box::new(disabled(profile)));
        }
        self.record(Item::Profile { id: id.to_owned(), protocol: profile.protocol.name().to_owned() });
        if self.restore(id, profile) {
            self.pop_profile();
            return Ok(None);
        }
        self.before(id, 0)
    }

    /// Input transformations from one of them on, then the profile's own work.
    fn before(&mut self, id: &str, from: usize) -> Progress {
        let program = self.program;
        let Some(profile) = program.profiles.get(id) else {
            return Err(Box::new(Fault::unexpected("a technical profile is not in the program")));
        };
        if let Some((keyed, next)) = self.transform(id, &profile.input_transformations, from)? {
            return self.wait_for_key(keyed, false, next);
        }
        match &profile.protocol {
            Protocol::OpenIdConnect(provider) => self.ask_metadata(id, profile, provider),
            Protocol::OAuth2(provider) => self.oauth2_begin(id, profile, provider),
            Protocol::LocalLogin => self.local_login(profile),
            Protocol::SelfAsserted(page) => self.show_form(id, page),
            Protocol::Directory(directory) => self.directory(id, profile, directory),
            Protocol::ClaimsTransformation => {
                let inputs = self.transformed_inputs(profile);
                self.leave_profile(id, &Got::Claims(&inputs))
            }
            Protocol::Rest(rest) => self.rest(id, profile, rest),
            Protocol::EmailCode(operation) => self.email_code(profile, *operation),
            Protocol::OneTimePassword(rules) => self.one_time_password(profile, rules),
            Protocol::PhoneFactor(factor) => self.phone(id, profile, factor),
            Protocol::RefreshToken => {
                let granted = self.state.granted.clone();
                self.leave_profile(id, &Got::Claims(&granted))
            }
            Protocol::JourneyContext => {
                let context = self.context();
                let find = |name: &str| context.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
                self.leave_profile(id, &Got::Outside(&|name| find(name).map(|(_, value)| Value::from(value.as_str()))))
            }
            Protocol::IdTokenHint(hint) => self.hint(id, hint),
            Protocol::JwtIssuer(_) | Protocol::OAuth2Error => {
                Err(Box::new(Fault::unexpected("a token issuer stands in a claims exchange")))
            }
        }
    }

    /// A claims-transformation profile gives its input claims, with their defaults, to its outputs of the same name.
    fn transformed_inputs(&self, profile: &Profile) -> Claims {
        let mut inputs = Claims::new();
        for used in &profile.input_claims {
            if let Some(value) = self.input_value(profile, used) {
                inputs.set(used.claim.as_str(), value);
            }
        }
        inputs
    }

    /// Output claims into the bag, output transformations, and back to whatever ran it.
    pub(super) fn leave_profile(&mut self, id: &str, got: &Got<'_>) -> Progress {
        let program = self.program;
        let Some(profile) = program.profiles.get(id) else {
            return Err(Box::new(Fault::unexpected("a technical profile is not in the program")));
        };
        let mut set = BTreeMap::new();
        let mut missing = Vec::new();
        for used in &profile.output_claims {
            let data_type = self.data_type(&used.claim);
            let default = || self.default_of(profile, used);
            // “If the claim does not exist, then the DefaultValue is used” (schema; behaviour reference §2.3): one that
            // the journey has already stays.
            let missing_default = || if self.value(&used.claim).is_none() { default() } else { None };
            let found = || match got {
                Got::Outside(value) => value(used.name()).and_then(|value| read(&value, data_type)),
                Got::Claims(claims) => claims.get(&used.claim).cloned(),
            };
            let found = if used.always_default && used.default.is_some() {
                match got {
                    // It keeps a provider from naming its own `identityProvider`, whatever the default is (§15.11).
                    Got::Outside(_) => default(),
                    Got::Claims(_) => default().or_else(found),
                }
            } else {
                found().or_else(missing_default)
            };
            match found {
                Some(found) => {
                    set.insert(used.claim.clone(), found);
                }
                None if used.required && !matches!(got, Got::Claims(_)) => missing.push(used.name().to_owned()),
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
        let shown =
            set.iter().map(|(claim, value)| (claim.clone(), self.shown(claim, value))).collect::<BTreeMap<_, _>>();
        for (claim, value) in set {
            self.set_claim(&claim, value);
        }
        if !shown.is_empty() {
            self.record(Item::Claims { by: id.to_owned(), set: shown, removed: Vec::new() });
        }
        self.after(id, 0)
    }

    /// What a recording shows of a claim: nothing of a password, whatever holds it (S79).
    pub(super) fn shown(&self, claim: &str, value: &ClaimValue) -> Value {
        let secret = self.program.claims.get(claim).is_some_and(|claim| claim.input == Some(InputType::Password));
        if secret { Value::from(domain::claims::REDACTED) } else { value.shown() }
    }

    pub(super) fn pop_profile(&mut self) {
        self.state.frames.pop();
        if let Some(Frame::Journey { phase, .. }) = self.state.frames.last_mut() {
            *phase = StepPhase::Running;
        }
    }

    /// Runs claims transformations in order, from one of them on. One that needs a policy key waits for whoever has it;
    /// the place to go on from comes along.
    ///
    /// # Errors
    /// An assertion that does not hold, for the person; or why a transformation cannot run.
    pub(super) fn transform(
        &mut self,
        profile: &str,
        ids: &[String],
        from: usize,
    ) -> Result<Option<(Keyed, usize)>, Box<Fault>> {
        let program = self.program;
        for (at, id) in ids.iter().enumerate().skip(from) {
            let Some(transformation) = program.transformations.get(id) else { continue };
            let mut claims = self.state.claims.clone();
            if self.sees_page() {
                for (claim, value) in self.state.form.claims.iter() {
                    claims.set(claim, value.clone());
                }
            }
            let mut draw = [0_u8; 32];
            if transformation.method.draws() > 0 {
                self.ambient.entropy.fill(&mut draw);
            }
            let tenant = self.state.request.tenant_domain.clone();
            let outcome = transformation.evaluate(
                &claims,
                &Context {
                    now: self.ambient.now,
                    draw: &draw,
                    expressions: Expressions {
                        relying_party_tenant: &tenant,
                        trust_framework_tenant: &tenant,
                        technical_profile: profile,
                    },
                    resources: &Localised(self),
                },
            );
            self.record(Item::Transformed { id: id.clone(), method: transformation.name().to_owned() });
            match outcome {
                Ok(Outcome::Done(changes)) => {
                    self.changed(id, changes);
                    self.check_claims()?;
                }
                Ok(Outcome::Keyed(keyed)) => return Ok(Some((keyed, at + 1))),
                Err(failure) => return Err(Box::new(failed(id, &failure))),
            }
        }
        Ok(None)
    }

    fn changed(&mut self, by: &str, changes: Vec<Change>) {
        let (mut set, mut removed) = (BTreeMap::new(), Vec::new());
        for Change { claim, value } in changes {
            if let Some(value) = value {
                set.insert(claim.clone(), self.shown(&claim, &value));
                self.set_claim(&claim, value);
            } else {
                self.remove_claim(&claim);
                removed.push(claim);
            }
        }
        if !set.is_empty() || !removed.is_empty() {
            self.record(Item::Claims { by: by.to_owned(), set, removed });
        }
    }

    /// A transformation waits for a policy key.
    fn wait_for_key(&mut self, keyed: Keyed, after: bool, next: usize) -> Progress {
        self.set_phase(ProfilePhase::Keying { after, next, output: keyed.output.clone() });
        Ok(Some(Step::Perform(Box::new(Effect::ComputeWithKey(keyed)))))
    }

    /// It was computed.
    pub(super) fn keyed(&mut self, id: &str, after: bool, next: usize, output: &str, value: ClaimValue) -> Progress {
        self.changed(id, vec![Change { claim: output.to_owned(), value: Some(value) }]);
        self.set_phase(ProfilePhase::Entering);
        if after { self.after(id, next) } else { self.before(id, next) }
    }

    /// Output transformations from one of them on, what the session keeps, and back to whatever ran the profile.
    fn after(&mut self, id: &str, from: usize) -> Progress {
        let program = self.program;
        let Some(profile) = program.profiles.get(id) else {
            return Err(Box::new(Fault::unexpected("a technical profile is not in the program")));
        };
        if let Some((keyed, next)) = self.transform(id, &profile.output_transformations, from)? {
            return self.wait_for_key(keyed, true, next);
        }
        self.persist(id, profile);
        self.pop_profile();
        Ok(None)
    }
}

/// How claim resolvers see a profile.
const fn handler(protocol: &Protocol) -> Handler {
    match protocol {
        Protocol::Directory(_) => Handler::Directory,
        Protocol::ClaimsTransformation => Handler::ClaimsTransformation,
        Protocol::OpenIdConnect(_) | Protocol::LocalLogin => Handler::OpenIdConnect,
        Protocol::OAuth2(_) => Handler::OAuth2,
        Protocol::SelfAsserted(_) | Protocol::PhoneFactor(_) => Handler::SelfAsserted,
        Protocol::Rest(_) => Handler::Rest,
        _ => Handler::Other,
    }
}

fn failed(id: &str, failure: &Failure) -> Fault {
    let fault = Fault::new(
        "AADB2C90037",
        "server_error",
        Side::Configuration,
        format!("The claims transformation {id} did not pass: {failure}"),
        "Look at its input claims in the trace.",
    );
    match (failure.message_key(), failure) {
        (Some(key), Failure::Asserted(message)) => {
            fault.for_the_person(UserMessage::Keyed { id: key.to_owned(), otherwise: message.text().to_owned() })
        }
        (Some(key), _) => fault.for_the_person(UserMessage::Id(key.to_owned())),
        (None, _) => fault,
    }
}

/// Whether a profile is there at all (`EnabledForUserJourneys`).
pub(super) fn is_enabled(claims: &Claims, profile: &Profile) -> bool {
    match &profile.enabled {
        Enabled::Always => true,
        Enabled::Never => false,
        Enabled::OnClaimsExistence(wanted) => wanted.iter().all(|claim| claims.contains(claim)),
        Enabled::OnItem { claim, item, absent } => {
            let there = match claims.get(claim) {
                Some(ClaimValue::Texts(items)) => items.iter().any(|found| found == item),
                Some(value) => value.text().as_deref() == Some(item.as_str()),
                None => false,
            };
            there != *absent
        }
    }
}

/// A value from outside as a claim. A marked one stays marked.
fn read(value: &Value, data_type: DataType) -> Option<ClaimValue> {
    if let Some(secret) = value.get(SENSITIVE).and_then(Value::as_str) {
        return Some(ClaimValue::Sensitive(domain::claims::Sensitive::new(secret)));
    }
    ClaimValue::from_json(value, data_type)
}

/// How a profile hands over a value that nobody may see.
pub(super) const SENSITIVE: &str = "\u{0}sensitive";

/// A value that nobody may see.
pub(super) fn sensitive(text: &str) -> Value {
    serde_json::json!({ SENSITIVE: text })
}

pub(super) fn disabled(profile: &Profile) -> Fault {
    ProviderFailure::new(profile.display_name.as_str(), Reason::Disabled).fault()
}
