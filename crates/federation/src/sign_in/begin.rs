//! The authorization request.

use super::{
    Begun, ErrorView, Outcome, Situation, binding_digest,
    driver::{Drive, Row},
    envelope::{Envelope, FORMAT},
    packed::Growing,
};
use crate::{Error, Federation, PolicyPath, programs::Compiled};
use domain::{Application, JourneyId, Secret, Tenant, language::Language};
use journey::{
    Ambient,
    recording::{Item, Parameter, Side},
};
use oauth::{
    Parameters,
    error::ProtocolError,
    provider::{
        AuthorizationRequest, Delivery, Prompt, Refusal,
        authorize::{Rules, check, nobody_is_signed_in},
        logout::Hint,
        response,
        scope::Api,
    },
};
use policy::user_flow::NO_SUBJECT;

/// An authorization request as it reached the edge.
#[derive(Debug)]
pub struct AuthorizeCall<'a> {
    /// The tenant.
    pub tenant: &'a Tenant,
    /// The policy and the form of the URL.
    pub path: PolicyPath,
    /// The parameters.
    pub parameters: &'a Parameters,
    /// The browser's binding, if it has one.
    pub binding: Option<Secret>,
    /// The person's session in this browser, if there is one.
    pub session: Option<Secret>,
    /// `Accept-Language`.
    pub accept_language: Option<&'a str>,
    /// `User-Agent`.
    pub user_agent: Option<&'a str>,
    /// The client's address.
    pub ip_address: Option<String>,
}

/// A refusal that the application is told.
struct Refused {
    redirect_uri: String,
    response_mode: Delivery,
    state: Option<String>,
    error: ProtocolError,
}

/// How long a journey may take.
pub(super) const JOURNEY_SECONDS: i64 = 3600;
/// How long its recording is kept.
pub(crate) const RECORDING_SECONDS: i64 = 7 * 86_400;

impl Federation {
    /// Begins a sign-in.
    pub async fn authorize(&self, call: AuthorizeCall<'_>) -> Result<Begun, Error> {
        let language = Language::choose(call.parameters.get("ui_locales"), call.accept_language, Language::En);
        let id = JourneyId::new(&*self.clock, &*self.entropy);
        let end = |outcome| Ok(Begun { outcome, new_binding: None });
        let Some(compiled) = self.program(call.tenant, &call.path.policy).await? else {
            let view = no_policy(&call.path, id, language);
            self.note_refusal(&call, id, &view.error);
            return end(Outcome::Error(view));
        };
        let application = self.find_client(call.tenant.id, call.parameters.get("client_id")).await?;
        let apis = match &application {
            Some(application) => self.find_apis(call.tenant.id, application, call.parameters.get("scope")).await?,
            None => Vec::new(),
        };
        let apis: Vec<Api<'_>> =
            apis.iter().map(|(api, permission)| Api { application: api, granted: &permission.scopes }).collect();
        let rules = Rules { application: application.as_ref(), extra_scopes: compiled.extra_scopes, apis: &apis };
        let request = match check(call.parameters, rules) {
            Ok(request) => request,
            Err(Refusal::Page(error)) => {
                self.note_refusal(&call, id, &error);
                let situation = refused(&error.code);
                return end(Outcome::Error(ErrorView {
                    error,
                    situation,
                    correlation: id,
                    language,
                    status: 400,
                    way: None,
                }));
            }
            Err(Refusal::ToClient { redirect_uri, response_mode, state, error }) => {
                let refused = Refused { redirect_uri, response_mode, state, error };
                return end(self.tell(&call, &compiled, application.as_ref(), id, refused).await?);
            }
        };
        let now = self.clock.now();
        let settings = compiled.program.relying_party.session;
        let session = self
            .find_session(call.tenant.id, call.session.as_ref())
            .await?
            .filter(|session| session.spares(&request, &compiled.program.policy, settings, now));
        // An application that says whose sign-in it renews gets nobody else's (OpenID Connect Core 3.1.2.1). What is no ID
        // token of this policy says nothing.
        let hint = match call.parameters.get("id_token_hint") {
            Some(text) if session.is_some() => self.read_hint(call.tenant, &call.path, &compiled, text).await?,
            _ => None,
        };
        let session = session.filter(|session| {
            let user = session.saved.user.map(|user| user.to_string());
            let about = |hint: &Hint| hint.is_about(user.as_deref(), &session.saved.subject, NO_SUBJECT);
            hint.as_ref().is_none_or(about)
        });
        if request.prompt == Prompt::Never && session.is_none() {
            let AuthorizationRequest { redirect_uri, response_mode, state, .. } = request;
            let refused = Refused { redirect_uri, response_mode, state, error: nobody_is_signed_in() };
            return end(self.tell(&call, &compiled, application.as_ref(), id, refused).await?);
        }
        let Some(application) = application else {
            return Err(Error::Internal("a request was accepted without an application".to_owned()));
        };

        let (binding, new_binding) = if let Some(binding) = call.binding.clone() {
            (binding, None)
        } else {
            let fresh = self.random_token();
            (fresh.clone(), Some(fresh))
        };
        let mut recording = Growing::default();
        recording.recording.push(now, begun(&call, &compiled, &application));
        let disabled = self.disabled_profiles(call.tenant.id, &compiled).await?;
        let input = journey::Input {
            domain_hint: request.domain_hint.clone(),
            login_hint: request.login_hint.clone(),
            parameters: call.parameters.iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect(),
            language,
            tenant_domain: call.tenant.name.domain(),
            tenant_id: call.tenant.id.to_string(),
            correlation_id: id.to_string(),
            ip_address: call.ip_address.clone(),
            host: call.path.origin.host().to_owned(),
            session: session.as_ref().map(|session| session.saved.kept.clone()).unwrap_or_default(),
        };
        let ambient = Ambient { now, disabled: &disabled, entropy: &*self.entropy };
        let (state, step) = journey::start(&compiled.program, input, ambient, &mut recording.recording);
        let envelope = Envelope {
            format: FORMAT,
            state,
            program: compiled.program.hash.clone(),
            pins: compiled.pins.clone(),
            application: application.id,
            request,
            path: call.path.clone(),
            draws: Vec::new(),
            codes: Vec::new(),
            answers: 0,
            away: None,
            choice: None,
            before: None,
            callback: None,
            profile: None,
            session,
            asked: false,
            client_info: call.parameters.get("client_info") == Some("1"),
            started_at: now,
        };
        let drive = Drive {
            federation: self,
            tenant: call.tenant,
            compiled,
            disabled,
            envelope,
            recording,
            cookie: call.session.clone(),
            row: Row { id, version: None, binding: binding_digest(&binding), lasting: true },
            with: Vec::new(),
        };
        let outcome = drive.run(step).await?;
        Ok(Begun { outcome, new_binding })
    }

