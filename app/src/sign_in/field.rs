//! Fields of a form, and display controls.

use super::texts::{self, Words};
use journey::page::{Field, Input, Item, Part, Stage, Verification};
use leptos::prelude::*;
use std::collections::BTreeMap;

/// The words of fields and controls, once for all of them.
pub(super) struct Said {
    optional: String,
    send: String,
    resend: String,
    verify: String,
    change: String,
    sent: String,
    verified: String,
    choose: String,
    language: domain::language::Language,
    own: BTreeMap<String, String>,
}

impl Said {
    pub(super) fn of(words: Words<'_>) -> Self {
        Self {
            optional: words.get(&texts::OPTIONAL),
            send: words.get(&texts::SEND_CODE),
            resend: words.get(&texts::SEND_NEW_CODE),
            verify: words.get(&texts::VERIFY_CODE),
            change: words.get(&texts::CHANGE_CLAIMS),
            sent: words.get(&texts::CODE_SENT),
            verified: words.get(&texts::VERIFIED),
            choose: words.get(&texts::CHOOSE),
            language: words.language,
            own: words.own.cloned().unwrap_or_default(),
        }
    }

    fn say(&self, text: &str) -> String {
        Words { language: self.language, own: Some(&self.own) }.say(text)
    }

    /// A text of one display control, such as `emailVerificationControl.but_send_code`.
    fn of_control(&self, control: &str, id: &str, otherwise: &str) -> String {
        self.own.get(&format!("{control}.{id}")).cloned().unwrap_or_else(|| otherwise.to_owned())
    }
}

pub(super) fn parts_view(parts: Vec<Part>, said: &Said) -> Vec<AnyView> {
    parts
        .into_iter()
        .map(|part| match part {
            Part::Field(field) => field_view(field, said),
            Part::Verification(control) => control_view(control, said),
        })
        .collect()
}

/// A control that verifies an address (behaviour reference §11.3: `.sendCode .verifyCode .sendNewCode .changeClaims`).
fn control_view(control: Verification, said: &Said) -> AnyView {
    let Verification { id, stage, fields } = control;
    let message = match stage {
        // Before a code was asked for there are only words of the policy's own.
        Stage::Asking => said.own.get(&format!("{id}.intro_msg")).map(|text| ("verificationInfoText", text.clone())),
        Stage::Sent => Some(("verificationInfoText", said.of_control(&id, "success_send_code_msg", &said.sent))),
        Stage::Verified => {
            Some(("verificationSuccessText", said.of_control(&id, "success_verify_code_msg", &said.verified)))
        }
    };
    let buttons: &[(&str, &str, &str, &str)] = match stage {
        Stage::Asking => &[("sendCode", "sendCode sendButton", "but_send_code", "send")],
        Stage::Sent => &[
            ("verifyCode", "verifyCode verifyButton", "but_verify_code", "verify"),
            ("sendNewCode", "sendNewCode sendButton", "but_send_new_code", "resend"),
            ("changeClaims", "changeClaims editButton", "but_change_claims", "change"),
        ],
        Stage::Verified => &[("changeClaims", "changeClaims editButton", "but_change_claims", "change")],
    };
    let buttons: Vec<_> = buttons
        .iter()
        .map(|(action, class, text, kind)| {
            let otherwise = match *kind {
                "send" => &said.send,
                "verify" => &said.verify,
                "resend" => &said.resend,
                _ => &said.change,
            };
            view! {
                <button
                    type="submit"
                    id=format!("{id}_but_{action}")
                    class=*class
                    name="action"
                    value=format!("{id}.{action}")
                    formnovalidate
                >
                    {said.of_control(&id, text, otherwise)}
                </button>
            }
        })
        .collect();
    let fields: Vec<_> = fields.into_iter().map(|field| field_view(field, said)).collect();
    view! {
        <li class=format!("VerificationControl {id}_li")>
            <fieldset id=id.clone() class="verification">
                <ul>{fields}</ul>
                {message.map(|(class, text)| view! { <p class=class role="status">{text}</p> })}
                <div class="verificationButtons">{buttons}</div>
            </fieldset>
        </li>
    }
    .into_any()
}

