//! Sign-out: the session ends here, then at the identity provider and in the other applications, in hidden frames
//! (behaviour reference §6.5, §9).

use crate::{
    Error, Federation, PolicyPath,
    session::Loaded,
    sign_in::{ErrorView, Situation},
};
use domain::{Application, JourneyId, Secret, Tenant, language::Language};
use journey::recording::Purpose;
use oauth::{
    Parameters,
    error::ProtocolError,
    provider::logout::{Hint, LogoutRequest},
};
use storage::Change;
use subtle::ConstantTimeEq;
use token::{Algorithm, JwkSet, Unverified};

/// A sign-out as it reached the edge.
#[derive(Debug)]
pub struct LogoutCall<'a> {
    /// The tenant.
    pub tenant: &'a Tenant,
    /// The policy and the form of the URL.
    pub path: PolicyPath,
    /// The parameters.
    pub parameters: &'a Parameters,
    /// The browser's session.
    pub session: Option<&'a Secret>,
    /// What the button of the confirmation posts.
    pub confirmed: Option<&'a str>,
    /// `Accept-Language`.
    pub accept_language: Option<&'a str>,
}

/// What comes of it.
#[derive(Debug)]
pub enum LoggedOut {
    /// Nothing proves that the person wants it: a page asks, and its button posts the parameters with this value.
    Confirm {
        /// The value of `confirm`.
        csrf: String,
    },
    /// The session has ended.
    Done {
        /// What hidden frames load: front-channel logout URLs.
        frames: Vec<String>,
        /// Where the browser goes.
        target: Option<String>,
    },
    /// A page that says what is wrong. Nothing has ended.
    Refused(Box<ErrorView>),
}

impl Federation {
    /// Signs a person out, if it is their wish (S60).
    pub async fn logout(&self, call: LogoutCall<'_>) -> Result<LoggedOut, Error> {
        let language = Language::choose(call.parameters.get("ui_locales"), call.accept_language, Language::En);
        let refuse = |error: ProtocolError, situation, status| {
            let correlation = JourneyId::new(&*self.clock, &*self.entropy);
            tracing::info!(%correlation, code = %error.code, "a sign-out was refused on a page");
            Ok(LoggedOut::Refused(Box::new(ErrorView { error, situation, correlation, language, status, way: None })))
        };
        let wrong = |code: &str, message: &str| {
            refuse(ProtocolError::new(code, "invalid_request", message), Situation::WrongRequest, 400)
        };
        let Some(compiled) = self.program(call.tenant, &call.path.policy).await? else {
            let error = ProtocolError::new("AADB2C90035", "invalid_request", "There is no such policy.");
            return refuse(error, Situation::UnknownPolicy, 404);
        };
        let hint = match call.parameters.get("id_token_hint") {
            None => None,
            Some(text) => match self.read_hint(call.tenant, &call.path, &compiled, text).await? {
                Some(hint) => Some(hint),
                None => return wrong("AADB2C90210", "The `id_token_hint` is not an ID token of this policy."),
            },
        };
        if hint.is_none() && compiled.program.relying_party.session.require_id_token_in_logout {
            return wrong("AADB2C90272", "The policy requires an `id_token_hint` in logout requests.");
        }
        let request = match LogoutRequest::parse(call.parameters, hint.as_ref()) {
            Ok(request) => request,
            Err(error) => return refuse(error, Situation::WrongRequest, 400),
        };
        let session = self.find_session(call.tenant.id, call.session).await?;
        let initiator = match request.client_id {
            Some(id) => self.find_client(call.tenant.id, Some(&id.to_string())).await?,
            None => None,
        };
        let others = match &session {
            Some(session) => self.applications_of(call.tenant, session).await?,
            None => Vec::new(),
        };
        // An application that does not say which it is, is one of those that the person is signed in to.
        let asking: Vec<&Application> = match (&initiator, request.client_id) {
            (Some(application), _) => vec![application],
            (None, Some(_)) => Vec::new(),
            (None, None) => others.iter().collect(),
        };
        let target = request.target(asking.iter().copied());
        let known = request.client_id.is_some() || session.is_some();
        if target.is_none() && request.post_logout_redirect_uri.is_some() && known {
            return wrong("AADB2C90006", "The `post_logout_redirect_uri` is not a redirect URI of the application.");
        }
        let (Some(session), Some(cookie)) = (session, call.session) else {
            return Ok(LoggedOut::Done { frames: Vec::new(), target });
        };
        let csrf = confirmation(cookie);
        let person = session.saved.user.map(|user| user.to_string());
        let everybody = policy::user_flow::NO_SUBJECT;
        let proved = hint.is_some_and(|hint| hint.is_about(person.as_deref(), &session.saved.subject, everybody));
        let confirmed: bool = call.confirmed.is_some_and(|given| given.as_bytes().ct_eq(csrf.as_bytes()).into());
        if !proved && !confirmed {
            return Ok(LoggedOut::Confirm { csrf });
        }
        self.store.commit(vec![Change::EndSession { tenant: call.tenant.id, session: session.digest }]).await?;
        let by_target = asking.iter().find(|application| request.target([**application]).is_some());
        let initiator = initiator.as_ref().or(by_target.copied()).map(|application| application.id);
        let mut frames: Vec<String> = others
            .iter()
            .filter(|application| Some(application.id) != initiator)
            .filter_map(|application| application.logout_url.as_ref().map(ToString::to_string))
            .collect();
        frames.extend(self.provider_logouts(call.tenant, &session).await?);
        frames.dedup();
        Ok(LoggedOut::Done { frames, target })
    }

