use super::{
    erase::{pointer, text},
    state::{Pointed, State, t},
    time,
};
use crate::when::utc_text;
use domain::Timestamp;
use leptos::prelude::*;
use serde_json::Value;
use token::inspect::{Description, describe, describe_header};

/// The claims: name, value, what it means, who defines it.
pub(super) fn claims_table(claims: &Value, part: u8, state: State) -> AnyView {
    table("Claims", claims, part, state, describe)
}

/// The header's members, likewise.
pub(super) fn header_table(header: &Value, state: State) -> AnyView {
    table("Header", header, 0, state, describe_header)
}

fn table(
    caption: &'static str,
    object: &Value,
    part: u8,
    state: State,
    explain: impl Fn(&str, &Value) -> Option<Description>,
) -> AnyView {
    let Some(members) = object.as_object() else {
        return ().into_any();
    };
    let rows = members
        .iter()
        .map(|(name, value)| {
            let written = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            let described = explain(name, value);
            let time = described.as_ref().and_then(|described| described.time).map(|seconds| when(seconds, state));
            let words = described.as_ref().map(|described| {
                described.words.iter().map(|words| state.phrase(words)).collect::<Vec<_>>().join(", ")
            });
            let (what, by) = described.map_or(
                ("Nobody's standard: ask whoever issues the token", None),
                |described| (described.what, Some(described.defined_by)),
            );
            let (here, entered) = (Pointed::Claim(part, name.clone()), Pointed::Claim(part, name.clone()));
            view! {
                <tr
                    data-pointed=state.is_pointed(here)
                    on:pointerenter=pointer(move || state.pointed.set(Some(entered.clone())))
                    on:pointerleave=pointer(move || state.pointed.set(None))
                >
                    <th scope="row">
                        <code>{name.clone()}</code>
                    </th>
                    <td data-label=t("Value")>
                        <code>{written}</code>
                        {time}
                        {words.filter(|words| !words.is_empty()).map(|words| view! { <span class="claim-words">{words}</span> })}
                    </td>
                    <td data-label=t("What it is")>
                        {state.say(what)} {by.map(|by| view! { <span class="claim-by">{by}</span> })}
                    </td>
                </tr>
            }
        })
        .collect::<Vec<_>>();
    view! {
        <table class="list claims">
            <caption>{t(caption)}</caption>
            <thead>
                <tr>
                    <th scope="col">{t("Claim")}</th>
                    <th scope="col">{t("Value")}</th>
                    <th scope="col">{t("What it is")}</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
    .into_any()
}

/// A time: local, UTC, and how far it is.
fn when(seconds: i64, state: State) -> AnyView {
    let at = Timestamp::from_seconds(seconds);
    let language = state.language.get();
    view! {
        <span class="claim-time">{time::local(language, seconds)}</span>
        <span class="claim-time">{format!("{} UTC", utc_text(at))}</span>
        <span class="claim-words">{text(move || time::distance(language, seconds, state.moment()))}</span>
    }
    .into_any()
}

/// JSON, indented, each member at the top for itself so that it can be pointed at.
pub(super) fn pretty(value: &Value, part: u8, state: State) -> AnyView {
    let Some(members) = value.as_object().filter(|members| !members.is_empty()) else {
        return serde_json::to_string_pretty(value).unwrap_or_default().into_any();
    };
    let last = members.len() - 1;
    let lines = members
        .iter()
        .enumerate()
        .map(|(index, (name, value))| {
            let written = serde_json::to_string_pretty(value).unwrap_or_default().replace('\n', "\n  ");
            let comma = if index == last { "" } else { "," };
            let line = format!("  {}: {written}{comma}\n", Value::from(name.as_str()));
            let (here, entered) = (Pointed::Claim(part, name.clone()), Pointed::Claim(part, name.clone()));
            view! {
                <span
                    class="member"
                    data-pointed=state.is_pointed(here)
                    on:pointerenter=pointer(move || state.pointed.set(Some(entered.clone())))
                >
                    {line}
                </span>
            }
        })
        .collect::<Vec<_>>();
    view! {
        "{\n"
        {lines}
        "}"
    }
    .into_any()
}
