//! *Check*: what a provider says about itself, against what its form asks of it, before anybody signs in.

use super::{Form, identity_providers::IdentityProviderInput};
use crate::{
    Error, Federation,
    ports::{HttpFailure, HttpMethod, HttpRequest, TlsFacts},
    provider_documents::{DEADLINE, MAX_BYTES},
};
use domain::{Check, ClientAuthentication, MetadataUrl, Outcome, Pkce, ResponseMode, ResponseType, Scope, TenantId};
use journey::{Fetched, ProviderFailure, Reason, recording::Purpose};
use oauth::relying_party::{Metadata, metadata::Needs};
use serde_json::Value;
use std::collections::BTreeSet;
use token::JwkSet;
use url::Url;

/// What came of a check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProviderCheck {
    /// The rows, in the order in which a sign-in needs them.
    pub rows: Vec<ProviderCheckRow>,
}

/// A row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProviderCheckRow {
    /// What was looked at.
    pub name: String,
    /// The verdict.
    pub verdict: ProviderCheckVerdict,
    /// What would have been right.
    pub expected: String,
    /// What was there.
    pub found: String,
    /// What to do; empty when nothing is.
    pub remedy: String,
}

/// A verdict.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProviderCheckVerdict {
    /// As it should be.
    Pass,
    /// It may work; somebody should look.
    Warn,
    /// A sign-in cannot succeed.
    Fail,
    /// The provider says nothing about it, or it does not matter here.
    Skipped,
}

use ProviderCheckVerdict::{Fail, Pass, Skipped, Warn};

impl ProviderCheck {
    fn row(
        &mut self,
        name: impl Into<String>,
        verdict: ProviderCheckVerdict,
        expected: impl Into<String>,
        found: impl Into<String>,
        remedy: impl Into<String>,
    ) {
        let remedy = if verdict == Pass { String::new() } else { remedy.into() };
        self.rows.push(ProviderCheckRow {
            name: name.into(),
            verdict,
            expected: expected.into(),
            found: found.into(),
            remedy,
        });
    }

    /// Whether a sign-in cannot succeed.
    pub fn failed(&self) -> bool {
        self.rows.iter().any(|row| row.verdict == Fail)
    }
}

impl Federation {
    /// Fetches metadata and keys now, past every cache, and compares them with a form, saved or not.
    pub async fn check_identity_provider(
        &self,
        tenant: TenantId,
        input: &IdentityProviderInput,
    ) -> Result<ProviderCheck, Error> {
        let mut form = Form::default();
        let url = form.take("metadataUrl", MetadataUrl::parse(&input.metadata_url));
        let scope = form.take("scope", Scope::parse(&input.scope));
        let (Some(url), Some(scope)) = (url, scope) else { return Err(form.refused()) };
        let mut check = ProviderCheck { rows: Vec::new() };
        let fetched = self.fetch_now(url.as_str()).await;
        let document = reachable(&mut check, input, Purpose::Metadata, "Metadata", &fetched);
        self.check_tls(&mut check, "TLS", url.as_str()).await;
        let Some(document) = document else { return Ok(check) };

        let with_code = input.response_type == ResponseType::Code;
        let needs = Needs { token_endpoint: with_code, userinfo_endpoint: with_code && input.user_info };
        let (metadata, rows) = Metadata::read(&document, needs);
        for row in rows {
            endpoint(&mut check, &row);
        }
        issuer_fits(&mut check, &document, url.as_str());
        check_offer(&mut check, &document, input, &scope);
        let Some(metadata) = metadata else { return Ok(check) };
        self.check_issuer(&mut check, tenant, &metadata, &url).await?;

        let keys = self.fetch_now(&metadata.jwks_uri).await;
        if let Some(keys) = reachable(&mut check, input, Purpose::Keys, "Keys", &keys) {
            check_keys(&mut check, &metadata, &keys);
        }
        // Each host once: they may be served by different machines.
        let mut seen: BTreeSet<_> = [authority(url.as_str())].into();
        let mut endpoints = vec![metadata.jwks_uri.clone()];
        endpoints.extend(metadata.token_endpoint.clone());
        endpoints.extend(metadata.userinfo_endpoint.clone().filter(|_| input.user_info));
        endpoints.retain(|endpoint| seen.insert(authority(endpoint)));
        for endpoint in endpoints {
            self.check_tls(&mut check, "TLS of an endpoint", &endpoint).await;
        }
        Ok(check)
    }

