//! `BuildUri`.

use super::{Failure, call::Call, method::Method, parameters::Parameters};
use std::fmt::Write;

const PREFIX: &str = "query.";

pub(super) fn read(parameters: &mut Parameters<'_>) -> Option<Method> {
    let scheme = parameters.parsed("scheme", "Write a scheme, such as https or otpauth.", |text| {
        let text = text.trim();
        let good = text.starts_with(|c: char| c.is_ascii_alphabetic())
            && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte));
        good.then(|| text.to_owned())
    });
    let host = parameters.parsed("host", "Write a host name, with a port if it needs one.", |text| {
        let text = text.trim();
        let good =
            !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._:[]".contains(&byte));
        good.then(|| text.to_owned())
    });
    let mut query = Vec::new();
    for (at, parameter) in parameters.others() {
        match name(parameter.id) {
            Some(name) => query.push((name.to_owned(), parameter.value.to_owned())),
            None => parameters.refuse(at, "Parameters are scheme, host, and query.NAME.".to_owned()),
        }
    }
    Some(Method::BuildUri { scheme: scheme?, host: host?, query })
}

/// The parameter's name in `query.name`.
pub(super) fn name(role: &str) -> Option<&str> {
    let prefix = role.get(..PREFIX.len())?;
    role.get(PREFIX.len()..).filter(|name| prefix.eq_ignore_ascii_case(PREFIX) && !name.is_empty())
}

/// Claims first, then constants. Values are encoded, so that none can add a parameter or a fragment.
pub(super) fn build(
    call: &mut Call<'_>,
    scheme: &str,
    host: &str,
    constants: &[(String, String)],
) -> Result<(), Failure> {
    let mut uri = format!("{scheme}://{host}/");
    let path = call.optional_text("path")?.unwrap_or_default();
    encode(&mut uri, path.strip_prefix('/').unwrap_or(&path), b"-._~!$&'()*+,;=:@/", "%20");
    let claims: Vec<_> =
        call.all_inputs().filter_map(|(role, value)| Some((name(role)?.to_owned(), value?.text()?))).collect();
    for (position, (name, value)) in claims.iter().chain(constants).enumerate() {
        uri.push(if position == 0 { '?' } else { '&' });
        encode(&mut uri, name, b"-._~", "+");
        uri.push('=');
        encode(&mut uri, value, b"-._~", "+");
    }
    call.set_text("outputClaim", uri)
}

fn encode(out: &mut String, text: &str, plain: &[u8], blank: &str) {
    for byte in text.bytes() {
        match byte {
            b' ' => out.push_str(blank),
            byte if byte.is_ascii_alphanumeric() || plain.contains(&byte) => out.push(char::from(byte)),
            byte => {
                // Writing into a String cannot fail.
                let _ = write!(out, "%{byte:02X}");
            }
        }
    }
}
