use super::{Invalid, checked_text, has_control};
use serde::{Deserialize, Serialize};

/// A tenant's name: the `contoso` of `contoso.onmicrosoft.com`. Lower case; it is a label of host names.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct TenantName(String);
checked_text!(TenantName);

impl TenantName {
    /// Reads a name; `CONTOSO.onmicrosoft.com` and ` contoso ` are understood.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let folded = text.trim().to_ascii_lowercase();
        let name = folded.strip_suffix(".onmicrosoft.com").unwrap_or(&folded);
        let shape = (3..=63).contains(&name.len())
            && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
            && name.starts_with(|c: char| c.is_ascii_lowercase());
        if shape {
            Ok(Self(name.to_owned()))
        } else {
            Err(Invalid::new(
                "A tenant name has 3 to 63 letters and digits and begins with a letter, such as `contoso`.",
            ))
        }
    }

    /// `NAME.onmicrosoft.com`, as it stands in URLs.
    pub fn domain(&self) -> String {
        format!("{}.onmicrosoft.com", self.0)
    }
}

/// The name of a policy: `B2C_1_…` for a user flow, `B2C_1A_…` for a custom policy. Written as its author wrote it,
/// compared without case (behaviour reference §15.4).
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PolicyId(String);
checked_text!(PolicyId);

impl PolicyId {
    /// Reads a policy id, with its prefix.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let shape = (1..=128).contains(&text.len())
            && text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.'))
            && !text.ends_with('.');
        if shape {
            Ok(Self(text.to_owned()))
        } else {
            Err(Invalid::new("A policy id has letters, digits, `_`, `-` and `.`, such as `B2C_1_signupsignin1`."))
        }
    }

    /// Reads what an administrator types for a user flow: the prefix `B2C_1_` is added unless it is there.
    pub fn parse_user_flow(text: &str) -> Result<Self, Invalid> {
        let text = text.trim();
        let given = text.get(..6).is_some_and(|prefix| prefix.eq_ignore_ascii_case("B2C_1_"));
        let name = if given { &text[6..] } else { text };
        if name.is_empty() || !name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_') {
            return Err(Invalid::new("A user flow's name has letters, digits and `_`, such as `signupsignin1`."));
        }
        Self::parse(&format!("B2C_1_{name}"))
    }

    /// Reads the id of a custom policy as its file has it: the prefix `B2C_1A_` is added unless it is there.
    pub fn parse_custom(text: &str) -> Result<Self, Invalid> {
        Self::parse(text.trim())?;
        Self::parse(&with_custom_prefix(text.trim()))
    }

    /// The form that keys and comparisons use.
    pub fn folded(&self) -> String {
        self.0.to_ascii_lowercase()
    }
}

/// What names of custom policies and of policy keys begin with.
const CUSTOM_PREFIX: &str = "B2C_1A_";

fn with_custom_prefix(name: &str) -> String {
    let bare = match name.get(..CUSTOM_PREFIX.len()) {
        Some(prefix) if prefix.eq_ignore_ascii_case(CUSTOM_PREFIX) => &name[CUSTOM_PREFIX.len()..],
        _ => name,
    };
    format!("{CUSTOM_PREFIX}{bare}")
}

/// The name of a policy key (a key set). The prefix `B2C_1A_` is added, blanks are taken out, and names compare without
/// case: a key made as `Mobile IDSecret ` is the one that a policy calls `B2C_1A_MobileIdSecret`.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct KeySetName(String);
checked_text!(KeySetName);

impl KeySetName {
    /// Reads a name as typed, or a `StorageReferenceId`.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let bare: String = text.chars().filter(|c| !c.is_whitespace()).collect();
        let name = with_custom_prefix(&bare);
        let shape = name.len() > CUSTOM_PREFIX.len()
            && name.len() <= 128
            && name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.'));
        if shape {
            Ok(Self(name))
        } else {
            Err(Invalid::new("A policy key's name has letters, digits, `_`, `-` and `.`, such as `MobileIdSecret`."))
        }
    }

    /// The form that keys and comparisons use.
    pub fn folded(&self) -> String {
        self.0.to_ascii_lowercase()
    }

    /// The name under which a deleted one is kept (behaviour reference §3); `None` for one that is kept so already.
    pub fn backup(&self) -> Option<Self> {
        if self.is_backup() { None } else { Self::parse(&format!("{}{BACKUP}", self.0)).ok() }
    }

    /// Whether it is kept of a deleted one.
    pub fn is_backup(&self) -> bool {
        self.folded().ends_with(BACKUP)
    }
}

const BACKUP: &str = ".bak";

impl PartialEq for KeySetName {
    fn eq(&self, other: &Self) -> bool {
        self.0.eq_ignore_ascii_case(&other.0)
    }
}
impl Eq for KeySetName {}

impl PartialEq for PolicyId {
    fn eq(&self, other: &Self) -> bool {
        self.0.eq_ignore_ascii_case(&other.0)
    }
}
impl Eq for PolicyId {}

/// The name of a claim as a provider or a token writes it. Claim names are case-sensitive.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ClaimName(String);
checked_text!(ClaimName);

impl ClaimName {
    /// Reads a claim name.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let text = text.trim();
        if text.is_empty() || text.len() > 256 || text.contains(char::is_whitespace) || has_control(text) {
            return Err(Invalid::new("A claim name is one word, as the provider's token has it, such as `sub`."));
        }
        Ok(Self(text.to_owned()))
    }
}

/// A name for people: of a provider, an application, a user.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct DisplayName(String);
checked_text!(DisplayName);

impl DisplayName {
    /// Reads a name of up to 256 characters (behaviour reference §4.4).
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let text = text.trim();
        if text.is_empty() {
            return Err(Invalid::new("Enter a name."));
        }
        if text.chars().count() > 256 || has_control(text) {
            return Err(Invalid::new("A name has at most 256 characters, without line breaks."));
        }
        Ok(Self(text.to_owned()))
    }
}
