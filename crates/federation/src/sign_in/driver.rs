//! The loop between the engine and the world: does what a step asks, comes back with its event, saves when the
//! browser has to be waited for.

use super::{
    ErrorView, Outcome,
    begin::{JOURNEY_SECONDS, RECORDING_SECONDS},
    envelope::Envelope,
    packed::Growing,
    scrub,
};
use crate::{
    Error, Federation, KeyFault,
    ports::{HttpMethod, HttpRequest},
    programs::Compiled,
    provider_documents::{DEADLINE, MAX_BYTES},
};
use domain::{ClientAuthentication, JourneyId, Secret, Tenant, claims::Sensitive};
use journey::{
    Ambient, Answer, Draw, Effect, Event, Fault, Fetch, Fetched, ParameterValue, Performed, Redirect, SendVerdict,
    Step, Unanswered, UnansweredKind, VerifyIdToken,
    recording::{Item, Parameter, Purpose, Side, Source},
};
use oauth::{
    pkce,
    provider::{Prompt, authorize::nobody_is_signed_in},
    relying_party::{self, token_request::Proof},
};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};
use storage::{Change, Digest, JourneySave, JourneyStatus, NewCallback, NewJourney};
use token::{Jwk, JwkSet};

/// How long one answer may hold a journey.
pub(super) const LEASE_SECONDS: i64 = 30;
/// How long a provider may take to answer.
const CALLBACK_SECONDS: i64 = 1800;

/// At most this many times does a browser come back to one journey (S73).
const MAX_ANSWERS: u16 = 300;

/// Why an issuer belongs to one provider.
const ISSUER_CLAUSE: &str = "users are found by issuer and id";

/// The journey's row.
pub(super) struct Row {
    pub id: JourneyId,
    /// `None` until it is first saved.
    pub version: Option<u64>,
    pub binding: Digest,
    /// Whether a browser comes back to it. Else it has no row, and only what it writes is stored.
    pub lasting: bool,
}

/// One journey being driven.
pub(super) struct Drive<'a> {
    pub federation: &'a Federation,
    pub tenant: &'a Tenant,
    pub compiled: Arc<Compiled>,
    pub disabled: Arc<BTreeSet<String>>,
    pub envelope: Envelope,
    pub recording: Growing,
    /// The person's session in this browser, whatever it may spare.
    pub cookie: Option<Secret>,
    pub row: Row,
    /// What is stored with it the next time.
    pub with: Vec<Change>,
}

