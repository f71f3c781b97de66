//! The token that an application brings (`id_token_hint`, behaviour reference §6.3): a step of type `GetClaims` has it
//! checked by a technical profile, and takes claims from it. Its codes are 90208, 90209, 90210, 90232, 90233, 90272.

use super::{Machine, Progress, claims::Got};
use crate::{
    Effect, Fault, Fetch, Fetched, Step, VerifyIdToken,
    recording::{Item, Purpose, Side},
    state::{Hint, ProfilePhase},
};
use domain::claims::Sensitive;
use oauth::relying_party::{Metadata, Verdict, id_token::Failure, metadata::Needs};
use policy::program::{HintKey, IdTokenHint, Protocol};
use serde_json::Value;
use std::collections::BTreeMap;
use token::Algorithm;

impl Machine<'_> {
    pub(super) fn hint(&mut self, id: &str, hint: &IdTokenHint) -> Progress {
        self.brought()?;
        self.set_phase(ProfilePhase::Hint(Box::default()));
        match &hint.key {
            HintKey::Metadata(url) => {
                let url = url.replace("{tenant}", &self.state.request.tenant_domain);
                self.ask(Fetch::Metadata { profile: id.to_owned(), url, discovered: false })
            }
            HintKey::Secret(container) => {
                let issuer = hint.issuer.clone().unwrap_or_default();
                let algorithms = vec![Algorithm::Hs256, Algorithm::Hs384, Algorithm::Hs512];
                self.check_hint(hint, Value::Null, issuer, algorithms, Some(container.clone()))
            }
        }
    }

    /// The token, as the request has it.
    fn brought(&self) -> Result<Sensitive, Box<Fault>> {
        let mut parameters = self.state.request.parameters.iter();
        let found = parameters.find(|(name, value)| name == "id_token_hint" && !value.trim().is_empty());
        found.map(|(_, value)| Sensitive::new(value.trim())).ok_or_else(|| {
            refused(
                "AADB2C90272",
                "The request has no id_token_hint, which the policy needs.",
                "The application sends a token of the issuer that the policy names.",
            )
        })
    }

    fn check_hint(
        &mut self,
        hint: &IdTokenHint,
        keys: Value,
        issuer: String,
        algorithms: Vec<Algorithm>,
        secret: Option<String>,
    ) -> Progress {
        let effect = VerifyIdToken {
            token: self.brought()?,
            keys,
            issuer,
            audience: hint.audience.clone().unwrap_or_default(),
            algorithms,
            access_token: None,
            code: None,
            tolerance: 60,
            hint: true,
            secret,
            client_id: hint.audience.clone().unwrap_or_default(),
            max_age: None,
        };
        Ok(Some(Step::Perform(Box::new(Effect::VerifyIdToken(effect)))))
    }

    fn hint_of(&self, id: &str) -> Result<IdTokenHint, Box<Fault>> {
        match &self.profile(id)?.protocol {
            Protocol::IdTokenHint(hint) => Ok((**hint).clone()),
            _ => Err(Box::new(Fault::unexpected("a token of an application for another profile"))),
        }
    }

    pub(super) fn hint_fetched(&mut self, id: &str, state: Hint, fetched: &Fetched) -> Progress {
        let hint = self.hint_of(id)?;
        let (purpose, url) = match (&state.metadata, &hint.key) {
            (Some(metadata), _) => (Purpose::Keys, metadata.jwks_uri.clone()),
            (None, HintKey::Metadata(url)) => (Purpose::Metadata, url.clone()),
            (None, HintKey::Secret(_)) => return Err(Box::new(Fault::unexpected("an answer that nobody asked for"))),
        };
        self.record_fetch(purpose, &url, Vec::new(), fetched, None);
        let unusable = |why: &str| {
            refused(
                "AADB2C90210",
                &format!("What the id_token_hint is checked by cannot be had: {why}."),
                "Check METADATA of the technical profile that checks the token, and whether its issuer is up.",
            )
        };
        let document = match &fetched.outcome {
            Ok((200, body)) if body.is_object() => body.clone(),
            Ok((status, _)) => return Err(unusable(&format!("the answer has the status {status} or is no object"))),
            Err(why) => return Err(unusable(&why.to_string())),
        };
        let Some(metadata) = state.metadata else {
            return self.hint_metadata(id, &hint, document);
        };
        let (issuer, algorithms) = (metadata.issuer.to_string(), metadata.algorithms.clone());
        self.set_phase(ProfilePhase::Hint(Box::new(Hint { metadata: Some(metadata), again: state.again })));
        self.check_hint(&hint, document, issuer, algorithms, None)
    }

    fn hint_metadata(&mut self, id: &str, hint: &IdTokenHint, mut document: Value) -> Progress {
        // Who only issues hints need not name an authorization endpoint: nobody is sent there.
        if let (Some(members), Some(keys)) = (document.as_object().cloned(), document.get("jwks_uri").cloned())
            && !members.contains_key("authorization_endpoint")
            && let Some(document) = document.as_object_mut()
        {
            document.insert("authorization_endpoint".to_owned(), keys);
        }
        let (metadata, checks) = Metadata::read(&document, Needs::default());
        self.record(Item::Checked { subject: "Metadata of the issuer of the id_token_hint".to_owned(), checks });
        let Some(mut metadata) = metadata else {
            return Err(refused(
                "AADB2C90210",
                "The metadata of the issuer of the id_token_hint lacks something.",
                "The rows of its check in the trace say what.",
            ));
        };
        if let Some(issuer) = hint.issuer.as_deref().and_then(|issuer| domain::IssuerUrl::parse(issuer).ok()) {
            metadata.issuer = issuer;
        }
        let url = metadata.jwks_uri.clone();
        self.set_phase(ProfilePhase::Hint(Box::new(Hint { metadata: Some(metadata), again: false })));
        self.ask(Fetch::Keys { profile: id.to_owned(), url, again: false })
    }

    pub(super) fn hint_verified(&mut self, id: &str, state: Hint, verdict: Verdict) -> Progress {
        if let (true, false, Some(metadata)) = (verdict.keys_may_be_stale, state.again, &state.metadata) {
            let url = metadata.jwks_uri.clone();
            self.set_phase(ProfilePhase::Hint(Box::new(Hint { again: true, ..state })));
            return self.ask(Fetch::Keys { profile: id.to_owned(), url, again: true });
        }
        let row = verdict.checks.iter().find(|check| check.failed()).map(|check| check.name.to_string());
        self.record(Item::Checked { subject: "id_token_hint".to_owned(), checks: verdict.checks });
        let Some(claims) = verdict.claims.filter(|_| verdict.failure.is_none() && row.is_none()) else {
            let (code, what) = match verdict.failure {
                Some(Failure::Expired) => ("AADB2C90208", "is expired"),
                Some(Failure::Audience) => ("AADB2C90209", "is meant for somebody else"),
                Some(Failure::Issuer) => ("AADB2C90232", "is of another issuer"),
                Some(Failure::Signature) => ("AADB2C90233", "is not signed by its issuer"),
                _ => ("AADB2C90210", "is no good token"),
            };
            return Err(refused(
                code,
                &format!("The id_token_hint {what}."),
                &format!("The row {} of its check in the trace says more.", row.unwrap_or_default()),
            ));
        };
        let received: BTreeMap<String, Value> =
            claims.iter().map(|(claim, value)| (claim.clone(), value.clone())).collect();
        self.record(Item::Received { subject: "id_token_hint".to_owned(), claims: received });
        self.leave_profile(id, &Got::Outside(&|name| claims.get(name).cloned()))
    }
}

fn refused(code: &str, message: &str, help: &str) -> Box<Fault> {
    Box::new(Fault::new(code, "invalid_request", Side::Application, message, help))
}
