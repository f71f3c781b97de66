use crate::{Diagnostic, Policy, tree::Origin};

/// A chain of policies made one. Merging layers comes with the XML reader; a user flow is a chain of one.
#[derive(Debug, Clone, PartialEq)]
pub struct MergedPolicy(Policy);

impl MergedPolicy {
    /// Merges a chain, root first.
    ///
    /// # Errors
    /// When the chain is not one policy without a base.
    pub fn merge(chain: Vec<Policy>) -> Result<Self, Vec<Diagnostic>> {
        let mut chain = chain.into_iter();
        match (chain.next(), chain.next()) {
            (Some(policy), None) if policy.base.is_none() => Ok(Self(policy)),
            (Some(policy), _) => Err(vec![Diagnostic::error(
                "unsupported-base-policy",
                &policy.origin,
                format!("The policy {} builds on another one.", policy.id),
                "Use a policy without BasePolicy; layered policies are not read yet.",
            )]),
            (None, _) => Err(vec![Diagnostic::error(
                "no-policy",
                &Origin::form("Policies"),
                "There is no policy to build.",
                "Give the policy that an application calls, and its bases.",
            )]),
        }
    }

    /// The merged tree.
    pub fn tree(&self) -> &Policy {
        &self.0
    }
}

#[cfg(test)]
mod tests;
