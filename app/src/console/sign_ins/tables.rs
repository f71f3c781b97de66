use crate::ui::{CheckLine, Verdict, checks_view};
use domain::{Check, check::Outcome};
use journey::recording::{Parameter, Shown};
use leptos::prelude::*;
use std::collections::BTreeMap;

/// Parameters of a request, secret ones as marks.
pub(super) fn parameters_view(parameters: Vec<Parameter>) -> AnyView {
    if parameters.is_empty() {
        return ().into_any();
    }
    let rows = parameters
        .into_iter()
        .map(|parameter| {
            let value = match parameter.value {
                Shown::Plain(text) => view! { <code>{text}</code> }.into_any(),
                Shown::Redacted { length } => {
                    view! { <span class="redacted" title="Secret: never recorded">{format!("•••, {length} bytes")}</span> }.into_any()
                }
            };
            view! {
                <tr>
                    <th scope="row">
                        <code>{parameter.name}</code>
                    </th>
                    <td>{value}</td>
                </tr>
            }
        })
        .collect::<Vec<_>>();
    view! {
        <table class="pairs">
            <caption>"Parameters"</caption>
            <tbody>{rows}</tbody>
        </table>
    }
    .into_any()
}

/// Claims with their values.
pub(super) fn claims_view(caption: &'static str, claims: BTreeMap<String, serde_json::Value>) -> AnyView {
    if claims.is_empty() {
        return ().into_any();
    }
    let rows = claims
        .into_iter()
        .map(|(name, value)| {
            let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            view! {
                <tr>
                    <th scope="row">
                        <code>{name}</code>
                    </th>
                    <td>
                        <code>{text}</code>
                    </td>
                </tr>
            }
        })
        .collect::<Vec<_>>();
    view! {
        <table class="pairs">
            <caption>{caption}</caption>
            <tbody>{rows}</tbody>
        </table>
    }
    .into_any()
}

/// Checks of a token or a request.
pub(super) fn check_lines(checks: Vec<Check>) -> AnyView {
    let lines = checks.into_iter().map(|check| CheckLine {
        name: check.name.into_owned(),
        clause: check.clause.into_owned(),
        expected: check.expected,
        found: check.found,
        remedy: String::new(),
        verdict: match check.outcome {
            Outcome::Pass => Verdict::Passed,
            Outcome::Fail => Verdict::Failed,
            Outcome::Skipped => Verdict::Nothing,
        },
    });
    checks_view(lines.collect())
}

/// A body of an answer, as far as it may be seen.
pub(super) fn json_view(caption: &'static str, value: &serde_json::Value) -> AnyView {
    let text = serde_json::to_string_pretty(value).unwrap_or_default();
    view! {
        <p class="caption">{caption}</p>
        <pre>{text}</pre>
    }
    .into_any()
}

/// One line of text under a name.
pub(super) fn fact_view(name: &'static str, value: Option<String>) -> AnyView {
    value
        .map(|value| {
            view! {
                <p class="fact">
                    <span class="quiet">{name} ": "</span>
                    <code>{value}</code>
                </p>
            }
        })
        .into_any()
}