/// The class that custom CSS knows, the `type` of the input, and what the browser may fill in.
fn kind(input: &Input) -> (&'static str, &'static str, &'static str) {
    match input {
        Input::TextBox => ("TextBox", "text", "on"),
        Input::Username => ("TextBox", "text", "username"),
        Input::EmailBox => ("EmailBox", "email", "email"),
        Input::Telephone => ("TextBox", "tel", "tel"),
        Input::Password => ("Password", "password", "current-password"),
        Input::NewPassword => ("Password", "password", "new-password"),
        Input::OneTimeCode => ("TextBox", "text", "one-time-code"),
        Input::Date => ("DateTimeDropdown", "date", "on"),
        Input::Dropdown => ("DropdownSingleSelect", "", "on"),
        Input::Radio => ("RadioSingleSelect", "radio", "off"),
        Input::Checkboxes => ("CheckboxMultiSelect", "checkbox", "off"),
        Input::Readonly => ("Readonly", "text", "off"),
        Input::Paragraph => ("Paragraph", "text", "off"),
    }
}

pub(super) fn field_view(field: Field, said: &Said) -> AnyView {
    let (class, input_type, autocomplete) = kind(&field.input);
    let item_class = format!("{class} {}_li", field.claim);
    if field.input == Input::Paragraph {
        return view! {
            <li class=item_class>
                <div class="attrEntry">
                    <p class="paragraph" id=field.claim>{field.value}</p>
                </div>
            </li>
        }
        .into_any();
    }
    let error = field.error.as_deref().map(|error| said.say(error));
    let help_id = field.help.is_some().then(|| format!("{}_help", field.claim));
    let error_id = error.is_some().then(|| format!("{}_error", field.claim));
    let described = [error_id.as_deref(), help_id.as_deref()].into_iter().flatten().collect::<Vec<_>>().join(" ");
    let described = (!described.is_empty()).then_some(described);
    let readonly = field.input == Input::Readonly;
    let optional = (!field.required && !readonly)
        .then(|| view! { <span class="optional">{format!(" ({})", said.optional)}</span> });
    let message = error.clone().map(|error| {
        view! {
            <div class="error itemLevel" id=error_id.clone() role="alert">
                <p>{error}</p>
            </div>
        }
    });
    let help = field.help.clone().map(|help| view! { <p class="help" id=help_id>{help}</p> });
    let input_class = if error.is_some() { "textInput highlightError" } else { "textInput" };
    let invalid = error.is_some().then_some("true");
    if matches!(field.input, Input::Radio | Input::Checkboxes) {
        let items = choices_view(&field, input_type);
        return view! {
            <li class=item_class>
                <fieldset class="attrEntry" id=field.claim.clone() aria-describedby=described>
                    <legend>{field.label}{optional}</legend>
                    {message}
                    {items}
                    {help}
                </fieldset>
            </li>
        }
        .into_any();
    }
    let control = if field.input == Input::Dropdown {
        let options = options_view(field.items, field.required, &said.choose);
        view! {
            <select
                id=field.claim.clone()
                name=field.claim.clone()
                class=input_class
                required=field.required
                aria-invalid=invalid
                aria-describedby=described
            >
                {options}
            </select>
        }
        .into_any()
    } else {
        let numeric = (field.input == Input::OneTimeCode).then_some("numeric");
        view! {
            <input
                id=field.claim.clone()
                name=field.claim.clone()
                class=input_class
                type=input_type
                value=field.value
                autocomplete=autocomplete
                inputmode=numeric
                required=field.required
                readonly=readonly
                pattern=field.pattern
                aria-invalid=invalid
                aria-describedby=described
            />
        }
        .into_any()
    };
    view! {
        <li class=item_class>
            <div class="attrEntry">
                <label for=field.claim>
                    {field.label}
                    {optional}
                </label>
                {message}
                {control}
                {help}
            </div>
        </li>
    }
    .into_any()
}

fn options_view(items: Vec<Item>, required: bool, choose: &str) -> Vec<AnyView> {
    // Nothing is chosen until somebody does, or the policy says so.
    let nothing = !items.iter().any(|item| item.chosen);
    let first = (nothing || !required).then(|| view! { <option value="">{choose.to_owned()}</option> }.into_any());
    let rest = items
        .into_iter()
        .map(|item| view! { <option value=item.value selected=item.chosen>{item.text}</option> }.into_any());
    first.into_iter().chain(rest).collect()
}

fn choices_view(field: &Field, input_type: &'static str) -> Vec<AnyView> {
    field
        .items
        .iter()
        .enumerate()
        .map(|(index, item)| {
            let id = format!("{}_{index}", field.claim);
            // Of several boxes none is required alone; the server judges.
            let required = field.required && input_type == "radio";
            view! {
                <div class="choice">
                    <input
                        id=id.clone()
                        name=field.claim.clone()
                        type=input_type
                        value=item.value.clone()
                        checked=item.chosen
                        required=required
                    />
                    <label for=id>{item.text.clone()}</label>
                </div>
            }
            .into_any()
        })
        .collect()
}
