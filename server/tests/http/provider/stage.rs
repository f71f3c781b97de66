//! Our server with a user flow that offers the provider, and what became of a sign-in.

use super::Provider;
use crate::{
    browser::{Browser, Page},
    running::{Running, decode, encode, find},
};
use domain::{ClientAuthentication, JourneyId, Pkce, ResponseMode, ResponseType, Secret, TenantId, UserFlowKind};
use federation::{
    demo::TEST_APP,
    tenant::{ClaimsMappingInput, IdentityProviderInput, NewUserFlow, UserFlowInput, Versioned},
};
use journey::{Recording, recording::Item};
use std::sync::Arc;

pub const SECRET: &str = "s3cret of ours: %+&=é";
pub const CLIENT: &str = "our client";

/// A server and a provider.
pub struct Stage {
    pub running: Arc<Running>,
    pub provider: Arc<Provider>,
    pub tenant: TenantId,
    pub configured: Versioned<domain::IdentityProvider>,
    /// The user flow that offers this provider alone.
    pub flow: String,
}

/// How a sign-in ended.
#[derive(Debug, Clone)]
pub struct End {
    /// What the application got; nothing, if the browser stays on a page of ours.
    pub parameters: Vec<(String, String)>,
}

impl End {
    pub fn get(&self, name: &str) -> Option<&str> {
        self.parameters.iter().find(|(found, _)| found == name).map(|(_, value)| value.as_str())
    }

    /// The application got an ID token.
    pub fn signed_in(&self) -> bool {
        self.get("id_token").is_some()
    }

    pub fn claims(&self) -> serde_json::Value {
        crate::running::payload(self.get("id_token").unwrap_or_else(|| panic!("no token: {self:?}")))
    }

    /// The first line of what the application is told: code and sentence.
    pub fn said(&self) -> &str {
        let said = self.get("error_description").unwrap_or_else(|| panic!("no error: {self:?}"));
        said.lines().next().unwrap_or_default().trim_end()
    }

    /// The journey that the application is told of.
    pub fn journey(&self) -> JourneyId {
        let said = self.get("error_description").unwrap_or_else(|| panic!("no error: {self:?}"));
        let line = said.lines().find_map(|line| line.strip_prefix("Correlation ID: ")).unwrap();
        line.trim().parse().unwrap()
    }
}

/// An honest configuration of this provider.
pub fn input(provider: &Provider) -> IdentityProviderInput {
    IdentityProviderInput {
        name: "Contoso".to_owned(),
        metadata_url: provider.url(super::METADATA),
        client_id: CLIENT.to_owned(),
        client_secret: Some(Secret::new(SECRET)),
        scope: "openid, profile".to_owned(),
        response_type: ResponseType::Code,
        response_mode: ResponseMode::Query,
        domain_hint: String::new(),
        claims_mapping: ClaimsMappingInput {
            user_id: "sub".to_owned(),
            display_name: "name".to_owned(),
            email: "email".to_owned(),
            ..ClaimsMappingInput::default()
        },
        client_authentication: ClientAuthentication::ClientSecretPost,
        pkce: Pkce::WhenOffered,
        authorization_parameters: String::new(),
        user_info: false,
        clock_tolerance_seconds: 60,
        own_redirect_uri: None,
        enabled: true,
    }
}

impl Stage {
    pub async fn new() -> Self {
        Self::with(|_| {}).await
    }

    pub async fn with(change: impl FnOnce(&mut IdentityProviderInput)) -> Self {
        Self::on(Arc::new(Running::start_allowing("127.0.0.1/32").await), change).await
    }

    /// Another provider at the same server, with a user flow of its own.
    pub async fn another(&self, change: impl FnOnce(&mut IdentityProviderInput)) -> Self {
        Self::on(Arc::clone(&self.running), change).await
    }

    async fn on(running: Arc<Running>, change: impl FnOnce(&mut IdentityProviderInput)) -> Self {
        let provider = Arc::new(Provider::start().await);
        let tenant = running.tenant().await.id;
        let mut input = input(&provider);
        change(&mut input);
        let configured = running.federation.create_identity_provider(tenant, &input, "test").await.unwrap();
        let name = format!("p{}", provider.authority().rsplit(':').next().unwrap());
        let stage = Self { running, provider, tenant, configured, flow: format!("B2C_1_{name}") };
        stage.make_flow(&name, &[stage.configured.document.id]).await;
        stage
    }

    pub async fn make_flow(&self, name: &str, providers: &[domain::ProviderId]) {
        self.make_flow_of(UserFlowKind::SignUpOrSignIn, name, providers, &[]).await;
    }

