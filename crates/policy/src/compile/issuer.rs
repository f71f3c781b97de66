//! The issuer of JWTs, and how long people stay signed in.

use super::is_true;
use crate::{
    program::JwtIssuer,
    tree::{self, TechnicalProfile},
};
use domain::{IssuerForm, SessionKind, SessionSettings, SingleSignOn, TokenLifetimes};

pub(super) fn jwt_issuer(profile: &TechnicalProfile) -> JwtIssuer {
    let seconds = |key: &str, default: u32, range: std::ops::RangeInclusive<u32>| {
        let asked = profile.item(key).and_then(|text| text.trim().parse().ok()).unwrap_or(default);
        asked.clamp(*range.start(), *range.end())
    };
    let refresh_seconds = seconds("refresh_token_lifetime_secs", 1_209_600, TokenLifetimes::REFRESH_SECONDS);
    let window = seconds("rolling_refresh_token_lifetime_secs", 7_776_000, TokenLifetimes::SLIDING_WINDOW_SECONDS);
    JwtIssuer {
        issuer: match profile.item("IssuanceClaimPattern") {
            Some("AuthorityWithTfp") => IssuerForm::AuthorityWithTfp,
            _ => IssuerForm::AuthorityAndTenantGuid,
        },
        acr: profile.item("AuthenticationContextReferenceClaimPattern") != Some("None"),
        token_seconds: seconds("token_lifetime_secs", 3600, TokenLifetimes::TOKEN_SECONDS),
        id_token_seconds: seconds("id_token_lifetime_secs", 3600, TokenLifetimes::TOKEN_SECONDS),
        refresh_seconds,
        sliding_window_seconds: (!profile.item("allow_infinite_rolling_refresh_token").is_some_and(is_true))
            .then(|| window.max(refresh_seconds)),
        code_seconds: seconds("passerelle.code_lifetime_secs", 60, TokenLifetimes::CODE_SECONDS),
        key_container: profile
            .find_key("issuer_secret")
            .map_or_else(|| "B2C_1A_TokenSigningKeyContainer".to_owned(), |key| key.storage.to_string()),
    }
}

/// `UserJourneyBehaviors`, each value in its range; what it leaves out has the documented default.
pub(super) fn session(behaviors: Option<&tree::UserJourneyBehaviors>) -> SessionSettings {
    let default = SessionSettings::default();
    let Some(behaviors) = behaviors else { return default };
    let seconds = behaviors.session_expiry_seconds.as_ref().and_then(|written| u32::try_from(written.value?).ok());
    let kind = behaviors.session_expiry_type.as_ref().and_then(|written| written.value);
    let (lifetime, days) = (SessionSettings::LIFETIME_SECONDS, SessionSettings::KEEP_SIGNED_IN_DAYS);
    let single = behaviors.single_sign_on.as_ref();
    let keep = single.and_then(|single| u8::try_from(single.keep_alive_days.as_ref()?.value?).ok());
    SessionSettings {
        lifetime_seconds: seconds.unwrap_or(default.lifetime_seconds).clamp(*lifetime.start(), *lifetime.end()),
        kind: match kind {
            Some(tree::SessionExpiryType::Absolute) => SessionKind::Absolute,
            Some(tree::SessionExpiryType::Rolling) => SessionKind::Rolling,
            None => default.kind,
        },
        single_sign_on: match single.and_then(|single| single.scope.as_ref()?.value) {
            Some(tree::SessionScope::Suppressed) => SingleSignOn::Disabled,
            Some(tree::SessionScope::Application) => SingleSignOn::Application,
            Some(tree::SessionScope::Policy) => SingleSignOn::Policy,
            Some(tree::SessionScope::Tenant | tree::SessionScope::TrustFramework) => SingleSignOn::Tenant,
            None => default.single_sign_on,
        },
        keep_signed_in_days: keep.unwrap_or_default().min(*days.end()),
        require_id_token_in_logout: single
            .is_some_and(|single| tree::is_true(single.enforce_id_token_hint_on_logout.as_ref())),
    }
}
