use super::texts::{self, Words};
use domain::language::Language;
use leptos::prelude::*;

/// A page that says something, with at most one button.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MessagePage {
    /// The heading.
    pub title: String,
    /// What there is to say.
    pub text: String,
    /// The button.
    pub form: Option<MessageForm>,
    /// URLs that hidden frames load.
    pub frames: Vec<String>,
    /// Where a link leads.
    pub next: Option<String>,
}

/// A button that posts.
#[derive(Clone, PartialEq, Eq)]
pub struct MessageForm {
    /// Where to.
    pub action: String,
    /// Hidden fields.
    pub fields: Vec<(String, String)>,
    /// What the button says.
    pub button: String,
}

impl std::fmt::Debug for MessageForm {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("MessageForm")
            .field("action", &self.action)
            .field("button", &self.button)
            .finish_non_exhaustive()
    }
}

impl MessagePage {
    /// The one-time link of an administrator. Opening it changes nothing (mail scanners and previews open links); the
    /// button does.
    pub fn admin_sign_in(name: &str, action: impl Into<String>, token: impl Into<String>) -> Self {
        Self {
            title: "Sign in to the console".to_owned(),
            text: format!("This link signs in {name}. It works once."),
            form: Some(MessageForm {
                action: action.into(),
                fields: vec![("token".to_owned(), token.into())],
                button: "Sign in".to_owned(),
            }),
            frames: Vec::new(),
            next: None,
        }
    }

    /// The one-time link was used, or is too old.
    pub fn admin_link_spent() -> Self {
        Self {
            title: "This link does not work any more".to_owned(),
            text: "A sign-in link works once and for a short time. Get a new one with: passerelle admin create NAME"
                .to_owned(),
            form: None,
            frames: Vec::new(),
            next: None,
        }
    }

    /// After a sign-out of a person.
    pub fn signed_out(language: Language) -> Self {
        let words = Words::built_in(language);
        Self {
            title: words.get(&texts::SIGNED_OUT),
            text: words.get(&texts::SIGNED_OUT_TEXT),
            form: None,
            frames: Vec::new(),
            next: None,
        }
    }

    /// Nothing proves that the person wants to sign out: they are asked.
    pub fn confirm_sign_out(language: Language, form: MessageForm) -> Self {
        let words = Words::built_in(language);
        Self {
            title: words.get(&texts::SIGN_OUT),
            text: words.get(&texts::SIGN_OUT_TEXT),
            form: Some(MessageForm { button: words.get(&texts::BUTTON_SIGN_OUT), ..form }),
            frames: Vec::new(),
            next: None,
        }
    }

    /// Nobody is signed in to the console, or no longer.
    pub fn admin_signed_out() -> Self {
        Self {
            title: "You are signed out".to_owned(),
            text: "Get a new sign-in link with: passerelle admin create NAME".to_owned(),
            form: None,
            frames: Vec::new(),
            next: None,
        }
    }
}

pub(super) fn message_view(page: MessagePage, language: Language) -> impl IntoView {
    let go_on = Words::built_in(language).get(&texts::BUTTON_CONTINUE);
    view! {
        <div id="api" data-name="Message">
            <div class="heading">
                <h1>{page.title}</h1>
            </div>
            <p class="what">{page.text}</p>
            {page.form.map(|form| view! {
                <form method="post" action=form.action>
                    {form
                        .fields
                        .into_iter()
                        .map(|(name, value)| view! { <input type="hidden" name=name value=value/> })
                        .collect::<Vec<_>>()}
                    <div class="buttons">
                        <button type="submit" id="continue">{form.button}</button>
                    </div>
                </form>
            })}
            {page.next.map(|next| view! { <p class="next"><a href=next>{go_on}</a></p> })}
            {page
                .frames
                .into_iter()
                .map(|url| view! { <iframe hidden src=url title="" referrerpolicy="no-referrer"></iframe> })
                .collect::<Vec<_>>()}
        </div>
    }
}