    /// Tells an application at its registered redirect URI.
    async fn tell(
        &self,
        call: &AuthorizeCall<'_>,
        compiled: &Compiled,
        application: Option<&Application>,
        id: JourneyId,
        refused: Refused,
    ) -> Result<Outcome, Error> {
        let Refused { redirect_uri, response_mode, state, error } = refused;
        let issuer = issuer(call.tenant, &call.path, compiled);
        // Anybody can cause a refusal, so few of them are kept on disk; the others go where those of nobody go.
        if !self.refusals.may_record(call.tenant.id, self.clock.now()) {
            self.note_refusal(call, id, &error);
        } else if let Some(application) = application {
            self.record_refusal(call, compiled, application, id, &error, &redirect_uri).await?;
        }
        let description = error.description(id, self.clock.now());
        let parameters = vec![("error", error.error), ("error_description", description)];
        let response = response::build(&redirect_uri, response_mode, &issuer, state.as_deref(), parameters);
        Ok(Outcome::Respond(response))
    }

    /// A refusal that a known application is told is worth a trace: that is what its developers look for.
    async fn record_refusal(
        &self,
        call: &AuthorizeCall<'_>,
        compiled: &Compiled,
        application: &Application,
        id: JourneyId,
        error: &ProtocolError,
        redirect_uri: &str,
    ) -> Result<(), Error> {
        let now = self.clock.now();
        let mut recording = Growing::default();
        recording.recording.push(now, begun(call, compiled, application));
        recording.recording.push(
            now,
            Item::Failed {
                code: error.code.clone(),
                message: error.message.clone(),
                side: Side::Application,
                help: "The application sends this request. Its developers change it, or an administrator changes its registration.".to_owned(),
                told: redirect_uri.to_owned(),
                failure: None,
            },
        );
        let journey = storage::NewJourney {
            id,
            tenant: call.tenant.id,
            policy: call.path.policy.to_string(),
            application: application.id,
            binding: [0; 32],
            state: Vec::new(),
            recording: recording.pack()?,
            status: storage::JourneyStatus::Failed,
            fault: Some(error.code.clone()),
            started_at: now,
            expires_at: now.plus_seconds(RECORDING_SECONDS),
        };
        Ok(self.store.commit(vec![storage::Change::CreateJourney(journey)]).await?)
    }
}

fn begun(call: &AuthorizeCall<'_>, compiled: &Compiled, application: &Application) -> Item {
    Item::Begun {
        policy: compiled.program.policy.to_string(),
        program: compiled.program.hash.clone(),
        application: application.id.to_string(),
        application_name: application.name.to_string(),
        documents: compiled.pins.iter().map(|pin| format!("{} {}@{}", pin.kind, pin.id, pin.version)).collect(),
        parameters: call.parameters.iter().map(|(name, value)| Parameter::captured(name, value)).collect(),
        user_agent: call.user_agent.map(|agent| agent.chars().filter(|c| !c.is_control()).take(300).collect()),
    }
}

fn no_policy(path: &PolicyPath, id: JourneyId, language: Language) -> ErrorView {
    let message = format!("There is no policy {} in this tenant, or it is switched off.", path.policy);
    ErrorView {
        error: ProtocolError::new("AADB2C90035", "invalid_request", message),
        situation: Situation::UnknownPolicy,
        correlation: id,
        language,
        status: 404,
        way: None,
    }
}

fn refused(code: &str) -> Situation {
    match code {
        "AADB2C90122" => Situation::WrongRequest,
        "AADB2C90092" => Situation::SwitchedOff,
        _ => Situation::UnknownApplication,
    }
}

pub(super) fn issuer(tenant: &Tenant, path: &PolicyPath, compiled: &Compiled) -> String {
    let form = compiled.program.jwt_issuer().map(|issuer| issuer.issuer).unwrap_or_default();
    path.issuer(tenant, form)
}
