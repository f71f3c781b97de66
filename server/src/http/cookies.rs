//! Our cookies: `__Host-`, `HttpOnly`, `Secure`, `SameSite=Lax`, opaque. On a plain http public URL (localhost) plain
//! names without `Secure`, since several clients drop those.

use super::Edge;
use axum::http::{HeaderMap, HeaderValue, header};
use domain::{Secret, TenantName};

/// As long as browsers keep a cookie.
const BINDING_SECONDS: i64 = 400 * 86_400;

/// The name of the cookie that binds a browser to its flows at a tenant. No name of a tenant makes it another cookie of
/// ours.
fn binding_name(edge: &Edge, tenant: &TenantName) -> String {
    name(edge, &plain_binding(tenant.as_str()))
}

fn plain_binding(tenant: &str) -> String {
    format!("passerelle-t-{tenant}")
}

fn plain_session(tenant: &str) -> String {
    format!("passerelle-session-{tenant}")
}

const ADMIN: &str = "passerelle-admin";

fn name(edge: &Edge, plain: &str) -> String {
    if edge.is_secure() { format!("__Host-{plain}") } else { plain.to_owned() }
}

/// The browser's binding at a tenant.
pub fn binding(edge: &Edge, headers: &HeaderMap, tenant: &TenantName) -> Option<Secret> {
    find(headers, &binding_name(edge, tenant))
}

/// Sets the binding.
pub fn set_binding(edge: &Edge, tenant: &TenantName, value: &Secret) -> Option<HeaderValue> {
    set(edge, &binding_name(edge, tenant), value, BINDING_SECONDS)
}

fn session_name(edge: &Edge, tenant: &TenantName) -> String {
    name(edge, &plain_session(tenant.as_str()))
}

/// The person's session at a tenant.
pub fn session(edge: &Edge, headers: &HeaderMap, tenant: &TenantName) -> Option<Secret> {
    find(headers, &session_name(edge, tenant))
}

/// Sets the person's session: it ends with the browser, if not before, unless they asked to stay signed in.
pub fn set_session(edge: &Edge, tenant: &TenantName, value: &Secret, keep_seconds: Option<i64>) -> Option<HeaderValue> {
    let name = session_name(edge, tenant);
    match keep_seconds {
        Some(seconds) => set(edge, &name, value, seconds),
        None => write(edge, &name, value, ""),
    }
}

/// Forgets the person's session.
pub fn end_session(edge: &Edge, tenant: &TenantName) -> Option<HeaderValue> {
    set(edge, &session_name(edge, tenant), &Secret::new(""), 0)
}

/// The administrator's session.
pub fn admin(edge: &Edge, headers: &HeaderMap) -> Option<Secret> {
    find(headers, &name(edge, ADMIN))
}

/// Sets the administrator's session; an empty value ends it.
pub fn set_admin(edge: &Edge, value: &Secret, seconds: i64) -> Option<HeaderValue> {
    set(edge, &name(edge, ADMIN), value, seconds)
}

fn find(headers: &HeaderMap, name: &str) -> Option<Secret> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        // 43 characters of base64url are 256 bits; anything else is not ours.
        .find(|(found, value)| *found == name && value.len() == 43)
        .map(|(_, value)| Secret::new(value))
}

fn set(edge: &Edge, name: &str, value: &Secret, seconds: i64) -> Option<HeaderValue> {
    write(edge, name, value, &format!("; Max-Age={seconds}"))
}

fn write(edge: &Edge, name: &str, value: &Secret, age: &str) -> Option<HeaderValue> {
    let secure = if edge.is_secure() { "; Secure" } else { "" };
    let text = format!("{name}={}; Path=/{age}; HttpOnly; SameSite=Lax{secure}", value.expose());
    let mut value = HeaderValue::from_str(&text).ok()?;
    value.set_sensitive(true);
    Some(value)
}

#[cfg(test)]
mod tests {
    use super::{ADMIN, plain_binding, plain_session};
    use std::collections::BTreeSet;

    #[test]
    fn s20_no_name_of_a_tenant_makes_one_cookie_another() {
        let tenants = ["admin", "contoso", "session", "session-contoso", "t-contoso", "t", "t-session-contoso"];
        let bindings = tenants.map(plain_binding);
        let names: BTreeSet<String> =
            bindings.into_iter().chain(tenants.map(plain_session)).chain([ADMIN.to_owned()]).collect();
        assert_eq!(names.len(), 2 * tenants.len() + 1, "{names:?}");
    }
}
