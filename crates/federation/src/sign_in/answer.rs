//! The page of a journey: drawn again on GET, answered on POST.

use super::{
    ErrorView, Outcome, Situation,
    begin::JOURNEY_SECONDS,
    binding_digest, csrf_token,
    driver::{Drive, LEASE_SECONDS, Row, lost},
    envelope::{Envelope, FORMAT},
    version_of,
};
use crate::{Error, Federation, page_content::CustomContent};
use domain::{JourneyId, PolicyId, Secret, Tenant, language::Language};
use journey::{Answer, Event, Page};
use oauth::error::ProtocolError;
use std::{sync::Arc, time::Duration};
use storage::{JourneyRow, JourneyStatus};
use subtle::ConstantTimeEq;

/// A page to show.
#[derive(Debug)]
pub struct PageView {
    /// The page.
    pub page: Page,
    /// The token of its form.
    pub csrf: String,
    /// The journey.
    pub journey: JourneyId,
    /// The policy's own content around it, where it has one that can be had.
    pub content: Option<Arc<CustomContent>>,
}

/// An answer as it reached the edge. `Debug` shows nothing of what was typed (S79).
pub struct AnswerCall<'a> {
    /// The tenant.
    pub tenant: &'a Tenant,
    /// The policy of the URL.
    pub policy: &'a PolicyId,
    /// The journey of the URL.
    pub journey: JourneyId,
    /// The browser's binding.
    pub binding: Option<&'a Secret>,
    /// The person's session in this browser, if there is one.
    pub session: Option<&'a Secret>,
    /// The token of the form.
    pub csrf: &'a str,
    /// The language that was chosen on the page.
    pub language: Option<Language>,
    /// What was answered.
    pub answer: Answer,
}

impl std::fmt::Debug for AnswerCall<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("AnswerCall")
            .field("policy", &self.policy)
            .field("journey", &self.journey)
            .finish_non_exhaustive()
    }
}

/// How often, and how long apart, somebody looks who waits for an answer to the same page.
const LOOKS: u32 = 50;
const BETWEEN_LOOKS: Duration = Duration::from_millis(100);

/// Where the answer to an earlier page went, for whoever presses the same button again.
fn went(envelope: Envelope, choice: Option<&String>, page: Outcome) -> Outcome {
    match envelope.away {
        Some(url) if envelope.choice.as_ref() == choice => Outcome::Provider { url },
        _ => page,
    }
}

/// A journey that this browser may go on with.
pub(super) struct Loaded {
    pub row: JourneyRow,
    pub envelope: Envelope,
}

impl Federation {
    /// The waiting page of a journey, also for who comes back from a provider without its answer. Nothing runs.
    pub async fn sign_in_page(
        &self,
        tenant: &Tenant,
        policy: &PolicyId,
        id: JourneyId,
        binding: Option<&Secret>,
        language: Option<Language>,
    ) -> Result<Result<PageView, Outcome>, Error> {
        let mut loaded = match self.load(tenant, id, binding, Some(policy)).await? {
            Ok(loaded) => loaded,
            Err(outcome) => return Ok(Err(outcome)),
        };
        if let Some(language) = language {
            loaded.envelope.state.set_language(language);
        }
        let Some(compiled) =
            self.pinned_program(tenant, &loaded.envelope.program, &loaded.envelope.pins, policy).await?
        else {
            return Ok(Err(changed(id)));
        };
        let disabled = self.disabled_profiles(tenant.id, &compiled).await?;
        let state = loaded.envelope.waiting();
        match (journey::page(&compiled.program, &state, &disabled), binding) {
            (Some(page), Some(binding)) => {
                let url = journey::content_url(&compiled.program, &state, &page, self.clock.now());
                let content = match url {
                    Some(url) => self.page_content(&url).await.content,
                    None => None,
                };
                let csrf = csrf_token(binding, id, loaded.row.version);
                Ok(Ok(PageView { page, csrf, journey: id, content }))
            }
            _ => Ok(Err(Outcome::Error(ErrorView {
                error: ProtocolError::new("AADB2C90046", "invalid_request", "This sign-in waits for its provider."),
                situation: Situation::AtProvider,
                correlation: id,
                language: loaded.envelope.state.language(),
                status: 200,
                way: loaded.envelope.away,
            }))),
        }
    }