    /// An issuer belongs to the provider that had it first (S35).
    async fn check_issuer(
        &self,
        check: &mut ProviderCheck,
        tenant: TenantId,
        metadata: &Metadata,
        url: &MetadataUrl,
    ) -> Result<(), Error> {
        let holder = match self.store.issuer_holder(tenant, metadata.issuer.as_str()).await? {
            Some(holder) => self.find_provider(tenant, holder).await?,
            None => None,
        };
        let (verdict, found) = match holder.filter(|holder| holder.metadata_url != *url) {
            None => (Pass, "no other provider's".to_owned()),
            Some(holder) => (Fail, format!("the issuer of {}", holder.name)),
        };
        let todo = "Users are found by their issuer, so two providers with one issuer would be one set of users. Use the other provider, or delete it first.";
        check.row("Issuer of one provider", verdict, "an issuer that no other provider has", found, todo);
        Ok(())
    }

    async fn fetch_now(&self, url: &str) -> Fetched {
        let request = HttpRequest {
            method: HttpMethod::Get,
            url: url.to_owned(),
            authorization: None,
            headers: Vec::new(),
            form: None,
            json: None,
            max_bytes: MAX_BYTES,
            deadline: DEADLINE,
        };
        self.send_for_json(request).await
    }

    async fn check_tls(&self, check: &mut ProviderCheck, name: &str, url: &str) {
        const EXPECTED: &str = "TLS 1.2 or 1.3 with an AEAD cipher suite";
        const REMEDY: &str = "The provider has to offer TLS 1.3, or TLS 1.2 with ECDHE and AES-GCM or ChaCha20. One that offers CBC suites alone is out of Passerelle's reach.";
        let host = authority(url);
        if url.starts_with("http://") {
            let remedy = "Plain http is for providers on this machine alone.";
            return check.row(name, Warn, EXPECTED, format!("{host}: no TLS"), remedy);
        }
        match self.http.probe_tls(url, DEADLINE).await {
            Ok(Some(TlsFacts { version, cipher_suite })) => {
                check.row(name, Pass, EXPECTED, format!("{host}: {version}, {cipher_suite}"), "");
            }
            Ok(None) => check.row(name, Skipped, EXPECTED, "not probed", ""),
            Err(failure @ HttpFailure::Tls { .. }) => check.row(name, Fail, EXPECTED, failure.to_string(), REMEDY),
            Err(failure) => check.row(name, Skipped, EXPECTED, failure.to_string(), "It was not reached."),
        }
    }
}

fn authority(url: &str) -> String {
    let url = Url::parse(url).ok();
    let host = url.as_ref().and_then(Url::host_str).unwrap_or_default().to_owned();
    match url.and_then(|url| url.port()) {
        Some(port) => format!("{host}:{port}"),
        None => host,
    }
}

/// The document, if it came; the words for why not are those of a sign-in.
fn reachable(
    check: &mut ProviderCheck,
    input: &IdentityProviderInput,
    purpose: Purpose,
    name: &str,
    fetched: &Fetched,
) -> Option<Value> {
    const EXPECTED: &str = "a JSON document";
    let reason = match &fetched.outcome {
        Ok((200, document)) if document.is_object() => {
            check.row(name, Pass, EXPECTED, format!("one, in {} ms", fetched.milliseconds), "");
            return Some(document.clone());
        }
        Ok((200, _)) => Reason::NoObject { purpose },
        Ok((status, _)) => Reason::Status { purpose, status: *status },
        Err(unanswered) => Reason::NoAnswer { purpose, unanswered: unanswered.clone() },
    };
    let called = if input.name.trim().is_empty() { "the provider" } else { input.name.trim() };
    let fault = ProviderFailure::new(called, reason).fault();
    check.row(name, Fail, EXPECTED, fault.message, fault.help);
    None
}

