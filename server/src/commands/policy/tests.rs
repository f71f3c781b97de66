use super::*;
use tempfile::TempDir;

const ROOT: &str = "xmlns=\"http://schemas.microsoft.com/online/cpim/schemas/2013/06\" PolicySchemaVersion=\"0.3.0.0\" \
                    TenantId=\"yourtenant.onmicrosoft.com\" PublicPolicyUri=\"http://yourtenant.onmicrosoft.com/x\"";

fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    folder
}

fn policy(id: &str, inside: &str) -> String {
    format!("<TrustFrameworkPolicy {ROOT} PolicyId=\"{id}\">\n{inside}\n</TrustFrameworkPolicy>")
}

fn checked(paths: Vec<PathBuf>, format: Format, settings: Option<PathBuf>) -> Said {
    run(&PolicyCommand::Check(PolicyCheckArgs { paths, format, settings }))
}

#[test]
fn a_policy_without_errors_ends_with_0() {
    let folder = folder(&[("a.xml", &policy("B2C_1A_a", "")), ("pom.xml", "<project/>"), ("x.txt", "nothing")]);
    let said = checked(vec![folder.path().to_owned()], Format::Text, None);
    assert_eq!((said.code, said.error.as_str()), (0, ""), "{}", said.output);
    assert_eq!(said.output, "0 errors, 0 warnings, 0 notes\n");
}

#[test]
fn an_error_is_a_line_with_its_place_and_a_line_of_help_and_ends_with_1() {
    let folder = folder(&[("sub/a.xml", &policy("B2C_1A_a", "  <buildingBlocks/>"))]);
    let said = checked(vec![folder.path().to_owned()], Format::Text, None);
    assert_eq!(said.code, 1);
    let path = folder.path().join("sub/a.xml");
    assert_eq!(
        said.output,
        format!(
            "{}:2:3: error[unknown-element]: buildingBlocks may not stand in TrustFrameworkPolicy.\n  help: Did you \
             mean BuildingBlocks?\n1 error, 0 warnings, 0 notes\n",
            path.display()
        )
    );
}

#[test]
fn json_and_sarif_are_what_others_read() {
    let folder = folder(&[("a.xml", &policy("B2C_1A_a", "<x/>"))]);
    let said = checked(vec![folder.path().to_owned()], Format::Json, None);
    let value: serde_json::Value = serde_json::from_str(&said.output).unwrap();
    assert_eq!(value["diagnostics"][0]["code"], "unknown-element");
    assert_eq!(value["diagnostics"][0]["line"], 2);
    let said = checked(vec![folder.path().to_owned()], Format::Sarif, None);
    let value: serde_json::Value = serde_json::from_str(&said.output).unwrap();
    assert_eq!(value["runs"][0]["results"][0]["ruleId"], "unknown-element");
    assert_eq!(said.code, 1);
}

#[test]
fn what_cannot_be_read_ends_with_2() {
    let folder = folder(&[]);
    for paths in [vec![folder.path().join("nothing.xml")], vec![folder.path().to_owned()]] {
        let said = checked(paths, Format::Text, None);
        assert_eq!((said.code, said.output.as_str()), (2, ""));
        assert!(!said.error.is_empty());
    }
    let given = folder.path().join("a.xml");
    fs::write(&given, policy("B2C_1A_a", "")).unwrap();
    let said = checked(vec![given.clone()], Format::Text, Some(folder.path().join("settings.json")));
    assert_eq!(said.code, 2);
    fs::write(folder.path().join("settings.json"), "{").unwrap();
    assert_eq!(checked(vec![given], Format::Text, Some(folder.path().join("settings.json"))).code, 2);
}

#[test]
fn settings_fill_what_is_open_and_tenants_may_stay_open() {
    let journey = "<UserJourneys><UserJourney Id=\"a\" NonInteractive=\"{Settings:Quiet}\"><OrchestrationSteps>\
                   <OrchestrationStep Order=\"1\" Type=\"SendClaims\" CpimIssuerTechnicalProfileReferenceId=\"b\"/>\
                   </OrchestrationSteps></UserJourney></UserJourneys>";
    let open = policy("B2C_1A_a", journey).replace("yourtenant.onmicrosoft.com", "{Settings:Tenant}");
    let folder = folder(&[("a.xml", &open), ("settings.json", "{\"Quiet\": \"perhaps\", \"Tenant\": \"contoso\"}")]);
    let said = checked(vec![folder.path().to_owned()], Format::Text, None);
    assert!(said.output.contains("warning[unfilled-setting]: The setting Quiet is not filled."), "{}", said.output);
    assert!(!said.output.contains("Tenant is not filled"), "{}", said.output);
    let said = checked(vec![folder.path().to_owned()], Format::Text, Some(folder.path().join("settings.json")));
    assert!(said.output.contains("NonInteractive is “perhaps”"), "{}", said.output);
    assert_eq!(said.code, 1);
}

#[test]
fn of_two_files_with_one_id_the_later_path_wins_with_a_note() {
    let folder = folder(&[("a.xml", &policy("B2C_1A_a", "<x/>")), ("b.xml", &policy("b2c_1a_A", ""))]);
    let said = checked(vec![folder.path().to_owned()], Format::Text, None);
    assert_eq!(said.code, 0, "{}", said.output);
    assert!(said.output.contains("a.xml:1:"), "{}", said.output);
    assert!(said.output.contains("note[duplicate-policy]"), "{}", said.output);
}

#[test]
fn a_file_that_is_named_must_hold_a_policy() {
    let folder = folder(&[("pom.xml", "<project/>")]);
    let said = checked(vec![folder.path().join("pom.xml")], Format::Text, None);
    assert_eq!(said.code, 1);
    assert!(said.output.contains("pom.xml:1:1: error[not-a-policy]"), "{}", said.output);
}

#[test]
fn a_policy_that_is_not_there_cannot_be_explained() {
    let folder = folder(&[("a.xml", &policy("B2C_1A_a", ""))]);
    let said = run(&PolicyCommand::Explain(PolicyExplainArgs {
        paths: vec![folder.path().to_owned()],
        policy: "B2C_1A_b".to_owned(),
        format: Format::Text,
        settings: None,
    }));
    assert_eq!((said.code, said.output.as_str()), (2, ""));
    assert!(said.error.contains("there is no policy B2C_1A_b"), "{}", said.error);
}
