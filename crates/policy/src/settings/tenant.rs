use super::each_value;
use crate::{schema::placeholder::is_open, xml::Element};

/// What comes after the name of a tenant.
const SUFFIXES: [&str; 2] = [".onmicrosoft.com", ".b2clogin.com"];

pub(super) fn set(root: &mut Element, tenant: &str) {
    let old = root.find_attribute("TenantId").map(|attribute| attribute.value.trim().to_owned()).unwrap_or_default();
    let short = tenant.strip_suffix(SUFFIXES[0]).unwrap_or(tenant);
    // A name like `demo` may stand in any sentence: it counts where it is the whole value, or a part of an address.
    let whole = !old.contains('.') && !is_open(&old);
    each_value(root, &mut |value| {
        let mut new = match old.as_str() {
            "" => value.to_owned(),
            _ if !whole || value.starts_with("http://") => replace(value, &old, tenant),
            _ if value.trim().eq_ignore_ascii_case(&old) => tenant.to_owned(),
            _ => value.to_owned(),
        };
        for suffix in SUFFIXES {
            new = replace_placeholders(&new, suffix, short);
        }
        (new != value).then_some(new)
    });
    // An empty one has nothing to be found by.
    if let Some(attribute) = root.attributes.iter_mut().find(|attribute| &*attribute.name == "TenantId") {
        attribute.value = tenant.into();
    }
}

/// Replaces a name without regard to case, where it is not part of a longer one.
fn replace(value: &str, old: &str, new: &str) -> String {
    let (folded, old) = (value.to_ascii_lowercase(), old.to_ascii_lowercase());
    let mut out = String::with_capacity(value.len());
    let mut at = 0;
    while let Some(found) = folded[at..].find(&old) {
        let (start, end) = (at + found, at + found + old.len());
        let before = folded[..start].chars().next_back().is_some_and(is_name);
        let after = folded[end..].chars().next().is_some_and(is_name);
        out.push_str(&value[at..start]);
        out.push_str(if before || after { &value[start..end] } else { new });
        at = end;
    }
    out.push_str(&value[at..]);
    out
}

/// Replaces the placeholders of a tenant's name that stand before a suffix.
fn replace_placeholders(value: &str, suffix: &str, name: &str) -> String {
    let folded = value.to_ascii_lowercase();
    let mut out = String::with_capacity(value.len());
    let mut at = 0;
    while let Some(found) = folded[at..].find(suffix) {
        let end = at + found;
        let label = value[at..end]
            .rfind(|c: char| !is_label(c))
            .map_or(at, |before| at + before + value[at + before..].chars().next().map_or(0, char::len_utf8));
        out.push_str(&value[at..label]);
        let written = &value[label..end];
        out.push_str(if !written.is_empty() && is_open(written) { name } else { written });
        out.push_str(&value[end..end + suffix.len()]);
        at = end + suffix.len();
    }
    out.push_str(&value[at..]);
    out
}

/// Whether a character can be part of a host's name.
fn is_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '-' | '_')
}

/// Whether a character can be part of a placeholder.
fn is_label(c: char) -> bool {
    is_name(c) || matches!(c, '{' | '}' | '<' | '>' | '[' | ']' | ':')
}
