use super::{
    cli::{AdminCommand, Cli, Command, TenantCommand},
    *,
};
use crate::logging::LogFormat;
use clap::{CommandFactory, Parser};
use std::fs;

const KEY: &str = "PASSERELLE_KEY=000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";

fn looked_up<'e>(environment: &'e [&str]) -> impl Fn(&str) -> Option<String> + use<'e> {
    move |name| {
        environment.iter().find_map(|entry| {
            let (found, value) = entry.split_once('=')?;
            (found == name).then(|| value.to_owned())
        })
    }
}

fn serve(arguments: &[&str], environment: &[&str]) -> Result<ServeOptions, ConfigError> {
    let line = ["passerelle", "serve"].iter().chain(arguments);
    let Command::Serve(args) = Cli::try_parse_from(line).unwrap().command else { panic!("not serve") };
    args.resolve(&looked_up(environment))
}

fn refused(arguments: &[&str], environment: &[&str]) -> String {
    serve(arguments, environment).unwrap_err().to_string()
}

fn file(text: &str) -> (tempfile::TempDir, String) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("passerelle.toml");
    fs::write(&path, text).unwrap();
    (folder, path.display().to_string())
}

#[test]
fn the_command_line_is_well_formed_and_explains_itself() {
    Cli::command().debug_assert();
    let mut serve = Cli::command().find_subcommand("serve").unwrap().clone();
    let help = serve.render_long_help().to_string();
    for text in [
        "PASSERELLE_PUBLIC_URL",
        "openssl rand -hex 32",
        "--demo\n",
        "127.0.0.1:8080",
        "--connect-to <HOST:PORT:ADDR:PORT>",
    ] {
        assert!(help.contains(text), "{text} in {help}");
    }
}

#[test]
fn without_options_a_key_is_all_it_needs() {
    let options = serve(&[], &[KEY]).unwrap();
    assert_eq!(options.listen, "127.0.0.1:8080".parse().unwrap());
    assert_eq!(options.public_url(options.listen).origin(), "http://localhost:8080");
    assert_eq!(options.store.data, PathBuf::from("./data"));
    assert_eq!(options.store.database, Database::Sqlite("./data/passerelle.db".into()));
    assert_eq!(options.store.log, LogOptions::default());
    assert_eq!(options.outbound, OutboundOptions::default());
    assert!(!options.demo && !options.reset);
    assert!(matches!(options.store.key, KeySource::Text(_)));
    assert!(!format!("{options:?}").contains("0b0c0d"));
}

#[test]
fn the_public_url_follows_the_port_that_was_bound() {
    let options = serve(&["--listen", "0.0.0.0:0"], &[KEY]).unwrap();
    assert_eq!(options.public_url("127.0.0.1:41234".parse().unwrap()).to_string(), "http://localhost:41234");
    let options = serve(&["--listen", "localhost:9000"], &[KEY]).unwrap();
    assert_eq!(options.listen, "127.0.0.1:9000".parse().unwrap());
    let options = serve(&["--public-url", "https://ID.example.com:8443/"], &[KEY]).unwrap();
    let public_url = options.public_url(options.listen);
    assert_eq!(public_url.origin(), "https://id.example.com:8443");
    assert_eq!((public_url.authority(), public_url.is_plain()), ("id.example.com:8443", false));
    // The scheme's own port is left out, as browsers do.
    for (url, origin) in [("https://id.example:443/", "https://id.example"), ("http://[::1]:80", "http://[::1]")] {
        let options = serve(&["--public-url", url], &[KEY]).unwrap();
        assert_eq!(options.public_url(options.listen).origin(), origin);
    }
    let options = serve(&[], &[KEY]).unwrap();
    assert_eq!(options.public_url("127.0.0.1:80".parse().unwrap()).origin(), "http://localhost");
}

