//! Fields for values that are not texts.

use super::{Bound, SelectField, TextField};
use leptos::prelude::*;

/// The choices of an enumeration: how it stands in the form, what a person reads, and the value.
pub(crate) type Choices<T> = &'static [(&'static str, &'static str, T)];

/// One value of an enumeration.
pub(crate) fn choice_field<T: Copy + PartialEq + Send + Sync + 'static>(
    name: &'static str,
    label: &'static str,
    choices: Choices<T>,
    bound: Bound<T>,
    help: &'static str,
) -> AnyView {
    let text = Bound {
        value: Signal::derive(move || {
            let now = bound.value.get();
            choices.iter().find(|(.., value)| *value == now).map(|(key, ..)| (*key).to_owned()).unwrap_or_default()
        }),
        set: Callback::new(move |key: String| {
            if let Some((.., value)) = choices.iter().find(|(known, ..)| *known == key) {
                bound.set.run(*value);
            }
        }),
    };
    let options = choices.iter().map(|(key, text, _)| ((*key).to_owned(), (*text).to_owned())).collect::<Vec<_>>();
    select_field(name, label, text, options, help)
}

fn select_field(
    name: &'static str,
    label: &'static str,
    bound: Bound<String>,
    options: Vec<(String, String)>,
    help: &'static str,
) -> AnyView {
    view! { <SelectField name=name label=label bound=bound options=Signal::stored(options) help=help/> }.into_any()
}

/// A whole number, entered in a unit of `factor`. What is no number counts as 0, and the server says the range.
pub(crate) fn number_field(
    name: &'static str,
    label: &'static str,
    factor: u32,
    bound: Bound<u32>,
    help: &'static str,
) -> AnyView {
    let typed = RwSignal::new((bound.value.get_untracked() / factor).to_string());
    let text = Bound {
        value: typed.into(),
        set: Callback::new(move |text: String| {
            let number = text.trim().parse::<u32>().unwrap_or(0);
            typed.set(text);
            bound.set.run(number.saturating_mul(factor));
        }),
    };
    view! { <TextField name=name label=label kind="number" bound=text help=help/> }.into_any()
}

#[cfg(test)]
mod tests {
    use super::{Bound, number_field};
    use leptos::prelude::*;

    #[test]
    fn a_number_is_shown_in_its_unit() {
        let owner = Owner::new();
        owner.set();
        let bound = Bound { value: Signal::stored(7200), set: Callback::new(|_| ()) };
        let html = number_field("x", "Minutes", 60, bound, "5 to 1440.").to_html();
        assert!(html.contains("value=\"120\""), "{html}");
    }
}
