//! From files to what is wanted. What cannot be read is a problem that names the place, and never repeats a value,
//! which may be a secret that somebody wrote into a file.

use super::{ConfigurationFile, ImportProblem, key_sets::KeySetFile};
use crate::{
    keys::to_json,
    tenant::{Overwrite, PolicyUpload},
};
use domain::{Colour, DisplayName, PolicyId, TenantId, TenantName};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::Value;
use std::collections::BTreeMap;

/// Something, with the file that it stands in.
pub(super) struct Given<T> {
    pub file: String,
    pub value: T,
}

/// `tenant.json`.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct TenantFile {
    pub id: TenantId,
    pub name: TenantName,
    pub display_name: DisplayName,
}

/// Whether applications may call a policy.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct PolicySwitch {
    pub policy: PolicyId,
    pub enabled: bool,
}

/// How the pages look; images are files beside this one.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub(super) struct BrandingFile {
    pub logo: Option<String>,
    pub accent: Option<Colour>,
    pub background: Option<Colour>,
    pub background_image: Option<String>,
}

/// What files ask for.
#[derive(Default)]
pub(super) struct Wanted {
    pub tenant: Option<Given<TenantFile>>,
    pub key_sets: Vec<Given<KeySetFile>>,
    /// Still with their secrets' names.
    pub providers: Vec<Given<Value>>,
    pub applications: Vec<Given<Value>>,
    pub flows: Vec<Given<Value>>,
    pub policies: Vec<PolicyUpload>,
    pub switches: Vec<Given<PolicySwitch>>,
    pub branding: Option<Given<BrandingFile>>,
    /// By path.
    pub images: BTreeMap<String, Vec<u8>>,
}

impl Wanted {
    pub fn read(files: Vec<ConfigurationFile>, problems: &mut Vec<ImportProblem>) -> Self {
        let mut wanted = Self::default();
        for file in files {
            let ending = file.path.rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
            match ending.as_str() {
                "xml" => {
                    let ConfigurationFile { path, content } = file;
                    wanted.policies.push(PolicyUpload { file: path, xml: content, overwrite: Overwrite::Always });
                }
                "png" | "jpg" | "jpeg" | "webp" => {
                    wanted.images.insert(file.path, file.content);
                }
                "json" => wanted.json(file, problems),
                _ => problems.push(problem(&file.path, "", "A configuration has .json, .xml and image files.")),
            }
        }
        wanted
    }

    fn json(&mut self, file: ConfigurationFile, problems: &mut Vec<ImportProblem>) {
        let path = file.path;
        let read = serde_json::from_slice::<serde_json::Map<String, Value>>(&file.content);
        let mut members = match read {
            Ok(members) => members.into_iter(),
            Err(error) => {
                let at = format!("This is no JSON object: line {}, column {}.", error.line(), error.column());
                return problems.push(problem(&path, "", at));
            }
        };
        let (Some((kind, value)), None) = (members.next(), members.next()) else {
            return problems.push(problem(&path, "", SHAPE));
        };
        let result = match kind.as_str() {
            "tenant" => set(&mut self.tenant, &path, &value),
            "branding" => set(&mut self.branding, &path, &value),
            "keySet" => typed(&value).map(|value| self.key_sets.push(Given { file: path.clone(), value })),
            "customPolicy" => typed(&value).map(|value| self.switches.push(Given { file: path.clone(), value })),
            other => {
                let list = match other {
                    "identityProvider" => &mut self.providers,
                    "application" => &mut self.applications,
                    "userFlow" => &mut self.flows,
                    _ => return problems.push(problem(&path, "", SHAPE)),
                };
                list.push(Given { file: path.clone(), value });
                Ok(())
            }
        };
        if let Err(Wrong { field, message }) = result {
            problems.push(problem(&path, &field, message));
        }
    }
}

const SHAPE: &str = "A file holds one object with one member: tenant, application, identityProvider, userFlow, keySet, customPolicy or branding.";

fn set<T: DeserializeOwned + Serialize>(place: &mut Option<Given<T>>, path: &str, value: &Value) -> Result<(), Wrong> {
    let value = typed(value)?;
    match place.replace(Given { file: path.to_owned(), value }) {
        None => Ok(()),
        Some(earlier) => Err(Wrong { field: String::new(), message: format!("{} says this already.", earlier.file) }),
    }
}

/// What is wrong with a value, and where in it.
pub(super) struct Wrong {
    pub field: String,
    pub message: String,
}

pub(super) fn problem(file: &str, field: &str, message: impl Into<String>) -> ImportProblem {
    // One way to write a position, whoever found it.
    let mut written = String::new();
    for part in field.split('.') {
        let position = !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        match (position, written.is_empty()) {
            (true, _) => written.extend(["[", part, "]"]),
            (false, true) => written.push_str(part),
            (false, false) => written.extend([".", part]),
        }
    }
    ImportProblem { file: file.to_owned(), field: written, message: message.into() }
}

/// A value in its type. A member that the type does not know is refused: it would be a misspelt setting.
pub(super) fn typed<T: DeserializeOwned + Serialize>(value: &Value) -> Result<T, Wrong> {
    let read: T = serde_path_to_error::deserialize(value).map_err(|error| {
        let field = error.path().to_string();
        let text = error.inner().to_string();
        let named = text.split('`').nth(1).unwrap_or_default();
        let message = if text.starts_with("unknown field") {
            format!("There is no property {named} here.")
        } else if text.starts_with("missing field") {
            format!("The property {named} is missing.")
        } else if let Some((sentence, _)) = text.split_once(" at line") {
            sentence.to_owned()
        } else if text.starts_with("invalid") || text.starts_with("unknown variant") || text.starts_with("UUID") {
            "This is not a value that it takes.".to_owned()
        } else {
            text
        };
        Wrong { field: if field == "." { String::new() } else { field }, message }
    })?;
    let known = to_json(&read).map_err(|_| Wrong { field: String::new(), message: "This cannot be kept.".into() })?;
    match stranger(value, &known) {
        None => Ok(read),
        Some(field) => Err(Wrong { message: format!("There is no property {field} here."), field }),
    }
}

/// The first member of `given` that is not in `known`.
fn stranger(given: &Value, known: &Value) -> Option<String> {
    match (given, known) {
        (Value::Object(given), Value::Object(known)) => given.iter().find_map(|(name, value)| match known.get(name) {
            None if value.is_null() => None,
            None => Some(name.clone()),
            Some(known) => stranger(value, known).map(|inner| format!("{name}.{inner}")),
        }),
        (Value::Array(given), Value::Array(known)) => given
            .iter()
            .zip(known)
            .enumerate()
            .find_map(|(at, (given, known))| stranger(given, known).map(|inner| format!("[{at}].{inner}"))),
        _ => None,
    }
}
