use serde::{Deserialize, Serialize};

/// An authorization response, as it reached the inspector.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Arrived {
    /// How.
    pub by: ArrivedBy,
    /// Its parameters, in order.
    pub parameters: Vec<(String, String)>,
}

/// The ways in which a response arrives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ArrivedBy {
    /// Behind `#`: the server never saw it.
    Fragment,
    /// Behind `?`.
    Query,
    /// In the body of a POST.
    FormPost,
    /// A person brought it.
    Paste,
}

impl std::fmt::Debug for Arrived {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let names: Vec<_> = self.parameters.iter().map(|(name, _)| name).collect();
        f.debug_struct("Arrived").field("by", &self.by).field("parameters", &names).finish()
    }
}