#[test]
fn the_command_line_wins_over_the_environment_and_that_over_the_file() {
    let (_folder, path) = file(
        r#"
        listen = "127.0.0.1:1"
        data = "/file"
        public-url = "https://file.example"
        allow-upstream = ["file.internal"]
        demo = true
        log-format = "json"
        "#,
    );
    let environment = [
        KEY,
        "PASSERELLE_LISTEN=127.0.0.1:2",
        "PASSERELLE_DATA=/env",
        "PASSERELLE_DEMO=false",
        &format!("PASSERELLE_CONFIG={path}"),
    ];
    let options = serve(&["--listen", "127.0.0.1:3"], &environment).unwrap();
    assert_eq!(options.listen.port(), 3);
    assert_eq!(options.store.data, PathBuf::from("/env"));
    assert_eq!(options.given_public_url.unwrap().origin(), "https://file.example");
    assert_eq!(options.outbound.allow, ["file.internal".parse().unwrap()]);
    assert_eq!(options.store.log.format, LogFormat::Json);
    assert!(!options.demo);
    assert!(serve(&["--demo"], &environment).unwrap().demo);
}

#[test]
fn everything_can_be_said_in_each_place() {
    let (_folder, path) = file(
        r#"
        listen = "[::1]:9"
        public-url = "https://id.example"
        database = "sqlite:/db"
        data = "/data"
        key-file = "/key"
        demo = true
        reset = true
        allow-upstream = ["a.internal", "10.0.0.0/8"]
        extra-ca = "/ca"
        smtp-url = "smtp://mail.example?tls=required"
        smtp-from = "id@contoso.example"
        sms-gateway = "https://sms.example/send"
        sms-gateway-token = "t"
        connect-to = ["a:1:127.0.0.1:2"]
        log = "debug"
        log-format = "json"
        "#,
    );
    let from_file = serve(&["--config", &path], &[]).unwrap();
    let from_environment = serve(
        &[],
        &[
            "PASSERELLE_LISTEN=[::1]:9",
            "PASSERELLE_PUBLIC_URL=https://id.example",
            "PASSERELLE_DATABASE=sqlite:/db",
            "PASSERELLE_DATA=/data",
            "PASSERELLE_KEY_FILE=/key",
            "PASSERELLE_DEMO=1",
            "PASSERELLE_RESET=true",
            "PASSERELLE_ALLOW_UPSTREAM=a.internal, 10.0.0.0/8",
            "PASSERELLE_EXTRA_CA=/ca",
            "PASSERELLE_SMTP_URL=smtp://mail.example?tls=required",
            "PASSERELLE_SMTP_FROM=id@contoso.example",
            "PASSERELLE_SMS_GATEWAY=https://sms.example/send",
            "PASSERELLE_SMS_GATEWAY_TOKEN=t",
            "PASSERELLE_CONNECT_TO=a:1:127.0.0.1:2",
            "PASSERELLE_LOG=debug",
            "PASSERELLE_LOG_FORMAT=json",
        ],
    )
    .unwrap();
    #[rustfmt::skip]
    let from_line = serve(&[
        "--listen", "[::1]:9", "--public-url", "https://id.example", "--database", "sqlite:/db", "--data", "/data",
        "--key-file", "/key", "--demo", "--reset", "--allow-upstream", "a.internal", "--allow-upstream", "10.0.0.0/8",
        "--extra-ca", "/ca", "--connect-to", "a:1:127.0.0.1:2", "--log", "debug", "--log-format", "json",
        "--smtp-url", "smtp://mail.example?tls=required", "--smtp-from", "id@contoso.example",
        "--sms-gateway", "https://sms.example/send", "--sms-gateway-token", "t",
    ], &[]).unwrap();
    assert_eq!(from_file, from_environment);
    assert_eq!(from_file, from_line);
    assert_eq!(from_file.outbound.allow.len(), 2);
    assert_eq!(from_file.store.key, KeySource::File("/key".into()));
}

