//! What stands open in policy files until they are used somewhere: `{Settings:…}` of the editor extension (behaviour
//! reference §10.7) and the placeholders of tenant names. Both are filled in what was parsed, never in the text: a value
//! cannot become markup, and every place stays what it was in the file.

mod tenant;

use crate::{
    Diagnostic,
    xml::{Document, Element, Node},
};
use std::collections::HashMap;

/// How much the values of settings may add to a file.
const MAX_ADDED: usize = 1024 * 1024;

/// Values for `{Settings:…}`. Names compare without case.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Settings {
    values: HashMap<String, String>,
}

/// Why a file of settings was not read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SettingsError {
    /// It is not JSON.
    #[error("The settings are not JSON: {0}.")]
    Json(String),
    /// It is JSON of another shape.
    #[error("The settings are no JSON object of names and values, and have no Environments.")]
    Shape,
    /// The environment that was asked for is not in it.
    #[error("The settings have no environment {wanted}; they have {known}.")]
    Environment {
        /// What was asked for.
        wanted: String,
        /// The names of those that are there.
        known: String,
    },
}

impl Settings {
    /// Reads settings: an object of names and values, or an `appsettings.json` as the editor extension has it, with
    /// `Environments` that have a `Name`, a `Tenant` and `PolicySettings`. Of several environments the named one
    /// counts, else the first. Objects within objects are named with colons between.
    ///
    /// # Errors
    /// When it is neither.
    pub fn parse(json: &str, environment: Option<&str>) -> Result<Self, SettingsError> {
        let json = json.strip_prefix('\u{feff}').unwrap_or(json);
        let read: serde_json::Value =
            serde_json::from_str(json).map_err(|error| SettingsError::Json(error.to_string()))?;
        let object = read.as_object().ok_or(SettingsError::Shape)?;
        let mut settings = Self::default();
        let Some(environments) = find(object, "Environments") else {
            settings.add_all("", object);
            return Ok(settings);
        };
        let environments: Vec<_> =
            environments.as_array().into_iter().flatten().filter_map(serde_json::Value::as_object).collect();
        let name = |environment: &serde_json::Map<String, serde_json::Value>| {
            find(environment, "Name").and_then(serde_json::Value::as_str).unwrap_or_default().to_owned()
        };
        let chosen = match environment {
            None => environments.first(),
            Some(wanted) => environments.iter().find(|environment| name(environment).eq_ignore_ascii_case(wanted)),
        };
        let Some(chosen) = chosen else {
            let known: Vec<_> = environments.iter().map(|environment| name(environment)).collect();
            return Err(environment.map_or(SettingsError::Shape, |wanted| SettingsError::Environment {
                wanted: wanted.to_owned(),
                known: if known.is_empty() { "none".to_owned() } else { known.join(", ") },
            }));
        };
        settings.add("Environment", &name(chosen));
        for key in ["Tenant", "Production"] {
            if let Some(value) = find(chosen, key).and_then(text) {
                settings.add(key, &value);
            }
        }
        if let Some(values) = find(chosen, "PolicySettings").and_then(serde_json::Value::as_object) {
            settings.add_all("", values);
        }
        Ok(settings)
    }

    /// Sets a value.
    pub fn add(&mut self, name: &str, value: &str) {
        self.values.insert(name.trim().to_lowercase(), unescape(value));
    }

    /// A value.
    pub fn find(&self, name: &str) -> Option<&str> {
        self.values.get(&name.trim().to_lowercase()).map(String::as_str)
    }

    fn add_all(&mut self, prefix: &str, object: &serde_json::Map<String, serde_json::Value>) {
        for (key, value) in object {
            let name = if prefix.is_empty() { key.clone() } else { format!("{prefix}:{key}") };
            match value {
                // serde_json reads no more than 128 levels.
                serde_json::Value::Object(inner) => self.add_all(&name, inner),
                other => {
                    if let Some(value) = text(other) {
                        self.add(&name, &value);
                    }
                }
            }
        }
    }