fn endpoint(check: &mut ProviderCheck, row: &Check) {
    let verdict = match row.outcome {
        Outcome::Pass => Pass,
        Outcome::Fail => Fail,
        Outcome::Skipped => Skipped,
    };
    let remedy = "The provider has to correct its metadata document; or the metadata URL is another one's.";
    check.row(row.name.as_ref(), verdict, row.expected.as_str(), row.found.as_str(), remedy);
}

/// A document at `issuer` + `/.well-known/openid-configuration` (OpenID Connect Discovery 1.0 §4.3). Some providers of
/// many tenants do otherwise; what counts at a sign-in is the `iss` of the token.
fn issuer_fits(check: &mut ProviderCheck, document: &Value, url: &str) {
    let issuer = document.get("issuer").and_then(Value::as_str).unwrap_or_default();
    let expected = format!("{}/.well-known/openid-configuration", issuer.trim_end_matches('/'));
    let verdict = if expected == url { Pass } else { Warn };
    check.row(
        "Issuer and metadata URL",
        verdict,
        expected,
        url,
        "The document is not where its issuer says. Compare the metadata URL with the provider's documentation.",
    );
}

/// What a list of the metadata says about one value.
enum Listed {
    Yes,
    No(String),
    /// There is no such list.
    Silent,
}

fn listed(document: &Value, name: &str, wanted: &str) -> Listed {
    let Some(list) = document.get(name).and_then(Value::as_array) else { return Listed::Silent };
    let values: Vec<&str> = list.iter().filter_map(Value::as_str).take(100).collect();
    if values.contains(&wanted) {
        Listed::Yes
    } else {
        let shown: String = values.join(" ").chars().filter(|c| !c.is_control()).take(500).collect();
        Listed::No(if shown.is_empty() { "an empty list".to_owned() } else { shown })
    }
}

fn check_offer(check: &mut ProviderCheck, document: &Value, input: &IdentityProviderInput, scope: &Scope) {
    let response_type = input.response_type.as_str();
    match listed(document, "response_types_supported", response_type) {
        Listed::Yes => check.row("Response type", Pass, response_type, response_type, ""),
        Listed::No(found) => {
            let remedy = "Choose a response type that the provider offers, or ask the provider.";
            check.row("Response type", Fail, response_type, found, remedy);
        }
        Listed::Silent => check.row("Response type", Warn, response_type, "nothing", "Ask the provider."),
    }
    check_mode(check, document, input.response_mode);
    for value in scope.values() {
        let name = format!("Scope {value}");
        match listed(document, "scopes_supported", value) {
            Listed::Yes => check.row(name, Pass, value, value, ""),
            Listed::No(found) => {
                check.row(
                    name,
                    Warn,
                    value,
                    found,
                    "The provider may still grant it; if not, take it out of the scope.",
                );
            }
            Listed::Silent => check.row(name, Skipped, value, "nothing", ""),
        }
    }
    if input.response_type == ResponseType::Code {
        check_authentication(check, document, input.client_authentication);
        check_pkce(check, document, input.pkce);
    }
    let mapping = &input.claims_mapping;
    for (label, claim) in [
        ("User ID", &mapping.user_id),
        ("Display name", &mapping.display_name),
        ("Given name", &mapping.given_name),
        ("Surname", &mapping.surname),
        ("Email", &mapping.email),
    ] {
        let claim = claim.trim();
        if claim.is_empty() {
            continue;
        }
        let name = format!("Claim for {label}");
        match listed(document, "claims_supported", claim) {
            Listed::Yes => check.row(name, Pass, claim, claim, ""),
            Listed::No(found) => {
                let remedy = "The provider may still send it; ask which scope brings it, or map another claim.";
                check.row(name, Warn, claim, found, remedy);
            }
            Listed::Silent => check.row(name, Skipped, claim, "nothing", ""),
        }
    }
}

