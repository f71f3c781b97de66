//! Checks as rows: expected, found, verdict.

use super::{Glyph, Icon, prose};
use leptos::prelude::*;

/// How a check came out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    Passed,
    /// It may be right; somebody should look.
    Unsure,
    Failed,
    /// There was nothing to check.
    Nothing,
}

impl Verdict {
    /// Whether somebody should look.
    pub(crate) const fn is_open(self) -> bool {
        matches!(self, Self::Failed | Self::Unsure)
    }

    const fn words(self) -> (&'static str, Icon, &'static str) {
        match self {
            Self::Passed => ("success", Icon::Check, "Passed"),
            Self::Unsure => ("warning", Icon::Warning, "Look at this"),
            Self::Failed => ("danger", Icon::Cross, "Failed"),
            Self::Nothing => ("quiet", Icon::Info, "Nothing to check"),
        }
    }
}

/// A check.
#[derive(Debug, Clone)]
pub(crate) struct CheckLine {
    /// What was looked at.
    pub(crate) name: String,
    /// The clause that asks for it, if any.
    pub(crate) clause: String,
    /// What would have been right.
    pub(crate) expected: String,
    /// What was there.
    pub(crate) found: String,
    /// What to do; empty when nothing is.
    pub(crate) remedy: String,
    pub(crate) verdict: Verdict,
}

/// The table of some checks.
pub(crate) fn checks_view(lines: Vec<CheckLine>) -> AnyView {
    if lines.is_empty() {
        return ().into_any();
    }
    let rows = lines.into_iter().map(line_view).collect::<Vec<_>>();
    view! {
        <table class="list checks">
            <thead>
                <tr>
                    <th scope="col">"Check"</th>
                    <th scope="col">"Expected"</th>
                    <th scope="col">"Found"</th>
                    <th scope="col">"Verdict"</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
    .into_any()
}

fn line_view(line: CheckLine) -> AnyView {
    let (tone, icon, word) = line.verdict.words();
    let remedy = (!line.remedy.is_empty()).then(|| view! { <p class="remedy">{prose(&line.remedy)}</p> });
    view! {
        <tr data-tone=tone>
            <th scope="row">
                {line.name} <span class="clause">{line.clause}</span>
            </th>
            <td data-label="Expected">
                <code>{line.expected}</code>
            </td>
            <td data-label="Found">
                <code>{line.found}</code>
                {remedy}
            </td>
            <td data-label="Verdict">
                <span class="status" data-tone=tone>
                    <Glyph icon=icon/>
                    {word}
                </span>
            </td>
        </tr>
    }
    .into_any()
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    #[test]
    fn a_verdict_is_said_in_a_word_and_the_remedy_stands_beside_what_was_found() {
        let line = CheckLine {
            name: "Issuer".to_owned(),
            clause: String::new(),
            expected: "<https>".to_owned(),
            found: "nothing".to_owned(),
            remedy: "Ask for `iss`.".to_owned(),
            verdict: Verdict::Failed,
        };
        let html = checks_view(vec![line]).to_html().replace("<!>", "");
        assert!(html.contains("Failed") && html.contains("&lt;https&gt;"), "{html}");
        assert!(html.contains("<p class=\"remedy\">Ask for <code>iss</code>"), "{html}");
    }
}