#[test]
fn an_unknown_option_in_the_file_names_the_nearest() {
    for (text, expected) in [
        ("lsten = \"x\"", "did you mean listen?"),
        ("public_url = \"x\"", "did you mean public-url?"),
        ("Database = \"x\"", "did you mean database?"),
        ("zzzzzzzzzz = 1", "there are data, database"),
        ("key = \"canary\"", "key-file or key-command"),
        ("config = \"x\"", "cannot be set in the file"),
        ("listen = 8080", ":1: "),
        ("\ndemo = \"yes\"", ":2: "),
        ("a\nb", ":1: it is not TOML"),
        ("[server]\nlisten = \"x\"", "no option `server`"),
    ] {
        let (_folder, path) = file(text);
        let sentence = refused(&["--config", &path], &[KEY]);
        assert!(sentence.contains(expected) && sentence.contains(&path), "{text}: {sentence}");
        assert!(!sentence.contains("canary") && !sentence.contains('\n'), "{sentence}");
    }
    assert!(refused(&["--config", "/nowhere.toml"], &[KEY]).contains("--config"));
}

#[test]
fn what_does_not_go_is_refused_with_its_place() {
    for (arguments, environment, expected) in [
        (&["--listen", "8080"][..], &[KEY][..], "--listen: `8080`"),
        (&[], &[KEY, "PASSERELLE_LISTEN=x"], "PASSERELLE_LISTEN: `x`"),
        (&["--public-url", "http://id.example"], &[KEY], "is not https"),
        (&["--public-url", "id.example"], &[KEY], "is no URL"),
        (&["--public-url", "ftp://localhost"], &[KEY], "is no https URL"),
        (&["--public-url", "https://id.example/b2c"], &[KEY], "at the root"),
        (&["--public-url", "https://id.example/?x"], &[KEY], "at the root"),
        (&["--public-url", "https://u:canary@id.example/"], &[KEY], "take it out"),
        (&["--database", "postgres://u:canary@db/"], &[KEY], "no host or no name"),
        (&["--database", "postgres:canary"], &[KEY], "no host or no name"),
        (&["--database", "mysql:canary"], &[KEY], "sqlite:data/passerelle.db"),
        (&["--database", "sqlite::memory:"], &[KEY], "must be a file"),
        (&["--database", "sqlite:"], &[KEY], "must be a file"),
        (&["--demo", "--listen", "0.0.0.0:8080"], &[], "give --listen 127.0.0.1:8080"),
        (&["--reset"], &[KEY], "needs --demo"),
        (&[], &[KEY, "PASSERELLE_DEMO=yes"], "write true or false"),
        (&["--allow-upstream", "https://a"], &[KEY], "--allow-upstream: `https://a`"),
        (&["--connect-to", "a:1"], &[KEY], "--connect-to: `a:1`"),
        (&["--log", "loud"], &[KEY], "--log: `loud`"),
        (&["--log-format", "xml"], &[KEY], "write human or json"),
        (&[], &[KEY, "PASSERELLE_KEY_FILE=/key"], "both PASSERELLE_KEY_FILE and PASSERELLE_KEY"),
        (&[], &[], "openssl rand -hex 32"),
        (&[], &["PASSERELLE_KEY="], "openssl rand -hex 32"),
    ] {
        let sentence = refused(arguments, environment);
        assert!(sentence.contains(expected), "{arguments:?}: {sentence}");
        assert!(!sentence.contains("canary") && !sentence.contains('\n'), "{sentence}");
    }
}

#[test]
fn plain_http_is_for_this_machine() {
    for url in ["http://localhost:8080", "http://127.0.0.1:8080", "http://[::1]:8080", "http://fabrikam.localhost:8080"]
    {
        assert!(serve(&["--public-url", url], &[KEY]).unwrap().given_public_url.unwrap().is_plain(), "{url}");
    }
    for url in ["http://localhost.example", "http://10.0.0.1", "http://128.0.0.1"] {
        refused(&["--public-url", url], &[KEY]);
    }
}

