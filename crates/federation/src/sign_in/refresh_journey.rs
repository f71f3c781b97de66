//! The journey that a policy runs at the token endpoint: `Endpoint Id="Token"` (behaviour reference §10.6). Nobody sits
//! in front of it, so it ends with claims, or it refuses.

use super::{
    driver::{Drive, Row},
    envelope::{Envelope, FORMAT},
    finish::with_policy,
    packed::Growing,
};
use crate::{Error, Federation, PolicyPath, programs::Compiled};
use domain::{ClaimValue, Claims, JourneyId, Tenant, Timestamp, language::Language};
use journey::{Ambient, Fault, Finished, Session, Step, recording::Side};
use oauth::provider::{AuthorizationRequest, Grant};
use policy::program::Protocol;
use std::sync::Arc;

impl Federation {
    /// What a refresh token grants now: with the claims that the policy's refresh journey ends with, if it has one. Or
    /// why the journey refuses.
    pub(crate) async fn renewed(
        &self,
        tenant: &Tenant,
        path: &PolicyPath,
        compiled: &Arc<Compiled>,
        grant: Grant,
        issued_at: Timestamp,
    ) -> Result<Result<Grant, Box<Fault>>, Error> {
        let id = JourneyId::new(&*self.clock, &*self.entropy);
        let disabled = self.disabled_profiles(tenant.id, compiled).await?;
        let input = journey::Input {
            domain_hint: None,
            login_hint: None,
            parameters: Vec::new(),
            language: Language::En,
            tenant_domain: tenant.name.domain(),
            tenant_id: tenant.id.to_string(),
            correlation_id: id.to_string(),
            ip_address: None,
            host: path.origin.host().to_owned(),
            session: Session::default(),
        };
        let mut recording = Growing::default();
        let ambient = Ambient { now: self.clock.now(), disabled: &disabled, entropy: &*self.entropy };
        let claims = granted(compiled, &grant, issued_at);
        let Some((state, step)) =
            journey::start_refresh(&compiled.program, claims, input, ambient, &mut recording.recording)
        else {
            return Ok(Ok(grant));
        };
        let envelope = Envelope {
            format: FORMAT,
            state,
            program: compiled.program.hash.clone(),
            pins: compiled.pins.clone(),
            application: grant.client_id,
            request: AuthorizationRequest::of_refresh(&grant),
            path: path.clone(),
            draws: Vec::new(),
            answers: 0,
            away: None,
            choice: None,
            before: None,
            codes: Vec::new(),
            callback: None,
            profile: None,
            session: None,
            asked: false,
            client_info: false,
            started_at: self.clock.now(),
        };
        let drive = Drive {
            federation: self,
            tenant,
            compiled: Arc::clone(compiled),
            disabled,
            envelope,
            recording,
            cookie: None,
            row: Row { id, version: None, binding: [0; 32], lasting: false },
            with: Vec::new(),
        };
        Ok(match drive.unattended(step).await? {
            Ok(finished) => renewed(compiled, grant, finished),
            Err(fault) => Err(fault),
        })
    }
}

/// What the refresh token brings into the journey: what its first sign-in gave the application, and by whom and when.
fn granted(compiled: &Compiled, grant: &Grant, issued_at: Timestamp) -> Claims {
    let mut claims = Claims::new();
    let program = &compiled.program;
    for used in &program.relying_party.output_claims {
        let value = grant.claims.get(used.partner.as_ref().unwrap_or(&used.claim));
        let declared = program.claims.get(&used.claim);
        if let (Some(value), Some(declared)) = (value, declared)
            && let Some(value) = ClaimValue::from_json(value, declared.data_type)
        {
            claims.set(used.claim.as_str(), value);
        }
    }
    let subject = grant.user.map_or_else(|| grant.subject.clone(), |user| user.to_string());
    claims.set("objectId", ClaimValue::Text(subject));
    claims.set("refreshTokenIssuedOnDateTime", ClaimValue::Text(issued_at.to_string()));
    claims
}

/// The grant with its new claims. A refresh never makes somebody another person (OpenID Connect Core 12.2).
fn renewed(compiled: &Compiled, grant: Grant, finished: Finished) -> Result<Grant, Box<Fault>> {
    if finished.subject != grant.subject || finished.user.is_some() && finished.user != grant.user {
        return Err(Box::new(Fault::new(
            "AADB2C90129",
            "invalid_grant",
            Side::Configuration,
            "The refresh token is of another person.",
            "The refresh journey of the policy ends with another subject than the sign-in did. Let it read the user by objectId.",
        )));
    }
    let profile = compiled.program.profiles.get(&finished.issuer).map(|profile| &profile.protocol);
    let Some(Protocol::JwtIssuer(issuer)) = profile else {
        return Err(Box::new(Fault::unexpected("the refresh journey sends claims without a token issuer")));
    };
    Ok(Grant { claims: with_policy(finished.claims, issuer, &grant.policy), ..grant })
}

impl Drive<'_> {
    /// Drives to the end without a browser.
    async fn unattended(mut self, mut step: Step) -> Result<Result<Finished, Box<Fault>>, Error> {
        loop {
            step = match self.done(step).await? {
                Ok(event) => self.engine(event),
                Err(Step::Finish(finished)) => return Ok(Ok(*finished)),
                Err(Step::Fail(fault)) => return Ok(Err(fault)),
                Err(_) => {
                    return Ok(Err(Box::new(Fault::new(
                        "AADB2C90085",
                        "invalid_grant",
                        Side::Configuration,
                        "The person has to sign in again.",
                        "The refresh journey of the policy shows a page or leads to a provider. Nobody sits in front of it: take those steps out.",
                    ))));
                }
            };
        }
    }
}
