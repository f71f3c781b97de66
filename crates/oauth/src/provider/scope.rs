//! Scope values: those of OpenID Connect, and those of APIs (behaviour reference §5, §6.3).

use crate::{Parameters, excerpt::printable};
use domain::{Application, ApplicationId, ScopeId};
use serde::{Deserialize, Serialize};

/// Scope values that every policy understands.
pub const STANDARD_SCOPES: [&str; 6] = ["openid", "profile", "email", "phone", "address", "offline_access"];

/// An API whose scopes an application may ask for.
#[derive(Debug, Clone, Copy)]
pub struct Api<'a> {
    /// The API.
    pub application: &'a Application,
    /// The scopes that were granted to the application that asks.
    pub granted: &'a [ScopeId],
}

/// What an access token is for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Access {
    /// `aud`: the API, or the application itself.
    pub audience: ApplicationId,
    /// `scp`: short names.
    pub scopes: Vec<String>,
}

/// A scope that is granted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scope {
    /// Its values as they were asked for, without repetition.
    pub values: Vec<String>,
    /// What the access token is for.
    pub access: Access,
}

impl Scope {
    /// Whether a value is among them.
    pub fn has(&self, value: &str) -> bool {
        self.values.iter().any(|known| known == value)
    }
}

/// Why a scope is refused: code, `error`, sentence.
pub type ScopeRefusal = (&'static str, &'static str, String);

/// Whom a scope is asked by, and what there is.
#[derive(Debug, Clone, Copy)]
pub struct Known<'a> {
    /// The application that asks.
    pub application: &'a Application,
    /// Scope values of the policy beside those of every policy.
    pub extra: &'a [&'a str],
    /// APIs that the application has permissions for.
    pub apis: &'a [Api<'a>],
}

const MAX_BYTES: usize = 2048;

/// Reads `scope`.
///
/// # Errors
/// The first value that cannot be granted.
pub fn read(parameters: &Parameters, known: Known<'_>) -> Result<Scope, ScopeRefusal> {
    let none = || ("AADB2C90010", "invalid_scope", "The request has no `scope`.".to_owned());
    let text = parameters.get("scope").ok_or_else(none)?;
    if text.len() > MAX_BYTES {
        return Err(("AADB2C90012", "invalid_scope", "The scope is longer than 2048 bytes.".to_owned()));
    }
    let mut values: Vec<String> = Vec::new();
    let mut resource: Option<Access> = None;
    let mut plain: Vec<String> = Vec::new();
    for value in text.split(' ').filter(|value| !value.is_empty()) {
        if values.iter().any(|seen| seen == value) {
            continue;
        }
        values.push(value.to_owned());
        if STANDARD_SCOPES.contains(&value) || known.extra.contains(&value) {
            if value != "offline_access" {
                plain.push(value.to_owned());
            }
            continue;
        }
        let (audience, name) = of_api(value, known)?;
        let access = resource.get_or_insert(Access { audience, scopes: Vec::new() });
        if access.audience != audience {
            return Err((
                "AADB2C90146",
                "invalid_scope",
                "The scope names more than one API. Ask for one access token after the other.".to_owned(),
            ));
        }
        access.scopes.extend(name);
    }
    if values.is_empty() {
        return Err(none());
    }
    if values.iter().any(|value| value == "offline_access") && !known.application.offline_access {
        return Err((
            "AADB2C90284",
            "unauthorized_client",
            "The application has no admin consent to `offline_access`.".to_owned(),
        ));
    }
    let own = known.application.id;
    let access = match resource {
        Some(access) if access.audience != own => access,
        // A token for the application itself says what userinfo looks for, too.
        Some(Access { mut scopes, .. }) => {
            scopes.splice(0..0, plain);
            Access { audience: own, scopes }
        }
        None => Access { audience: own, scopes: plain },
    };
    Ok(Scope { values, access })
}

/// Whether an application may still use what was granted to it: its API is there and switched on, has these scopes, and
/// the application has the permissions (S37).
pub fn is_still_granted(access: &Access, known: Known<'_>) -> bool {
    let own = known.application;
    let exposes = |api: &Application, name: &str| {
        api.scopes.iter().find(|scope| scope.enabled && scope.name.as_str() == name).map(|scope| scope.id)
    };
    if access.audience == own.id {
        return access.scopes.iter().all(|name| {
            STANDARD_SCOPES.contains(&name.as_str())
                || known.extra.contains(&name.as_str())
                || exposes(own, name).is_some()
        });
    }
    let Some(api) = known.apis.iter().find(|api| api.application.id == access.audience) else { return false };
    api.application.enabled
        && access
            .scopes
            .iter()
            .all(|name| exposes(api.application, name).is_some_and(|scope| api.granted.contains(&scope)))
}

/// The API of a value, and the short name of its scope; a client id alone stands for the API with none.
fn of_api(value: &str, known: Known<'_>) -> Result<(ApplicationId, Option<String>), ScopeRefusal> {
    let own = known.application;
    if value.eq_ignore_ascii_case(&own.id.to_string()) {
        return Ok((own.id, None));
    }
    let unknown =
        || ("AADB2C90117", "invalid_scope", format!("The scope value `{}` is not supported.", printable(value)));
    let (prefix, name) = value.rsplit_once('/').ok_or_else(unknown)?;
    let names = |api: &Application| {
        api.app_id_uri.as_ref().is_some_and(|uri| uri.as_str() == prefix)
            || prefix.eq_ignore_ascii_case(&api.id.to_string())
    };
    // Its own scopes need no grant.
    if names(own) && own.scopes.iter().any(|scope| scope.enabled && scope.name.as_str() == name) {
        return Ok((own.id, Some(name.to_owned())));
    }
    let api = known.apis.iter().find(|api| names(api.application)).ok_or_else(unknown)?;
    let granted = api.application.enabled
        && api
            .application
            .scopes
            .iter()
            .any(|scope| scope.enabled && scope.name.as_str() == name && api.granted.contains(&scope.id));
    if granted {
        Ok((api.application.id, Some(name.to_owned())))
    } else {
        Err((
            "AADB2C90205",
            "invalid_scope",
            format!("The application has no permission for the scope `{}`.", printable(value)),
        ))
    }
}

#[cfg(test)]
mod tests;