    /// A person's answer to the page.
    pub async fn answer(&self, call: AnswerCall<'_>) -> Result<Outcome, Error> {
        let AnswerCall { tenant, policy, journey: id, binding, session, csrf, language, answer } = call;
        let mut loaded = match self.load(tenant, id, binding, Some(policy)).await? {
            Ok(loaded) => loaded,
            Err(outcome) => return Ok(outcome),
        };
        if let Some(language) = language {
            loaded.envelope.state.set_language(language);
        }
        let Some(version) = binding.and_then(|binding| version_of(binding, id, csrf)) else {
            return Ok(lost(
                id,
                "AADB2C90212",
                "The form did not come from the page that was shown.",
                Situation::AlreadyDone,
                loaded.envelope.state.language(),
            ));
        };
        let now = self.clock.now();
        let page = Outcome::Page { url: loaded.envelope.path.page(id) };
        let choice = match &answer {
            Answer::Choice(choice) => Some(choice),
            _ => None,
        };
        // A page that was answered already (a second click, Back) answers nothing else. The same button goes where it
        // went.
        if version != loaded.row.version {
            return Ok(went(loaded.envelope, choice, page));
        }
        loaded.envelope.choice = choice.cloned();
        // Whoever loses the claim (a double click, another tab) goes where the other one goes.
        if !self.store.claim_journey(tenant.id, id, loaded.row.version, now, now.plus_seconds(LEASE_SECONDS)).await? {
            for _ in 0..LOOKS {
                tokio::time::sleep(BETWEEN_LOOKS).await;
                match self.load(tenant, id, binding, Some(policy)).await? {
                    Ok(other) if other.row.version == version => {}
                    Ok(other) => return Ok(went(other.envelope, choice, page)),
                    Err(outcome) => return Ok(outcome),
                }
            }
            return Ok(page);
        }
        // Claiming does not change the version.
        Box::pin(self.go_on(tenant, policy, loaded, session, Event::Answered(answer))).await
    }

    /// Resumes a claimed journey.
    pub(super) async fn go_on(
        &self,
        tenant: &Tenant,
        policy: &PolicyId,
        loaded: Loaded,
        session: Option<&Secret>,
        event: Event,
    ) -> Result<Outcome, Error> {
        let Loaded { row, envelope } = loaded;
        let Some(compiled) = self.pinned_program(tenant, &envelope.program, &envelope.pins, policy).await? else {
            return Ok(changed(row.summary.id));
        };
        let disabled = self.disabled_profiles(tenant.id, &compiled).await?;
        let recording = super::packed::Growing::resume(row.recording)?;
        let drive = Drive {
            federation: self,
            tenant,
            compiled,
            disabled,
            envelope,
            recording,
            cookie: session.cloned(),
            row: Row { id: row.summary.id, version: Some(row.version), binding: row.binding, lasting: true },
            with: Vec::new(),
        };
        drive.resume(event).await
    }

    /// Loads a journey for a browser: it must be this browser's, of the policy of the URL if that names one, still waiting,
    /// in time, and its application and policy still switched on (S20, S37).
    pub(super) async fn load(
        &self,
        tenant: &Tenant,
        id: JourneyId,
        binding: Option<&Secret>,
        policy: Option<&PolicyId>,
    ) -> Result<Result<Loaded, Outcome>, Error> {
        let language = Language::En;
        let Some(binding) = binding else {
            return Ok(Err(lost(
                id,
                "AADB2C90211",
                "The browser sent no cookie, so this sign-in cannot be recognised.",
                Situation::CookiesOff,
                language,
            )));
        };
        let found = self.store.find_journey(tenant.id, id).await?;
        let digest = binding_digest(binding);
        let row = found.filter(|row| {
            let same: bool = row.binding.ct_eq(&digest).into();
            same && policy.is_none_or(|policy| row.summary.policy.eq_ignore_ascii_case(policy.as_str()))
        });
        let Some(row) = row else {
            return Ok(Err(lost(
                id,
                "AADB2C90046",
                "This sign-in is not known in this browser.",
                Situation::AlreadyDone,
                language,
            )));
        };
        let late = (self.clock.now() - row.summary.started_at) / 1000 > JOURNEY_SECONDS;
        if row.summary.status != JourneyStatus::Waiting {
            return Ok(Err(lost(
                id,
                "AADB2C90046",
                "This sign-in has ended already.",
                Situation::AlreadyDone,
                language,
            )));
        }
        let envelope: Option<Envelope> = row.state.as_deref().and_then(|state| serde_json::from_slice(state).ok());
        let Some(envelope) = envelope.filter(|envelope| envelope.format == FORMAT && !late) else {
            return Ok(Err(lost(
                id,
                "AADB2C90046",
                "This sign-in took too long and has ended.",
                Situation::Expired,
                language,
            )));
        };
        if !self.still_allowed(tenant, &row.summary.policy, &envelope).await? {
            return Ok(Err(lost(
                id,
                "AADB2C90092",
                "The application or the policy was switched off.",
                Situation::SwitchedOff,
                language,
            )));
        }
        Ok(Ok(Loaded { row, envelope }))
    }

    async fn still_allowed(&self, tenant: &Tenant, policy: &str, envelope: &Envelope) -> Result<bool, Error> {
        let Ok(policy) = PolicyId::parse(policy) else {
            return Err(Error::Internal("a journey has no policy".to_owned()));
        };
        let application = self.find_client(tenant.id, Some(&envelope.application.to_string())).await?;
        let policy = self.program(tenant, &policy).await?;
        Ok(application.is_some_and(|application| application.enabled) && policy.is_some())
    }
}

fn changed(id: JourneyId) -> Outcome {
    lost(id, "AADB2C90046", "The sign-in was changed while it was running.", Situation::AlreadyDone, Language::En)
}
