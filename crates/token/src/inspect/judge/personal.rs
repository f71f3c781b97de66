//! Personal data where they need not be.

use super::{Finding, Severity};
use crate::Members;
use crate::inspect::dictionary;
use crate::inspect::recognise::What;
use crate::phrase::Phrase;

/// Identifiers of a person that say nothing more about them.
const BARE: [&str; 4] = ["sub", "oid", "objectId", "puid"];

pub(super) fn judge(members: &Members, what: What, findings: &mut Vec<Finding>) {
    let personal: Vec<&str> = members
        .keys()
        .map(String::as_str)
        .filter(|name| !BARE.contains(name) && dictionary::find(name).is_some_and(|entry| entry.personal))
        .collect();
    if members.contains_key("idp_access_token") {
        findings.push(Finding::new(
            Severity::Warning,
            "token_in_token",
            "It carries another token: whoever reads this one can use that one at the identity provider.",
            "RFC 9068 §6",
            "Pass it on only to an application that calls the provider, and never to a browser.",
        ));
    }
    if !personal.is_empty() && matches!(what, What::AccessToken | What::ClientAssertion | What::DpopProof) {
        findings.push(Finding::new(
            Severity::Warning,
            "personal",
            Phrase::with(
                "It carries personal data that an API may not need, and that end in its logs: {0}.",
                [&personal.join(", ")],
            ),
            "RFC 9068 §6",
            "Leave them out of the access token; an API that needs them asks the userinfo endpoint.",
        ));
    } else if !personal.is_empty() {
        findings.push(Finding::new(
            Severity::Hint,
            "personal",
            Phrase::with("It carries personal data: {0}.", [&personal.join(", ")]),
            "OpenID Connect Core §17",
            "Use the redacted copy for a bug report.",
        ));
    }
}
