//! Texts that a policy brings itself: localised resources of the content definition, then metadata (behaviour
//! reference §11.4).

use super::{Input, Machine, form};
use crate::{
    Fault, State, UserMessage,
    state::{Frame, ProfilePhase},
};
use domain::language::Language;
use policy::{
    Program,
    program::{Profile, Protocol, Resources, primary},
};
use std::collections::BTreeMap;

/// The language of a journey, and its tag: `ui_locales`, then the browser's, then the policy's default (behaviour
/// reference §11.4), among those that the policy supports. A language that has no built-in words gets English ones where
/// the policy has none of its own.
pub(super) fn language(program: &Program, input: &Input) -> (Language, String) {
    let asked = input.parameters.iter().filter(|(name, _)| name == "ui_locales");
    let asked = asked.flat_map(|(_, tags)| tags.split_whitespace()).take(20);
    let browser = input.language.tag();
    if let Some(chosen) = program.languages.choose(asked.clone().chain([browser])) {
        return (Language::find(chosen).unwrap_or_default(), chosen.to_owned());
    }
    let region = asked.into_iter().find(|tag| Language::find(tag) == Some(input.language));
    (input.language, region.unwrap_or(browser).to_owned())
}

/// The resources of a page in the language of the journey: the exact tag, then its language alone, then the default
/// language of the policy.
pub(super) fn resources<'p>(program: &'p Program, state: &State, content: &str) -> Option<&'p Resources> {
    let page = program.pages.get(content)?;
    let find = |wanted: &str| {
        let exact = page.resources.iter().find(|(language, _)| language.eq_ignore_ascii_case(wanted));
        let near =
            || page.resources.iter().find(|(language, _)| primary(language).eq_ignore_ascii_case(primary(wanted)));
        exact.or_else(near).and_then(|(_, id)| program.resources.get(id))
    };
    find(&state.request.locale).or_else(|| find(program.languages.default.as_deref()?))
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

/// What older policies call a message of a one-time password (behaviour reference §10.4), spelt as they do.
fn older_name(message: &str) -> Option<&'static str> {
    Some(match message {
        "UserMessageIfInvalidCode" => "UserMessage.InvalidCode",
        "UserMessageIfMaxRetryAttempted" => "UserMessage.MaxRetryAttemped",
        "UserMessageIfSessionDoesNotExist" => "UserMessage.VerificationHasExpired",
        "ver_fail_server" => "UserMessage.ServerError",
        _ => return None,
    })
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
        let found = page.and_then(|(_, page)| resources(self.program, &self.state, self.content_of(&page.content)));
        // The string id, or the name that older policies have for it.
        let names = || [Some(message), older_name(message)].into_iter().flatten();
        let own = names().find_map(|name| {
            let found = found?;
            found.find("ErrorMessage", "", name).or_else(|| found.find("UxElement", "", name))
        });
        let says = |profile: &'_ Profile| names().find_map(|name| profile.messages.get(name).cloned());
        let own = own.map(str::to_owned).or_else(|| page.and_then(|(profile, _)| says(profile)));
        let own = own.or_else(|| says(self.program.profiles.get(failed)?));
        // A display control says in its own words that its action failed.
        let control = || {
            let (position, _) = form::page_below(&self.state.frames)?;
            let Some(Frame::Profile { phase: ProfilePhase::Acting { control, verify, .. }, .. }) =
                self.state.frames.get(position)
            else {
                return None;
            };
            let id = if *verify { "failure_verify_code_msg" } else { "failure_send_code_msg" };
            found?.find("DisplayControl", control, id).map(str::to_owned)
        };
        // A profile may have one sentence for all that goes wrong.
        let any = || self.program.profiles.get(failed)?.messages.get("DefaultMessage").cloned();
        own.or_else(control).or_else(any).unwrap_or_else(|| otherwise.to_owned())
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
