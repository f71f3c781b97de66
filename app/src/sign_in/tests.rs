use super::*;
use domain::language::Language;
use journey::page::{Body, Choice, Field, Input, Item, Links, LocalForm, Part, Phone, Stage, Verification};
use std::collections::BTreeMap;

const HOSTILE: &str = "\"><script>alert(1)</script><img src=x onerror='alert(2)'><!> & {0}";

fn frame(language: Language) -> Frame {
    Frame {
        language,
        branding: Branding { name: "Fabrikam".to_owned(), ..Branding::default() },
        stylesheet: "/assets/sign-in.0123.css".to_owned(),
        favicon: Some("/assets/favicon.4567.svg".to_owned()),
        here: Some("/fabrikam.onmicrosoft.com/page?id=1".to_owned()),
        correlation_id: Some("01890a5d-ac96-774b-bcce-b302099a8057".to_owned()),
    }
}

fn html(language: Language, content: Content) -> String {
    page_html(SignInDocument { frame: frame(language), content })
}

fn form() -> Form {
    Form { action: "/fabrikam.onmicrosoft.com/answer?id=1".to_owned(), csrf: "c5rf".to_owned() }
}

fn page(language: Language, body: Body) -> Content {
    let page =
        journey::Page { content: "api.signuporsignin".to_owned(), body, language, texts: BTreeMap::new(), error: None };
    Content::Page { page, form: form() }
}

fn selection(labels: &[&str]) -> Body {
    let choices = labels
        .iter()
        .map(|label| Choice {
            id: format!("{}Exchange", label.replace(' ', "")),
            label: (*label).to_owned(),
            text_link: false,
        })
        .collect();
    Body::Selection { choices, local: None }
}

fn self_asserted(heading: &str, fields: Vec<Field>) -> Body {
    Body::SelfAsserted {
        heading: Some(heading.to_owned()),
        parts: fields.into_iter().map(Part::Field).collect(),
        cancel: true,
        proceed: true,
        links: Links::default(),
    }
}

fn field(claim: &str, input: Input) -> Field {
    Field {
        claim: claim.to_owned(),
        label: claim.to_uppercase(),
        input,
        value: String::new(),
        required: true,
        help: None,
        pattern: None,
        error: None,
        items: Vec::new(),
    }
}

fn lines(html: &str) -> String {
    html.replace("><", ">\n<")
}

#[test]
fn a_selection_page_reads_well_in_every_language() {
    for language in Language::ALL {
        let html = html(language, page(language, selection(&["Mobile ID", "Contoso"])));
        insta::assert_snapshot!(format!("selection_{}", language.tag()), lines(&html));
    }
}

#[test]
fn an_error_page_reads_well_in_every_language() {
    for language in Language::ALL {
        let error = ErrorPage::of(Situation::ProviderUnreachable, language, Some("Mobile ID"))
            .with_way(Way::try_again(language, "/fabrikam.onmicrosoft.com/oauth2/v2.0/authorize?p=B2C_1_a"))
            .with_code("AADB2C90289")
            .with_correlation("01890a5d-ac96-774b-bcce-b302099a8057");
        insta::assert_snapshot!(format!("error_{}", language.tag()), lines(&html(language, Content::Error(error))));
    }
}

#[test]
fn a_form_shows_its_fields_and_what_is_wrong_with_them() {
    let fields = vec![
        Field { value: "Read this".to_owned(), required: false, ..field("note", Input::Paragraph) },
        Field {
            error: Some("A phone number has digits only.".to_owned()),
            help: Some("With the country code.".to_owned()),
            pattern: Some("\\+[0-9]+".to_owned()),
            value: "x".to_owned(),
            ..field("phone", Input::Telephone)
        },
        Field { required: false, ..field("email", Input::EmailBox) },
        Field { value: "fixed".to_owned(), ..field("id", Input::Readonly) },
    ];
    let body = self_asserted("Mobile ID", fields);
    insta::assert_snapshot!("form_en", lines(&html(Language::En, page(Language::En, body))));
}

