//! Layers made one (behaviour reference §10.2).

mod include;
mod providers;

use crate::{Diagnostic, Policy, schema::placeholder::open_settings, tree::Origin};

pub(crate) use providers::join_providers;

/// How many policies may build on one another.
pub const MAX_LAYERS: usize = 10;

/// A chain of policies made one. Every element keeps the place that it came from.
#[derive(Debug, Clone, PartialEq)]
pub struct MergedPolicy {
    tree: Policy,
    ids: Vec<String>,
}

impl MergedPolicy {
    /// Merges a chain, root first.
    ///
    /// # Errors
    /// When the chain is none: empty, too long, or a policy does not build on the one before it; when an
    /// `IncludeTechnicalProfile` leads nowhere, or back.
    pub fn merge(chain: Vec<Policy>) -> Result<Self, Vec<Diagnostic>> {
        let mut layers = chain.into_iter();
        let Some(root) = layers.next() else {
            return Err(vec![Diagnostic::error(
                "no-policy",
                &Origin::form("Policies"),
                "There is no policy to build.",
                "Give the policy that an application calls, and its bases.",
            )]);
        };
        let mut merged = Layers::new(root)?;
        for layer in layers {
            merged.add(layer)?;
        }
        merged.finish()
    }

    /// The same chain with another policy on top, where both add a relying party and nothing else.
    pub(crate) fn with_party(mut self, leaf: &Policy) -> Self {
        let tree = &mut self.tree;
        tree.origin = leaf.origin.clone();
        tree.schema_version.clone_from(&leaf.schema_version);
        tree.tenant.clone_from(&leaf.tenant);
        tree.id.clone_from(&leaf.id);
        tree.public_uri.clone_from(&leaf.public_uri);
        tree.base.clone_from(&leaf.base);
        tree.relying_party.clone_from(&leaf.relying_party);
        if let Some(last) = self.ids.last_mut() {
            leaf.id.trim().clone_into(last);
        }
        self
    }

    /// The id of the policy that an application calls, as written.
    pub fn id(&self) -> &str {
        &self.tree.id
    }

    /// The policies of the chain, root first.
    pub fn ids(&self) -> &[String] {
        &self.ids
    }

    /// The merged tree.
    pub const fn tree(&self) -> &Policy {
        &self.tree
    }
}

/// A chain while it grows: what several policies build on is merged once.
#[derive(Debug, Clone, PartialEq)]
pub struct Layers {
    tree: Policy,
    ids: Vec<String>,
}

impl Layers {
    /// A chain of one.
    ///
    /// # Errors
    /// When the policy has no id, or builds on another one.
    pub fn new(root: Policy) -> Result<Self, Vec<Diagnostic>> {
        if let Some(base) = root.base_id() {
            return Err(vec![undefined_base(&root, base)]);
        }
        let id = layer_id(&root)?;
        // Also the lowest layer is laid over something, so that every layer is treated alike.
        let mut tree = Policy::empty(&root.origin);
        crate::tree::element::Element::layer(&mut tree, root);
        tree.rest.forget_earlier();
        Ok(Self { tree, ids: vec![id] })
    }

    /// Lays a policy over the chain.
    ///
    /// # Errors
    /// When it does not build on the last one, builds on itself, or is one too many.
    pub fn add(&mut self, layer: Policy) -> Result<(), Vec<Diagnostic>> {
        let id = layer_id(&layer)?;
        let base = layer.base_id();
        let origin = base.map_or(&layer.origin, |base| &base.origin);
        let fault = if !base.is_some_and(|base| self.ids.last().is_some_and(|last| same_policy(last, base))) {
            base.map(|base| undefined_base(&layer, base)).or_else(|| {
                Some(Diagnostic::error(
                    "missing-base-policy",
                    origin,
                    format!("The policy {id} does not say that it builds on {}.", self.tree.id),
                    "Name it in BasePolicy/PolicyId.",
                ))
            })
        } else if self.ids.iter().any(|known| same_policy(known, &id)) {
            Some(inheritance_cycle(origin, &id))
        } else if self.ids.len() >= MAX_LAYERS {
            Some(Diagnostic::error(
                "too-many-layers",
                origin,
                format!("The policy {id} is the {}th of its chain; {MAX_LAYERS} are allowed.", self.ids.len() + 1),
                "Join some of the policies that it builds on.",
            ))
        } else {
            None
        };
        if let Some(fault) = fault {
            return Err(vec![fault]);
        }
        self.ids.push(id);
        crate::tree::element::Element::layer(&mut self.tree, layer);
        Ok(())
    }

    /// The policies of the chain, root first.
    pub fn ids(&self) -> &[String] {
        &self.ids
    }

    /// The merged tree before technical profiles were included in others.
    pub const fn tree(&self) -> &Policy {
        &self.tree
    }

    /// Resolves `IncludeTechnicalProfile`.
    ///
    /// # Errors
    /// When one leads nowhere, or back, or too much comes together.
    pub fn finish(self) -> Result<MergedPolicy, Vec<Diagnostic>> {
        let Self { mut tree, ids } = self;
        let found = include::resolve(&mut tree);
        if found.is_empty() { Ok(MergedPolicy { tree, ids }) } else { Err(found) }
    }
}

/// The id of a layer. One that waits for a setting is one too: it cannot run, but it can be looked at.
fn layer_id(layer: &Policy) -> Result<String, Vec<Diagnostic>> {
    if open_settings(&layer.id).next().is_none() {
        layer.policy_id().map_err(|found| vec![*found])?;
    }
    Ok(layer.id.trim().to_owned())
}

/// Whether two ids name the same policy: they compare without case, and the prefix that the service adds on upload may
/// be left out.
pub fn same_policy(one: &str, other: &str) -> bool {
    bare(one).eq_ignore_ascii_case(bare(other))
}

/// A policy id without `B2C_1A_`.
pub(crate) fn bare(id: &str) -> &str {
    const PREFIX: &str = "B2C_1A_";
    let id = id.trim();
    match id.get(..PREFIX.len()) {
        Some(prefix) if prefix.eq_ignore_ascii_case(PREFIX) => &id[PREFIX.len()..],
        _ => id,
    }
}

pub(crate) fn undefined_base(policy: &Policy, base: &crate::tree::Text) -> Diagnostic {
    Diagnostic::error(
        "undefined-base-policy",
        &base.origin,
        format!("The policy {} builds on {base}, which is not there.", policy.id),
        "Give the file of that policy too, or mend BasePolicy/PolicyId.",
    )
}

pub(crate) fn inheritance_cycle(origin: &Origin, id: &str) -> Diagnostic {
    Diagnostic::error(
        "inheritance-cycle",
        origin,
        format!("The policy {id} builds on itself, over others or at once."),
        "Take out one BasePolicy of the circle.",
    )
}

#[cfg(test)]
mod tests;
