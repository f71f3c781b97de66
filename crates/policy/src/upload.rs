//! What an upload to a tenant asks of a file beside the language.

use crate::{
    Diagnostic, PolicyFile,
    schema::open_settings,
    xml::{Document, Element, Node, Span},
};
use std::collections::BTreeSet;

/// What stands open in a file or is another tenant's: a folder of files may have it, a tenant's policy may not.
pub fn unready(file: &PolicyFile, tenant: &str) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let written = file.policy.tenant.trim();
    if !written.eq_ignore_ascii_case(tenant) {
        found.push(Diagnostic::error(
            "other-tenant",
            &file.policy.tenant.origin,
            format!("The policy is of the tenant {written}, not of {tenant}."),
            format!("Write TenantId=\"{tenant}\", or load it into the other tenant."),
        ));
    }
    let mut search = Search { document: &file.document, known: BTreeSet::new(), found };
    search.element(&file.document.root);
    search.found
}

/// A file whose policy is there already, when nothing may be overwritten.
pub fn exists(file: &PolicyFile) -> Diagnostic {
    Diagnostic::error(
        "policy-exists",
        &file.policy.id.origin,
        format!("The tenant has a policy {} already.", file.policy.id),
        "Say that it is to be overwritten, or write another PolicyId.",
    )
}

/// A file whose policy is in another file of the same upload too.
pub fn twice(file: &PolicyFile) -> Diagnostic {
    Diagnostic::error(
        "duplicate-policy",
        &file.policy.id.origin,
        format!("Another file of this upload holds the policy {} too.", file.policy.id),
        "Take out one of the files, or give one another PolicyId.",
    )
}

/// Looks for settings that were not filled.
struct Search<'a> {
    document: &'a Document,
    /// Each is told once.
    known: BTreeSet<String>,
    found: Vec<Diagnostic>,
}

impl Search<'_> {
    /// Recursion no deeper than what may be read.
    fn element(&mut self, element: &Element) {
        for attribute in &element.attributes {
            self.text(&attribute.value, attribute.value_span);
        }
        for node in &element.children {
            match node {
                Node::Element(element) => self.element(element),
                Node::Text(text, span) => self.text(text, *span),
                _ => {}
            }
        }
    }

    fn text(&mut self, text: &str, span: Span) {
        for setting in open_settings(text) {
            if self.known.insert(setting.to_ascii_lowercase()) {
                self.found.push(Diagnostic::error(
                    "unfilled-setting",
                    &self.document.origin(span.start),
                    format!("The setting {setting} is not filled."),
                    "Fill the settings before the upload, as the editor's build does.",
                ));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::set::Options;

    fn file(xml: &str) -> PolicyFile {
        PolicyFile::read("a.xml", xml.as_bytes(), &Options::default()).unwrap()
    }

    fn told(xml: &str) -> Vec<String> {
        unready(&file(xml), "contoso.onmicrosoft.com").iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_policy_of_this_tenant_is_ready() {
        assert!(told(r#"<TrustFrameworkPolicy TenantId="Contoso.onmicrosoft.com" PolicyId="B2C_1A_x" />"#).is_empty());
    }

    #[test]
    fn a_policy_of_another_tenant_or_of_a_placeholder_is_not() {
        for tenant in ["fabrikam.onmicrosoft.com", "yourtenant.onmicrosoft.com", "", "contoso"] {
            let found = told(&format!(r#"<TrustFrameworkPolicy TenantId="{tenant}" PolicyId="B2C_1A_x" />"#));
            assert!(found.len() == 1 && found[0].starts_with("a.xml:1:"), "{found:?}");
            assert!(found[0].contains("error[other-tenant]"), "{found:?}");
        }
    }

    #[test]
    fn an_open_setting_is_told_once_where_it_stands_and_a_comment_asks_for_nothing() {
        let found = told(
            r#"<TrustFrameworkPolicy TenantId="contoso.onmicrosoft.com" PolicyId="B2C_1A_x">
<!-- {Settings:Comment} -->
<BuildingBlocks><ClaimsSchema><ClaimType Id="a"><DisplayName>{Settings:One} {settings:one}</DisplayName></ClaimType>
<ClaimType Id="{Settings:Two}"/></ClaimsSchema></BuildingBlocks></TrustFrameworkPolicy>"#,
        );
        assert_eq!(found.len(), 2, "{found:?}");
        assert!(found[0].starts_with("a.xml:3:") && found[0].contains("error[unfilled-setting]"), "{found:?}");
        assert!(found[1].starts_with("a.xml:4:") && found[1].contains("Two"), "{found:?}");
    }
}