#[test]
fn pages_that_post_themselves_have_one_script_and_a_button() {
    let hand_over = HandOver {
        url: "https://app.example/cb".to_owned(),
        fields: vec![("code".to_owned(), "a.b-c".to_owned()), ("state".to_owned(), HOSTILE.to_owned())],
    };
    let html = html(Language::En, Content::HandOver(hand_over));
    assert_eq!(html.matches("<script").count(), 1, "{html}");
    assert!(html.contains(&format!("<script>{AUTO_SUBMIT_SCRIPT}</script>")), "{html}");
    insta::assert_snapshot!("hand_over_en", lines(&html));
}

#[test]
fn messages_have_at_most_one_button() {
    let admin = MessagePage::admin_sign_in("root", "/console/sign-in", "one-time");
    insta::assert_snapshot!("admin_sign_in", lines(&html(Language::En, Content::Message(admin))));
    let out = html(Language::De, Content::Message(MessagePage::signed_out(Language::De)));
    assert!(out.contains("Sie sind abgemeldet") && !out.contains("<button"), "{out}");
}

#[test]
fn nothing_from_outside_becomes_markup() {
    let hostile = |content: Content| {
        let mut frame = frame(Language::En);
        frame.branding.name = HOSTILE.to_owned();
        frame.branding.logo_url = Some(HOSTILE.to_owned());
        frame.here = Some(HOSTILE.to_owned());
        frame.correlation_id = Some(format!("--><script>{HOSTILE}"));
        page_html(SignInDocument { frame, content })
    };
    let text = || HOSTILE.to_owned();
    let everything = Field {
        claim: text(),
        label: text(),
        input: Input::TextBox,
        value: text(),
        required: true,
        help: Some(text()),
        pattern: Some(text()),
        error: Some(text()),
        items: Vec::new(),
    };
    let item = || vec![Item { text: text(), value: text(), chosen: true }];
    let every_kind = [Input::Dropdown, Input::Radio, Input::Checkboxes, Input::Paragraph, Input::Readonly];
    let every_kind = every_kind.map(|input| Field { input, items: item(), ..everything.clone() });
    let control = Verification { id: text(), stage: Stage::Sent, fields: vec![everything.clone()] };
    let local = LocalForm {
        parts: vec![Part::Verification(control)],
        links: Links { sign_up: Some(text()), forgotten: true, remember_me: true },
    };
    let with_error = |body| match page(Language::En, body) {
        Content::Page { mut page, form } => {
            page.error = Some(text());
            page.texts.insert("heading".to_owned(), text());
            Content::Page { page, form: Form { action: text(), csrf: format!("{}{}", form.csrf, text()) } }
        }
        other => other,
    };
    let message = MessagePage {
        title: text(),
        text: text(),
        form: Some(MessageForm { action: text(), fields: vec![(text(), text())], button: text() }),
        frames: vec![text()],
        next: Some(text()),
    };
    let pages = [
        with_error(Body::Selection {
            choices: vec![Choice { id: text(), label: text(), text_link: true }],
            local: Some(local),
        }),
        with_error(self_asserted(HOSTILE, every_kind.into_iter().chain([everything]).collect())),
        with_error(Body::Phone(Phone { known: Some(text()), number: text(), sent: true })),
        with_error(Body::Phone(Phone { known: None, number: text(), sent: false })),
        Content::Error(
            ErrorPage::of(Situation::ProviderRefused, Language::En, Some(HOSTILE))
                .with_way(Way { label: text(), url: text() })
                .with_code(text())
                .with_correlation(text()),
        ),
        Content::Message(message),
    ];
    for content in pages {
        let html = hostile(content);
        assert!(!html.contains("<script"), "{html}");
        assert!(!html.contains("<img src=x"), "{html}");
        assert!(!html.contains("<!>") && !html.contains(HOSTILE), "{html}");
        assert!(html.contains("&lt;script&gt;"), "the text itself is shown: {html}");
    }
}

#[test]
fn the_text_of_a_policy_wins() {
    let mut content = page(Language::En, selection(&["Mobile ID"]));
    if let Content::Page { page, .. } = &mut content {
        page.texts.insert("heading".to_owned(), "Welcome to Fabrikam".to_owned());
        page.texts.insert("MobileIDExchange".to_owned(), "Your phone".to_owned());
    }
    let html = html(Language::En, content);
    assert!(html.contains("Welcome to Fabrikam") && html.contains(">Your phone</button>"), "{html}");
}

