//! A folder of policy files: each is read, and those that build on one another are found by themselves.

use crate::{
    Diagnostic, MergedPolicy, Policy,
    merge::{Layers, MAX_LAYERS, bare, inheritance_cycle, undefined_base},
    settings::Settings,
    xml::{Document, Limits},
};
use std::collections::HashMap;

/// How files are read.
#[derive(Debug, Clone, Copy, Default)]
pub struct Options<'a> {
    /// What a file may weigh.
    pub limits: Limits,
    /// Values for `{Settings:…}`.
    pub settings: Option<&'a Settings>,
    /// The tenant that the files become policies of.
    pub tenant: Option<&'a str>,
}

/// A file that holds a policy.
#[derive(Debug, Clone, PartialEq)]
pub struct PolicyFile {
    /// What was read.
    pub document: Document,
    /// What it says.
    pub policy: Policy,
}

impl PolicyFile {
    /// Reads a file.
    ///
    /// # Errors
    /// One diagnostic, when it is not XML, weighs too much, or holds something else than a policy.
    pub fn read(path: &str, bytes: &[u8], options: &Options<'_>) -> Result<Self, Box<Diagnostic>> {
        let mut document = Document::parse(path, bytes, &options.limits)?;
        if let Some(settings) = options.settings {
            settings.fill(&mut document)?;
        }
        if let Some(tenant) = options.tenant {
            document.set_tenant(tenant);
        }
        let policy = Policy::read(&document)?;
        Ok(Self { document, policy })
    }
}

impl PolicyFile {
    fn adds_only_a_party(&self) -> bool {
        const ATTRIBUTES: [&str; 4] = ["PolicySchemaVersion", "TenantId", "PolicyId", "PublicPolicyUri"];
        let root = &self.document.root;
        root.elements().all(|element| matches!(element.local_name(), "BasePolicy" | "RelyingParty"))
            && root
                .attributes
                .iter()
                .all(|attribute| attribute.name.contains(':') || ATTRIBUTES.contains(&&*attribute.name))
    }
}

/// The files of a folder.
#[derive(Debug, Clone, Default)]
pub struct Set {
    files: Vec<PolicyFile>,
    /// By folded id without its prefix.
    known: HashMap<String, usize>,
    found: Vec<Diagnostic>,
}

impl Set {
    /// Reads files: path and bytes, in any order. Of two with one policy id the later path wins, with a note.
    pub fn load<P: Into<String>, B: AsRef<[u8]>>(
        files: impl IntoIterator<Item = (P, B)>,
        options: &Options<'_>,
    ) -> Self {
        let mut given: Vec<(String, B)> = files.into_iter().map(|(path, bytes)| (path.into(), bytes)).collect();
        given.sort_by(|(one, _), (other, _)| one.cmp(other));
        let mut set = Self::default();
        for (path, bytes) in given {
            match PolicyFile::read(&path, bytes.as_ref(), options) {
                Ok(file) => set.add(file),
                Err(found) => set.found.push(*found),
            }
        }
        set
    }

    /// Of files that were read. Of two with one policy id the later one wins, with a note.
    pub fn of(files: impl IntoIterator<Item = PolicyFile>) -> Self {
        let mut set = Self::default();
        for file in files {
            set.add(file);
        }
        set
    }

    fn add(&mut self, file: PolicyFile) {
        let id = key(&file.policy.id);
        if let Some(earlier) = self.known.insert(id, self.files.len()).and_then(|index| self.files.get(index)) {
            self.found.push(Diagnostic::note(
                "duplicate-policy",
                &earlier.policy.id.origin,
                format!("The policy {} is also in {}, which wins.", earlier.policy.id, file.document.file),
                "Take out one of the files, or give one another PolicyId.",
            ));
        }
        self.files.push(file);
    }

    /// What was wrong with single files.
    pub fn found(&self) -> &[Diagnostic] {
        &self.found
    }

    /// The files that hold a policy and win, in the order of their paths.
    pub fn files(&self) -> impl Iterator<Item = &PolicyFile> {
        self.winners().filter_map(|index| self.files.get(index))
    }

    /// A policy by its id: without case, with or without `B2C_1A_`.
    pub fn find(&self, id: &str) -> Option<&PolicyFile> {
        self.known.get(&key(id)).and_then(|index| self.files.get(*index))
    }

    /// The policies that an application can call.
    pub fn relying_parties(&self) -> impl Iterator<Item = &PolicyFile> {
        self.files().filter(|file| file.policy.relying_party.is_some())
    }

    /// A policy with all it builds on, root first.
    ///
    /// # Errors
    /// When one is not there, or they build on one another in a circle, or are too many.
    pub fn chain(&self, id: &str) -> Result<Vec<&PolicyFile>, Vec<Diagnostic>> {
        let index = self.known.get(&key(id)).copied().ok_or_else(|| vec![unknown_policy(id)])?;
        Ok(self.indices(index)?.into_iter().filter_map(|index| self.files.get(index)).collect())
    }

