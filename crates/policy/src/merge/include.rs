//! `IncludeTechnicalProfile`: what a profile includes comes from below it; its own values win (behaviour reference
//! §10.2).

use crate::{
    Diagnostic, Policy,
    tree::{Reference, TechnicalProfile, Text, element::Element, element::fold},
};
use std::collections::{HashMap, HashSet};

/// How many profiles may include one another in a row. Azure AD B2C has no limit; nobody needs more.
const MAX_DEPTH: usize = 1_000;
/// How many items included profiles may copy in all: a large profile that thousands include would fill the memory.
const MAX_COPIED: usize = 500_000;

/// Where a profile is: its provider, and its place there.
type Place = (usize, usize);

pub(super) fn resolve(policy: &mut Policy) -> Vec<Diagnostic> {
    let mut places: HashMap<String, Place> = HashMap::new();
    for (at, provider) in policy.claims_providers.iter().enumerate() {
        for (index, profile) in provider.technical_profiles.iter().enumerate() {
            places.entry(fold(&profile.id)).or_insert((at, index));
        }
    }
    let mut resolving = Resolving { done: HashMap::new(), copied: 0, found: Vec::new() };
    let all: Vec<Place> = policy
        .claims_providers
        .iter()
        .enumerate()
        .flat_map(|(at, provider)| (0..provider.technical_profiles.len()).map(move |index| (at, index)))
        .collect();
    for place in all {
        resolving.profile(policy, &places, place);
    }
    resolving.found
}

struct Resolving {
    /// Profiles that have all they include, with the number of steps that took.
    done: HashMap<Place, usize>,
    copied: usize,
    found: Vec<Diagnostic>,
}

impl Resolving {
    /// Follows the references to one that is done, then fills the profiles on the way back.
    fn profile(&mut self, policy: &mut Policy, places: &HashMap<String, Place>, start: Place) {
        let mut way: Vec<(Place, Option<Reference>)> = Vec::new();
        let mut on_way: HashSet<Place> = HashSet::new();
        let mut next = Some(start);
        while let Some(place) = next {
            if self.done.contains_key(&place) {
                break;
            }
            let Some(profile) = at(policy, place) else { break };
            let include = profile.include.clone();
            if !on_way.insert(place) {
                self.cycle(&way, profile, place);
                for (known, _) in way {
                    self.done.insert(known, 0);
                }
                return;
            }
            if way.len() > MAX_DEPTH {
                let name = at(policy, start).map(|profile| profile.id.to_string()).unwrap_or_default();
                if let Some((_, Some(include))) = way.first() {
                    self.too_deep(&name, include);
                }
                self.done.extend(way.into_iter().map(|(known, _)| (known, 0)));
                return;
            }
            next = include.as_ref().and_then(|include| places.get(&fold(&include.id)).copied());
            if let (Some(include), None) = (&include, next) {
                self.found.push(undefined(&profile.id, include));
            }
            way.push((place, include));
        }
        let mut included = next;
        while let Some((place, include)) = way.pop() {
            let depth = included.and_then(|below| self.done.get(&below)).map_or(0, |depth| depth + 1);
            if let (Some(include), Some(below)) = (include, included)
                && self.may_include(policy, place, below, depth, &include)
            {
                fill(policy, place, below);
            }
            self.done.insert(place, depth);
            included = Some(place);
        }
    }

    fn may_include(&mut self, policy: &Policy, place: Place, below: Place, depth: usize, include: &Reference) -> bool {
        let name = at(policy, place).map(|profile| profile.id.to_string()).unwrap_or_default();
        if depth > MAX_DEPTH {
            self.too_deep(&name, include);
            return false;
        }
        let told = self.copied > MAX_COPIED;
        self.copied = self.copied.saturating_add(at(policy, below).map_or(0, size));
        if self.copied > MAX_COPIED {
            if !told {
                self.found.push(Diagnostic::error(
                    "include-too-large",
                    &include.id.origin,
                    "The technical profiles of this policy include too much of one another.",
                    "Include smaller profiles.",
                ));
            }
            return false;
        }
        true
    }

    /// Told once: of a long row each profile above is too deep as well.
    fn too_deep(&mut self, name: &str, include: &Reference) {
        if !self.found.iter().any(|found| found.code == "include-too-deep") {
            self.found.push(Diagnostic::error(
                "include-too-deep",
                &include.id.origin,
                format!("The technical profile {name} includes more than {MAX_DEPTH} others in a row."),
                "Include fewer; copy what is needed.",
            ));
        }
    }

    fn cycle(&mut self, way: &[(Place, Option<Reference>)], profile: &TechnicalProfile, place: Place) {
        let begin = way.iter().position(|(known, _)| *known == place).unwrap_or_default();
        let last: Option<&Text> =
            way[begin..].last().and_then(|(_, include)| include.as_ref()).map(|include| &include.id);
        self.found.push(Diagnostic::error(
            "include-cycle",
            last.map_or(&profile.origin, |id| &id.origin),
            format!("The technical profile {} includes itself, over others or at once.", profile.id),
            "Take out one IncludeTechnicalProfile of the circle.",
        ));
    }
}

/// Lays a profile over a copy of what it includes, which has all it includes itself.
fn fill(policy: &mut Policy, place: Place, below: Place) {
    let Some(mut base) = at(policy, below).cloned() else { return };
    base.include = None;
    base.rest.forget_earlier();
    let provider = policy.claims_providers.get_mut(place.0);
    if let Some(profile) = provider.and_then(|provider| provider.technical_profiles.get_mut(place.1)) {
        let own = std::mem::replace(profile, base);
        let earlier = own.rest.clone();
        profile.rest = crate::tree::Rest::default();
        profile.layer(own);
        // Its own places, not those of what it includes.
        profile.rest = earlier;
    }
}

fn at(policy: &Policy, place: Place) -> Option<&TechnicalProfile> {
    policy.claims_providers.get(place.0)?.technical_profiles.get(place.1)
}

/// Roughly how many items a profile holds.
fn size(profile: &TechnicalProfile) -> usize {
    1 + profile.metadata.len()
        + profile.keys.len()
        + profile.input_claims.len()
        + profile.display_claims.len()
        + profile.persisted_claims.len()
        + profile.output_claims.len()
        + profile.input_transformations.len()
        + profile.output_transformations.len()
        + profile.validation_profiles.len()
        + profile.error_handlers.len()
}

fn undefined(name: &str, include: &Reference) -> Diagnostic {
    Diagnostic::error(
        "undefined-technical-profile",
        &include.id.origin,
        format!("The technical profile {name} includes {}, which is not there.", include.id),
        "Define it in a ClaimsProvider, or mend IncludeTechnicalProfile/@ReferenceId.",
    )
}
