//! User flows (behaviour reference §4).

use super::{Form, Listing, Versioned, fields_of, read};
use crate::{Error, Federation, Fields, Origin};
use domain::{
    Document as _, IssuerForm, PolicyClaim, PolicyId, ProviderId, SessionSettings, SubjectForm, Tenant, TenantId,
    TokenLifetimes, UserFlow, UserFlowId, UserFlowKind,
};
use policy::user_flow::{APPLICATION_CLAIMS, COLLECTED_ATTRIBUTES};
use std::collections::BTreeSet;
use storage::Expected;

/// A user flow to make.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewUserFlow {
    /// With or without `B2C_1_`.
    pub name: String,
    /// Which type; it never changes.
    pub kind: UserFlowKind,
    /// The rest.
    pub input: UserFlowInput,
}

/// What can be set of a user flow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserFlowInput {
    /// Providers on its page, in order.
    pub providers: Vec<ProviderId>,
    /// Claims to return, by id.
    pub claims: Vec<String>,
    /// Attributes to collect, by id.
    pub attributes: Vec<String>,
    /// Whether it may be used.
    pub enabled: bool,
    /// The rest; `None` leaves it as it is.
    pub settings: Option<UserFlowSettings>,
}

/// *Properties* of a user flow (behaviour reference §4.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct UserFlowSettings {
    /// *Issuer (iss) claim*.
    pub issuer: IssuerForm,
    /// *Subject (sub) claim*.
    pub subject: SubjectForm,
    /// *Claim representing user flow*.
    pub policy_claim: PolicyClaim,
    /// Token lifetimes.
    pub lifetimes: TokenLifetimes,
    /// Session and single sign-on.
    pub session: SessionSettings,
    /// Skip the page when there is one provider only.
    pub skip_single_provider: bool,
}

impl From<&UserFlow> for UserFlowSettings {
    fn from(flow: &UserFlow) -> Self {
        Self {
            issuer: flow.issuer,
            subject: flow.subject,
            policy_claim: flow.policy_claim,
            lifetimes: flow.lifetimes,
            session: flow.session,
            skip_single_provider: flow.skip_single_provider,
        }
    }
}

impl From<&UserFlow> for UserFlowInput {
    /// What leaves a user flow as it is.
    fn from(flow: &UserFlow) -> Self {
        Self {
            providers: flow.providers.clone(),
            claims: flow.claims.clone(),
            attributes: flow.attributes.clone(),
            enabled: flow.enabled,
            settings: Some(flow.into()),
        }
    }
}

/// What *Run user flow* puts into the authorization request. Empty texts are left out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RunInput {
    /// The application.
    pub client_id: String,
    /// *Reply URL*.
    pub redirect_uri: String,
    /// `response_type`.
    pub response_type: String,
    /// `scope`; empty: `openid`.
    pub scope: String,
    /// `domain_hint`.
    pub domain_hint: String,
    /// `login_hint`.
    pub login_hint: String,
    /// `ui_locales`.
    pub ui_locales: String,
}

impl Federation {
    /// User flows by id.
    pub async fn user_flows(
        &self,
        tenant: TenantId,
        search: &str,
        after: Option<&str>,
    ) -> Result<Listing<Versioned<UserFlow>>, Error> {
        self.list(tenant, search, after, |flow: &UserFlow| flow.policy.as_str()).await
    }

    /// One user flow.
    pub async fn user_flow(&self, tenant: TenantId, id: UserFlowId) -> Result<Versioned<UserFlow>, Error> {
        self.get(tenant, &id.to_string()).await
    }

    /// One user flow, by its name in any case.
    pub async fn user_flow_named(&self, tenant: TenantId, policy: &PolicyId) -> Result<Versioned<UserFlow>, Error> {
        let found = self.store.find_document_by_lookup(tenant, UserFlow::KIND, &policy.folded()).await?;
        read(&found.ok_or(Error::NotFound)?)
    }

    /// All user flows: a tenant has few.
    pub async fn every_user_flow(&self, tenant: TenantId) -> Result<Vec<Versioned<UserFlow>>, Error> {
        self.every(tenant).await
    }

    /// Makes a user flow. Its name never changes.
    pub async fn create_user_flow(
        &self,
        tenant: TenantId,
        new: &NewUserFlow,
        by: &str,
    ) -> Result<Versioned<UserFlow>, Error> {
        let mut form = Form::default();
        let policy = form.take("name", PolicyId::parse_user_flow(&new.name));
        let Some(policy) = policy else { return Err(form.refused()) };
        self.check(tenant, new.kind, &new.input).await?;
        let id = UserFlowId::new(&*self.clock, &*self.entropy);
        let flow = set(UserFlow::new(id, policy, new.kind), &new.input);
        self.put(tenant, flow, Expected::New, Vec::new(), by).await
    }

    /// Changes a user flow.
    pub async fn update_user_flow(
        &self,
        tenant: TenantId,
        id: UserFlowId,
        version: u32,
        input: &UserFlowInput,
        by: &str,
    ) -> Result<Versioned<UserFlow>, Error> {
        let before = self.user_flow(tenant, id).await?.document;
        self.check(tenant, before.kind, input).await?;
        let flow = set(before, input);
        self.put(tenant, flow, Expected::Version(version), Vec::new(), by).await
    }