    /// The files in an order in which each comes after what it builds on: that of an upload. Those of a circle come
    /// last.
    pub fn in_order(&self) -> Vec<&PolicyFile> {
        let mut all: Vec<(usize, usize)> =
            self.winners().map(|index| (self.indices(index).map_or(usize::MAX, |chain| chain.len()), index)).collect();
        all.sort_unstable();
        all.into_iter().filter_map(|(_, index)| self.files.get(index)).collect()
    }

    /// A policy merged with all it builds on.
    ///
    /// # Errors
    /// As [`Self::chain`] and [`MergedPolicy::merge`].
    pub fn merge(&self, id: &str) -> Result<MergedPolicy, Vec<Diagnostic>> {
        MergedPolicy::merge(self.chain(id)?.into_iter().map(|file| file.policy.clone()).collect())
    }

    /// Every policy that an application can call, merged. What several build on is merged once.
    pub fn merge_all(&self) -> Vec<(&PolicyFile, Result<MergedPolicy, Vec<Diagnostic>>)> {
        let mut merged: HashMap<usize, Layers> = HashMap::new();
        let called = self
            .winners()
            .filter(|index| self.files.get(*index).is_some_and(|file| file.policy.relying_party.is_some()));
        called.filter_map(|index| Some((self.files.get(index)?, self.merge_one(index, &mut merged)))).collect()
    }

    fn merge_one(&self, index: usize, merged: &mut HashMap<usize, Layers>) -> Result<MergedPolicy, Vec<Diagnostic>> {
        let chain = self.indices(index)?;
        let deepest = chain.iter().rposition(|at| merged.contains_key(at));
        let mut layers = deepest.and_then(|position| merged.get(chain.get(position)?)).cloned();
        for at in chain.iter().skip(deepest.map_or(0, |position| position + 1)) {
            let Some(file) = self.files.get(*at) else { continue };
            let next = match layers.take() {
                None => Layers::new(file.policy.clone())?,
                Some(mut below) => {
                    below.add(file.policy.clone())?;
                    below
                }
            };
            // A leaf is asked for once; what it builds on, again.
            if *at != index {
                merged.insert(*at, next.clone());
            }
            layers = Some(next);
        }
        layers.map_or_else(|| Err(Vec::new()), Layers::finish)
    }

    /// The policies that an application can call, those together that build on one policy and add a relying party and
    /// nothing else.
    pub(crate) fn families(&self) -> Vec<Vec<&PolicyFile>> {
        let mut families: Vec<Vec<&PolicyFile>> = Vec::new();
        let mut of_base: HashMap<String, usize> = HashMap::new();
        for file in self.relying_parties() {
            let base = file.policy.base_id().filter(|_| file.adds_only_a_party()).map(|base| key(base));
            let family = base.as_ref().and_then(|base| of_base.get(base)).and_then(|at| families.get_mut(*at));
            if let Some(family) = family {
                family.push(file);
            } else {
                of_base.extend(base.map(|base| (base, families.len())));
                families.push(vec![file]);
            }
        }
        families
    }

    /// The way from the root to a policy.
    fn indices(&self, leaf: usize) -> Result<Vec<usize>, Vec<Diagnostic>> {
        let mut chain = vec![leaf];
        let mut at = leaf;
        while let Some(file) = self.files.get(at)
            && let Some(base) = file.policy.base_id()
        {
            let Some(next) = self.known.get(&key(base)).copied() else {
                return Err(vec![undefined_base(&file.policy, base)]);
            };
            if chain.contains(&next) {
                return Err(vec![inheritance_cycle(&base.origin, &file.policy.id)]);
            }
            chain.push(next);
            if chain.len() > MAX_LAYERS {
                return Err(vec![Diagnostic::error(
                    "too-many-layers",
                    &base.origin,
                    format!("More than {MAX_LAYERS} policies build on one another here."),
                    "Join some of them.",
                )]);
            }
            at = next;
        }
        chain.reverse();
        Ok(chain)
    }

    fn winners(&self) -> impl Iterator<Item = usize> {
        let mut winners: Vec<usize> = self.known.values().copied().collect();
        winners.sort_unstable();
        winners.into_iter()
    }
}

fn key(id: &str) -> String {
    bare(id).to_ascii_lowercase()
}

fn unknown_policy(id: &str) -> Diagnostic {
    Diagnostic::error(
        "no-policy",
        &crate::tree::Origin::form("Policies"),
        format!("There is no policy {id}."),
        "Give its file too, or correct the name.",
    )
}

#[cfg(test)]
mod tests;
