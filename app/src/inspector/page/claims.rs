use crate::when::{local_text, utc_text};
use domain::Timestamp;
use leptos::prelude::*;
use serde_json::Value;
use token::inspect::{Description, describe, describe_header};

/// The claims: name, value, what it means.
pub(super) fn claims_table(claims: &Value, now: i64) -> AnyView {
    table("Claims", claims, |name, value| describe(name, value, now))
}

/// The header's members, likewise.
pub(super) fn header_table(header: &Value) -> AnyView {
    table("Header", header, describe_header)
}

const TIMES: [&str; 4] = ["exp", "nbf", "iat", "auth_time"];

fn table(caption: &'static str, object: &Value, explain: impl Fn(&str, &Value) -> Option<Description>) -> AnyView {
    let Some(members) = object.as_object() else {
        return ().into_any();
    };
    let rows = members
        .iter()
        .map(|(name, value)| {
            let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            let described = explain(name, value);
            let time = value.as_i64().filter(|_| TIMES.contains(&name.as_str())).map(|seconds| {
                let at = Timestamp::from_seconds(seconds);
                let utc = format!("{} UTC", utc_text(at));
                view! { <span class="claim-time" title=utc>{local_text(at)}</span> }
            });
            let (what, words) =
                described.map_or(("Defined by its issuer", None), |told| (told.what, told.value_in_words));
            view! {
                <tr>
                    <th scope="row">
                        <code>{name.clone()}</code>
                    </th>
                    <td data-label="Value">
                        <code>{text}</code>
                        {time}
                        {words.map(|words| view! { <span class="claim-words">{words}</span> })}
                    </td>
                    <td data-label="What it is">{what}</td>
                </tr>
            }
        })
        .collect::<Vec<_>>();
    view! {
        <table class="list claims">
            <caption>{caption}</caption>
            <thead>
                <tr>
                    <th scope="col">"Claim"</th>
                    <th scope="col">"Value"</th>
                    <th scope="col">"What it is"</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
    .into_any()
}
