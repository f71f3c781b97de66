use super::*;

fn matches(pattern: &str, text: &str) -> bool {
    Regex::new(pattern).unwrap_or_else(|error| panic!("{pattern}: {error}")).is_match(text)
}

#[test]
fn patterns_match_as_in_dotnet() {
    for (pattern, yes, no) in [
        ("^[0-9]+$", &["0", "12345", "12\n"][..], &["", "1a", "1\n2"][..]),
        (r"^\d{4,16}\z", &["1234", "١٢٣٤"], &["123", "1234\n", "12345678901234567"]),
        ("a|bc|", &["", "x"], &[]),
        ("^(ab|c)+?d$", &["abcd", "cd"], &["d", "abc"]),
        ("^a{2}b{1,}c{,2}$", &["aabc{,2}"], &["aabcc"]),
        ("x{a}", &["x{a}"], &["x"]),
        ("(?i)straße", &["STRAßE"], &["strasse"]),
        ("(?i:A)b", &["ab", "Ab"], &["aB"]),
        ("a(?i)b|c", &["aB", "C"], &["AB"]),
        ("[^a-c]", &["d"], &["a", ""]),
        ("^[]a]+$", &["]a"], &["["]),
        ("^[a-z-[aeiou]]+$", &["xyz"], &["xaz"]),
        (r"^[\w-]+$", &["a_b-é"], &["a b"]),
        (r"^[a\-z]$", &["-", "a"], &["b"]),
        (r"\bcat\b", &["a cat!"], &["concat"]),
        (r"\Bcat", &["concat"], &["cat"]),
        ("(?m)^b$", &["a\nb\nc"], &["ab"]),
        ("^a.c$", &["abc"], &["a\nc"]),
        ("(?s)^a.c$", &["a\nc"], &["ac"]),
        ("(?x) a b # c\n c", &["abc"], &["a b c"]),
        ("a(?#note)b", &["ab"], &["a"]),
        (r"^\p{Lu}\P{Lu}$", &["Éé"], &["éÉ"]),
        (r"^\x41\u00e9\t$", &["Aé\t"], &["A"]),
        (r"^\+?(?:[-()\s]*\d[-()\s]*){4,16}$", &["+1 (123) 456-7890"], &["bob@contoso.com", "123"]),
        ("^(a?){3}$", &["", "aaa"], &["aaaa"]),
        ("(a*)*b", &["aab", "b"], &["a"]),
    ] {
        for text in yes {
            assert!(matches(pattern, text), "{pattern} should match {text:?}");
        }
        for text in no {
            assert!(!matches(pattern, text), "{pattern} should not match {text:?}");
        }
    }
}

#[test]
fn look_around_looks() {
    for (pattern, yes, no) in [
        (r"^(?=.*[a-z])(?=.*\d).{3,}$", &["a1x", "1xa"][..], &["abc", "123", "a1"][..]),
        (r"^([a-z]|(\.(?!@)))+$", &["a.b"], &["a.@", "a.b@"]),
        ("a(?!b)", &["ac", "a"], &["ab"]),
        ("(?<=a)b", &["ab"], &["b", "cb"]),
        ("(?<!a)b", &["b", "cb"], &["ab"]),
        ("^(?=a(?=b(?!c)))", &["abd", "ab"], &["abc", "ac"]),
        ("(?<=^(a|bb)+)c", &["abbac"], &["bac", "c"]),
        ("^(?!.*(.)(?<=a)b)", &["ba"], &["xab"]),
        ("^(?:(?!x).)*$", &["abc"], &["axc"]),
        ("(?=$)", &["", "a"], &[]),
    ] {
        for text in yes {
            assert!(matches(pattern, text), "{pattern} should match {text:?}");
        }
        for text in no {
            assert!(!matches(pattern, text), "{pattern} should not match {text:?}");
        }
    }
}

#[test]
fn groups_hold_the_preferred_match() {
    let group = |pattern: &str, text: &str, name: &str| {
        Regex::new(pattern).expect(pattern).captures(text).and_then(|captures| captures.name(name))
    };
    for (pattern, text, name, expected) in [
        ("(?<mailAlias>.*)@(.*)$", "emily@contoso.com", "mailAlias", Some("emily")),
        ("(?<mailAlias>.*)@(.*)$", "emily@contoso.com", "1", Some("contoso.com")),
        ("(?'a'.*?)@", "x@y@z", "a", Some("x")),
        ("(?<a>.*)@", "x@y@z", "a", Some("x@y")),
        ("(?<a>a)|(?<b>b)", "b", "a", None),
        ("(?<a>a|ab)(?<b>c|bcd)?", "abcd", "b", Some("bcd")),
        ("(?<d>\\d)+", "a123", "d", Some("3")),
        ("(?n)(a)(?<b>b)", "ab", "1", None),
        ("(?<x>a)|(?<x>b)", "b", "x", Some("b")),
    ] {
        assert_eq!(group(pattern, text, name).as_deref(), expected, "{pattern} {name}");
    }
    let regex = Regex::new("(?=(?<in>a))(?<out>a)").expect("a pattern");
    assert_eq!(regex.group_names().collect::<Vec<_>>(), ["out"]);
    assert_eq!(Regex::new("b+").expect("a pattern").captures("abbc").expect("a match").whole(), "bb");
}

#[test]
fn a_whole_match_needs_no_anchors() {
    for (pattern, text, expected) in
        [("a|ab", "ab", true), ("a", "ab", false), ("^a$", "a", true), ("", "", true), ("(?=ab)a", "a", false)]
    {
        assert_eq!(Regex::new(pattern).expect(pattern).is_whole_match(text), expected, "{pattern} {text}");
    }
}

