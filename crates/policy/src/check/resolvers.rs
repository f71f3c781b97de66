//! Resolvers: known ones, and where they are looked at.

use super::{Checker, severity};
use crate::{
    resolve::{Element, Handler, resolves},
    schema::nearest::nearest,
    support::{ProfileKind, RESOLVERS, Support, resolver},
    tree::{Origin, TechnicalProfile, Text},
};

impl Checker<'_> {
    pub(super) fn resolvers(&mut self, profile: &TechnicalProfile, kind: ProfileKind, reached: bool) {
        let handled =
            profile.item("IncludeClaimResolvingInClaimsHandling").is_some_and(|flag| flag.eq_ignore_ascii_case("true"));
        let lists = [
            (&profile.input_claims, Element::InputClaim),
            (&profile.persisted_claims, Element::Other),
            (&profile.output_claims, Element::OutputClaim),
        ];
        let uses = lists.into_iter().flat_map(|(list, element)| list.iter().map(move |used| (used, element)));
        for (used, element) in uses {
            if let Some(partner) = &used.partner {
                self.resolvers_of(partner, reached);
            }
            let Some(default) = &used.default else { continue };
            let claim_resolver = self.resolvers_of(default, reached);
            let always = used.is_always_default();
            let told = handler(kind).filter(|handler| claim_resolver && !resolves(*handler, element, handled, always));
            if let Some(handler) = told {
                let help = match (handled, always) {
                    _ if !resolves(handler, element, true, true) => {
                        "Let a claims transformation make the value, and name its claim here."
                    }
                    (true, _) => "Add AlwaysUseDefaultValue=\"true\".",
                    (false, true) => "Add the metadata item IncludeClaimResolvingInClaimsHandling with true.",
                    (false, false) => {
                        "Add AlwaysUseDefaultValue=\"true\", and the metadata item IncludeClaimResolvingInClaimsHandling with true."
                    }
                };
                self.warning(
                    "resolver-not-evaluated",
                    &default.origin,
                    format!(
                        "The resolver in `{}` of {} is not evaluated here: it has no value.",
                        default.trim(),
                        used.claim
                    ),
                    help.to_owned(),
                );
            }
        }
        for item in &profile.metadata {
            let value = Text { text: item.value.text.clone(), origin: item.origin.clone() };
            self.resolvers_of(&value, reached);
        }
    }

    /// Tells of every resolver of a text that is not known or does not run; whether one of them is a claim resolver.
    pub(super) fn resolvers_of(&mut self, text: &Text, reached: bool) -> bool {
        let mut any = false;
        for name in names(text) {
            any |= name.contains(':')
                && !["oauth2", "settings", "service"].iter().any(|group| name.to_ascii_lowercase().starts_with(group));
            self.resolver(name, &text.origin, reached);
        }
        any
    }

    fn resolver(&mut self, name: &str, origin: &Origin, reached: bool) {
        match resolver(name).map(|row| row.support) {
            Some(Support::Refused { reason }) => self.tell(
                severity(reached),
                "unsupported-claim-resolver",
                origin,
                format!("The resolver {{{name}}} does not run. {reason}"),
                "docs/policy-language.md lists the resolvers that run.",
            ),
            // A name without a group may be a claim of an API's address, or text.
            None if name.contains(':') => {
                let near = nearest(name, RESOLVERS.iter().map(|row| row.name).filter(|name| !name.ends_with('*')));
                let help = match near {
                    Some(near) => format!("Did you mean {{{near}}}?"),
                    None => "It stays as it is written; docs/policy-language.md lists those that are known.".to_owned(),
                };
                self.warning("unknown-claim-resolver", origin, format!("No resolver is known as {{{name}}}."), help);
            }
            Some(Support::Runs | Support::WithoutEffect { .. }) | None => {}
        }
    }
}

/// How resolvers see a profile; `None` where nothing depends on them.
const fn handler(kind: ProfileKind) -> Option<Handler> {
    Some(match kind {
        ProfileKind::Directory => Handler::Directory,
        ProfileKind::OAuth2 => Handler::OAuth2,
        ProfileKind::OpenIdConnect => Handler::OpenIdConnect,
        ProfileKind::ClaimsTransformation => Handler::ClaimsTransformation,
        ProfileKind::SelfAsserted => Handler::SelfAsserted,
        ProfileKind::Rest => Handler::Rest,
        _ => return None,
    })
}

/// What stands between braces and looks like a resolver: `{OIDC:LoginHint}`, `{tenant}`; neither `{0}` nor JSON.
fn names(text: &str) -> impl Iterator<Item = &str> {
    text.split('{').skip(1).filter_map(|rest| {
        let (name, _) = rest.split_once('}')?;
        let (group, key) = name.split_once(':').map_or((name, None), |(group, key)| (group, Some(key)));
        let word = |text: &str| {
            text.starts_with(|letter: char| letter.is_ascii_alphabetic())
                && text.chars().all(|letter| letter.is_ascii_alphanumeric() || "_-".contains(letter))
        };
        let free = |text: &str| !text.is_empty() && !text.contains(['"', '\'', '/', ',', '\n']);
        (word(group) && key.is_none_or(free)).then_some(name)
    })
}

#[cfg(test)]
mod tests {
    use super::names;

    #[test]
    fn resolvers_are_told_from_formats_and_json() {
        let found = |text: &'static str| names(text).collect::<Vec<_>>();
        assert_eq!(
            found("a{OIDC:LoginHint}b{tenant}{OAUTH-KV:campaign id}"),
            ["OIDC:LoginHint", "tenant", "OAUTH-KV:campaign id"]
        );
        assert_eq!(found("{0} {\"a\":1} {a:\"b\"} {} {:x} {a:} {open"), Vec::<&str>::new());
    }
}
