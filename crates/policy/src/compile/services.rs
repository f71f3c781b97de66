//! OAuth 2.0 providers, REST services and one-time passwords.

use super::{
    Compiler, is_true,
    profiles::{authentication, invalid, list},
};
use crate::{
    program::{CodeOperation, OAuth2, OneTimePassword, Rest, RestAuthentication, SendClaimsIn},
    tree::TechnicalProfile,
};
use domain::ResponseMode;

/// `AdditionalRequestQueryParameters`: `a=1,b=2`.
pub(super) fn query_parameters(profile: &TechnicalProfile) -> impl Iterator<Item = (String, String)> + '_ {
    let pairs = profile.item("AdditionalRequestQueryParameters").unwrap_or_default().split(',');
    pairs.filter_map(|pair| pair.split_once('=')).map(|(name, value)| (name.trim().to_owned(), value.trim().to_owned()))
}

impl Compiler<'_> {
    pub(super) fn oauth2(&mut self, profile: &TechnicalProfile) -> Option<OAuth2> {
        let [authorization, token, client_id] =
            ["authorization_endpoint", "AccessTokenEndpoint", "client_id"].map(|key| self.required(profile, key));
        if let Some(other) = profile.item("response_types").filter(|written| *written != "code") {
            let message = format!("The technical profile {} asks for the response type {other}.", profile.id);
            self.refuse("unsupported-response-type", &profile.origin, message);
            return None;
        }
        let format = profile.item("ClaimsEndpointFormatName").zip(profile.item("ClaimsEndpointFormat"));
        Some(OAuth2 {
            authorization_endpoint: authorization?,
            token_endpoint: token?,
            claims_endpoint: profile.item("ClaimsEndpoint").map(str::to_owned),
            client_id: client_id?,
            client_secret: profile.find_key("client_secret").map(|key| key.storage.to_string()),
            assertion_key: profile.find_key("assertion_signing_key").map(|key| key.storage.to_string()),
            client_id_name: profile.item("ClientIdParamName").unwrap_or("client_id").to_owned(),
            client_secret_name: profile.item("ClientSecretParamName").unwrap_or("client_secret").to_owned(),
            scope: profile
                .item("scope")
                .map(|scope| scope.split([' ', ',']).filter(|value| !value.is_empty()).collect::<Vec<_>>().join(" ")),
            response_mode: Some(match profile.item("response_mode") {
                Some("query") => ResponseMode::Query,
                _ => ResponseMode::FormPost,
            }),
            token_by_get: profile.item("HttpBinding").is_some_and(|binding| binding.eq_ignore_ascii_case("GET")),
            authentication: authentication(profile),
            bearer_header: profile
                .item("BearerTokenTransmissionMethod")
                .is_some_and(|method| method.eq_ignore_ascii_case("AuthorizationHeader")),
            access_token_name: profile.item("ClaimsEndpointAccessTokenName").unwrap_or("access_token").to_owned(),
            claims_format: format.map(|(name, value)| (name.to_owned(), value.to_owned())),
            parameters: query_parameters(profile).collect(),
            extra_response: list(profile.item("ExtraParamsInAccessTokenEndpointResponse")),
            extra_claims_request: list(profile.item("ExtraParamsInClaimsEndpointRequest")),
            error_name: profile.item("ResponseErrorCodeParamName").map(str::to_owned),
            json_paths: profile.item("ResolveJsonPathsInJsonTokens").is_some_and(is_true),
            policy_in_redirect_uri: profile.item("UsePolicyInRedirectUri").is_some_and(is_true),
        })
    }

    pub(super) fn rest(&mut self, profile: &TechnicalProfile) -> Option<Rest> {
        let url = self.required(profile, "ServiceUrl");
        let key = |compiler: &mut Self, id: &str| {
            let found = profile.find_key(id).map(|key| key.storage.to_string());
            if found.is_none() {
                compiler.refuse(
                    "missing-key",
                    &profile.origin,
                    format!("The technical profile {} lacks the cryptographic key {id}.", profile.id),
                );
            }
            found
        };
        let kind = profile.item("AuthenticationType").unwrap_or("None").to_owned();
        let authentication = match kind.to_ascii_lowercase().as_str() {
            "none" => RestAuthentication::None,
            "basic" => RestAuthentication::Basic {
                user: key(self, "BasicAuthenticationUsername")?,
                password: key(self, "BasicAuthenticationPassword")?,
            },
            "bearer" => match profile.item("UseClaimAsBearerToken") {
                Some(claim) => RestAuthentication::BearerClaim(self.claim(claim)),
                None => RestAuthentication::BearerKey(key(self, "BearerAuthenticationToken")?),
            },
            "apikeyheader" => {
                let keys = profile.keys.iter().map(|key| (key.id.to_string(), key.storage.to_string()));
                RestAuthentication::ApiKey(keys.collect())
            }
            _ => {
                self.refuse(
                    "unsupported-rest-authentication",
                    &profile.origin,
                    format!("The technical profile {} proves itself by {kind}, which is not run.", profile.id),
                );
                return None;
            }
        };
        let send = match profile.item("SendClaimsIn").unwrap_or("Body").to_ascii_lowercase().as_str() {
            "form" => SendClaimsIn::Form,
            "header" => SendClaimsIn::Header,
            "url" => SendClaimsIn::Url,
            "querystring" => SendClaimsIn::QueryString,
            _ => SendClaimsIn::Body,
        };
        Some(Rest {
            url: url?,
            authentication,
            send,
            payload: profile.item("ClaimUsedForRequestPayload").map(|claim| self.claim(claim)),
            json_paths: profile.item("ResolveJsonPathsInJsonTokens").is_some_and(is_true),
            debug: profile.item("DebugMode").is_some_and(is_true),
        })
    }

    pub(super) fn code_operation(&mut self, profile: &TechnicalProfile) -> Option<CodeOperation> {
        let written = self.required(profile, "Operation")?;
        match written.to_ascii_lowercase().as_str() {
            "sendcode" | "generatecode" => Some(CodeOperation::Send),
            "verifycode" => Some(CodeOperation::Verify),
            _ => {
                self.found.push(invalid(profile, "Operation", &written));
                None
            }
        }
    }

    pub(super) fn one_time_password(&mut self, profile: &TechnicalProfile) -> Option<OneTimePassword> {
        let operation = self.code_operation(profile)?;
        let number = |key: &str, default: u32, most: u32| {
            let given = profile.item(key).and_then(|text| text.parse::<u32>().ok()).unwrap_or(default);
            given.clamp(1, most)
        };
        let small = |key: &str, default: u32, most: u32| u8::try_from(number(key, default, most)).unwrap_or(u8::MAX);
        let characters = character_set(profile.item("CharacterSet").unwrap_or("0-9"));
        if characters.chars().count() < 2 {
            self.refuse(
                "unsupported-character-set",
                &profile.origin,
                format!("The CharacterSet of {} has too few characters for a code.", profile.id),
            );
            return None;
        }
        Some(OneTimePassword {
            operation,
            seconds: number("CodeExpirationInSeconds", 600, 1200).max(60),
            length: small("CodeLength", 6, 32).max(4),
            characters,
            reuse: profile.item("ReuseSameCode").is_some_and(is_true),
            attempts: match profile.item("NumRetryAttempts") {
                Some(_) => small("NumRetryAttempts", 5, 10),
                None => small("MaxNumAttempts", 5, 10),
            },
            generations: small("NumCodeGenerationAttempts", 10, 10),
        })
    }
}

/// `a-z0-9A-Z` written out; a dash at an end is a dash.
fn character_set(text: &str) -> String {
    let given: Vec<char> = text.chars().collect();
    let mut out = String::new();
    let mut at = 0;
    while let Some(first) = given.get(at).copied() {
        let range = given.get(at + 1) == Some(&'-');
        if let Some(last) = given.get(at + 2).copied().filter(|last| range && first <= *last) {
            out.extend((first..=last).take(256));
            at += 3;
        } else {
            out.push(first);
            at += 1;
        }
    }
    let mut seen = std::collections::BTreeSet::new();
    out.chars().filter(|character| seen.insert(*character)).collect()
}

#[cfg(test)]
mod tests {
    use super::character_set;

    #[test]
    fn a_character_set_is_written_out() {
        for (text, expected) in [
            ("0-9", "0123456789"),
            ("a-cA-C", "abcABC"),
            ("abc", "abc"),
            ("a-", "a-"),
            ("aab", "ab"),
            ("9-0", "9-0"),
            ("", ""),
        ] {
            assert_eq!(character_set(text), expected, "{text}");
        }
    }
}