fn check_mode(check: &mut ProviderCheck, document: &Value, mode: ResponseMode) {
    let wanted = mode.as_str();
    match listed(document, "response_modes_supported", wanted) {
        Listed::Yes => check.row("Response mode", Pass, wanted, wanted, ""),
        Listed::No(found) => {
            let remedy = "Choose a response mode that the provider offers, or ask the provider.";
            check.row("Response mode", Fail, wanted, found, remedy);
        }
        // Its default: query and fragment.
        Listed::Silent if mode == ResponseMode::Query => {
            check.row("Response mode", Pass, wanted, "nothing, which means query", "");
        }
        Listed::Silent => {
            check.row(
                "Response mode",
                Warn,
                wanted,
                "nothing, which means query",
                "Ask the provider, or choose query.",
            );
        }
    }
}

fn check_authentication(check: &mut ProviderCheck, document: &Value, method: ClientAuthentication) {
    const NAME: &str = "Token endpoint authentication method";
    let wanted = method.as_str();
    match listed(document, "token_endpoint_auth_methods_supported", wanted) {
        Listed::Yes => check.row(NAME, Pass, wanted, wanted, ""),
        Listed::No(found) => check.row(NAME, Fail, wanted, found, "Choose a method that the provider offers."),
        // Its default: client_secret_basic.
        Listed::Silent if method == ClientAuthentication::ClientSecretBasic => {
            check.row(NAME, Pass, wanted, "nothing, which means client_secret_basic", "");
        }
        Listed::Silent => {
            let remedy = "Ask the provider which method is registered for this client.";
            check.row(NAME, Warn, wanted, "nothing, which means client_secret_basic", remedy);
        }
    }
}

fn check_pkce(check: &mut ProviderCheck, document: &Value, pkce: Pkce) {
    let offered = matches!(listed(document, "code_challenge_methods_supported", "S256"), Listed::Yes);
    let found = if offered { "S256 is offered" } else { "S256 is not offered" };
    let (verdict, expected, remedy) = match (pkce, offered) {
        (Pkce::WhenOffered | Pkce::Always, true) => (Pass, "S256", ""),
        (Pkce::WhenOffered, false) => (Skipped, "S256", ""),
        (Pkce::Always, false) => {
            (Warn, "S256", "A provider that does not know PKCE ignores it, or refuses. Choose “when offered”.")
        }
        (Pkce::Never, true) => (Warn, "S256 to be used", "PKCE protects the code; choose “when offered”."),
        (Pkce::Never, false) => (Pass, "none", ""),
    };
    check.row("PKCE", verdict, expected, found, remedy);
}

fn check_keys(check: &mut ProviderCheck, metadata: &Metadata, document: &Value) {
    let names = metadata.algorithms.iter().map(|algorithm| algorithm.as_str()).collect::<Vec<_>>().join(" or ");
    let Ok(set) = JwkSet::from_json(document) else {
        let remedy = "The provider has to publish its keys there.";
        return check.row("Signing keys", Fail, format!("a key for {names}"), "no set of keys", remedy);
    };
    let mut fits = Vec::new();
    let mut unfit = Vec::new();
    for key in set.keys() {
        let kid: String = key.kid().unwrap_or("no kid").chars().filter(|c| !c.is_control()).take(64).collect();
        let verdicts: Vec<_> = metadata.algorithms.iter().map(|algorithm| key.fits(*algorithm)).collect();
        if verdicts.iter().any(Result::is_ok) {
            fits.push(format!("{kid}: {} of {} bits", key.key_type(), key.bits()));
        } else {
            let why = verdicts.into_iter().find_map(Result::err).map(|why| why.to_string()).unwrap_or_default();
            unfit.push(format!("{kid} {why}"));
        }
    }
    unfit.extend(set.rejected().iter().map(|key| key.kid.clone().unwrap_or_else(|| "a key without kid".to_owned())));
    let remedy = "The provider has to publish a key for signatures: RSA of 2048 bits or more, or EC.";
    if fits.is_empty() {
        let found = if unfit.is_empty() { "no key".to_owned() } else { unfit.join("; ") };
        check.row("Signing keys", Fail, format!("a key for {names}"), found, remedy);
    } else {
        check.row("Signing keys", Pass, format!("a key for {names}"), fits.join("; "), "");
        if !unfit.is_empty() {
            let found = unfit.join("; ");
            check.row("Other keys", Skipped, "keys for other purposes", found, "");
        }
    }
}