    /// Deletes a user flow.
    pub async fn delete_user_flow(
        &self,
        tenant: TenantId,
        id: UserFlowId,
        version: u32,
        by: &str,
    ) -> Result<(), Error> {
        self.delete::<UserFlow>(tenant, &id.to_string(), version, Vec::new(), by).await
    }

    /// What making this user flow would refuse; nothing is made.
    pub async fn review_user_flow(&self, tenant: TenantId, new: &NewUserFlow) -> Result<Fields, Error> {
        let mut form = Form::default();
        let policy = form.take("name", PolicyId::parse_user_flow(&new.name));
        if let Some(policy) = policy {
            let taken = self.store.find_document_by_lookup(tenant, UserFlow::KIND, &policy.folded()).await?;
            if taken.is_some() {
                form.wrong("name", "This name is taken.");
            }
        }
        fields_of(if form.is_fine() { self.check(tenant, new.kind, &new.input).await } else { Err(form.refused()) })
    }

    /// What setting this of a user flow would refuse; nothing is changed.
    pub async fn review_user_flow_settings(
        &self,
        tenant: TenantId,
        kind: UserFlowKind,
        input: &UserFlowInput,
    ) -> Result<Fields, Error> {
        fields_of(self.check(tenant, kind, input).await)
    }

    /// *Run user flow endpoint* (behaviour reference §4.5).
    pub fn run_endpoint(&self, tenant: &Tenant, origin: &Origin, flow: &UserFlow, run: &RunInput) -> String {
        run_endpoint(tenant, origin, &flow.policy, run)
    }

    async fn check(&self, tenant: TenantId, kind: UserFlowKind, input: &UserFlowInput) -> Result<(), Error> {
        let mut known = BTreeSet::new();
        for id in &input.providers {
            if self.find_provider(tenant, *id).await?.is_some() {
                known.insert(*id);
            }
        }
        check(kind, input, &known)
    }
}

/// What is wrong with this of a user flow, where there are these providers.
pub(crate) fn check(kind: UserFlowKind, input: &UserFlowInput, known: &BTreeSet<ProviderId>) -> Result<(), Error> {
    let mut form = Form::default();
    let mut seen = Vec::new();
    for id in &input.providers {
        if seen.contains(id) || !known.contains(id) {
            form.wrong("providers", "One of the identity providers does not exist, or stands there twice.");
        }
        seen.push(*id);
    }
    if input.claims.iter().any(|claim| !APPLICATION_CLAIMS.iter().any(|(known, ..)| known == claim)) {
        form.wrong("claims", "One of the claims is not offered.");
    }
    if input.attributes.iter().any(|id| !COLLECTED_ATTRIBUTES.iter().any(|known| known.id == id)) {
        form.wrong("attributes", "One of the attributes is not offered.");
    }
    if !kind.signs_up() && !input.attributes.is_empty() {
        form.wrong("attributes", "Attributes are collected when somebody signs up, and here nobody does.");
    }
    if let Some(settings) = &input.settings {
        for wrong in settings.lifetimes.out_of_range() {
            form.wrong(&format!("lifetimes.{}", wrong.field), wrong.message);
        }
        for wrong in settings.session.out_of_range() {
            form.wrong(&format!("session.{}", wrong.field), wrong.message);
        }
        // The box stands on the page of local accounts (behaviour reference §9), which user flows do not have.
        if settings.session.keep_signed_in_days > 0 {
            let sentence = "People stay signed in where they enter a password here: in a custom policy with local accounts, by `KeepAliveInDays` and `setting.enableRememberMe`. User flows have providers only; leave it at 0.";
            form.wrong("session.keepSignedInDays", sentence);
        }
    }
    if form.is_fine() { Ok(()) } else { Err(form.refused()) }
}

/// The authorization request that *Run* sends a browser with.
pub(super) fn run_endpoint(tenant: &Tenant, origin: &Origin, policy: &PolicyId, run: &RunInput) -> String {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    query.append_pair("p", policy.as_str());
    query.append_pair("client_id", &run.client_id);
    query.append_pair("nonce", "defaultNonce");
    query.append_pair("redirect_uri", &run.redirect_uri);
    query.append_pair("scope", if run.scope.is_empty() { "openid" } else { &run.scope });
    query.append_pair("response_type", &run.response_type);
    query.append_pair("prompt", "login");
    let hints = [("domain_hint", &run.domain_hint), ("login_hint", &run.login_hint), ("ui_locales", &run.ui_locales)];
    for (name, value) in hints.into_iter().filter(|(_, value)| !value.is_empty()) {
        query.append_pair(name, value);
    }
    format!("{}/{}/oauth2/v2.0/authorize?{}", origin.as_str(), tenant.name.domain(), query.finish())
}

fn set(mut flow: UserFlow, input: &UserFlowInput) -> UserFlow {
    flow.providers.clone_from(&input.providers);
    flow.claims.clone_from(&input.claims);
    flow.attributes.clone_from(&input.attributes);
    flow.enabled = input.enabled;
    if let Some(settings) = input.settings {
        flow.issuer = settings.issuer;
        flow.subject = settings.subject;
        flow.policy_claim = settings.policy_claim;
        flow.lifetimes = settings.lifetimes;
        flow.session = settings.session;
        flow.skip_single_provider = settings.skip_single_provider;
    }
    flow
}
