//! Metadata items: known ones, needed ones, and their values.

use super::{Checker, severity};
use crate::{
    schema::nearest::nearest,
    support::{COMMON, MetadataKeys, ProfileKind, RELYING_PARTY, Row},
    tree::{Item, TechnicalProfile},
};

/// What an item's value must be.
enum Rule {
    OneOf(&'static [&'static str]),
    Flag,
    Number(u32, u32),
    Url,
}

impl Checker<'_> {
    pub(super) fn metadata(&mut self, profile: &TechnicalProfile, kind: ProfileKind, reached: bool) {
        for item in &profile.metadata {
            if MetadataKeys::find(kind, &item.key).is_none() {
                self.unknown_item(profile, item, MetadataKeys::of(kind));
            } else {
                self.item_value(kind, item, reached);
            }
        }
        if !reached {
            return;
        }
        for key in needed(profile, kind) {
            if profile.item(key).is_none_or(str::is_empty) {
                self.error(
                    "missing-metadata",
                    &profile.origin,
                    format!("The technical profile {} lacks the metadata item {key}.", profile.id),
                    format!("Add <Item Key=\"{key}\">…</Item> to its Metadata."),
                );
            }
        }
    }

    fn unknown_item(&mut self, profile: &TechnicalProfile, item: &Item, rows: &'static [Row]) {
        let known = rows.iter().chain(COMMON).chain(RELYING_PARTY.iter().filter(|_| rows.is_empty()));
        let near = nearest(&item.key, known.map(|row| row.name).filter(|name| !name.ends_with('*')));
        let help = match near {
            Some(near) => format!("Did you mean {near}?"),
            None => "Take it out; nothing reads it.".to_owned(),
        };
        self.warning(
            "unknown-metadata-key",
            &item.key.origin,
            format!("The technical profile {} has a metadata item {}, which is not known.", profile.id, item.key),
            help,
        );
    }

    fn item_value(&mut self, kind: ProfileKind, item: &Item, reached: bool) {
        let value = item.value.trim();
        let Some(rule) = rule(kind, &item.key) else { return };
        // A setting or a resolver decides later, but never about the host.
        if value.contains('{') || value.is_empty() {
            if matches!(rule, Rule::Url) {
                self.foreign_host(value, &item.origin, reached);
            }
            return;
        }
        let (right, expected) = match rule {
            Rule::OneOf(words) => {
                (words.iter().any(|word| word.eq_ignore_ascii_case(value)), format!("one of {}", words.join(", ")))
            }
            Rule::Flag => {
                if !["true", "false", "0", "1"].iter().any(|word| word.eq_ignore_ascii_case(value)) {
                    self.warning(
                        "invalid-metadata-value",
                        &item.origin,
                        format!("{} is `{value}`, but must be true or false.", item.key),
                        "Write true or false; anything else counts as false.",
                    );
                }
                return;
            }
            Rule::Number(least, most) => {
                if !value.parse().is_ok_and(|number: u32| (least..=most).contains(&number)) {
                    self.warning(
                        "invalid-metadata-value",
                        &item.origin,
                        format!("{} is `{value}`, but must be a number from {least} to {most}.", item.key),
                        "Write such a number; the nearest one is taken, or the default.",
                    );
                }
                return;
            }
            Rule::Url => {
                self.url(&item.key, value, &item.origin, reached);
                return;
            }
        };
        if !right {
            self.tell(
                severity(reached),
                "invalid-metadata-value",
                &item.origin,
                format!("{} is `{value}`, but must be {expected}.", item.key),
                format!("Write {expected}."),
            );
        }
    }
}

fn needed(profile: &TechnicalProfile, kind: ProfileKind) -> &'static [&'static str] {
    match kind {
        ProfileKind::OpenIdConnect => &["METADATA", "client_id"],
        ProfileKind::OAuth2 => &["client_id", "authorization_endpoint", "AccessTokenEndpoint", "ClaimsEndpoint"],
        // One that says what it issues shows no page, whatever its handler.
        ProfileKind::SelfAsserted if profile.output_token_format.is_some() => &[],
        ProfileKind::SelfAsserted | ProfileKind::PhoneFactor => &["ContentDefinitionReferenceId"],
        ProfileKind::Directory | ProfileKind::OneTimePassword | ProfileKind::EmailCode => &["Operation"],
        ProfileKind::Rest => &["ServiceUrl"],
        // It is checked by the provider's keys, or by one of ours.
        ProfileKind::IdTokenHint if profile.keys.is_empty() => &["METADATA"],
        _ => &[],
    }
}