#[test]
fn what_is_no_pattern_or_not_linear_is_refused_by_name() {
    for (pattern, message) in [
        (r"(a)\1", "a back-reference is not supported (character 4)"),
        (r"(?<a>a)\k<a>", "a back-reference is not supported (character 8)"),
        ("(?>a)", "the atomic group `(?>` is not supported (character 2)"),
        ("(?(a)b)", "the conditional `(?(` is not supported (character 2)"),
        ("(?<a-b>x)", "the balancing group `(?<a-b>` is not supported (character 4)"),
        (r"\p{Greek}", "a Unicode category other than L, Lu, Ll, M, Mn, Nd, Pc is not supported (character 1)"),
        ("(a", "a `(` without its `)` at character 2"),
        ("a)", "a `)` without its `(` at character 1"),
        ("[a", "a `[` without its `]` at character 2"),
        ("*a", "a quantifier that follows nothing at character 0"),
        ("a**", "a quantifier of a quantifier at character 3"),
        ("a{3,2}", "a quantifier whose least is more than its most at character 6"),
        ("[z-a]", "a range from later to earlier at character 4"),
        (r"\y", "the unknown escape `\\y` at character 1"),
        (r"\", "a `\\` at the end at character 1"),
        ("(?P<a>b)", "an unknown kind of group at character 2"),
        (r"\xZZ", "a character code that is none at character 1"),
    ] {
        assert_eq!(Regex::new(pattern).expect_err(pattern).to_string(), message, "{pattern}");
    }
}

#[test]
fn s71_a_pattern_has_bounds() {
    for pattern in [
        "(a{1000}){1000}".to_owned(),
        "a{4000000000}".to_owned(),
        "((){4000000000}){4000000000}".to_owned(),
        "(".repeat(100_000),
        "(a".repeat(100) + &")".repeat(100),
        "[a-[".repeat(4_000),
        "a".repeat(10_000),
    ] {
        assert!(Regex::new(&pattern).is_err(), "{}", &pattern[..12]);
    }
}

#[test]
fn s71_a_pattern_runs_in_linear_time() {
    // Each takes longer than the universe in a backtracking engine.
    for pattern in
        ["^(a+)+$", "^(a|a)*$", "^(a|aa)+$", "^(?=(a+)+$)", "^(.*a){20}$", "(x+x+)+y|^(([a-z])+.)+[A-Z]([a-z])+$"]
    {
        let regex = Regex::new(pattern).expect(pattern);
        let steps = |length: usize| {
            let text = "a".repeat(length) + "!";
            let before = run::STEPS.get();
            assert!(!regex.is_match(&text), "{pattern}");
            assert!(regex.captures(&text).is_none(), "{pattern}");
            run::STEPS.get() - before
        };
        let (short, long) = (steps(500), steps(4_000));
        assert!(long <= short * 9, "{pattern}: {short} and {long}");
        assert!(long <= 4_001 * 1_000, "{pattern}: {long}");
    }
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig { cases: 1_000, ..Default::default() })]

    /// S71: no pattern and no text makes it panic, and its steps stay under instructions times positions.
    #[test]
    fn s71_no_pattern_and_no_text_does_harm(pattern in r"[ab()\[\]{}?*+|^$.\\dw<>=!:,0-9-]{0,24}", text in "[ab0 \n]{0,24}") {
        if let Ok(regex) = Regex::new(&pattern) {
            let before = run::STEPS.get();
            let found = regex.is_match(&text);
            let captures = regex.captures(&text);
            proptest::prop_assert_eq!(found, captures.is_some(), "{}", pattern);
            if regex.is_whole_match(&text) {
                proptest::prop_assert!(found);
            }
            let places = text.chars().count() as u64 + 1;
            // Each instruction is looked at once a position; a jump to one that was seen counts once more.
            let bound = 8 * places * MAX_INSTRUCTIONS as u64;
            proptest::prop_assert!(run::STEPS.get() - before <= bound);
        }
    }

    /// A text matches itself when every character of it is escaped.
    #[test]
    fn an_escaped_text_matches_itself_alone(text in "[ -~]{1,12}") {
        let pattern: String = text
            .chars()
            .map(|c| if c.is_ascii_alphanumeric() { c.to_string() } else { format!("\\{c}") })
            .collect();
        let regex = Regex::new(&pattern).expect("an escaped text");
        proptest::prop_assert!(regex.is_whole_match(&text));
        let longer = text.clone() + "x";
        proptest::prop_assert!(!regex.is_whole_match(&longer));
    }
}

#[test]
fn every_match_is_replaced_and_groups_stand_where_they_are_named() {
    for (pattern, text, replacement, expected) in [
        ("(?<=.).(?=.*@)", "ada@example.com", "*", "a**@example.com"),
        ("[0-9]", "+41 79 123", "•", "+•• •• •••"),
        (r"^(\d{2})\d*(\d{2})$", "41791234567", "$1…$2", "41…67"),
        ("(?<name>b)", "abc", "<${name}$0$&$$>", "a<bbb$>c"),
        ("b", "abc", "$9${none}$", "a$9${none}$c"),
        ("", "ab", "-", "-a-b-"),
        ("x*", "axb", "-", "-a--b-"),
        ("z", "abc", "-", "abc"),
        ("é", "éa", "$", "$a"),
    ] {
        assert_eq!(Regex::new(pattern).unwrap().replace_all(text, replacement), expected, "{pattern}");
    }
}
