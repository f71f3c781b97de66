use super::document::Form;
use super::texts::{self, Words};
use journey::page::{Field, Input};
use leptos::prelude::*;

/// A form of claims (behaviour reference §11.3, self-asserted).
pub(super) fn self_asserted_view(
    heading: Option<String>,
    fields: Vec<Field>,
    cancel: bool,
    error: Option<String>,
    words: Words<'_>,
    form: Form,
) -> impl IntoView {
    let missing = fields.iter().any(|field| field.error.is_some() && field.required && field.value.is_empty());
    let incorrect = fields.iter().any(|field| field.error.is_some());
    let summary = if missing {
        Some(("requiredFieldMissing", words.get(&texts::FIELD_MISSING)))
    } else if incorrect {
        Some(("fieldIncorrect", words.get(&texts::FIELD_INCORRECT)))
    } else {
        None
    };
    let asks = fields.iter().any(|field| !matches!(field.input, Input::Readonly | Input::Paragraph));
    let optional = words.get(&texts::OPTIONAL);
    let items: Vec<_> = fields.into_iter().map(|field| field_view(field, &optional)).collect();
    view! {
        <div id="api" data-name="SelfAsserted">
            <div class="heading">
                <h1>{heading.unwrap_or_else(|| words.get(&texts::FORM_HEADING))}</h1>
            </div>
            {asks.then(|| view! {
                <div class="intro">
                    <p>{words.get(&texts::INITIAL_INTRO)}</p>
                </div>
            })}
            <form id="attributeVerification" method="post" action=form.action>
                <input type="hidden" name="csrf" value=form.csrf/>
                {error.map(|error| view! {
                    <div class="error pageLevel" id="claimVerificationServerError" role="alert">
                        <p>{error}</p>
                    </div>
                })}
                {summary.map(|(id, text)| view! {
                    <div class="error pageLevel" id=id role="alert">
                        <p>{text}</p>
                    </div>
                })}
                <div id="attributeList" class="attr">
                    <ul>{items}</ul>
                </div>
                <div class="buttons">
                    <button type="submit" id="continue" name="action" value="continue">
                        {words.get(&texts::BUTTON_CONTINUE)}
                    </button>
                    {cancel.then(|| view! {
                        <button type="submit" id="cancel" name="action" value="cancel" formnovalidate>
                            {words.get(&texts::BUTTON_CANCEL)}
                        </button>
                    })}
                </div>
            </form>
        </div>
    }
}

/// The class that custom CSS knows, the `type` of the input, and what the browser may fill in.
fn kind(input: &Input) -> (&'static str, &'static str, &'static str) {
    match input {
        Input::TextBox => ("TextBox", "text", "on"),
        Input::EmailBox => ("EmailBox", "email", "email"),
        Input::Telephone => ("TextBox", "tel", "tel"),
        Input::Password => ("Password", "password", "current-password"),
        Input::Readonly => ("Readonly", "text", "off"),
        Input::Paragraph => ("Paragraph", "text", "off"),
    }
}

fn field_view(field: Field, optional: &str) -> AnyView {
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
    let help_id = field.help.is_some().then(|| format!("{}_help", field.claim));
    let error_id = field.error.is_some().then(|| format!("{}_error", field.claim));
    let described = [error_id.as_deref(), help_id.as_deref()].into_iter().flatten().collect::<Vec<_>>().join(" ");
    let readonly = field.input == Input::Readonly;
    let input_class = if field.error.is_some() { "textInput highlightError" } else { "textInput" };
    view! {
        <li class=item_class>
            <div class="attrEntry">
                <label for=field.claim.clone()>
                    {field.label}
                    {(!field.required && !readonly).then(|| view! { <span class="optional">{format!(" ({optional})")}</span> })}
                </label>
                {field.error.clone().map(|error| view! {
                    <div class="error itemLevel" id=error_id.clone() role="alert">
                        <p>{error}</p>
                    </div>
                })}
                <input
                    id=field.claim.clone()
                    name=field.claim
                    class=input_class
                    type=input_type
                    value=field.value
                    autocomplete=autocomplete
                    required=field.required
                    readonly=readonly
                    pattern=field.pattern
                    aria-invalid=field.error.is_some().then_some("true")
                    aria-describedby=(!described.is_empty()).then_some(described)
                />
                {field.help.map(|help| view! { <p class="help" id=help_id>{help}</p> })}
            </div>
        </li>
    }
    .into_any()
}