impl Drive<'_> {
    /// Resumes the engine with an event, and drives on.
    pub async fn resume(mut self, event: Event) -> Result<Outcome, Error> {
        self.go_back(&event)?;
        self.envelope.away = None;
        self.envelope.before = match &event {
            Event::Answered(Answer::Choice(_)) => Some(Box::new(self.envelope.state.page())),
            _ => None,
        };
        self.envelope.answers = self.envelope.answers.saturating_add(1);
        if self.envelope.answers > MAX_ANSWERS {
            return Box::pin(self.fail(too_many_answers())).await;
        }
        let step = self.engine(event);
        Box::pin(self.run(step)).await
    }

    /// A person came back from the provider without its answer and chose again: that answer is not awaited any more.
    fn go_back(&mut self, event: &Event) -> Result<(), Error> {
        let Some(before) = self.envelope.before.take().filter(|_| matches!(event, Event::Answered(_))) else {
            return Ok(());
        };
        let state = crate::digest("state", &self.drawn(Draw::State)?);
        self.with.push(Change::ForgetCallback { tenant: self.tenant.id, state });
        self.envelope.state = self.envelope.state.clone().back_to(*before);
        let back = Item::Answered { action: "back".to_owned(), fields: BTreeMap::new() };
        self.recording.recording.push(self.federation.clock.now(), back);
        Ok(())
    }

    pub(super) fn engine(&mut self, event: Event) -> Step {
        let ambient =
            Ambient { now: self.federation.clock.now(), disabled: &self.disabled, entropy: &*self.federation.entropy };
        let (state, step) = journey::resume(
            &self.compiled.program,
            self.envelope.state.clone(),
            event,
            ambient,
            &mut self.recording.recording,
        );
        self.envelope.state = state;
        step
    }

    /// Drives until the browser is needed.
    pub async fn run(mut self, mut step: Step) -> Result<Outcome, Error> {
        loop {
            let waiting = match self.done(step).await? {
                Ok(event) => {
                    step = self.engine(event);
                    continue;
                }
                Err(waiting) => waiting,
            };
            return match waiting {
                Step::Show(_) | Step::Redirect(_) if self.envelope.request.prompt == Prompt::Never => {
                    self.fail(login_required()).await
                }
                Step::Show(page) => {
                    self.envelope.asked = true;
                    self.envelope.before = None;
                    self.obtain_content(&page).await;
                    self.save(JourneyStatus::Waiting, None, true, Vec::new()).await?;
                    Ok(Outcome::Page { url: self.envelope.path.page(self.row.id) })
                }
                Step::Redirect(redirect) => self.redirect(*redirect).await,
                Step::Finish(finished) => Box::pin(self.finish(*finished)).await,
                Step::Fail(fault) => self.fail(*fault).await,
                Step::Fetch(_) | Step::Read(_) | Step::Write { .. } | Step::Perform(_) => {
                    Err(Error::Internal("a step that needs nobody was not done".to_owned()))
                }
            };
        }
    }

    /// Does what a step asks for that needs nobody, and gives its event. Other steps come back.
    pub(super) async fn done(&mut self, step: Step) -> Result<Result<Event, Step>, Error> {
        Ok(Ok(match step {
            Step::Fetch(fetch) => {
                let fetched = self.fetch(*fetch).await?;
                // It took its time: who was switched off meanwhile is dead when the answer comes (S37).
                self.disabled = self.federation.disabled_profiles(self.tenant.id, &self.compiled).await?;
                Event::Fetched(fetched)
            }
            Step::Read(query) => Event::Read(self.read(query).await?.map(Box::new)),
            Step::Write { write, once } => self.write(*write, once).await?,
            Step::Perform(effect) => match self.perform(*effect).await {
                Err(Error::Key(fault)) => return Ok(Err(Step::Fail(Box::new(without_key(&fault))))),
                performed => performed?,
            },
            other => return Ok(Err(other)),
        }))
    }

    /// Fetches what the page is put into, so that it is there when the browser comes, and the trace says so.
    async fn obtain_content(&mut self, page: &journey::Page) {
        let now = self.federation.clock.now();
        if let Some(url) = journey::content_url(&self.compiled.program, &self.envelope.state, page, now) {
            let obtained = self.federation.page_content(&url).await;
            self.recording.recording.push(self.federation.clock.now(), obtained.told);
        }
    }

    /// Saves the journey, with other changes, in one transaction.
    pub async fn save(
        &mut self,
        status: JourneyStatus,
        fault: Option<String>,
        release: bool,
        mut with: Vec<Change>,
    ) -> Result<(), Error> {
        with.append(&mut self.with);
        if !self.row.lasting {
            return Ok(self.federation.store.commit(with).await?);
        }
        let now = self.federation.clock.now();
        let waiting = status == JourneyStatus::Waiting;
        let state = if waiting {
            Some(serde_json::to_vec(&self.envelope).map_err(|error| Error::Internal(error.to_string()))?)
        } else {
            None
        };
        let packed = self.recording.pack()?;
        let recording = packed.clone();
        let expires_at = if waiting {
            self.envelope.started_at.plus_seconds(JOURNEY_SECONDS)
        } else {
            now.plus_seconds(RECORDING_SECONDS)
        };
        let journey = match self.row.version {
            None => Change::CreateJourney(NewJourney {
                id: self.row.id,
                tenant: self.tenant.id,
                policy: self.compiled.program.policy.to_string(),
                application: self.envelope.application,
                binding: self.row.binding,
                state: state.unwrap_or_default(),
                recording,
                status,
                fault,
                started_at: self.envelope.started_at,
                expires_at,
            }),
            Some(version) => Change::SaveJourney(JourneySave {
                id: self.row.id,
                tenant: self.tenant.id,
                version,
                state,
                recording,
                status,
                fault,
                provider: self.envelope.state.provider().map(str::to_owned),
                user: self.envelope.state.user(),
                at: now,
                expires_at,
                release,
            }),
        };
        with.insert(0, journey);
        self.federation.store.commit(with).await?;
        self.recording.stored(packed);
        // A new row has version 1 (see the storage contract); a saved one the next.
        self.row.version = Some(self.row.version.map_or(1, |version| version + 1));
        Ok(())
    }

    async fn redirect(mut self, redirect: Redirect) -> Result<Outcome, Error> {
        let federation = self.federation;
        for draw in &redirect.draws {
            let value = Sensitive::new(federation.random_token().expose());
            self.envelope.draws.retain(|(known, _)| known != draw);
            self.envelope.draws.push((*draw, value));
        }
        let callback = if redirect.own_redirect_uri {
            self.envelope.path.own_callback(&redirect.profile)
        } else {
            self.envelope.path.callback(redirect.policy_in_redirect_uri)
        };
        let (query, shown) = self.request_to_provider(&redirect, &callback)?;
        let separator = if redirect.endpoint.contains('?') { '&' } else { '?' };
        let url = format!("{}{separator}{query}", redirect.endpoint);
        self.recording.recording.push(
            federation.clock.now(),
            Item::SentToProvider {
                profile: redirect.profile.clone(),
                provider: redirect.provider.clone(),
                url: redirect.endpoint.split('?').next().unwrap_or_default().to_owned(),
                parameters: shown,
            },
        );
        self.envelope.callback = Some(callback);
        self.envelope.away = Some(url.clone());
        let state = &self.envelope.state;
        self.envelope.before = self.envelope.before.take().filter(|page| state.may_go_back_to(page));
        self.envelope.profile = Some(redirect.profile.clone());
        self.envelope.asked = true;
        let expected = Change::ExpectCallback(NewCallback {
            state: crate::digest("state", &self.drawn(Draw::State)?),
            tenant: self.tenant.id,
            journey: self.row.id,
            provider: redirect.profile,
            own_address: redirect.own_redirect_uri,
            binding: self.row.binding,
            expires_at: federation.clock.now().plus_seconds(CALLBACK_SECONDS),
        });
        self.save(JourneyStatus::Waiting, None, true, vec![expected]).await?;
        Ok(Outcome::Provider { url })
    }

    /// The authorization request to a provider: its query, and what of it may be seen.
    fn request_to_provider(&self, redirect: &Redirect, callback: &str) -> Result<(String, Vec<Parameter>), Error> {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        query.append_pair("redirect_uri", callback);
        let mut shown = vec![Parameter::plain("redirect_uri", callback)];
        for (name, value) in &redirect.parameters {
            let text = match value {
                ParameterValue::Plain(text) => text.clone(),
                ParameterValue::Draw(draw) => self.drawn(*draw)?,
                ParameterValue::Challenge(draw) => pkce::challenge(&self.drawn(*draw)?),
            };
            shown.push(match value {
                ParameterValue::Plain(text) => Parameter::captured(name, text),
                _ => Parameter::redacted(name.as_str(), text.len()),
            });
            query.append_pair(name, &text);
        }
        Ok((query.finish(), shown))
    }

    fn drawn(&self, draw: Draw) -> Result<String, Error> {
        let value = self.envelope.draw(draw).ok_or_else(|| Error::Internal("a draw was not made".to_owned()))?;
        Ok(value.expose().to_owned())
    }

    async fn fetch(&self, fetch: Fetch) -> Result<Fetched, Error> {
        let federation = self.federation;
        match fetch {
            Fetch::Metadata { profile, url, discovered: true } => {
                let profile = format!("{} {} {profile}", self.tenant.id, self.compiled.program.policy);
                Ok(federation.issuer_document(&url, profile).await)
            }
            Fetch::Metadata { url, .. } => Ok(federation.provider_document(&url, Purpose::Metadata, false).await),
            Fetch::Rest(call) => self.call_rest(*call).await,
            Fetch::OAuth2Token(call) => self.call_token(*call).await,
            Fetch::Claims(call) => Ok(self.call_claims(*call).await),
            Fetch::Keys { url, again, .. } => Ok(federation.provider_document(&url, Purpose::Keys, again).await),
            Fetch::UserInfo { url, access_token, .. } => {
                let request = HttpRequest {
                    method: HttpMethod::Get,
                    url,
                    authorization: Some(Secret::new(format!("Bearer {}", access_token.expose()))),
                    headers: Vec::new(),
                    form: None,
                    json: None,
                    max_bytes: MAX_BYTES,
                    deadline: DEADLINE,
                };
                let mut fetched = federation.send_for_json(request).await;
                if let Ok((_, body)) = &mut fetched.outcome {
                    scrub::everywhere(body, access_token.expose());
                }
                Ok(fetched)
            }
            Fetch::Tokens { url, authentication, client_id, client_secret, assertion_key, code, verifier, .. } => {
                let proof = match authentication {
                    ClientAuthentication::PrivateKeyJwt => {
                        self.assertion(assertion_key.as_deref(), &client_id, &url).await.map(Some)
                    }
                    _ => self.client_secret(client_secret.as_deref()).await?,
                };
                let secret = match proof {
                    Ok(secret) => secret,
                    Err(why) => return Ok(no_credential(why)),
                };
                let verifier = if verifier { Some(self.drawn(Draw::Verifier)?) } else { None };
                let callback = self.envelope.callback.as_deref().unwrap_or_default();
                let proof = match (&secret, authentication) {
                    (None, _) => Proof::None,
                    (Some(secret), ClientAuthentication::ClientSecretPost) => Proof::SecretInBody(secret),
                    (Some(secret), ClientAuthentication::ClientSecretBasic) => Proof::SecretInHeader(secret),
                    (Some(assertion), ClientAuthentication::PrivateKeyJwt) => Proof::Assertion(assertion),
                };
                let (form, authorization) = relying_party::token_request::build(
                    proof,
                    &client_id,
                    code.expose(),
                    callback,
                    verifier.as_deref(),
                );
                let request = HttpRequest {
                    method: HttpMethod::Post,
                    url,
                    authorization,
                    headers: Vec::new(),
                    form: Some(form),
                    json: None,
                    max_bytes: MAX_BYTES,
                    deadline: DEADLINE,
                };
                let mut fetched = federation.send_for_json(request).await;
                // A provider that echoes what it got must not bring a secret into the trace (S79).
                let hidden: Vec<&str> = [secret.as_ref().map(Secret::expose), Some(code.expose()), verifier.as_deref()]
                    .into_iter()
                    .flatten()
                    .collect();
                if let Ok((_, body)) = &mut fetched.outcome {
                    scrub::error(body, &hidden);
                }
                Ok(fetched)
            }
        }
    }

    /// The client secret, if the profile names one; or the sentence that says why it is not there.
    pub(super) async fn client_secret(&self, storage: Option<&str>) -> Result<Result<Option<Secret>, String>, Error> {
        match storage {
            None => Ok(Ok(None)),
            Some(storage) => Ok(self.secret(storage).await?.map(Some)),
        }
    }

    /// The assertion of `private_key_jwt`, signed with the active key of a container; or the sentence that says why
    /// there is none.
    pub(super) async fn assertion(
        &self,
        container: Option<&str>,
        client_id: &str,
        url: &str,
    ) -> Result<Secret, String> {
        let Some(container) = container else {
            return Err("no key is named that signs for private_key_jwt; add assertion_signing_key".to_owned());
        };
        let federation = self.federation;
        let signer = federation.signer(self.tenant.id, container).await.map_err(|error| {
            tracing::warn!(%error, "a client assertion cannot be signed");
            error.to_string()
        })?;
        let unique = federation.random_token();
        let claims = relying_party::client_assertion::claims(client_id, url, unique.expose(), federation.clock.now());
        match token::issue::issue("JWT", &claims, &*signer) {
            Ok(assertion) => Ok(Secret::new(assertion)),
            Err(error) => Err(format!("the key container {container} cannot sign: {error}")),
        }
    }

    /// A secret by its storage reference: that of a user flow's provider, or a policy key. Read live: one that was
    /// deleted or replaced is not used any more. Or the sentence that says why there is none.
    pub(super) async fn secret(&self, storage: &str) -> Result<Result<Secret, String>, Error> {
        let federation = self.federation;
        let Some(provider) = policy::user_flow::find_provider_of_secret(storage) else {
            return match federation.policy_secret(self.tenant.id, storage).await {
                Ok(secret) => Ok(Ok(secret)),
                Err(Error::Key(fault)) => Ok(Err(fault.to_string())),
                Err(error) => Err(error),
            };
        };
        let provider = federation.find_provider(self.tenant.id, provider).await?;
        let secret = match provider.and_then(|provider| provider.client_secret) {
            Some(reference) => federation.store.find_secret(self.tenant.id, reference).await?,
            None => None,
        };
        Ok(secret.ok_or_else(|| "the client secret of the provider is no longer stored; enter it again".to_owned()))
    }

    async fn perform(&mut self, effect: Effect) -> Result<Event, Error> {
        let federation = self.federation;
        Ok(Event::Performed(match effect {
            Effect::VerifyIdToken(effect) => {
                let secret = match &effect.secret {
                    Some(container) => self.secret(container).await?.ok(),
                    None => None,
                };
                let mut verdict = self.verify(&effect, secret.as_ref());
                if verdict.claims.is_some() && !effect.hint {
                    self.claim_issuer(&effect.issuer, &mut verdict).await?;
                }
                return Ok(Event::Verified(verdict));
            }
            Effect::ComputeWithKey(keyed) => {
                let key = federation.policy_secret(self.tenant.id, &keyed.container).await?;
                Performed::Keyed(keyed.compute(key.expose().as_bytes()))
            }
            Effect::HashPassword(password) => {
                let hash = federation.passwords.hash(password.expose(), &*federation.entropy).await?;
                let hash = hash.ok_or_else(|| Error::Internal("a password could not be hashed".to_owned()))?;
                Performed::Hashed(Sensitive::new(hash))
            }
            Effect::CheckPassword { user, name, password } => {
                Performed::Password(self.check_password(user, &name, password.expose()).await?)
            }
            Effect::MakeCode { key, rules } => match self.made_code(&key, &rules).await? {
                Some(code) => Performed::Code(code),
                None => Performed::Sent(SendVerdict::Throttled),
            },
            Effect::SendCode { channel, to, rules, language } => {
                Performed::Sent(self.send_code(channel, &to, &rules, language).await?)
            }
            Effect::CheckCode { channel, key, code } => {
                Performed::CodeChecked(self.check_code(channel, &key, &Secret::new(code.expose())).await?)
            }
        }))
    }

    /// An issuer whose tokens were verified belongs to the provider that had it first (S35): two providers with one issuer
    /// would be one set of users, and whoever runs the second could make tokens for users of the first.
    async fn claim_issuer(&self, issuer: &str, verdict: &mut relying_party::Verdict) -> Result<(), Error> {
        let profile = self.envelope.profile.as_ref().and_then(|profile| self.compiled.program.profiles.get(profile));
        let Some(provider) = profile.and_then(|profile| profile.provider) else { return Ok(()) };
        let other = self.federation.claim_issuer(self.tenant.id, issuer, provider).await?;
        if let Some(other) = other {
            let found = format!("the one of {}", other.name);
            let row =
                domain::Check::new("issuer", ISSUER_CLAUSE, "one of this provider alone", found, domain::Outcome::Fail);
            verdict.add(relying_party::id_token::Failure::SharedIssuer, row);
        }
        Ok(())
    }

    fn verify(&self, effect: &VerifyIdToken, secret: Option<&Secret>) -> relying_party::Verdict {
        let keys = match (&effect.secret, secret) {
            (None, _) => JwkSet::from_json(&effect.keys).unwrap_or_else(|_| JwkSet::from_iter([])),
            (Some(_), Some(secret)) => JwkSet::from_iter([Jwk::secret(secret.expose().as_bytes())]),
            (Some(_), None) => JwkSet::from_iter([]),
        };
        let rules = relying_party::Rules {
            issuer: &effect.issuer,
            audience: &effect.audience,
            algorithms: &effect.algorithms,
            nonce: self.envelope.draw(Draw::Nonce).map(Sensitive::expose).unwrap_or_default(),
            access_token: effect.access_token.as_ref().map(Sensitive::expose),
            code: effect.code.as_ref().map(Sensitive::expose),
            now: self.federation.clock.now().as_seconds(),
            tolerance: i64::from(effect.tolerance),
            client_id: &effect.client_id,
            max_age: effect.max_age,
            hint: effect.hint,
        };
        relying_party::id_token::check(effect.token.expose(), &keys, &rules, self.federation.crypto.verifier())
    }

    /// Ends the journey with a fault: the application is told, since it and its redirect URI are trusted.
    pub(super) async fn fail(mut self, fault: Fault) -> Result<Outcome, Error> {
        tracing::info!(correlation = %self.row.id, code = %fault.code, "sign-in failed");
        let told = self.envelope.request.redirect_uri.clone();
        self.recording.recording.push(
            self.federation.clock.now(),
            Item::Failed {
                code: fault.code.clone(),
                message: fault.message.clone(),
                side: fault.side,
                help: fault.help.clone(),
                told,
                failure: fault.failure.clone(),
            },
        );
        self.save(JourneyStatus::Failed, Some(fault.code.clone()), true, Vec::new()).await?;
        Ok(Outcome::Respond(self.error_response(&fault)))
    }
}