#[test]
fn a_page_without_providers_says_so() {
    let html = html(Language::Fr, page(Language::Fr, selection(&[])));
    assert!(html.contains("pas encore de moyen"), "{html}");
}

#[test]
fn no_page_has_inline_style_or_handlers() {
    for content in [
        page(Language::En, selection(&["Mobile ID"])),
        Content::Error(ErrorPage::of(Situation::Internal, Language::En, None)),
        Content::Message(MessagePage::admin_signed_out()),
    ] {
        let html = html(Language::En, content);
        assert!(!html.contains(" style=") && !html.contains("<style") && !html.contains(" onclick"), "{html}");
    }
}

#[test]
fn a_form_for_local_accounts_stands_beside_the_providers() {
    let local = LocalForm {
        parts: vec![
            Part::Field(Field { value: "ada@example".to_owned(), ..field("signInName", Input::Username) }),
            Part::Field(Field { error: Some("required_field".to_owned()), ..field("password", Input::Password) }),
        ],
        links: Links { sign_up: Some("SignUpWithLogonEmailExchange".to_owned()), forgotten: true, remember_me: true },
    };
    let choices = vec![Choice { id: "FacebookExchange".to_owned(), label: "Facebook".to_owned(), text_link: false }];
    let body = Body::Selection { choices, local: Some(local) };
    insta::assert_snapshot!("combined_en", lines(&html(Language::En, page(Language::En, body))));
}

#[test]
fn every_way_to_enter_a_claim_has_its_class() {
    let items = || {
        let item = |text: &str, chosen| Item { text: text.to_owned(), value: text.to_lowercase(), chosen };
        vec![item("Red", false), item("Blue", true)]
    };
    let kinds = [
        ("list", Input::Dropdown),
        ("one", Input::Radio),
        ("some", Input::Checkboxes),
        ("day", Input::Date),
        ("secret", Input::NewPassword),
    ];
    let mut parts: Vec<Part> =
        kinds.into_iter().map(|(id, input)| Part::Field(Field { items: items(), ..field(id, input) })).collect();
    for (id, stage) in [("a", Stage::Asking), ("b", Stage::Sent), ("c", Stage::Verified)] {
        let fields = vec![field("email", Input::EmailBox), field("code", Input::OneTimeCode)];
        parts.push(Part::Verification(Verification { id: id.to_owned(), stage, fields }));
    }
    let body = Body::SelfAsserted { heading: None, parts, cancel: false, proceed: true, links: Links::default() };
    insta::assert_snapshot!("every_input_en", lines(&html(Language::En, page(Language::En, body))));
}

#[test]
fn a_display_control_says_in_the_policy_s_words_where_it_is() {
    for (stage, said) in [(Stage::Asking, "intro"), (Stage::Sent, "was sent"), (Stage::Verified, "is verified")] {
        let control = Verification { id: "control".to_owned(), stage, fields: vec![field("email", Input::EmailBox)] };
        let parts = vec![Part::Verification(control)];
        let body = Body::SelfAsserted { heading: None, parts, cancel: false, proceed: true, links: Links::default() };
        let Content::Page { mut page, form } = page(Language::En, body) else { panic!("no page") };
        for (id, text) in
            [("intro_msg", "intro"), ("success_send_code_msg", "was sent"), ("success_verify_code_msg", "is verified")]
        {
            page.texts.insert(format!("control.{id}"), text.to_owned());
        }
        let html = html(Language::En, Content::Page { page, form });
        for text in ["intro", "was sent", "is verified"] {
            assert_eq!(html.contains(&format!(">{text}<")), text == said, "{text} {stage:?}: {html}");
        }
    }
}

#[test]
fn the_second_factor_asks_for_a_number_and_then_for_the_code() {
    for (name, phone) in [
        ("phone_new", Phone { known: None, number: "+4179".to_owned(), sent: false }),
        ("phone_known", Phone { known: Some("••••4567".to_owned()), number: String::new(), sent: false }),
        ("phone_sent", Phone { known: Some("••••4567".to_owned()), number: String::new(), sent: true }),
    ] {
        insta::assert_snapshot!(name, lines(&html(Language::De, page(Language::De, Body::Phone(phone)))));
    }
}