#[test]
fn the_demo_makes_its_own_key_unless_one_is_given() {
    let options = serve(&["--demo", "--data", "/d"], &[]).unwrap();
    assert_eq!(options.store.key, KeySource::OwnFile("/d/passerelle.key".into()));
    let options = serve(&["--demo", "--key-command", "pass show key"], &[KEY]).unwrap();
    assert_eq!(options.store.key, KeySource::Command("pass show key".into()));
    // Later without --demo, over the same data: the sentence names the file.
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("passerelle.key"), "x").unwrap();
    let data = folder.path().display().to_string();
    let sentence = refused(&["--data", &data], &[]);
    assert!(sentence.ends_with(&format!("--key-file {data}/passerelle.key")), "{sentence}");
}

#[test]
fn the_other_commands_read_the_same_places() {
    let (_folder, path) = file("listen = \"0.0.0.0:9000\"\ndata = \"/file\"\nkey-file = \"/key\"");
    let parse = |line: &[&str]| Cli::try_parse_from([&["passerelle"], line].concat()).unwrap().command;

    let Command::Tenant { command: TenantCommand::Create(args) } =
        parse(&["tenant", "create", "fabrikam", "--id", "11111111-1111-4111-8111-111111111111", "--config", &path])
    else {
        panic!("not tenant create")
    };
    assert_eq!((args.name.as_str(), args.display_name), ("fabrikam", None));
    let store = args.store.resolve(&looked_up(&["PASSERELLE_DATA=/env"])).unwrap();
    assert_eq!((store.data, store.key), (PathBuf::from("/env"), KeySource::File("/key".into())));

    let Command::Admin { command: AdminCommand::Create(args) } = parse(&["admin", "create", "Mira", "--config", &path])
    else {
        panic!("not admin create")
    };
    assert_eq!(args.resolve(&looked_up(&[])).unwrap().1.origin(), "http://localhost:9000");
    let elsewhere = args.resolve(&looked_up(&["PASSERELLE_PUBLIC_URL=https://id.example"])).unwrap();
    assert_eq!(elsewhere.1.origin(), "https://id.example");

    let health = |line: &[&str], environment: &[&str]| {
        let Command::Health(args) = parse(&[&["health"], line].concat()) else { panic!("not health") };
        args.resolve(&looked_up(environment)).map(|url| url.to_string())
    };
    assert_eq!(health(&[], &[]).unwrap(), "http://127.0.0.1:8080/healthz");
    assert_eq!(health(&["--config", &path], &[]).unwrap(), "http://127.0.0.1:9000/healthz");
    assert_eq!(health(&[], &["PASSERELLE_LISTEN=[::]:7"]).unwrap(), "http://[::1]:7/healthz");
    assert_eq!(health(&["--url", "https://id.example/healthz"], &[]).unwrap(), "https://id.example/healthz");
    assert!(health(&["--url", "id.example"], &[]).is_err());

    for line in [&["tenant", "list"][..], &["tenant", "list", "--data", "/d"]] {
        assert!(matches!(parse(line), Command::Tenant { command: TenantCommand::List(_) }));
    }
}

#[test]
fn s79_no_option_that_holds_a_secret_is_in_the_debug_output() {
    let options = serve(
        &[
            "--smtp-url",
            "smtps://user:canary@mail.example",
            "--smtp-from",
            "id@contoso.example",
            "--sms-gateway",
            "https://sms.example/canary?key=canary",
            "--sms-gateway-token",
            "canary",
        ],
        &[KEY],
    )
    .unwrap();
    let shown = format!("{options:?}");
    assert!(!shown.contains("canary") && shown.contains("sms.example"), "{shown}");
    let arguments = ServeArgs { smtp_url: Some("canary".to_owned()), ..ServeArgs::default() };
    assert!(!format!("{arguments:?}").contains("canary"));
    let sentence = refused(&["--sms-gateway", "ftp://sms.example/?key=canary"], &[KEY]);
    assert!(sentence.contains("--sms-gateway") && !sentence.contains("canary"), "{sentence}");
}