    /// A flow of a type, that collects attributes and returns them.
    pub async fn make_flow_of(
        &self,
        kind: UserFlowKind,
        name: &str,
        providers: &[domain::ProviderId],
        attributes: &[&str],
    ) {
        let attributes: Vec<String> = attributes.iter().map(|id| (*id).to_owned()).collect();
        let mut claims =
            ["displayName", "emails", "identityProvider", "objectId", "newUser"].map(str::to_owned).to_vec();
        claims.extend(attributes.iter().filter(|id| *id != "displayName").cloned());
        let new = NewUserFlow {
            name: name.to_owned(),
            kind,
            input: UserFlowInput { providers: providers.to_vec(), claims, attributes, enabled: true, settings: None },
        };
        self.running.federation.create_user_flow(self.tenant, &new, "test").await.unwrap();
    }

    pub fn authorize(&self, flow: &str, more: &[(&str, &str)]) -> String {
        let inspect = self.running.inspect();
        let mut pairs = vec![
            ("client_id", TEST_APP),
            ("redirect_uri", inspect.as_str()),
            ("response_type", "id_token"),
            ("scope", "openid"),
            ("nonce", "the-nonce"),
        ];
        pairs.extend(more);
        self.running.policy(flow, &format!("oauth2/v2.0/authorize?{}", encode(&pairs)))
    }

    /// Up to the provider's authorization endpoint, not yet asked; or where it ended before.
    pub async fn to_the_provider(&self, browser: &mut Browser) -> Page {
        let selection = browser.get(&self.authorize(&self.flow, &[])).await;
        assert_eq!(selection.status, 200, "{}", selection.body);
        let choice = selection.button("choice");
        browser.submit_once(&selection, &[("choice", &choice)]).await
    }

    /// The provider's answer, as it arrives at our callback: not yet sent. Response mode `query`.
    pub async fn to_the_callback(&self, browser: &mut Browser) -> String {
        let away = self.to_the_provider(browser).await;
        let there = away.location.unwrap_or_else(|| panic!("not sent to the provider: {}", away.body));
        browser.get_once(&there).await.location.expect("the provider answers")
    }

    /// A whole sign-in in a new browser.
    pub async fn sign_in(&self) -> End {
        let mut browser = self.running.browser();
        let away = self.to_the_provider(&mut browser).await;
        self.go_on(&mut browser, away).await
    }

    /// From an answer of our server to where the browser ends, through the provider.
    pub async fn go_on(&self, browser: &mut Browser, mut page: Page) -> End {
        let inspect = self.running.inspect();
        for _ in 0..8 {
            match page.location.clone() {
                Some(location) if location.starts_with(&inspect) => {
                    let parameters = location.split_once(['#', '?']).map_or("", |(_, rest)| rest);
                    return End { parameters: decode(parameters) };
                }
                Some(location) => page = browser.get_once(&location).await,
                None if page.url.starts_with(&self.provider.issuer()) && page.body.contains("<form") => {
                    let again = browser.submit_across_sites(&page).await;
                    page = if again.location.is_none() && again.body.contains("passerelle_reposted") {
                        browser.submit_once(&again, &[]).await
                    } else {
                        again
                    };
                }
                None => return End { parameters: Vec::new() },
            }
        }
        panic!("it does not end")
    }

    pub async fn recording(&self, journey: JourneyId) -> Recording {
        self.running.federation.sign_in(self.tenant, journey).await.unwrap().1
    }

    /// The recording of the newest sign-in.
    pub async fn newest(&self) -> Recording {
        let listed = self.running.federation.sign_ins(self.tenant, None).await.unwrap();
        self.recording(listed.items[0].id).await
    }

    /// Changes the configuration.
    pub async fn reconfigure(&mut self, change: impl FnOnce(&mut IdentityProviderInput)) {
        let mut input = input(&self.provider);
        input.client_secret = None;
        change(&mut input);
        let (id, version) = (self.configured.document.id, self.configured.version);
        let federation = &self.running.federation;
        self.configured = federation.update_identity_provider(self.tenant, id, version, &input, "test").await.unwrap();
    }
}

/// What a trace says of the failure: code, sentence, side, what to do.
pub fn failed(recording: &Recording) -> (String, String, journey::recording::Side, String) {
    let found = recording.entries.iter().find_map(|entry| match &entry.item {
        Item::Failed { code, message, side, help, .. } => Some((code.clone(), message.clone(), *side, help.clone())),
        _ => None,
    });
    found.unwrap_or_else(|| panic!("nothing failed: {recording:#?}"))
}

/// What the token endpoint got, by name.
pub fn sent<'a>(request: &'a super::wire::Request, name: &str) -> &'a str {
    request.form.get(name).map_or("", String::as_str)
}

/// A parameter that the browser took to the provider.
pub fn asked(location: &str, name: &str) -> String {
    let query = location.split_once('?').map_or("", |(_, query)| query);
    find(&decode(query), name)
}
