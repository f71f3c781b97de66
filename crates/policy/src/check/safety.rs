//! What runs as written, but should not be written: secrets in the file, requests that give something away, claims that
//! a provider can overwrite.

use super::{Checker, index::fold, severity};
use crate::{
    resolve::{Reason, Template},
    support::ProfileKind,
    tree::{InputType, Item, Origin, TechnicalProfile},
};

impl Checker<'_> {
    pub(super) fn safety(&mut self, profile: &TechnicalProfile, kind: ProfileKind, reached: bool) {
        for item in &profile.metadata {
            self.secret_item(profile, item);
        }
        self.secret_defaults(profile);
        if matches!(kind, ProfileKind::OpenIdConnect | ProfileKind::OAuth2) {
            self.scope(profile, kind);
            self.overridable(profile);
        }
        if kind == ProfileKind::OAuth2 {
            self.oauth2(profile);
        }
        if kind == ProfileKind::Rest {
            self.rest(profile, reached);
        }
    }

    fn scope(&mut self, profile: &TechnicalProfile, kind: ProfileKind) {
        let Some(item) = profile.find_item("scope") else { return };
        let scope = item.value.trim();
        if scope.contains(',') {
            let mended = scope.split([',', ' ']).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
            self.warning(
                "scope-separator",
                &item.origin,
                format!("Scopes are separated by blanks, but `{scope}` has commas."),
                format!("Write `{mended}`."),
            );
        }
        let open_id = scope.split([',', ' ']).any(|word| word == "openid");
        if kind == ProfileKind::OpenIdConnect && !open_id && !scope.contains('{') {
            self.warning(
                "scope-without-openid",
                &item.origin,
                format!("The scope `{scope}` of {} lacks openid, so that the provider sends no ID token.", profile.id),
                "Add openid.",
            );
        }
    }

    fn oauth2(&mut self, profile: &TechnicalProfile) {
        if let Some(endpoint) = profile.find_item("ClaimsEndpoint") {
            let header = profile
                .item("BearerTokenTransmissionMethod")
                .is_some_and(|method| method.eq_ignore_ascii_case("AuthorizationHeader"));
            if !header {
                self.warning(
                    "token-in-query",
                    &endpoint.origin,
                    format!("The technical profile {} sends the access token in the address.", profile.id),
                    "Add <Item Key=\"BearerTokenTransmissionMethod\">AuthorizationHeader</Item>, if the provider takes it.",
                );
            }
        }
        if let Some(binding) = profile.find_item("HttpBinding")
            && binding.value.trim().eq_ignore_ascii_case("GET")
        {
            self.warning(
                "secret-in-query",
                &binding.origin,
                format!("The technical profile {} sends code and client secret in the address.", profile.id),
                "Write POST, if the provider takes it.",
            );
        }
    }

    fn rest(&mut self, profile: &TechnicalProfile, reached: bool) {
        // By `SendClaimsIn` = `Url`, `{name}` stands for an input claim.
        if let Some(item) = profile.find_item("ServiceUrl")
            && profile.item("SendClaimsIn").is_some_and(|place| place.eq_ignore_ascii_case("Url"))
        {
            let (_, rest) = item.value.split_once("://").unwrap_or(("", &item.value));
            let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
            let named = profile
                .input_claims
                .iter()
                .map(|used| &**used.partner.as_ref().unwrap_or(&used.claim))
                .find(|name| host.contains(&format!("{{{name}}}")));
            if let Some(name) = named {
                self.tell(
                    severity(reached),
                    "claim-resolver-in-host",
                    &item.origin,
                    format!("The claim {{{name}}} would let others choose the host of the URL."),
                    "Let the host be the same for everybody, and the path depend on the claim.",
                );
            }
        }
        if let Some(item) = profile.find_item("SendClaimsIn")
            && ["Url", "QueryString"].iter().any(|place| item.value.trim().eq_ignore_ascii_case(place))
            && !profile.input_claims.is_empty()
        {
            self.warning(
                "claims-in-query",
                &item.origin,
                format!(
                    "The technical profile {} sends claims in the address, which is logged in many places.",
                    profile.id
                ),
                "Write Body, if the API takes it.",
            );
        }
    }

    /// A provider that sends a claim of the same name speaks for another one.
    fn overridable(&mut self, profile: &TechnicalProfile) {
        for used in &profile.output_claims {
            let guarded = used.claim.is("identityProvider") || used.claim.is("authenticationSource");
            if guarded && used.default.is_some() && !used.is_always_default() {
                self.warning(
                    "overridable-claim",
                    &used.origin,
                    format!(
                        "The provider of {} can overwrite {} by sending a claim of that name.",
                        profile.id, used.claim
                    ),
                    "Add AlwaysUseDefaultValue=\"true\".",
                );
            }
        }
    }

    fn secret_item(&mut self, profile: &TechnicalProfile, item: &Item) {
        let key = item.key.to_ascii_lowercase();
        let named = ["client_secret", "clientsecret", "apikey", "api_key", "api-key", "subscription-key"];
        let value = item.value.trim();
        let by_key = named.iter().any(|name| key == *name) && !value.is_empty();
        let by_value = value.split_once('?').is_some_and(|(_, query)| query.split('&').any(is_secret_parameter));
        if by_key || by_value {
            self.warning(
                "secret-in-policy",
                &item.origin,
                format!(
                    "The item {} of {} holds a secret, which everybody who reads the policy sees.",
                    item.key, profile.id
                ),
                "Put it into a policy key, and name that in CryptographicKeys.",
            );
        }
    }

    fn secret_defaults(&mut self, profile: &TechnicalProfile) {
        let lists = [&profile.input_claims, &profile.output_claims, &profile.persisted_claims];
        for used in lists.into_iter().flatten() {
            let Some(default) = &used.default else { continue };
            if default.contains('{') || default.trim().is_empty() {
                continue;
            }
            let declared = self.index.claims.get(&fold(&used.claim));
            let typed = declared.and_then(|claim| claim.input.as_ref()?.value) == Some(InputType::Password);
            let partner = used.partner.as_ref().unwrap_or(&used.claim).to_ascii_lowercase();
            if typed || ["client_secret", "apikey", "api_key", "x-functions-key"].contains(&partner.as_str()) {
                self.warning(
                    "secret-in-policy",
                    &default.origin,
                    format!(
                        "The default value of {} is a secret, which everybody who reads the policy sees.",
                        used.claim
                    ),
                    "Put it into a policy key.",
                );
            }
        }
    }

    /// Whoever makes the request, or answers a page, must not choose whom this server asks.
    pub(super) fn foreign_host(&mut self, text: &str, origin: &Origin, reached: bool) -> bool {
        let refused = Template::parse(text).and_then(|template| template.check_url()).err().unwrap_or_default();
        let refused = refused.iter().find(|refused| refused.reason == Reason::Host);
        if let Some(refused) = refused {
            self.tell(
                severity(reached),
                "claim-resolver-in-host",
                origin,
                refused.to_string(),
                "Let the host be the same for everybody, and the path depend on the request.",
            );
        }
        refused.is_some()
    }

    /// An address that is asked: absolute, and https.
    pub(super) fn url(&mut self, name: &str, text: &str, origin: &Origin, reached: bool) {
        if self.foreign_host(text, origin, reached) {
            return;
        }
        // Parts that are filled later stand for some word.
        let filled: String = text.replace("{tenant}", "tenant").replace(['{', '}', '<', '>', '[', ']'], "");
        let parts = filled.split_once("://").filter(|(scheme, rest)| {
            ["http", "https"].iter().any(|known| scheme.eq_ignore_ascii_case(known))
                && !rest.split(['/', '?', '#']).next().unwrap_or_default().is_empty()
        });
        match parts {
            None => self.tell(
                severity(reached),
                "invalid-url",
                origin,
                format!("{name} is `{text}`, which is no address that can be asked."),
                "Write an absolute https address.",
            ),
            // Somebody was meant to write something here; whoever uploads it gets what is written.
            Some((_, rest)) if rest.contains(char::is_whitespace) => self.warning(
                "invalid-url",
                origin,
                format!("{name} is `{text}`, which has blanks in it."),
                "Write the address that is meant.",
            ),
            Some((scheme, rest)) if scheme.eq_ignore_ascii_case("http") && !is_loopback(rest) => self.warning(
                "insecure-url",
                origin,
                format!("{name} is `{text}`: what is sent there can be read and changed on the way."),
                "Use https.",
            ),
            Some(_) => {}
        }
    }
}

fn is_loopback(rest: &str) -> bool {
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = host
        .rsplit_once(':')
        .filter(|(_, port)| port.bytes().all(|byte| byte.is_ascii_digit()))
        .map_or(host, |(host, _)| host);
    matches!(host, "localhost" | "127.0.0.1" | "[::1]")
}

/// A query parameter that is a key of an API, with a value.
fn is_secret_parameter(parameter: &str) -> bool {
    let Some((name, value)) = parameter.trim_start_matches("amp;").split_once('=') else { return false };
    let secret =
        ["code", "sig", "key", "api-key", "apikey", "api_key", "subscription-key", "access_token", "client_secret"];
    secret.iter().any(|known| name.eq_ignore_ascii_case(known)) && value.len() >= 8 && !value.contains('{')
}
