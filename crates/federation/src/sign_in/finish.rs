//! The answer to the application.

use super::{
    Outcome, Situation, begin,
    driver::{Drive, login_required, lost, without_key},
};
use crate::Error;
use crate::session::{Kept, Loaded, NewCookie, Remembered, Saved};
use domain::{PolicyId, SingleSignOn, Timestamp};
use journey::{
    Fault, Finished,
    recording::{Item, Side},
};
use oauth::{
    error::ProtocolError,
    provider::{
        CodeGrant, Grant, Lifetimes, Prompt,
        response::{self, Response},
        session::{Part, SignedIn},
        token_endpoint,
        tokens::Facts,
    },
};
use policy::program::{JwtIssuer, Protocol};
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};
use storage::{Change, Conflict, JourneyStatus, NewCode, StoreError};

/// The sign-in has ended.
const SESSION_ENDED: &str = "AADB2C90046";

impl Drive<'_> {
    pub(super) async fn finish(mut self, finished: Finished) -> Result<Outcome, Error> {
        let federation = self.federation;
        let now = federation.clock.now();
        let profile = self.compiled.program.profiles.get(&finished.issuer).map(|profile| &profile.protocol);
        let Some(Protocol::JwtIssuer(issuer)) = profile else {
            return Err(Error::Internal("the policy sends claims without a token issuer".to_owned()));
        };
        let issuer: JwtIssuer = issuer.clone();
        let signer = match federation.signer(self.tenant.id, &issuer.key_container).await {
            Err(Error::Key(fault)) => return self.fail(without_key(&fault)).await,
            signer => signer?,
        };
        // What spared the person something, and who they are, may have ended while a page waited (S20, S37).
        if let Some(session) = &self.envelope.session
            && federation.session_under(self.tenant.id, session.digest).await?.is_none()
        {
            return Box::pin(self.session_ended()).await;
        }
        if let Some(user) = finished.user
            && federation.store.find_user(self.tenant.id, user).await?.is_none_or(|user| !user.enabled)
        {
            return Box::pin(self.fail(switched_off())).await;
        }
        let request = self.envelope.request.clone();
        // Where nobody proved anew who they are, the time of the sign-in is that of the session that stood for it,
        // whatever pages were shown; one that spared the person every page goes on, with its cookie.
        let session = self.envelope.session.take();
        let stood = session.as_ref().filter(|_| !finished.fresh || !self.envelope.asked);
        let signed_in = stood.map(|session| session.saved.signed_in.clone());
        let signed_in = signed_in.unwrap_or_else(|| self.signed_in(&finished, now));
        let spared = session.filter(|_| !self.envelope.asked);
        let secret = finished.secret.clone();
        let kept = kept(&finished);
        let grant = self.grant(finished, &issuer, &signed_in);
        let iss = grant.issuer.clone();
        let facts = Facts {
            issuer: &iss,
            subject: &grant.subject,
            client_id: request.client_id,
            claims: &grant.claims,
            nonce: request.nonce.as_deref(),
            auth_time: grant.auth_time,
            now,
            id_lifetime: issuer.id_token_seconds,
            access_lifetime: issuer.token_seconds,
        };
        let sign = |claims: &token::Members| {
            token::issue::issue("JWT", claims, &*signer).map_err(|error| Error::Internal(error.to_string()))
        };

        let mut parameters = Vec::new();
        let mut changes = Vec::new();
        let mut what = Vec::new();
        let code = request.response_type.code.then(|| federation.random_token());
        if let Some(code) = &code {
            let grant = CodeGrant {
                grant: grant.clone(),
                redirect_uri: request.redirect_uri.clone(),
                code_challenge: request.code_challenge.clone(),
            };
            changes.push(Change::CreateCode(NewCode {
                code: crate::digest("code", code.expose()),
                tenant: self.tenant.id,
                journey: self.row.id,
                payload: serde_json::to_vec(&grant).map_err(|error| Error::Internal(error.to_string()))?,
                expires_at: now.plus_seconds(i64::from(issuer.code_seconds)),
            }));
            parameters.push(("code", code.expose().to_owned()));
            what.push("code".to_owned());
        }
        let access_token = if request.response_type.token {
            Some(sign(&facts.access_token(&grant.access, &federation.token_id(self.row.id, &grant)))?)
        } else {
            None
        };
        let id_claims =
            facts.id_token(signer.algorithm(), code.as_ref().map(domain::Secret::expose), access_token.as_deref());
        if let Some(access_token) = &access_token {
            parameters.push(("access_token", access_token.clone()));
            parameters.push(("token_type", "Bearer".to_owned()));
            parameters.push(("expires_in", issuer.token_seconds.to_string()));
            parameters.push(("scope", request.scope.join(" ")));
            what.push("access_token".to_owned());
        }
        if request.response_type.id_token {
            parameters.push(("id_token", sign(&id_claims)?));
            what.push("id_token".to_owned());
        }
        if self.envelope.client_info {
            let tenant = self.tenant.id.to_string();
            parameters.push(("client_info", token_endpoint::client_info(&grant.subject, &grant.policy, &tenant)));
        }
        let before = spared.is_some().then(|| self.recording.clone());
        self.recording.recording.push(
            now,
            Item::Issued {
                what,
                response_mode: request.response_mode.name().to_owned(),
                redirect_uri: request.redirect_uri.clone(),
                claims: shown(&id_claims, &secret),
            },
        );
        if let Some(user) = grant.user {
            changes.push(Change::SignedIn { tenant: self.tenant.id, user, at: now });
        }
        let cookie = self.remember(spared, signed_in, kept, &grant, &mut changes)?;
        match self.save(JourneyStatus::Succeeded, None, true, changes).await {
            Err(Error::Store(StoreError::Conflict(Conflict::Session))) => {
                self.recording = before.unwrap_or_default();
                return Box::pin(self.session_ended()).await;
            }
            saved => saved?,
        }
        let response =
            response::build(&request.redirect_uri, request.response_mode, &iss, request.state.as_deref(), parameters);
        Ok(match cookie {
            Some(NewCookie { value, keep_seconds }) => Outcome::SignedIn { response, session: value, keep_seconds },
            None => Outcome::Respond(response),
        })
    }

    /// The session that this sign-in went on with is over: nothing is issued, and whoever is there signs in.
    async fn session_ended(mut self) -> Result<Outcome, Error> {
        if self.envelope.request.prompt == Prompt::Never {
            return self.fail(login_required()).await;
        }
        let message = "The session that this sign-in went on with ended in the meantime.";
        self.recording.recording.push(
            self.federation.clock.now(),
            Item::Failed {
                code: SESSION_ENDED.to_owned(),
                message: message.to_owned(),
                side: Side::Browser,
                help: "The person starts again, and signs in.".to_owned(),
                told: String::new(),
                failure: None,
            },
        );
        self.save(JourneyStatus::Failed, Some(SESSION_ENDED.to_owned()), true, Vec::new()).await?;
        Ok(lost(self.row.id, SESSION_ENDED, message, Situation::Expired, self.envelope.state.language()))
    }

    /// A new sign-in: when the provider says that it was, else now.
    fn signed_in(&self, finished: &Finished, now: Timestamp) -> SignedIn {
        let days = self.compiled.program.relying_party.session.keep_signed_in_days;
        SignedIn {
            authenticated_at: finished.auth_time.unwrap_or(now),
            keep_days: if finished.keep_signed_in { days } else { 0 },
            ..SignedIn::now(now)
        }
    }

    /// The changes that remember who is signed in, and the cookie of a new session, or of one that the browser keeps longer.
    fn remember(
        &self,
        spared: Option<Loaded>,
        signed_in: SignedIn,
        kept: Kept,
        grant: &Grant,
        changes: &mut Vec<Change>,
    ) -> Result<Option<NewCookie>, Error> {
        let settings = self.compiled.program.relying_party.session;
        if settings.single_sign_on == SingleSignOn::Disabled {
            return Ok(None);
        }
        let part = Part { application: grant.client_id, policy: grant.policy.folded(), provider: grant.provider };
        let saved = Saved { signed_in, subject: grant.subject.clone(), user: grant.user, kept };
        let remembered = Remembered { saved, part };
        if let Some(session) = spared {
            let (continued, keep_seconds) =
                self.federation.continued(self.tenant.id, &session, remembered, settings)?;
            changes.extend(continued);
            let kept = keep_seconds.zip(self.cookie.clone());
            return Ok(kept.map(|(seconds, value)| NewCookie { value, keep_seconds: Some(seconds) }));
        }
        let (begun, cookie) = self.federation.begun(self.tenant.id, self.cookie.as_ref(), remembered, settings)?;
        changes.extend(begun);
        Ok(Some(cookie))
    }

    /// What the sign-in granted.
    fn grant(&self, finished: Finished, issuer: &JwtIssuer, signed_in: &SignedIn) -> Grant {
        let request = &self.envelope.request;
        let policy = self.compiled.program.policy.clone();
        let claims = with_policy(finished.claims, issuer, &policy);
        // Who was spared the visit to the provider came by the one that the session kept.
        let profiles = &self.compiled.program.profiles;
        let provider_of = |profile: &String| profiles.get(profile)?.provider;
        let visited = self.envelope.profile.as_ref().and_then(provider_of);
        let kept = || finished.session.entries.values().find_map(|entry| provider_of(&entry.profile));
        let provider = visited.or_else(kept);
        Grant {
            client_id: request.client_id,
            platform: request.platform,
            policy,
            scope: request.scope.clone(),
            access: request.access.clone(),
            nonce: request.nonce.clone(),
            issuer: self.envelope.path.issuer(self.tenant, issuer.issuer),
            subject: finished.subject,
            user: finished.user,
            provider,
            claims,
            auth_time: signed_in.authenticated_at,
            signed_in_at: Some(signed_in.began_at),
            lifetimes: Lifetimes {
                access_seconds: issuer.token_seconds,
                id_seconds: issuer.id_token_seconds,
                refresh_seconds: issuer.refresh_seconds,
                sliding_window_seconds: issuer.sliding_window_seconds,
            },
            key_container: issuer.key_container.clone(),
        }
    }

    pub(super) fn error_response(&self, fault: &Fault) -> Response {
        let request = &self.envelope.request;
        let error = ProtocolError::new(&fault.code, &fault.error, fault.message.as_str());
        let description = error.description(self.row.id, self.federation.clock.now());
        let issuer = begin::issuer(self.tenant, &self.envelope.path, &self.compiled);
        let parameters = vec![("error", error.error), ("error_description", description)];
        response::build(&request.redirect_uri, request.response_mode, &issuer, request.state.as_deref(), parameters)
    }
}

/// Claims with the one that says by which policy they came.
pub(super) fn with_policy(mut claims: Map<String, Value>, issuer: &JwtIssuer, policy: &PolicyId) -> Map<String, Value> {
    if issuer.acr {
        claims.insert("acr".to_owned(), policy.folded().into());
    }
    claims
}

/// The account was switched off or deleted while the sign-in was under way.
fn switched_off() -> Fault {
    Fault::new(
        "AADB2C90111",
        "access_denied",
        Side::Configuration,
        "The account is disabled.",
        "Enable the user in Users, if the person may sign in again.",
    )
}

/// What session providers keep after this journey.
fn kept(finished: &Finished) -> Kept {
    finished.session.clone()
}

/// Claims for the recording, without what derives from secrets.
fn shown(claims: &token::Members, secret: &BTreeSet<String>) -> BTreeMap<String, Value> {
    claims
        .iter()
        .filter(|(name, _)| !matches!(name.as_str(), "nonce" | "c_hash" | "at_hash"))
        .map(|(name, value)| {
            let value = if secret.contains(name) { Value::from(domain::claims::REDACTED) } else { value.clone() };
            (name.clone(), value)
        })
        .collect()
}
