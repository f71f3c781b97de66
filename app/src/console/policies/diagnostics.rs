use crate::ui::{Glyph, Icon, prose};
use leptos::prelude::*;
use policy::{Diagnostic, Severity};

/// So many are drawn; whoever has more corrects these first.
const SHOWN: usize = 200;

/// What is said about files: errors open, the rest folded.
pub(super) fn diagnostics_view(diagnostics: Vec<Diagnostic>) -> AnyView {
    let (errors, rest): (Vec<_>, Vec<_>) =
        diagnostics.into_iter().partition(|diagnostic| diagnostic.severity == Severity::Error);
    let open = errors.is_empty();
    let title = count(rest.len(), "warning or note", "warnings and notes");
    view! {
        {list_view(errors)}
        {(!rest.is_empty()).then(|| view! {
            <details class="fold" open=open>
                <summary>{title}</summary>
                {list_view(rest)}
            </details>
        })}
    }
    .into_any()
}

/// `1 error`, `2 errors`.
pub(super) fn count(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

fn list_view(diagnostics: Vec<Diagnostic>) -> AnyView {
    if diagnostics.is_empty() {
        return ().into_any();
    }
    let more = diagnostics.len().saturating_sub(SHOWN);
    let lines = diagnostics.into_iter().take(SHOWN).map(line_view).collect::<Vec<_>>();
    view! {
        <ul class="diagnostics">{lines}</ul>
        {(more > 0).then(|| view! { <p class="quiet">{format!("And {more} more. Correct these first.")}</p> })}
    }
    .into_any()
}

fn line_view(diagnostic: Diagnostic) -> AnyView {
    let (tone, icon, word) = match diagnostic.severity {
        Severity::Error => ("danger", Icon::Cross, "Error"),
        Severity::Warning => ("warning", Icon::Warning, "Warning"),
        Severity::Note => ("info", Icon::Info, "Note"),
    };
    view! {
        <li>
            <p class="diagnostic-head">
                <span class="status" data-tone=tone>
                    <Glyph icon=icon/>
                    {word}
                </span>
                <code>{diagnostic.origin.to_string()}</code>
                <code class="quiet">{diagnostic.code}</code>
            </p>
            <p>{prose(&diagnostic.message)}</p>
            <p class="quiet">{prose(&diagnostic.help)}</p>
        </li>
    }
    .into_any()
}