    pub(crate) async fn read_hint(
        &self,
        tenant: &Tenant,
        path: &PolicyPath,
        compiled: &crate::programs::Compiled,
        text: &str,
    ) -> Result<Option<Hint>, Error> {
        let Some(issuer) = compiled.program.jwt_issuer() else { return Ok(None) };
        let published = self.published_keys(tenant.id, &issuer.key_container).await?;
        let keys = JwkSet::from_json(&published).map_err(|error| Error::Internal(error.to_string()))?;
        let verified = Unverified::parse(text)
            .ok()
            .and_then(|token| token.expect(&[Algorithm::Rs256]).ok())
            .and_then(|token| token.verify(&keys, self.crypto.verifier()).ok());
        Ok(verified.and_then(|verified| Hint::read(verified.claims(), &path.issuer(tenant, issuer.issuer))))
    }

    /// The applications that a session signed in to, each once.
    async fn applications_of(&self, tenant: &Tenant, session: &Loaded) -> Result<Vec<Application>, Error> {
        let mut applications: Vec<Application> = Vec::new();
        for part in &session.saved.signed_in.parts {
            if applications.iter().any(|known| known.id == part.application) {
                continue;
            }
            applications.extend(self.find_client(tenant.id, Some(&part.application.to_string())).await?);
        }
        Ok(applications)
    }

    /// `end_session_endpoint` of the providers by which the person came, as their metadata names it.
    async fn provider_logouts(&self, tenant: &Tenant, session: &Loaded) -> Result<Vec<String>, Error> {
        let mut providers: Vec<_> = session.saved.signed_in.parts.iter().filter_map(|part| part.provider).collect();
        providers.dedup();
        let mut urls = Vec::new();
        for id in providers {
            let Some(provider) = self.find_provider(tenant.id, id).await?.filter(|provider| provider.enabled) else {
                continue;
            };
            let fetched = self.provider_document(provider.metadata_url.as_str(), Purpose::Metadata, false).await;
            let Ok((_, document)) = fetched.outcome else { continue };
            let endpoint = document.get("end_session_endpoint").and_then(serde_json::Value::as_str);
            // As strict as for an application's own logout URL: it becomes the source of a frame.
            urls.extend(endpoint.and_then(|url| domain::LogoutUrl::parse(url).ok()).map(|url| url.to_string()));
        }
        Ok(urls)
    }
}

/// What the button of the confirmation posts: derived from the session, so that another site cannot know it.
fn confirmation(cookie: &Secret) -> String {
    use base64ct::{Base64UrlUnpadded, Encoding};
    Base64UrlUnpadded::encode_string(&crate::digest("sign out", cookie.expose()))
}
