//! Where each claim of the token came from.

use super::hop::hop_id;
use crate::ui::Section;
use journey::recording::{Origin, OriginSource};
use leptos::prelude::*;

/// The table; nothing while no token was issued.
pub(super) fn origins_view(origins: Vec<Origin>) -> AnyView {
    if origins.is_empty() {
        return ().into_any();
    }
    let rows = origins
        .into_iter()
        .map(|origin| {
            let place = origin.entry.map(|at| {
                view! {
                    " "
                    <a href=format!("#{}", hop_id(at))>"See the line"</a>
                }
            });
            let name = origin.claim.clone();
            view! {
                <tr data-claim=name>
                    <th scope="row">
                        <code>{origin.claim}</code>
                    </th>
                    <td>{words(&origin.source)} {place}</td>
                </tr>
            }
        })
        .collect::<Vec<_>>();
    view! {
        <Section title="Where the claims came from" sentence="For each claim of the ID token, the step that set it last, and what that step had it from.">
            <table class="pairs origins">
                <tbody>{rows}</tbody>
            </table>
        </Section>
    }
    .into_any()
}

fn words(source: &OriginSource) -> String {
    match source {
        OriginSource::Protocol => "Passerelle, as the protocol asks".to_owned(),
        OriginSource::Request => "The application's request".to_owned(),
        OriginSource::Policy => "The policy itself: its relying party names a constant or the subject".to_owned(),
        OriginSource::Step { by, as_claim, received } => {
            let what = as_claim.as_ref().map(|claim| format!(" as {claim}")).unwrap_or_default();
            match received {
                Some((subject, name)) => format!("{name} of the {subject}, taken over by {by}{what}"),
                None => format!("Set by {by}{what}"),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_source_is_said_in_one_sentence() {
        let step = |as_claim: Option<&str>, received: Option<(&str, &str)>| {
            words(&OriginSource::Step {
                by: "Mobile ID".to_owned(),
                as_claim: as_claim.map(str::to_owned),
                received: received.map(|(subject, name)| (subject.to_owned(), name.to_owned())),
            })
        };
        assert_eq!(step(None, None), "Set by Mobile ID");
        assert_eq!(
            step(Some("givenName"), Some(("ID token from Mobile ID", "given_name"))),
            "given_name of the ID token from Mobile ID, taken over by Mobile ID as givenName"
        );
    }
}
