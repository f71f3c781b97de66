use super::{prose, saver::Saver};
use leptos::prelude::*;

/// A value of a form, read and written.
#[derive(Clone, Copy)]
pub(crate) struct Bound<T: Clone + Send + Sync + 'static> {
    pub(crate) value: Signal<T>,
    pub(crate) set: Callback<T>,
}

/// Binds a field of a form in a signal: `bound!(form, claims_mapping.user_id)`.
macro_rules! bound {
    ($form:expr, $($path:ident).+) => {{
        let form = $form;
        $crate::ui::Bound {
            value: Signal::derive(move || form.with(|form| form.$($path).+.clone())),
            set: Callback::new(move |value| form.update(|form| form.$($path).+ = value)),
        }
    }};
}
pub(crate) use bound;

/// The element id of a field.
pub(crate) fn field_id(name: &str) -> String {
    format!("field-{}", name.replace('.', "-"))
}

/// The sentence about a field of the surrounding form.
pub(super) fn field_error(name: &str) -> Signal<Option<String>> {
    let saver = use_context::<Saver>();
    let name = name.to_owned();
    Signal::derive(move || saver.and_then(|saver| saver.errors.with(|errors| errors.get(&name).cloned())))
}

pub(super) fn below(id: &str, help: Option<String>, error: Signal<Option<String>>) -> impl IntoView + use<> {
    let (help_id, error_id) = (format!("{id}-help"), format!("{id}-error"));
    view! {
        {help.map(|help| view! { <p class="field-help" id=help_id>{prose(&help)}</p> })}
        <p class="field-error" id=error_id role="alert">
            {move || error.get().map(|error| prose(&error))}
        </p>
    }
}

pub(super) fn label_view(id: String, label: String, required: impl Into<Signal<bool>>) -> impl IntoView {
    let required = required.into();
    view! {
        <label for=id>
            {label} {move || required.get().then(|| view! { <span class="field-required">" required"</span> })}
        </label>
    }
}

/// One line of text.
#[component]
pub(crate) fn TextField(
    /// The field's name, as in the JSON of the form.
    #[prop(into)]
    name: String,
    /// Above it.
    #[prop(into)]
    label: String,
    /// The value.
    bound: Bound<String>,
    /// Below it.
    #[prop(optional, into)]
    help: Option<String>,
    /// `type` of the input.
    #[prop(default = "text")]
    kind: &'static str,
    /// Said in words beside the label.
    #[prop(optional, into)]
    required: Signal<bool>,
    /// Shown, not entered.
    #[prop(optional)]
    readonly: bool,
    /// For ids, URLs and claims.
    #[prop(optional)]
    mono: bool,
    /// What stands in front of the input.
    #[prop(optional)]
    prefix: Option<&'static str>,
) -> impl IntoView {
    let id = field_id(&name);
    let error = field_error(&name);
    let described = format!("{id}-help {id}-error");
    let saver = use_context::<Saver>();
    let on_input = move |event| {
        bound.set.run(event_target_value(&event));
        if let Some(saver) = saver {
            saver.clear(&name);
        }
    };
    view! {
        <div class="field" data-wrong=move || error.get().map(|_| "true")>
            {label_view(id.clone(), label, required)}
            <div class="field-input">
                {prefix.map(|prefix| view! { <span class="field-prefix" aria-hidden="true">{prefix}</span> })}
                <input
                    id=id.clone()
                    type=kind
                    class:mono=mono
                    autocomplete=if kind == "password" { "new-password" } else { "off" }
                    spellcheck="false"
                    readonly=readonly
                    aria-required=move || required.get().then_some("true")
                    aria-describedby=described
                    aria-invalid=move || error.get().map(|_| "true")
                    value=bound.value.get_untracked()
                    prop:value=move || bound.value.get()
                    on:input=on_input
                />
            </div>
            {below(&id, help, error)}
        </div>
    }
}

/// Several lines of text.
#[component]
pub(crate) fn TextArea(
    /// The field's name.
    #[prop(into)]
    name: String,
    /// Above it.
    #[prop(into)]
    label: String,
    /// The value.
    bound: Bound<String>,
    /// Below it.
    #[prop(into)]
    help: String,
) -> impl IntoView {
    let id = field_id(&name);
    let error = field_error(&name);
    let described = format!("{id}-help {id}-error");
    view! {
        <div class="field" data-wrong=move || error.get().map(|_| "true")>
            {label_view(id.clone(), label, false)}
            <textarea
                id=id.clone()
                class="mono"
                rows="3"
                autocomplete="off"
                spellcheck="false"
                aria-describedby=described
                aria-invalid=move || error.get().map(|_| "true")
                prop:value=move || bound.value.get()
                on:input=move |event| bound.set.run(event_target_value(&event))
            ></textarea>
            {below(&id, Some(help), error)}
        </div>
    }
}

/// One of several.
#[component]
pub(crate) fn SelectField(
    /// The field's name.
    #[prop(into)]
    name: String,
    /// Above it.
    #[prop(into)]
    label: String,
    /// The value of the chosen option.
    bound: Bound<String>,
    /// Value and text of each option.
    #[prop(into)]
    options: Signal<Vec<(String, String)>>,
    /// Below it.
    #[prop(optional, into)]
    help: Option<String>,
) -> impl IntoView {
    let id = field_id(&name);
    let error = field_error(&name);
    let described = format!("{id}-help {id}-error");
    view! {
        <div class="field">
            {label_view(id.clone(), label, false)}
            <div class="field-input">
                <select
                    id=id.clone()
                    aria-describedby=described
                    prop:value=move || bound.value.get()
                    on:change=move |event| bound.set.run(event_target_value(&event))
                >
                    {move || {
                        let chosen = bound.value.get();
                        options
                            .get()
                            .into_iter()
                            .map(|(value, text)| {
                                let selected = value == chosen;
                                view! {
                                    <option value=value selected=selected>
                                        {text}
                                    </option>
                                }
                            })
                            .collect::<Vec<_>>()
                    }}
                </select>
            </div>
            {below(&id, help, error)}
        </div>
    }
}

/// On or off.
#[component]
pub(crate) fn CheckField(
    /// The field's name.
    #[prop(into)]
    name: String,
    /// Beside it.
    #[prop(into)]
    label: String,
    /// The value.
    bound: Bound<bool>,
    /// Below it.
    #[prop(optional, into)]
    help: Option<String>,
    /// Fixed, as another choice says.
    #[prop(optional, into)]
    disabled: Signal<bool>,
) -> impl IntoView {
    let id = field_id(&name);
    let error = field_error(&name);
    let described = format!("{id}-help {id}-error");
    view! {
        <div class="field check-field">
            <div class="check-line">
                <input
                    type="checkbox"
                    id=id.clone()
                    aria-describedby=described
                    checked=bound.value.get_untracked()
                    disabled=move || disabled.get()
                    prop:checked=move || bound.value.get()
                    on:change=move |event| bound.set.run(event_target_checked(&event))
                />
                {label_view(id.clone(), label, false)}
            </div>
            {below(&id, help, error)}
        </div>
    }
}
