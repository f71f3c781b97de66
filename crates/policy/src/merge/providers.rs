use crate::tree::{ClaimsProvider, List, TechnicalProfile, element::Element, element::fold};
use std::collections::HashMap;

/// Joins the claims providers of a child policy with those below. A technical profile that is known, under whatever
/// provider, stays where it is and is joined; a domain that its provider in the child has becomes its own. What is new
/// comes with its provider, behind the others.
pub(crate) fn join_providers(below: &mut List<ClaimsProvider>, child: List<ClaimsProvider>) {
    below.origin = child.origin.or(below.origin.take());
    below.rest.layer(child.rest, None);
    let mut known: HashMap<String, (usize, usize)> = HashMap::new();
    for (at, provider) in below.items.iter().enumerate() {
        for (index, profile) in provider.technical_profiles.iter().enumerate() {
            known.entry(fold(&profile.id)).or_insert((at, index));
        }
    }
    for mut provider in child.items {
        let profiles = std::mem::take(&mut provider.technical_profiles.items);
        let empty = profiles.is_empty();
        let mut new = Vec::new();
        for profile in profiles {
            // Two of one id within the child stay two, for the checker to find: each place is joined once.
            match known.remove(&fold(&profile.id)) {
                Some((at, index)) => {
                    let there =
                        below.items.get_mut(at).map(|found| (domains(found), &mut found.technical_profiles.items));
                    if let Some((below_domains, profiles)) = there
                        && let Some(target) = profiles.get_mut(index)
                    {
                        extend(target, profile, &provider, &below_domains);
                    }
                }
                None => new.push(profile),
            }
        }
        if empty || !new.is_empty() {
            provider.technical_profiles.items = new;
            below.items.push(provider);
        }
    }
}

fn extend(target: &mut TechnicalProfile, mut profile: TechnicalProfile, provider: &ClaimsProvider, below: &[String]) {
    let given = domains(provider);
    let own = profile.domain.is_some() || !profile.domains.is_empty();
    if !own && !given.is_empty() && given != below {
        profile.domain.clone_from(&provider.domain);
        profile.domains = provider.domains.clone();
    }
    target.layer(profile);
}

fn domains(provider: &ClaimsProvider) -> Vec<String> {
    provider.domains.iter().chain(&provider.domain).map(|domain| fold(domain)).collect()
}
