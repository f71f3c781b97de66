use super::erase::{part, pointer};
use super::state::{Pointed, State, t};
use leptos::prelude::*;
use token::inspect::spans::{encoded_span, member_spans};
use token::inspect::{Inspection, Kind, Part, Segment};

/// The token, coloured by segment; pointing at a claim marks its characters, and the other way round.
#[component]
pub(super) fn Encoded() -> impl IntoView {
    let state = expect_context::<State>();
    view! {
        <p class="encoded mono" translate="no">
            {part(move || state.read.with(|read| segments(&read.text, &read.inspection, state)).into_any())}
        </p>
    }
}

/// Longer tokens are not split into claims: every claim is an element.
const MOST_MEMBERS: usize = 200;

fn segments(text: &str, inspection: &Inspection, state: State) -> Vec<AnyView> {
    if inspection.segments.len() < 2 || inspection.kind == Kind::JsonToken {
        return Vec::new();
    }
    (0_u8..)
        .zip(&inspection.segments)
        .map(|(index, segment)| {
            let piece = text.get(segment.range.clone()).unwrap_or_default();
            let before = match segment.part {
                _ if index == 0 => None,
                Part::Disclosure | Part::KeyBinding => Some("~"),
                _ => Some("."),
            };
            let kind = segment.part;
            view! {
                {before}
                <span
                    class="segment"
                    data-part=part_name(kind)
                    title=t(part_words(kind))
                    data-pointed=state.is_pointed(Pointed::Part(index))
                    on:pointerenter=pointer(move || state.pointed.set(Some(Pointed::Part(index))))
                    on:pointerleave=pointer(move || state.pointed.set(None))
                >
                    {pieces(index, piece, segment, state)}
                </span>
            }
            .into_any()
        })
        .collect()
}

/// The characters of each claim for themselves.
fn pieces(index: u8, text: &str, segment: &Segment, state: State) -> AnyView {
    let is_split = matches!(segment.part, Part::Header | Part::Payload) && segment.problem.is_none();
    let spans = if is_split { member_spans(&segment.octets) } else { Vec::new() };
    if spans.is_empty() || spans.len() > MOST_MEMBERS || !text.is_ascii() {
        return text.to_owned().into_any();
    }
    let mut views = Vec::with_capacity(2 * spans.len() + 1);
    let mut at = 0;
    for (name, octets) in spans {
        let range = encoded_span(&octets);
        let (start, end) = (range.start.max(at).min(text.len()), range.end.min(text.len()).max(at));
        views.push(text[at..start].to_owned().into_any());
        let (here, entered) = (Pointed::Claim(index, name.clone()), Pointed::Claim(index, name.clone()));
        views.push(
            view! {
                <span
                    class="claim-bytes"
                    title=name
                    data-pointed=state.is_pointed(here)
                    on:pointerenter=pointer(move || state.pointed.set(Some(entered.clone())))
                >
                    {text[start..end].to_owned()}
                </span>
            }
            .into_any(),
        );
        at = end;
    }
    views.push(text[at..].to_owned().into_any());
    views.into_any()
}

/// For the colour.
pub(super) const fn part_name(part: Part) -> &'static str {
    match part {
        Part::Header => "header",
        Part::Payload | Part::Ciphertext | Part::Document => "payload",
        Part::Signature | Part::Tag => "signature",
        Part::EncryptedKey | Part::Disclosure => "key",
        Part::InitializationVector | Part::KeyBinding => "vector",
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
        Part::Disclosure => "Disclosure",
        Part::KeyBinding => "Proof of the holder's key",
        Part::Document => "JSON",
        Part::Rest => "Other text",
    }
}
