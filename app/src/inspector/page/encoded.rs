use super::State;
use leptos::prelude::*;
use token::inspect::{Inspection, Part};

/// The token, coloured by segment; pointing at one marks its decoded part, and the other way round.
#[component]
pub(super) fn Encoded() -> impl IntoView {
    let state = expect_context::<State>();
    view! {
        <p class="encoded mono">
            {move || state.inspection.with(|read| segments(&read.text, &read.inspection, state))}
        </p>
    }
}

fn segments(text: &str, inspection: &Inspection, state: State) -> Vec<AnyView> {
    if inspection.segments.len() < 2 {
        return Vec::new();
    }
    (0_u8..)
        .zip(&inspection.segments)
        .map(|(index, segment)| {
            let piece = text.get(segment.range.clone()).unwrap_or_default().to_owned();
            view! {
                {(index > 0).then_some(".")}
                <span
                    class="segment"
                    data-part=part_name(segment.part)
                    title=part_words(segment.part)
                    data-pointed=move || (state.pointed.get() == Some(index)).to_string()
                    on:pointerenter=move |_| state.pointed.set(Some(index))
                    on:pointerleave=move |_| state.pointed.set(None)
                >
                    {piece}
                </span>
            }
            .into_any()
        })
        .collect()
}

/// For the colour.
pub(super) const fn part_name(part: Part) -> &'static str {
    match part {
        Part::Header => "header",
        Part::Payload | Part::Ciphertext | Part::Document => "payload",
        Part::Signature | Part::Tag => "signature",
        Part::EncryptedKey => "key",
        Part::InitializationVector => "vector",
        Part::Rest => "rest",
    }
}

/// For a person.
pub(super) const fn part_words(part: Part) -> &'static str {
    match part {
        Part::Header => "Header",
        Part::Payload => "Payload",
        Part::Signature => "Signature",
        Part::EncryptedKey => "Encrypted key",
        Part::InitializationVector => "Initialization vector",
        Part::Ciphertext => "Ciphertext",
        Part::Tag => "Authentication tag",
        Part::Document => "JSON",
        Part::Rest => "Other text",
    }
}