fn rule(kind: ProfileKind, key: &str) -> Option<Rule> {
    const FORMS: [&str; 3] = ["form_post", "query", "fragment"];
    Some(match (kind, key) {
        (ProfileKind::LocalSignIn, _) => return None,
        (
            _,
            "METADATA"
            | "authorization_endpoint"
            | "AccessTokenEndpoint"
            | "ClaimsEndpoint"
            | "token_endpoint"
            | "ServiceUrl"
            | "end_session_endpoint"
            | "JWKS",
        ) => Rule::Url,
        (_, "response_mode") => Rule::OneOf(&FORMS),
        (_, "HttpBinding") => Rule::OneOf(&["POST", "GET"]),
        (_, "token_endpoint_auth_method") => {
            Rule::OneOf(&["client_secret_post", "client_secret_basic", "private_key_jwt", "none"])
        }
        (_, "token_signing_algorithm") => Rule::OneOf(&["RS256", "RS512"]),
        (ProfileKind::OAuth2, "BearerTokenTransmissionMethod") => {
            Rule::OneOf(&["AuthorizationHeader", "QueryString", "Query"])
        }
        (ProfileKind::OAuth2, "AccessTokenResponseFormat") => Rule::OneOf(&["json", "default", "jsonp"]),
        (ProfileKind::Directory, "Operation") => {
            Rule::OneOf(&["Read", "Write", "DeleteClaims", "DeleteClaimsPrincipal"])
        }
        (ProfileKind::OneTimePassword, "Operation") => Rule::OneOf(&["GenerateCode", "VerifyCode"]),
        (ProfileKind::EmailCode, "Operation") => Rule::OneOf(&["SendCode", "VerifyCode"]),
        (ProfileKind::Rest, "AuthenticationType") => {
            Rule::OneOf(&["None", "Basic", "Bearer", "ClientCertificate", "ApiKeyHeader", "OAuth2"])
        }
        (ProfileKind::Rest, "SendClaimsIn") => Rule::OneOf(&["Body", "Form", "Header", "Url", "QueryString"]),
        (ProfileKind::JwtIssuer, "IssuanceClaimPattern") => {
            Rule::OneOf(&["AuthorityAndTenantGuid", "AuthorityWithTfp"])
        }
        (ProfileKind::JwtIssuer, "AuthenticationContextReferenceClaimPattern") => Rule::OneOf(&["None", "PolicyId"]),
        (ProfileKind::JwtIssuer, "token_lifetime_secs" | "id_token_lifetime_secs") => Rule::Number(300, 86_400),
        (ProfileKind::JwtIssuer, "refresh_token_lifetime_secs") => Rule::Number(86_400, 7_776_000),
        (ProfileKind::JwtIssuer, "rolling_refresh_token_lifetime_secs") => Rule::Number(86_400, 31_536_000),
        (ProfileKind::SelfAsserted, "setting.operatingMode") => Rule::OneOf(&["Username", "Email"]),
        (ProfileKind::SelfAsserted, "setting.forgotPasswordLinkLocation") => {
            Rule::OneOf(&["AfterLabel", "AfterInput", "AfterButtons", "None"])
        }
        (ProfileKind::SelfAsserted, "setting.retryLimit") => Rule::Number(1, 1000),
        (_, "ClaimsProviderSelectionDisplayType") => Rule::OneOf(&["Button", "TextLink"]),
        (ProfileKind::OneTimePassword, "CodeExpirationInSeconds") => Rule::Number(60, 1200),
        (ProfileKind::OneTimePassword, "CodeLength") => Rule::Number(4, 64),
        (ProfileKind::OneTimePassword, "NumRetryAttempts" | "MaxNumAttempts" | "NumCodeGenerationAttempts") => {
            Rule::Number(1, 1000)
        }
        (
            _,
            "IncludeClaimResolvingInClaimsHandling"
            | "UsePolicyInRedirectUri"
            | "RaiseErrorIfClaimsPrincipalAlreadyExists"
            | "RaiseErrorIfClaimsPrincipalDoesNotExist"
            | "EnforceEmailVerification"
            | "AllowGenerationOfClaimsWithNullValues"
            | "AllowInsecureAuthInProduction"
            | "ResolveJsonPathsInJsonTokens"
            | "SingleLogoutEnabled"
            | "ReuseSameCode"
            | "ManualPhoneNumberEntryAllowed"
            | "setting.showCancelButton"
            | "setting.showContinueButton"
            | "setting.showSignupLink"
            | "setting.enableRememberMe"
            | "SendTokenResponseBodyWithJsonNumbers"
            | "allow_infinite_rolling_refresh_token",
        ) => Rule::Flag,
        _ => return None,
    })
}