/// A policy key that the policy needs cannot be used: its name goes to the trace, not to the application.
pub(super) fn without_key(fault: &KeyFault) -> Fault {
    Fault::new(
        "AADB2C90019",
        "server_error",
        Side::Configuration,
        "A key that this policy needs cannot be used.",
        format!("It cannot go on because {fault}."),
    )
}

/// A page would be needed, and the application wants none.
pub(super) fn login_required() -> Fault {
    let error = nobody_is_signed_in();
    Fault::new(
        &error.code,
        &error.error,
        Side::Application,
        error.message,
        "The application asked with `prompt=none`. It asks again without, and the person signs in.",
    )
}

fn too_many_answers() -> Fault {
    Fault::new(
        "AADB2C90157",
        "access_denied",
        Side::Browser,
        "This sign-in was answered too often without coming to an end.",
        "The person starts again.",
    )
}

pub(super) fn no_credential(why: String) -> Fetched {
    let unanswered = Unanswered { kind: UnansweredKind::NoCredential, why };
    Fetched { source: Source::Network, milliseconds: 0, outcome: Err(unanswered) }
}

/// The page for a journey that cannot go on here.
pub(super) fn lost(
    correlation: JourneyId,
    code: &str,
    message: &str,
    situation: super::Situation,
    language: domain::language::Language,
) -> Outcome {
    Outcome::Error(ErrorView {
        error: oauth::error::ProtocolError::new(code, "invalid_request", message),
        situation,
        correlation,
        language,
        status: 400,
        way: None,
    })
}
