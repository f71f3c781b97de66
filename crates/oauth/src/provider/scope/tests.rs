use super::*;
use domain::{AppIdUri, ApplicationKind, DisplayName, ExposedScope, ScopeName};

const CLIENT: &str = "11111111-1111-4111-8111-1111111111aa";
const TASKS: &str = "22222222-2222-4222-8222-2222222222bb";
const MAIL: &str = "33333333-3333-4333-8333-3333333333cc";
const OTHER: &str = "44444444-4444-4444-8444-4444444444dd";

fn application(id: &str) -> Application {
    Application::new(id.parse().unwrap(), DisplayName::parse("App").unwrap(), ApplicationKind::Web)
}

fn scope_id(number: u8) -> ScopeId {
    format!("{number}0000000-0000-4000-8000-000000000000").parse().unwrap()
}

fn api(id: &str, name: &str) -> Application {
    let scope = |number, name: &str, enabled| ExposedScope {
        id: scope_id(number),
        name: ScopeName::parse(name).unwrap(),
        display_name: String::new(),
        description: String::new(),
        enabled,
    };
    Application {
        app_id_uri: Some(AppIdUri::parse(&format!("https://contoso.onmicrosoft.com/{name}")).unwrap()),
        scopes: vec![scope(1, "read", true), scope(2, "write", true), scope(3, "old", false)],
        ..application(id)
    }
}

fn ask(text: &str, application: &Application) -> Result<Scope, &'static str> {
    let (tasks, mail) = (api(TASKS, "tasks"), api(MAIL, "mail"));
    let granted = [scope_id(1), scope_id(3)];
    let apis = [Api { application: &tasks, granted: &granted }, Api { application: &mail, granted: &granted }];
    let mut out = url::form_urlencoded::Serializer::new(String::new());
    out.append_pair("scope", text);
    let parameters = Parameters::parse(&out.finish()).unwrap();
    read(&parameters, Known { application, extra: &[], apis: &apis }).map_err(|(code, ..)| code)
}

#[test]
fn a_scope_of_an_api_makes_it_the_audience() {
    let client = application(CLIENT);
    for (text, audience, scopes) in [
        ("openid", CLIENT, "openid"),
        ("openid profile offline_access openid", CLIENT, "openid profile"),
        ("openid 11111111-1111-4111-8111-1111111111AA", CLIENT, "openid"),
        ("openid https://contoso.onmicrosoft.com/tasks/read", TASKS, "read"),
        ("openid 22222222-2222-4222-8222-2222222222bb/read", TASKS, "read"),
        ("https://contoso.onmicrosoft.com/mail/read offline_access", MAIL, "read"),
    ] {
        let scope = ask(text, &client).unwrap();
        assert_eq!(scope.access.audience.to_string(), audience, "{text}");
        assert_eq!(scope.access.scopes.join(" "), scopes, "{text}");
    }
    assert_eq!(ask("openid profile openid", &client).unwrap().values, ["openid", "profile"]);
}

#[test]
fn s52_only_what_was_granted_is_given() {
    let client = application(CLIENT);
    for (text, code) in [
        ("", "AADB2C90010"),
        ("  ", "AADB2C90010"),
        ("openid whatever", "AADB2C90117"),
        ("https://contoso.onmicrosoft.com/other/read", "AADB2C90117"),
        ("https://contoso.onmicrosoft.com/tasks/write", "AADB2C90205"),
        ("https://contoso.onmicrosoft.com/tasks/old", "AADB2C90205"),
        ("https://contoso.onmicrosoft.com/tasks/none", "AADB2C90205"),
        ("https://contoso.onmicrosoft.com/tasks/read https://contoso.onmicrosoft.com/mail/read", "AADB2C90146"),
        ("11111111-1111-4111-8111-1111111111aa https://contoso.onmicrosoft.com/mail/read", "AADB2C90146"),
    ] {
        assert_eq!(ask(text, &client).unwrap_err(), code, "{text}");
    }
    let without = Application { offline_access: false, ..application(CLIENT) };
    assert_eq!(ask("openid offline_access", &without).unwrap_err(), "AADB2C90284");
    assert!(ask("openid", &without).is_ok());
}

#[test]
fn an_api_may_ask_for_its_own_scopes() {
    let tasks = api(TASKS, "tasks");
    let scope = ask("openid https://contoso.onmicrosoft.com/tasks/write", &tasks).unwrap();
    assert_eq!(
        (scope.access.audience.to_string().as_str(), scope.access.scopes.join(" ").as_str()),
        (TASKS, "openid write")
    );
    assert!(ask("https://contoso.onmicrosoft.com/tasks/old", &tasks).is_err(), "switched off");
}

#[test]
fn s37_scopes_of_a_disabled_api_are_dead() {
    let client = application(CLIENT);
    let tasks = Application { enabled: false, ..api(TASKS, "tasks") };
    let granted = [scope_id(1)];
    let apis = [Api { application: &tasks, granted: &granted }];
    let parameters = Parameters::parse("scope=https://contoso.onmicrosoft.com/tasks/read").unwrap();
    let refused = read(&parameters, Known { application: &client, extra: &[], apis: &apis }).unwrap_err();
    assert_eq!(refused.0, "AADB2C90205");
}

#[test]
fn s37_a_grant_lasts_as_long_as_its_api_its_scopes_and_its_permissions() {
    let client = application(CLIENT);
    let granted = [scope_id(1), scope_id(3)];
    let (tasks, mail) = (api(TASKS, "tasks"), api(MAIL, "mail"));
    let access = |audience: &str, scopes: &[&str]| Access {
        audience: audience.parse().unwrap(),
        scopes: scopes.iter().map(|name| (*name).to_owned()).collect(),
    };
    let still = |access: &Access, application: &Application, apis: &[Api<'_>]| {
        is_still_granted(access, Known { application, extra: &["mid_profile"], apis })
    };
    let apis = [Api { application: &mail, granted: &[] }, Api { application: &tasks, granted: &granted }];
    for (audience, scopes, expected) in [
        (TASKS, &["read"][..], true),
        (TASKS, &[][..], true),
        (TASKS, &["write"][..], false),
        (TASKS, &["read", "write"][..], false),
        (TASKS, &["old"][..], false),
        (TASKS, &["none"][..], false),
        (TASKS, &["openid"][..], false),
        (MAIL, &["read"][..], false),
        (OTHER, &[][..], false),
        (CLIENT, &["openid", "profile"][..], true),
        (CLIENT, &["openid", "mid_profile"][..], true),
        (CLIENT, &["openid", "read"][..], false),
    ] {
        assert_eq!(still(&access(audience, scopes), &client, &apis), expected, "{audience} {scopes:?}");
    }
    let read = access(TASKS, &["read"]);
    assert!(!still(&read, &client, &[]), "the permission was withdrawn");
    let disabled = Application { enabled: false, ..api(TASKS, "tasks") };
    assert!(!still(&read, &client, &[Api { application: &disabled, granted: &granted }]), "disabled");

    // An application's own scopes.
    assert!(still(&access(TASKS, &["openid", "write"]), &tasks, &[]));
    for name in ["old", "none"] {
        assert!(!still(&access(TASKS, &["openid", name]), &tasks, &[]), "{name}");
    }
}
