use super::document::Form;
use super::texts::{self, Words};
use journey::page::Phone;
use leptos::prelude::*;

/// A second factor by telephone: a number, and the code that is sent there.
pub(super) fn phone_view(phone: Phone, error: Option<String>, words: Words<'_>, form: Form) -> impl IntoView {
    let Phone { known, number, sent } = phone;
    let new = known.is_none();
    let target = known.clone().unwrap_or_else(|| number.clone());
    view! {
        <div id="api" data-name="Phonefactor">
            <div class="heading">
                <h1>{words.get(&texts::PHONE_HEADING)}</h1>
            </div>
            <form id="phoneVerification" method="post" action=form.action>
                <input type="hidden" name="csrf" value=form.csrf/>
                {error.map(|error| view! {
                    <div class="error pageLevel" id="phoneError" role="alert">
                        <p>{words.say(&error)}</p>
                    </div>
                })}
                {(!sent && new).then(|| view! {
                    <div class="attrEntry">
                        <label for="number">{words.get(&texts::PHONE_NUMBER)}</label>
                        <input
                            id="number"
                            name="number"
                            class="textInput"
                            type="tel"
                            autocomplete="tel"
                            value=number
                            required
                            aria-describedby="number_help"
                        />
                        <p class="help" id="number_help">{words.get(&texts::PHONE_HELP)}</p>
                    </div>
                })}
                {(!sent && !new).then(|| view! {
                    <p class="what">{words.fill(&texts::PHONE_KNOWN, &target)}</p>
                })}
                {sent.then(|| view! {
                    <p class="what" role="status">{words.fill(&texts::PHONE_SENT, &target)}</p>
                    <div class="attrEntry">
                        <label for="verificationCode">{words.get(&texts::CODE_LABEL)}</label>
                        <input
                            id="verificationCode"
                            name="verificationCode"
                            class="textInput"
                            type="text"
                            inputmode="numeric"
                            autocomplete="one-time-code"
                        />
                    </div>
                })}
                <div class="buttons">
                    {if sent {
                        view! {
                            <button type="submit" id="verifyCode" name="action" value="verifyCode">
                                {words.get(&texts::VERIFY_CODE)}
                            </button>
                            <button type="submit" id="sendNewCode" name="action" value="sendNewCode" formnovalidate>
                                {words.get(&texts::SEND_NEW_CODE)}
                            </button>
                        }.into_any()
                    } else {
                        view! {
                            <button type="submit" id="sendCode" name="action" value="sendCode">
                                {words.get(&texts::SEND_CODE)}
                            </button>
                        }.into_any()
                    }}
                    <button type="submit" id="cancel" name="action" value="cancel" formnovalidate>
                        {words.get(&texts::BUTTON_CANCEL)}
                    </button>
                </div>
            </form>
        </div>
    }
}
