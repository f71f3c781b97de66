use super::{Invalid, has_control};
use serde::{Deserialize, Serialize};

/// Parameters that a provider gets beside those of the protocol, such as `acr_values`. As text one per line:
/// `name=value`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(try_from = "Vec<(String, String)>", into = "Vec<(String, String)>")]
pub struct AuthorizationParameters(Vec<(String, String)>);

/// What the protocol itself sends; nobody sets it by hand, or the checks of the answer would not hold.
const RESERVED: [&str; 12] = [
    "client_id",
    "client_secret",
    "redirect_uri",
    "response_type",
    "response_mode",
    "scope",
    "state",
    "nonce",
    "code_challenge",
    "code_challenge_method",
    "request",
    "request_uri",
];

const MAX: usize = 20;

impl AuthorizationParameters {
    /// Reads lines `name=value`; empty lines count as nothing.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
        let pairs = lines.map(|line| {
            let (name, value) = line.split_once('=').ok_or_else(|| {
                Invalid::new(format!("Write each parameter on a line of its own as `name=value`; `{line}` has no `=`."))
            })?;
            Ok((name.trim().to_owned(), value.trim().to_owned()))
        });
        Self::try_from(pairs.collect::<Result<Vec<_>, _>>()?)
    }

    /// As text for a form.
    pub fn as_lines(&self) -> String {
        self.0.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("\n")
    }

    /// The pairs, in their order.
    pub fn pairs(&self) -> &[(String, String)] {
        &self.0
    }
}

impl TryFrom<Vec<(String, String)>> for AuthorizationParameters {
    type Error = Invalid;
    fn try_from(pairs: Vec<(String, String)>) -> Result<Self, Invalid> {
        if pairs.len() > MAX {
            return Err(Invalid::new(format!("At most {MAX} parameters are sent.")));
        }
        for (index, (name, value)) in pairs.iter().enumerate() {
            let word = !name.is_empty() && name.len() <= 64 && name.bytes().all(|b| b.is_ascii_graphic());
            if !word || name.contains(['=', '&', '#', '?', '%', '+']) {
                return Err(Invalid::new("The name of a parameter is one word of up to 64 letters, digits and signs."));
            }
            if RESERVED.contains(&name.to_ascii_lowercase().as_str()) {
                return Err(Invalid::new(format!("`{name}` is sent by Passerelle itself; take it out.")));
            }
            if value.len() > 1024 || has_control(value) {
                return Err(Invalid::new(format!("The value of `{name}` is one line of up to 1024 characters.")));
            }
            if pairs.iter().take(index).any(|(known, _)| known == name) {
                return Err(Invalid::new(format!("`{name}` is there twice; OAuth allows a parameter once.")));
            }
        }
        Ok(Self(pairs))
    }
}

impl From<AuthorizationParameters> for Vec<(String, String)> {
    fn from(parameters: AuthorizationParameters) -> Self {
        parameters.0
    }
}
