use super::*;
use crate::schema::model::{
    self,
    kind::{Content, Kind},
    values::Value,
};
use std::collections::{BTreeMap, BTreeSet};

/// An element in another one, and one of its enumerations.
type Enumeration = (&'static str, &'static str, Option<&'static str>, &'static [&'static str]);

#[derive(Default)]
struct Language {
    elements: BTreeSet<(&'static str, &'static str)>,
    attributes: BTreeSet<(&'static str, &'static str)>,
    enumerations: Vec<Enumeration>,
}

impl Language {
    fn read() -> Self {
        let mut language = Self::default();
        language.walk("", model::ROOT_NAME, model::root());
        language
    }

    fn walk(&mut self, parent: &'static str, name: &'static str, kind: &'static Kind) {
        self.elements.insert((parent, name));
        if let Content::Text(Value::OneOf(words)) = kind.content {
            self.enumerations.push((parent, name, None, words));
        }
        for attribute in kind.attributes {
            self.attributes.insert((name, attribute.name));
            if let Value::OneOf(words) = attribute.value {
                self.enumerations.push((parent, name, Some(attribute.name), words));
            }
        }
        for child in kind.children() {
            self.walk(name, child.name, child.kind);
        }
    }
}

#[test]
fn every_element_of_the_schema_has_a_row_and_every_row_is_of_the_schema() {
    let language = Language::read();
    for (parent, name) in &language.elements {
        assert!(element(parent, name).is_some(), "{parent}/{name} has no row");
    }
    let mut seen = BTreeSet::new();
    for row in ELEMENTS.iter().flat_map(|section| section.rows) {
        assert!(seen.insert(row.name), "{} has two rows", row.name);
        let exists = match row.name.split_once('/') {
            Some((element, attribute)) if attribute.starts_with('@') => {
                language.attributes.contains(&(element, &attribute[1..]))
            }
            Some(pair) => language.elements.contains(&pair),
            None => language.elements.iter().any(|(_, name)| *name == row.name),
        };
        assert!(exists, "{} is not of the schema", row.name);
    }
}

#[test]
fn every_word_of_every_enumeration_has_a_row() {
    for (parent, name, attribute, words) in Language::read().enumerations {
        let place = format!("{parent}/{name}/{}", attribute.unwrap_or_default());
        let values = Values::at(parent, name, attribute).unwrap_or_else(|| panic!("{place} has no words"));
        let known: BTreeSet<_> = values.rows.iter().map(|row| row.name).collect();
        assert_eq!(known.len(), values.rows.len(), "{place}");
        assert_eq!(known, words.iter().copied().collect(), "{place}");
    }
}

#[test]
fn every_kind_of_profile_has_one_row_and_its_metadata() {
    let kinds: BTreeSet<_> = KINDS.iter().map(|(kind, _)| *kind).collect();
    assert_eq!(kinds.len(), KINDS.len());
    let mut listed = BTreeMap::new();
    for keys in METADATA {
        let names: BTreeSet<_> = keys.rows.iter().map(|row| row.name).collect();
        assert_eq!(names.len(), keys.rows.len(), "{:?}", keys.kinds);
        for kind in keys.kinds {
            *listed.entry(*kind).or_insert(0) += 1;
        }
    }
    assert_eq!(listed.keys().copied().collect::<BTreeSet<_>>(), kinds);
    assert!(listed.values().all(|count| *count == 1));
}

#[test]
fn what_a_refused_profile_has_does_not_run() {
    for (kind, row) in KINDS {
        if matches!(row.support, Support::Refused { .. }) {
            let rows = MetadataKeys::of(*kind);
            assert!(rows.iter().all(|row| matches!(row.support, Support::Refused { .. })), "{kind:?}");
        }
    }
}

#[test]
fn refusals_are_of_tier_three_and_reasons_are_sentences() {
    let values = VALUES.iter().flat_map(|values| values.rows);
    let elements = ELEMENTS.iter().flat_map(|section| section.rows);
    let metadata = METADATA.iter().flat_map(|keys| keys.rows).chain(COMMON).chain(RELYING_PARTY);
    let kinds = KINDS.iter().map(|(_, row)| row);
    for row in values.chain(elements).chain(metadata).chain(kinds).chain(METHODS).chain(RESOLVERS) {
        assert!((1..=3).contains(&row.tier), "{}", row.name);
        if let Support::Refused { reason } | Support::WithoutEffect { reason, .. } = row.support {
            assert!(reason.ends_with('.') && reason.len() > 10, "{}: {reason}", row.name);
        }
    }
}

#[test]
fn names_of_methods_and_resolvers_are_unique_and_compare_without_case() {
    for rows in [METHODS, RESOLVERS] {
        let names: BTreeSet<_> = rows.iter().map(|row| row.name.to_ascii_lowercase()).collect();
        assert_eq!(names.len(), rows.len());
    }
    assert_eq!(find(METHODS, "setClaimsIfRegexMatch").unwrap().name, "SetClaimsIfRegexMatch");
    assert_eq!(resolver("oidc:userName").unwrap().name, "OIDC:Username");
    assert_eq!(resolver("oauth-kv:campaign").unwrap().name, "OAUTH-KV:*");
    assert_eq!(resolver("OAUTH-KV:"), None);
    assert_eq!(resolver("Google:clientId"), None);
}

#[test]
fn a_handler_is_known_by_its_name_without_its_assembly() {
    let full = "Web.TPEngine.Providers.AzureActiveDirectoryProvider, Web.TPEngine, Version=1.0.0.0, Culture=neutral, \
                PublicKeyToken=null";
    for (handler, expected) in [
        (full, Some(ProfileKind::Directory)),
        ("Web.TPEngine.SSO.NoopSSOSessionProvider, Web.TPEngine", Some(ProfileKind::NoopSession)),
        ("Web.TPEngine.Providers.Insights.AzureApplicationInsightsProvider", Some(ProfileKind::Insights)),
        ("Microsoft.Cpim.DataContract.PhoneFactorProtocolProvider", Some(ProfileKind::PhoneFactor)),
        ("web.tpengine.providers.restfulprovider", Some(ProfileKind::Rest)),
        ("Contoso.SmsProvider, Contoso", None),
        ("OpenIdConnect", None),
        ("None", None),
        ("", None),
    ] {
        assert_eq!(ProfileKind::of_handler(handler), expected, "{handler}");
    }
}

#[test]
fn the_kind_of_a_profile_follows_from_protocol_handler_and_formats() {
    let openid = Facts { protocol: Some("OpenIdConnect"), ..Facts::default() };
    let none = Facts { protocol: Some("None"), ..Facts::default() };
    for (facts, expected) in [
        (openid, Ok(ProfileKind::OpenIdConnect)),
        (Facts { password_grant: true, ..openid }, Ok(ProfileKind::LocalSignIn)),
        (Facts { output_format: Some("JWT"), ..openid }, Ok(ProfileKind::JwtIssuer)),
        (Facts { output_format: Some("JWT"), ..none }, Ok(ProfileKind::JwtIssuer)),
        (Facts { output_format: Some("OAuth2Error"), ..none }, Ok(ProfileKind::OAuth2Error)),
        (Facts { output_format: Some("JSON"), ..none }, Ok(ProfileKind::UserInfo)),
        (Facts { input_format: Some("JWT"), ..none }, Ok(ProfileKind::UserInfo)),
        (Facts { output_format: Some("SAML2"), protocol: Some("SAML2"), ..none }, Ok(ProfileKind::Saml2Issuer)),
        (Facts { output_format: Some("SAML11"), ..none }, Ok(ProfileKind::Saml11Issuer)),
        (Facts { protocol: Some("SAML2"), ..none }, Ok(ProfileKind::Saml2)),
        (Facts { protocol: Some("OAuth2"), ..none }, Ok(ProfileKind::OAuth2)),
        (Facts { protocol: Some("OAuth1"), ..none }, Ok(ProfileKind::OAuth1)),
        (Facts { protocol: Some("WsFed"), ..none }, Ok(ProfileKind::WsFed)),
        (Facts { checks_a_token: true, ..none }, Ok(ProfileKind::IdTokenHint)),
        (none, Ok(ProfileKind::Nothing)),
        (Facts::default(), Ok(ProfileKind::Nothing)),
        (Facts { protocol: Some("UProve11"), ..none }, Err("UProve11")),
        (Facts { protocol: Some("Proprietary"), handler: Some("X.YProvider"), ..none }, Err("X.YProvider")),
        (Facts { protocol: Some("Proprietary"), handler: Some("A.RestfulProvider"), ..none }, Ok(ProfileKind::Rest)),
    ] {
        assert_eq!(ProfileKind::of(&facts), expected, "{facts:?}");
    }
}

#[test]
fn metadata_is_that_of_its_kind_or_of_every_kind() {
    let name = |kind, key| MetadataKeys::find(kind, key).map(|row| row.name);
    assert_eq!(name(ProfileKind::Directory, "Operation"), Some("Operation"));
    assert_eq!(name(ProfileKind::Directory, "operation"), None);
    assert_eq!(name(ProfileKind::Directory, "ServiceUrl"), None);
    assert_eq!(name(ProfileKind::SelfAsserted, "language.button_continue"), Some("language.*"));
    assert_eq!(name(ProfileKind::Rest, "UserMessageIfClaimsTransformationStringsAreNotEqual"), Some("UserMessageIf*"));
    assert_eq!(name(ProfileKind::Rest, "language."), None);
}