    /// Fills every `{Settings:…}` that has a value, in all values and texts of a file; others stay. `Filename` and
    /// `PolicyFilename` are the file's name without its folder and ending.
    ///
    /// # Errors
    /// When the values would add more than a megabyte.
    pub fn fill(&self, document: &mut Document) -> Result<(), Box<Diagnostic>> {
        let stem = stem(&document.file).to_owned();
        let find = |name: &str| match name.trim().to_lowercase().as_str() {
            "filename" | "policyfilename" => Some(self.find(name).unwrap_or(&stem)),
            _ => self.find(name),
        };
        let (mut added, mut too_much) = (0_usize, false);
        each_value(&mut document.root, &mut |value| {
            if too_much || !value.contains('{') {
                return None;
            }
            let filled = fill(value, &find, MAX_ADDED - added);
            let Some(filled) = filled else {
                too_much = true;
                return None;
            };
            added += filled.len().saturating_sub(value.len());
            (filled != value).then_some(filled)
        });
        if too_much {
            return Err(Box::new(Diagnostic::error(
                "settings-too-large",
                &document.origin(document.root.span.start),
                format!("The settings would add more than {MAX_ADDED} bytes to the file."),
                "Use shorter values.",
            )));
        }
        Ok(())
    }
}

impl Document {
    /// Makes the file one of a tenant (`contoso.onmicrosoft.com`): the tenant that its root names is replaced wherever
    /// it stands in a value, and so is every placeholder of a tenant's name before `.onmicrosoft.com` or
    /// `.b2clogin.com`.
    pub fn set_tenant(&mut self, tenant: &str) {
        tenant::set(&mut self.root, tenant);
    }
}

/// Replaces values of attributes and texts, in the order of the file. Recursion no deeper than the file was allowed.
fn each_value(element: &mut Element, change: &mut impl FnMut(&str) -> Option<String>) {
    for attribute in &mut element.attributes {
        if let Some(new) = change(&attribute.value) {
            attribute.value = new.into();
        }
    }
    for child in &mut element.children {
        match child {
            Node::Element(inner) => each_value(inner, change),
            Node::Text(text, _) => {
                if let Some(new) = change(text) {
                    *text = new.into();
                }
            }
            Node::Comment(..) | Node::Instruction(..) => {}
        }
    }
}

/// One pass; what a value brings is not looked at again. None when it grows by more than it may.
fn fill<'a>(value: &str, find: &impl Fn(&str) -> Option<&'a str>, room: usize) -> Option<String> {
    const GROUP: &str = "settings:";
    let mut out = String::with_capacity(value.len());
    let (mut rest, mut brought) = (value, 0_usize);
    while let Some(start) = rest.find('{') {
        out.push_str(&rest[..start]);
        rest = &rest[start..];
        let named = rest.find('}').and_then(|end| {
            let inner = &rest[1..end];
            let group = inner.get(..GROUP.len())?;
            group.eq_ignore_ascii_case(GROUP).then(|| (end, &inner[GROUP.len()..]))
        });
        if let Some((end, setting)) = named.and_then(|(end, name)| Some((end, find(name)?))) {
            brought += setting.len();
            if brought > room {
                return None;
            }
            out.push_str(setting);
            rest = &rest[end + 1..];
        } else {
            out.push('{');
            rest = &rest[1..];
        }
    }
    out.push_str(rest);
    Some(out)
}

/// A member by its name without case.
fn find<'a>(object: &'a serde_json::Map<String, serde_json::Value>, name: &str) -> Option<&'a serde_json::Value> {
    object.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value)
}

fn text(value: &serde_json::Value) -> Option<String> {
    match value {
        serde_json::Value::String(text) => Some(text.clone()),
        serde_json::Value::Bool(flag) => Some(flag.to_string()),
        serde_json::Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// The extension puts values into the text of the file, so people write `&amp;` where they mean `&`.
fn unescape(value: &str) -> String {
    if !value.contains('&') {
        return value.to_owned();
    }
    value.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&apos;", "'").replace("&amp;", "&")
}

fn stem(file: &str) -> &str {
    let name = file.rsplit(['/', '\\']).next().unwrap_or(file);
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}

#[cfg(test)]
mod tests;
