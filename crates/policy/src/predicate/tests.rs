use super::*;

const NOW: Timestamp = Timestamp::from_seconds(1_600_000_000); // 2020-09-13

fn rule(id: &str, help: Option<&str>, method: &str, parameters: &[(&str, &str)]) -> Rule {
    let parameters: Vec<_> = parameters.iter().map(|(id, value)| ((*id).to_owned(), (*value).to_owned())).collect();
    let predicate = Predicate::parse(method, &parameters).expect(id);
    Rule { id: id.to_owned(), help: help.map(str::to_owned), predicate }
}

fn text(text: &str) -> ClaimValue {
    ClaimValue::Text(text.to_owned())
}

fn password() -> Validation {
    let set =
        |characters: &str, help: &str| rule(help, Some(help), "IncludesCharacters", &[("CharacterSet", characters)]);
    Validation {
        id: "Strong".to_owned(),
        groups: vec![
            Group {
                id: "Length".to_owned(),
                help: None,
                sets: vec![RuleSet {
                    at_least: None,
                    rules: vec![rule(
                        "Between",
                        Some("8 to 16 characters"),
                        "islengthrange",
                        &[("minimum", "8"), ("MAXIMUM", "16")],
                    )],
                }],
            },
            Group {
                id: "Classes".to_owned(),
                help: Some("At least 2 of the following:".to_owned()),
                sets: vec![RuleSet {
                    at_least: Some(2),
                    rules: vec![set("a-z", "a lower-case letter"), set("0-9", "a digit"), set("!", "a symbol")],
                }],
            },
        ],
    }
}

#[test]
fn a_page_says_what_is_missing() {
    let validation = password();
    let say = |value: &str| validation.message(&validation.check(&text(value), NOW), &|_, _, _| None);
    assert_eq!(say("abcdefg1"), "");
    assert!(validation.is_valid(&text("abcdefg1"), NOW));
    assert_eq!(say("a1"), "8 to 16 characters");
    assert_eq!(say("abcdefgh"), "At least 2 of the following:\n- a lower-case letter\n- a digit\n- a symbol");
    assert_eq!(
        say(""),
        "8 to 16 characters\nAt least 2 of the following:\n- a lower-case letter\n- a digit\n- a symbol"
    );
}

#[test]
fn a_page_says_it_in_its_language() {
    let validation = password();
    let german = |kind: &str, element: &str, string: &str| match (kind, element, string) {
        ("Predicate", "Between", "HelpText") => Some("8 bis 16 Zeichen".to_owned()),
        ("PredicateValidation", "Strong", "Classes") => Some("Mindestens 2 davon:".to_owned()),
        _ => None,
    };
    assert_eq!(
        validation.message(&validation.check(&text(""), NOW), &german),
        "8 bis 16 Zeichen\nMindestens 2 davon:\n- a lower-case letter\n- a digit\n- a symbol"
    );
}

#[test]
fn a_group_counts_each_of_its_sets() {
    let mut validation = password();
    let digits =
        RuleSet { at_least: Some(1), rules: vec![rule("D", None, "MatchesRegex", &[("RegularExpression", r"\d")])] };
    validation.groups[1].sets.push(digits);
    assert!(!validation.is_valid(&text("abcdefg!"), NOW));
    assert!(validation.is_valid(&text("abcdefg1"), NOW));
}

#[test]
fn ends_of_ranges_count() {
    let length = rule("L", None, "IsLengthRange", &[("Minimum", "2"), ("Maximum", "3")]).predicate;
    let lengths = ["a", "ab", "abc", "abcd", "😀", "😀😀"].map(|value| length.holds(&text(value), NOW));
    assert_eq!(lengths, [false, true, true, false, true, false]);
    let days = rule("D", None, "IsDateRange", &[("Minimum", "1970-01-01"), ("Maximum", "today")]).predicate;
    for (value, expected) in [
        ("1969-12-31", false),
        ("1970-01-01", true),
        ("2020-09-13", true),
        ("2020-09-13T23:59:59Z", true),
        ("2020-09-14", false),
        ("yesterday", false),
        ("", false),
    ] {
        assert_eq!(days.holds(&text(value), NOW), expected, "{value}");
    }
}

#[test]
fn a_secret_is_judged_and_a_collection_is_not() {
    let length = rule("L", None, "IsLengthRange", &[("Minimum", "0"), ("Maximum", "99")]).predicate;
    assert!(length.holds(&ClaimValue::Sensitive(domain::claims::Sensitive::new("secret")), NOW));
    assert!(!length.holds(&ClaimValue::Texts(vec!["a".to_owned()]), NOW));
}

#[test]
fn what_cannot_be_read_names_its_parameter() {
    for (method, parameters, message, parameter) in [
        ("IsPrime", &[][..], "there is no predicate method IsPrime", None),
        ("IsLengthRange", &[("Minimum", "1")], "the parameter Maximum is missing", Some("Maximum")),
        (
            "IsLengthRange",
            &[("Minimum", "-1"), ("Maximum", "2")],
            "the parameter Minimum is `-1`, which is no number",
            Some("Minimum"),
        ),
        (
            "IsDateRange",
            &[("Minimum", "1970"), ("Maximum", "Today")],
            "the parameter Minimum is `1970`, which is no date or Today",
            Some("Minimum"),
        ),
        (
            "MatchesRegex",
            &[("RegularExpression", r"(a)\1")],
            "the parameter RegularExpression cannot be used: a back-reference is not supported (character 4)",
            Some("RegularExpression"),
        ),
        (
            "IncludesCharacters",
            &[("CharacterSet", "z-a")],
            "the parameter CharacterSet is `z-a`, which is no set of characters",
            Some("CharacterSet"),
        ),
    ] {
        let parameters: Vec<_> = parameters.iter().map(|(id, value)| ((*id).to_owned(), (*value).to_owned())).collect();
        let error = Predicate::parse(method, &parameters).expect_err(method);
        assert_eq!((error.to_string().as_str(), error.parameter()), (message, parameter));
    }
}

#[test]
fn a_group_that_wants_more_rules_than_it_has_is_found() {
    let mut validation = password();
    assert_eq!(validation.impossible(), None);
    validation.groups[1].sets[0].at_least = Some(4);
    assert_eq!(validation.impossible().map(|group| group.id.as_str()), Some("Classes"));
}

#[test]
fn a_validation_is_kept_as_it_is() {
    let validation = password();
    let json = serde_json::to_string(&validation).expect("JSON");
    assert_eq!(serde_json::from_str::<Validation>(&json).expect("a validation"), validation);
}
