//! Texts that a policy brings itself: localised resources of the content definition, then metadata (behaviour
//! reference §11.4).

use super::Machine;
use crate::{Fault, State, UserMessage, state::Frame};
use policy::{
    Program,
    program::{Profile, Protocol, Resources},
};
use std::collections::BTreeMap;

/// The resources of a page in the language of the journey: the exact tag, then its language alone, then English.
pub(super) fn resources<'p>(program: &'p Program, state: &State, content: &str) -> Option<&'p Resources> {
    let page = program.pages.get(content)?;
    let tag = state.request.language.tag();
    let find = |wanted: &str| {
        let exact = page.resources.iter().find(|(language, _)| language.eq_ignore_ascii_case(wanted));
        let near = || {
            page.resources.iter().find(|(language, _)| {
                language.split('-').next().is_some_and(|language| language.eq_ignore_ascii_case(wanted))
            })
        };
        exact.or_else(near).and_then(|(_, id)| program.resources.get(id))
    };
    find(tag)
}

/// What a page says in the policy's own words, by string id.
pub(super) fn page_texts(
    program: &Program,
    state: &State,
    content: &str,
    profile: Option<&Profile>,
) -> BTreeMap<String, String> {
    let mut own = BTreeMap::new();
    let language = |texts: &BTreeMap<String, String>, own: &mut BTreeMap<String, String>| {
        for (key, text) in texts {
            if let Some(id) = key.strip_prefix("language.") {
                own.insert(id.to_owned(), text.clone());
            }
        }
    };
    if let Some(page) = program.pages.get(content) {
        language(&page.texts, &mut own);
    }
    if let Some(profile) = profile {
        language(&profile.messages, &mut own);
    }
    if let Some(found) = resources(program, state, content) {
        for kind in ["UxElement", "ClaimsProvider", "DisplayControl", "ErrorMessage"] {
            for (element, strings) in found.strings.get(kind).into_iter().flatten() {
                for (string, text) in strings {
                    let id = if kind == "DisplayControl" && !element.is_empty() {
                        format!("{element}.{string}")
                    } else {
                        string.clone()
                    };
                    own.insert(id, text.clone());
                }
            }
        }
    }
    own
}

impl Machine<'_> {
    /// The sentence for a fault that a person may see and mend: the page's own text for it, the metadata of the page
    /// and of the profile that failed; otherwise its string id, for which there are built-in words.
    pub(super) fn sentence(&self, fault: &Fault, failed: &str) -> String {
        let (message, otherwise) = match &fault.user {
            Some(UserMessage::Sentence(text)) => return text.clone(),
            Some(UserMessage::Id(id)) => (id.as_str(), id.as_str()),
            Some(UserMessage::Keyed { id, otherwise }) => (id.as_str(), otherwise.as_str()),
            None => return "unknown_error".to_owned(),
        };
        let page = self.state.frames.iter().rev().find_map(|frame| match frame {
            Frame::Profile { id, .. } => self.program.profiles.get(id).and_then(|profile| match &profile.protocol {
                Protocol::SelfAsserted(page) => Some((profile, page)),
                _ => None,
            }),
            Frame::Journey { .. } => None,
        });
        let own = page.and_then(|(_, page)| {
            let found = resources(self.program, &self.state, self.content_of(&page.content))?;
            found.find("ErrorMessage", "", message).or_else(|| found.find("UxElement", "", message))
        });
        let metadata = || page.and_then(|(profile, _)| profile.messages.get(message)).map(String::as_str);
        let failed = || self.program.profiles.get(failed)?.messages.get(message).map(String::as_str);
        own.or_else(metadata).or_else(failed).unwrap_or(otherwise).to_owned()
    }

    /// The content definition whose texts a page has: that of the combined page, if it stands on one.
    pub(super) fn content_of<'c>(&'c self, own: &'c str) -> &'c str {
        for pair in self.state.frames.windows(2) {
            if let [Frame::Journey { id, step, .. }, Frame::Profile { id: profile, .. }] = pair
                && super::selection::local_of(self.program, id, *step).is_some_and(|local| local.profile == *profile)
                && let Some(policy::program::Action::Select { content, .. }) =
                    self.program.journeys.get(id).and_then(|journey| journey.steps.get(*step)).map(|step| &step.action)
            {
                return content;
            }
        }
        own
    }
}
