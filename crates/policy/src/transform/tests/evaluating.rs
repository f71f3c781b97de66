//! What each method gives, apart from the oracle: the first of a method is its plain case.

use super::*;

#[test]
fn booleans() {
    let two = |one: bool, other: bool| [("inputClaim1", json!(one)), ("inputClaim2", json!(other))];
    for (one, other) in [(true, true), (true, false), (false, true), (false, false)] {
        let both = |method| run(method, &two(one, other), &[], &["outputClaim:boolean"]);
        assert_eq!(both("AndClaims"), Ok(json!({ "outputClaim": one && other })));
        assert_eq!(both("OrClaims"), Ok(json!({ "outputClaim": one || other })));
    }
    for value in [true, false] {
        let input = [("inputClaim", json!(value))];
        assert_eq!(run("NotClaims", &input, &[], &["outputClaim:boolean"]), Ok(json!({ "outputClaim": !value })));
        let compared =
            run("CompareBooleanClaimToValue", &input, &[("valueToCompareTo", "true")], &["compareResult:boolean"]);
        assert_eq!(compared, Ok(json!({ "compareResult": value })));
        let asserted = run("AssertBooleanClaimIsEqualToValue", &input, &[("valueToCompareTo", "True")], &[]);
        let key = "UserMessageIfClaimsTransformationBooleanValueIsNotEqual";
        assert_eq!(asserted, if value { Ok(json!({})) } else { Err(key.to_owned()) });
        let set = run(
            "SetClaimIfBooleansMatch",
            &[("claimToMatch", json!(value))],
            &[("matchTo", "true"), ("outputClaimIfMatched", "yes")],
            &["outputClaim"],
        );
        assert_eq!(set, Ok(if value { json!({ "outputClaim": "yes" }) } else { json!({}) }));
    }
    let text = |text: &str| run("NotClaims", &[("inputClaim", json!(text))], &[], &["outputClaim:boolean"]);
    assert_eq!(text("True"), Ok(json!({ "outputClaim": false })));
    assert_eq!(text("x"), Err("The claim inputClaim, which is the inputClaim of NotClaims, is no boolean.".to_owned()));
}

#[test]
fn a_method_that_needs_an_input_fails_without_it() {
    let flag = ("valueToCompareTo", "true");
    for (method, role, parameters, output) in [
        ("NotClaims", "inputClaim", &[][..], "outputClaim:boolean"),
        ("CompareBooleanClaimToValue", "inputClaim", &[flag], "compareResult:boolean"),
        ("AssertBooleanClaimIsEqualToValue", "inputClaim", &[flag], ""),
        ("ConvertDateToDateTimeClaim", "inputClaim", &[], "outputClaim:dateTime"),
        ("ConvertNumberToStringClaim", "inputClaim", &[], "outputClaim"),
        ("CreateJsonArray", "inputClaim", &[], "outputClaim"),
        ("GetClaimFromJson", "inputJson", &[("claimToExtract", "a")], "extractedClaim"),
        ("XmlStringToJsonString", "xml", &[], "json"),
        ("ConvertStringToPhoneNumberClaim", "phoneNumberString", &[], "outputClaim:phoneNumber"),
        ("ChangeCase", "inputClaim1", &[("toCase", "LOWER")], "outputClaim"),
        ("FormatStringClaim", "inputClaim", &[("stringFormat", "{0}")], "outputClaim"),
        ("ParseDomain", "emailAddress", &[], "domain"),
        (
            "SetClaimIfBooleansMatch",
            "claimToMatch",
            &[("matchTo", "true"), ("outputClaimIfMatched", "x")],
            "outputClaim",
        ),
        ("SetClaimsIfRegexMatch", "claimToMatch", &[("matchTo", "x")], "outputClaim"),
        ("StringContains", "inputClaim", &[("contains", "x")], "outputClaim:boolean"),
        ("StringSubstring", "inputClaim", &[("startIndex", "0"), ("length", "0")], "outputClaim"),
        ("StringReplace", "inputClaim", &[("oldValue", "x"), ("newValue", "y")], "outputClaim"),
        ("StringJoin", "inputClaim", &[("delimiter", ",")], "outputClaim"),
        ("StringSplit", "inputClaim", &[("delimiter", ",")], "outputClaim:stringCollection"),
    ] {
        let outputs: Vec<_> = Some(output).into_iter().filter(|output| !output.is_empty()).collect();
        let failed = run(method, &[(role, Value::Null)], parameters, &outputs);
        let sentence = format!("The claim {role}, which is the {role} of {method}, has no value.");
        assert_eq!(failed, Err(sentence), "{method}");
    }
}

#[test]
fn a_method_that_carries_on_does_nothing_without_an_input() {
    let copied = run("CopyClaim", &[("inputClaim", Value::Null)], &[], &["outputClaim"]);
    assert_eq!(copied, Ok(json!({})));
    let added = run(
        "AddItemToStringCollection",
        &[("item", Value::Null), ("collection", json!(["a"]))],
        &[],
        &["collection:stringCollection"],
    );
    assert_eq!(added, Ok(json!({})));
    assert_eq!(
        run("DoesClaimExist", &[("inputClaim", Value::Null)], &[], &["outputClaim:boolean"]),
        Ok(json!({ "outputClaim": false }))
    );
    assert_eq!(
        run("DoesClaimExist", &[("inputClaim", json!(""))], &[], &["outputClaim:boolean"]),
        Ok(json!({ "outputClaim": true }))
    );
}

#[test]
fn dates() {
    let assert = |left: &str, right: Value, parameters: &[(&str, &str)]| {
        run("AssertDateTimeIsGreaterThan", &[("leftOperand", json!(left)), ("rightOperand", right)], parameters, &[])
            .is_ok()
    };
    let noon = "2024-05-20T12:00:00Z";
    let near = ("TreatAsEqualIfWithinMillseconds", "1000");
    let equal_passes = ("AssertIfEqualTo", "false");
    for (right, parameters, expected) in [
        (json!("2024-05-20T11:59:59Z"), &[][..], true),
        (json!("2024-05-20T12:00:01Z"), &[], false),
        (json!(noon), &[], false),
        (json!(noon), &[equal_passes], true),
        (json!("2024-05-20T12:00:01Z"), &[near, equal_passes], true),
        (json!("2024-05-20T12:00:01.0000001Z"), &[near, equal_passes], false),
        (json!("2024-05-20T11:59:59Z"), &[near], false),
        (Value::Null, &[], false),
        (Value::Null, &[("AssertIfRightOperandIsNotPresent", "true")], true),
    ] {
        assert_eq!(assert(noon, right.clone(), parameters), expected, "{right} {parameters:?}");
    }
    let compare = |first: &str, second: Value, operator: &str, seconds: &str| {
        let inputs = [("firstDateTime", json!(first)), ("secondDateTime", second)];
        run(
            "DateTimeComparison",
            &inputs,
            &[("operator", operator), ("timeSpanInSeconds", seconds)],
            &["result:boolean"],
        )
    };
    for (first, second, operator, seconds, expected) in [
        ("2024-05-20T12:00:00Z", Value::Null, "same", "0", true),
        ("2024-05-20T11:00:00Z", Value::Null, "LATER  THAN", "3601", true),
        ("2024-05-20T11:00:00Z", Value::Null, "later than", "3600", false),
        ("2024-05-20T13:00:00Z", Value::Null, "earlier than", "-3601", true),
        ("2024-05-20T13:00:00Z", json!("2024-05-20"), "earlier than", "0", false),
    ] {
        assert_eq!(compare(first, second, operator, seconds), Ok(json!({ "result": expected })), "{first} {operator}");
    }
    assert!(compare("2024-05-20", Value::Null, "same", "9223372036854775807").is_err());
    let consent = |when: Value| {
        let update = [("termsOfUseTextUpdateDateTime", "2024-01-01")];
        run("IsTermsOfUseConsentRequired", &[("termsOfUseConsentDateTime", when)], &update, &["result:boolean"])
    };
    for (when, expected) in [(Value::Null, true), (json!("2023-12-31T23:59:59Z"), true), (json!("2024-01-01"), false)] {
        assert_eq!(consent(when), Ok(json!({ "result": expected })));
    }
    let now = run("GetCurrentDateTime", &[], &[], &["currentDateTime:dateTime"]);
    assert_eq!(now, Ok(json!({ "currentDateTime": "2024-05-20T12:00:00.0000000Z" })));
    let day = run(
        "ConvertDateTimeToDateClaim",
        &[("inputClaim", json!("2024-05-20T23:30:00-05:00"))],
        &[],
        &["outputClaim:date"],
    );
    assert_eq!(day, Ok(json!({ "outputClaim": "2024-05-21" })));
    let moment =
        run("ConvertDateToDateTimeClaim", &[("inputClaim", json!("2024-02-29"))], &[], &["outputClaim:dateTime"]);
    assert_eq!(moment, Ok(json!({ "outputClaim": "2024-02-29T00:00:00.0000000Z" })));
}

#[test]
fn ages_have_the_rules_of_their_country() {
    let age = |born: &str, country: &str, consent: Value| {
        let inputs =
            [("dateOfBirth", json!(born)), ("countryCode", json!(country)), ("consentProvidedForMinor", consent)];
        run(
            "GetAgeGroupConsentProvidedAndRequiresConsent",
            &inputs,
            &[],
            &["ageGroup", "requiresParentalConsent:boolean"],
        )
    };
    for (born, country, consent, group, required) in [
        ("2006-05-20", "DE", Value::Null, "Adult", false),
        ("2006-05-21", "DE", Value::Null, "NotAdult", false),
        ("2008-05-21", "de", Value::Null, "Minor", true),
        ("2008-05-21", "DE", json!("granted"), "Minor", false),
        ("2008-05-21", "DE", json!("Denied"), "Minor", true),
        ("2008-05-21", "CH", Value::Null, "Minor", false),
        ("2004-05-21", "TH", Value::Null, "Minor", false),
        ("2003-05-20", "SG", Value::Null, "Adult", false),
    ] {
        let expected = json!({ "ageGroup": group, "requiresParentalConsent": required });
        assert_eq!(age(born, country, consent), Ok(expected), "{born} {country}");
    }
}

#[test]
fn numbers() {
    let adjust = |number: Value, operator: &str| {
        run("AdjustNumber", &[("inputClaim", number)], &[("Operator", operator)], &["outputClaim:int"])
    };
    assert_eq!(adjust(json!(1), "INCREMENT"), Ok(json!({ "outputClaim": 2 })));
    assert_eq!(adjust(json!(1), "decrement"), Ok(json!({ "outputClaim": 0 })));
    assert_eq!(adjust(Value::Null, "INCREMENT"), Ok(json!({ "outputClaim": 1 })));
    let too_large = "The result of AdjustNumber for the claim outputClaim is no Int.";
    assert_eq!(adjust(json!(i32::MAX), "INCREMENT"), Err(too_large.to_owned()));
    assert_eq!(
        adjust(json!(i64::MAX), "INCREMENT"),
        Err("AdjustNumber cannot go on: the number is at its end.".to_owned())
    );
    for (operator, expected) in [
        ("LessThan", [true, false, false]),
        ("LessThanOrEqual", [true, true, false]),
        ("GreaterThan", [false, false, true]),
        ("GreaterThanOrEqual", [false, true, true]),
        ("Equal", [false, true, false]),
        ("NotEqual", [true, false, true]),
    ] {
        for (number, expected) in [4, 5, 6].into_iter().zip(expected) {
            let input = [("inputClaim", json!(number))];
            let compared = ("CompareToValue", "5");
            let told = run(
                "AssertNumber",
                &input,
                &[("Operator", operator), compared, ("throwError", "false")],
                &["outputClaim:boolean"],
            );
            assert_eq!(told, Ok(json!({ "outputClaim": expected })), "{number} {operator}");
            let thrown = run("AssertNumber", &input, &[("Operator", operator), compared], &[]);
            assert_eq!(thrown, if expected { Err("AssertNumberError".to_owned()) } else { Ok(json!({})) });
        }
    }
    let text = run("ConvertNumberToStringClaim", &[("inputClaim", json!(-1_234_567))], &[], &["outputClaim"]);
    assert_eq!(text, Ok(json!({ "outputClaim": "-1234567" })));
}

#[test]
fn json_is_written_and_read() {
    let array = run("CreateJsonArray", &[("inputClaim", json!("a\"b"))], &[], &["outputClaim"]);
    assert_eq!(array, Ok(json!({ "outputClaim": r#"["a\"b"]"# })));
    let generated = run(
        "GenerateJson",
        &[("to.0.email", json!("a@b")), ("n", json!(5)), ("t", json!(["x"])), ("none", Value::Null)],
        &[("id:long", "1"), ("flag:boolean", "true"), ("to.1.email:string", "2")],
        &["outputClaim"],
    );
    let whole = r#"{"to":[{"email":"a@b"},{"email":"2"}],"n":5,"t":["x"],"id":1,"flag":true}"#;
    assert_eq!(generated, Ok(json!({ "outputClaim": whole })));
    assert_eq!(run("GenerateJson", &[], &[], &["outputClaim"]), Ok(json!({ "outputClaim": "{}" })));
    let get = |source: &str, claim: &str, output: &str| {
        run("GetClaimFromJson", &[("inputJson", json!(source))], &[("claimToExtract", claim)], &[output])
    };
    let source = r#"{"a":{"b":[1,{"c":"d"}]},"t":true,"n":null}"#;
    assert_eq!(get(source, "a.b[1].c", "extractedClaim"), Ok(json!({ "extractedClaim": "d" })));
    assert_eq!(get(source, "t", "extractedClaim:boolean"), Ok(json!({ "extractedClaim": true })));
    assert_eq!(get(source, "a", "extractedClaim"), Ok(json!({ "extractedClaim": r#"{"b":[1,{"c":"d"}]}"# })));
    assert_eq!(get(source, "n", "extractedClaim"), Err("GetClaimFromJson finds no n.".to_owned()));
    assert!(get("{", "a", "extractedClaim").is_err());
    let number = |source: &str| {
        run(
            "GetNumericClaimFromJson",
            &[("inputJson", json!(source))],
            &[("claimToExtract", "n")],
            &["extractedClaim:long"],
        )
    };
    assert_eq!(number(r#"{"n":6353399}"#), Ok(json!({ "extractedClaim": 6_353_399 })));
    assert_eq!(number(r#"{"n":"7"}"#), Ok(json!({ "extractedClaim": 7 })));
    assert!(number(r#"{"n":1.5}"#).is_err() && number(r#"{"n":"x"}"#).is_err() && number("{}").is_err());
    let item = |source: &str| run("GetSingleItemFromJson", &[("inputJson", json!(source))], &[], &["key", "value"]);
    assert_eq!(item(r#"{"z":5,"a":6}"#), Ok(json!({ "key": "z", "value": "5" })));
    assert!(item("{}").is_err() && item("[]").is_err());
    let first = |source: &str| {
        run("GetSingleValueFromJsonArray", &[("inputJsonClaim", json!(source))], &[], &["extractedClaim"])
    };
    assert_eq!(first(r#"["a","b"]"#), Ok(json!({ "extractedClaim": "a" })));
    assert!(first("[]").is_err() && first("{}").is_err());
    let xml = run("XmlStringToJsonString", &[("xml", json!("<a><b>1</b></a>"))], &[], &["json"]);
    assert_eq!(xml, Ok(json!({ "json": r#"{"a":{"b":"1"}}"# })));
}

#[test]
fn pairs_become_claims() {
    let source = r#"[{"key":"email","value":"a@b"},{"key":"n","value":5},{"key":"empty","value":""},{"key":"null","value":null}]"#;
    let outputs = ["email", "n:int", "empty", "null", "missing"];
    let take = |parameters: &[(&str, &str)]| {
        run("GetClaimsFromJsonArray", &[("jsonSource", json!(source))], parameters, &outputs)
    };
    assert_eq!(take(&[]), Ok(json!({ "email": "a@b", "n": 5 })));
    assert_eq!(take(&[("includeEmptyClaims", "true")]), Ok(json!({ "email": "a@b", "n": 5, "empty": "" })));
    assert_eq!(take(&[("errorOnMissingClaims", "true")]), Err("GetClaimsFromJsonArray finds no missing.".to_owned()));
    let other = [r#"{"k":"email","v":"a@b"}"#, r#"{"k":"x","v":"y"}"#];
    let named = [("jsonSourceKeyName", "k"), ("jsonSourceValueName", "v")];
    let v2 = run("GetClaimsFromJsonArrayV2", &[("jsonSourceClaim", json!(other))], &named, &["email"]);
    assert_eq!(v2, Ok(json!({ "email": "a@b" })));
    assert!(run("GetClaimsFromJsonArrayV2", &[("jsonSource", json!(["{"]))], &named, &["email"]).is_err());
}

#[test]
fn phones() {
    let from = |text: &str, country: Value| {
        run(
            "ConvertStringToPhoneNumberClaim",
            &[("phoneNumberString", json!(text)), ("country", country)],
            &[],
            &["outputClaim:phoneNumber"],
        )
    };
    assert_eq!(from("044 668 18 00", json!("CH")), Ok(json!({ "outputClaim": "+41446681800" })));
    assert_eq!(from("+41 44 668 18 00", Value::Null), Ok(json!({ "outputClaim": "+41446681800" })));
    let invalid = Err("UserMessageIfClaimsTransformationInvalidPhoneNumber".to_owned());
    assert_eq!(from("044 668 18 00", Value::Null), invalid);
    assert_eq!(from("no", json!("CH")), invalid);
    let split = |text: &str, parameters: &[(&str, &str)]| {
        run(
            "GetNationalNumberAndCountryCodeFromPhoneNumberString",
            &[("phoneNumber", json!(text))],
            parameters,
            &["nationalNumber", "countryCode"],
        )
    };
    assert_eq!(
        split("+41446681800", &[("countryCodeType", "iso3166")]),
        Ok(json!({ "nationalNumber": "446681800", "countryCode": "CH" }))
    );
    assert_eq!(split("+41446681800", &[]), Ok(json!({ "nationalNumber": "446681800", "countryCode": "+41" })));
    assert_eq!(split("x", &[]), Ok(json!({ "nationalNumber": null, "countryCode": null })));
    assert_eq!(
        split("x", &[("throwExceptionOnFailure", "true")]),
        Err("UserMessageIfPhoneNumberParseFailure".to_owned())
    );
    let text = run("ConvertPhoneNumberClaimToString", &[("phoneNumber", json!("+4144"))], &[], &["phoneNumberString"]);
    assert_eq!(text, Ok(json!({ "phoneNumberString": "+4144" })));
}

#[test]
fn identities() {
    let key = run(
        "CreateAlternativeSecurityId",
        &[("key", json!("12345")), ("identityProvider", json!("live.com"))],
        &[],
        &["alternativeSecurityId"],
    );
    let id = r#"{"type":6,"identityProvider":"live.com","key":"MTIzNDU="}"#;
    assert_eq!(key, Ok(json!({ "alternativeSecurityId": id })));
    let empty = run(
        "CreateAlternativeSecurityId",
        &[("key", json!("")), ("identityProvider", json!("live.com"))],
        &[],
        &["alternativeSecurityId"],
    );
    assert!(empty.is_err(), "S35: an account without an id would be anybody's");
    let live = json!({ "issuer": "live.com", "issuerUserId": "MTIzNDU=" });
    let made = run(
        "CreateUserIdentity",
        &[("issuerUserId", json!("12345")), ("issuer", json!("live.com"))],
        &[],
        &["userIdentity:userIdentity"],
    );
    assert_eq!(made, Ok(json!({ "userIdentity": live })));
    let other = json!({ "issuer": "a.example", "issuerUserId": "MQ==" });
    for (method, kind) in [
        ("AddItemToAlternativeSecurityIdCollection", "collection:alternativeSecurityIdCollection"),
        ("AddItemToUserIdentityCollection", "collection:userIdentityCollection"),
    ] {
        let add = |collection: Value| run(method, &[("item", live.clone()), ("collection", collection)], &[], &[kind]);
        assert_eq!(add(json!([other])), Ok(json!({ "collection": [other, live] })), "{method}");
        assert_eq!(add(json!([live])), Ok(json!({ "collection": [live] })), "{method}");
        assert_eq!(add(Value::Null), Ok(json!({ "collection": [live] })), "{method}");
    }
    for (method, role, kind) in [
        (
            "RemoveAlternativeSecurityIdByIdentityProvider",
            "identityProvider",
            "collection:alternativeSecurityIdCollection",
        ),
        ("RemoveUserIdentityFromCollectionByIssuer", "issuer", "collection:userIdentityCollection"),
    ] {
        let left = run(method, &[(role, json!("LIVE.com")), ("collection", json!([live, other, live]))], &[], &[kind]);
        assert_eq!(left, Ok(json!({ "collection": [other] })), "{method}");
    }
    for (method, from, to) in [
        (
            "GetIdentityProvidersFromAlternativeSecurityIdCollectionTransformation",
            "alternativeSecurityIdCollection",
            "identityProvidersCollection:stringCollection",
        ),
        (
            "GetIssuersFromUserIdentityCollectionTransformation",
            "userIdentityCollection",
            "issuersCollection:stringCollection",
        ),
    ] {
        let issuers = run(method, &[(from, json!([live, other, live]))], &[], &[to]);
        let role = to.split(':').next().expect("a role");
        assert_eq!(issuers, Ok(json!({ role: ["live.com", "a.example"] })), "{method}");
    }
}

#[test]
fn collections() {
    let kind = ["collection:stringCollection"];
    let add = |item: &str, collection: Value| {
        run("AddItemToStringCollection", &[("item", json!(item)), ("collection", collection)], &[], &kind)
    };
    assert_eq!(add("b", json!(["a"])), Ok(json!({ "collection": ["a", "b"] })));
    assert_eq!(add("a", json!(["a"])), Ok(json!({ "collection": ["a"] })));
    assert_eq!(add("A", json!(["a"])), Ok(json!({ "collection": ["a", "A"] })));
    let constant = run("AddParameterToStringCollection", &[("collection", json!(["a"]))], &[("item", "b")], &kind);
    assert_eq!(constant, Ok(json!({ "collection": ["a", "b"] })));
    let first = |collection: Value| {
        run("GetSingleItemFromStringCollection", &[("collection", collection)], &[], &["extractedItem"])
    };
    assert_eq!(first(json!(["b", "a"])), Ok(json!({ "extractedItem": "b" })));
    assert_eq!(first(json!([])), Ok(json!({ "extractedItem": null })));
    for (item, ignore, expected) in [("A", "true", true), ("A", "false", false), ("a", "0", true), ("x", "1", false)] {
        let contains = run(
            "StringCollectionContains",
            &[("inputClaim", json!(["a"]))],
            &[("item", item), ("ignoreCase", ignore)],
            &["outputClaim:boolean"],
        );
        assert_eq!(contains, Ok(json!({ "outputClaim": expected })), "{item} {ignore}");
        let inputs = [("collection", json!(["a"])), ("item", json!(item))];
        let contains =
            run("StringCollectionContainsClaim", &inputs, &[("ignoreCase", ignore)], &["outputClaim:boolean"]);
        assert_eq!(contains, Ok(json!({ "outputClaim": expected })), "{item} {ignore}");
    }
    let joined = run("StringJoin", &[("inputClaim", json!(["b", "a"]))], &[("delimiter", "; ")], &["outputClaim"]);
    assert_eq!(joined, Ok(json!({ "outputClaim": "b; a" })));
    let split = |text: &str, delimiter: &str| {
        run(
            "StringSplit",
            &[("inputClaim", json!(text))],
            &[("delimiter", delimiter)],
            &["outputClaim:stringCollection"],
        )
    };
    assert_eq!(split("a, b,,", ","), Ok(json!({ "outputClaim": ["a", " b", "", ""] })));
    assert_eq!(split("", ","), Ok(json!({ "outputClaim": [""] })));
    assert_eq!(split("ab", ""), Ok(json!({ "outputClaim": ["ab"] })));
}

#[test]
fn strings_are_compared() {
    for (one, other, comparison, expected) in [
        ("a", "A", "ordinalIgnoreCase", true),
        ("a", "A", "Ordinal", false),
        ("a", "a", "ORDINAL", true),
        ("a", "a ", "OrdinalIgnoreCase", false),
    ] {
        let comparison = ("stringComparison", comparison);
        let asserted = run(
            "AssertStringClaimsAreEqual",
            &[("inputClaim1", json!(one)), ("inputClaim2", json!(other))],
            &[comparison],
            &[],
        );
        let key = "UserMessageIfClaimsTransformationStringsAreNotEqual";
        assert_eq!(asserted, if expected { Ok(json!({})) } else { Err(key.to_owned()) }, "{one} {other}");
        let equal = run(
            "SetClaimsIfStringsAreEqual",
            &[("inputClaim", json!(one))],
            &[("matchTo", other), comparison, ("stringMatchMsg", "m"), ("stringMatchMsgCode", "c")],
            &["outputClaim1", "outputClaim2", "stringCompareResultClaim:boolean"],
        );
        let text = |text: &str| if expected { json!(text) } else { Value::Null };
        assert_eq!(
            equal,
            Ok(json!({ "stringCompareResultClaim": expected, "outputClaim1": text("m"), "outputClaim2": text("c") }))
        );
        let matched = run(
            "SetClaimsIfStringsMatch",
            &[("claimToMatch", json!(one))],
            &[("matchTo", other), comparison, ("outputClaimIfMatched", "m")],
            &["outputClaim", "stringCompareResultClaim:boolean"],
        );
        assert_eq!(matched, Ok(json!({ "stringCompareResultClaim": expected, "outputClaim": text("m") })));
    }
    for (one, other, operator, ignore, expected) in [
        (json!("a"), json!("A"), "EQUAL", "true", true),
        (json!("a"), json!("A"), "EQUAL", "false", false),
        (json!("a"), json!("A"), "not equal", "true", false),
        (json!("a"), json!("b"), "NOT EQUAL", "true", true),
        (json!("a"), Value::Null, "NOT EQUAL", "true", true),
        (Value::Null, json!("a"), "EQUAL", "true", false),
    ] {
        let parameters = [("operator", operator), ("ignoreCase", ignore)];
        let compared = run(
            "CompareClaims",
            &[("inputClaim1", one.clone()), ("inputClaim2", other.clone())],
            &parameters,
            &["outputClaim:boolean"],
        );
        assert_eq!(compared, Ok(json!({ "outputClaim": expected })), "{one} {other} {operator}");
        if let Some(other) = other.as_str() {
            let parameters = [("compareTo", other), ("operator", operator), ("ignoreCase", ignore)];
            let compared = run("CompareClaimToValue", &[("inputClaim1", one)], &parameters, &["outputClaim:boolean"]);
            assert_eq!(compared, Ok(json!({ "outputClaim": expected })), "{other} {operator}");
        }
    }
    for (part, ignore, expected) in [
        ("Read", "false", false),
        ("Read", "true", true),
        ("read", "false", true),
        (".", "true", false),
        ("", "false", true),
    ] {
        let contains = run(
            "StringContains",
            &[("inputClaim", json!("a reader"))],
            &[("contains", part), ("ignoreCase", ignore)],
            &["outputClaim:boolean"],
        );
        assert_eq!(contains, Ok(json!({ "outputClaim": expected })), "{part}");
    }
}

#[test]
fn strings_are_made() {
    let one = |method: &str, role: &str, input: &str, parameters: &[(&str, &str)], output: &str| {
        run(method, &[(role, json!(input))], parameters, &[output])
    };
    let output = |text: &str| Ok(json!({ "outputClaim": text }));
    assert_eq!(one("CopyClaim", "inputClaim", "a", &[], "outputClaim"), output("a"));
    assert_eq!(one("ChangeCase", "inputClaim1", "aÉß", &[("toCase", "UPPER")], "outputClaim"), output("AÉß"));
    assert_eq!(one("ChangeCase", "inputClaim1", "AÉ", &[("toCase", "lower")], "outputClaim"), output("aé"));
    let created = run("CreateStringClaim", &[], &[("value", "{0} {RelyingPartyTenantId}")], &["createdClaim"]);
    assert_eq!(created, Ok(json!({ "createdClaim": "{0} contoso.onmicrosoft.com" })));
    let format = [("stringFormat", "{0,-3}|{TechnicalProfileId}")];
    assert_eq!(one("FormatStringClaim", "inputClaim", "a", &format, "outputClaim"), output("a  |TP"));
    let names = [("inputClaim1", json!("Ada")), ("inputClaim2", json!("Lovelace"))];
    assert_eq!(
        run("FormatStringMultipleClaims", &names, &[("stringFormat", "{1}, {0}")], &["outputClaim"]),
        output("Lovelace, Ada")
    );
    let cut = |start: &str, length: &str| {
        one("StringSubstring", "inputClaim", "a😀c", &[("startIndex", start), ("length", length)], "outputClaim")
    };
    assert_eq!(cut("1", "2"), output("😀"));
    assert_eq!(cut("4", "0"), output(""));
    assert!(cut("3", "2").is_err() && cut("5", "0").is_err());
    let replaced = [("oldValue", "aa"), ("newValue", "b")];
    assert_eq!(one("StringReplace", "inputClaim", "aaa", &replaced, "outputClaim"), output("ba"));
    for (address, domain) in [("joe@Out.com", "Out.com"), ("\"a@b\"@c", "c"), ("none", ""), ("@x", ""), ("x@", "")] {
        assert_eq!(
            one("ParseDomain", "emailAddress", address, &[], "domain"),
            Ok(json!({ "domain": domain })),
            "{address}"
        );
    }
    assert_eq!(run("NullClaim", &[], &[], &["claim_to_null"]), Ok(json!({ "claim_to_null": null })));
    let lookup = |key: &str, error: &str| {
        one("LookupValue", "inputParameterId", key, &[("a", "1"), ("errorOnFailedLookup", error)], "outputClaim")
    };
    assert_eq!(lookup("a", "true"), output("1"));
    assert_eq!(lookup("A", "false"), Ok(json!({ "outputClaim": null })));
    assert_eq!(lookup("errorOnFailedLookup", "true"), Err("LookupNotFound".to_owned()));
    for (value, copied) in [("123", json!({ "outputClaim": "123" })), ("x", json!({}))] {
        assert_eq!(one("CopyClaimIfPredicateMatch", "inputClaim", value, &[], "outputClaim"), Ok(copied));
    }
}

#[test]
fn a_pattern_sets_its_groups() {
    let outputs = ["outputClaim", "regexCompareResultClaim:boolean", "alias"];
    let set = |text: &str, extract: &str| {
        let parameters = [("matchTo", "^(?<alias>.*)@"), ("outputClaimIfMatched", "mail"), ("extractGroups", extract)];
        run("setClaimsIfRegexMatch", &[("claimToMatch", json!(text))], &parameters, &outputs)
    };
    assert_eq!(
        set("ada@x", "true"),
        Ok(json!({ "regexCompareResultClaim": true, "outputClaim": "mail", "alias": "ada" }))
    );
    assert_eq!(set("ada@x", "false"), Ok(json!({ "regexCompareResultClaim": true, "outputClaim": "mail" })));
    assert_eq!(set("ada", "true"), Ok(json!({ "regexCompareResultClaim": false, "outputClaim": null, "alias": null })));
}

#[test]
fn a_uri_cannot_be_broken_out_of() {
    let build = |path: Value, secret: &str| {
        let parameters = [("scheme", "otpauth"), ("host", "totp"), ("query.issuer", "Contoso demo")];
        run("BuildUri", &[("path", path), ("query.secret", json!(secret))], &parameters, &["outputClaim"])
    };
    let uri = |text: &str| Ok(json!({ "outputClaim": text }));
    assert_eq!(
        build(json!("Contoso demo:a@b"), "s"),
        uri("otpauth://totp/Contoso%20demo:a@b?secret=s&issuer=Contoso+demo")
    );
    assert_eq!(
        build(json!("/a?b#c%"), "&x=y#é"),
        uri("otpauth://totp/a%3Fb%23c%25?secret=%26x%3Dy%23%C3%A9&issuer=Contoso+demo")
    );
    assert_eq!(build(Value::Null, "s"), uri("otpauth://totp/?secret=s&issuer=Contoso+demo"));
}

#[test]
fn draws_come_from_outside() {
    let string = |parameters: &[(&str, &str)]| run("CreateRandomString", &[], parameters, &["outputClaim"]);
    let output = |text: &str| Ok(json!({ "outputClaim": text }));
    assert_eq!(string(&[("randomGeneratorType", "guid")]), output("07070707-0707-4707-8707-070707070707"));
    let integer =
        [("randomGeneratorType", "INTEGER"), ("maximumNumber", "1"), ("stringFormat", "N{0}"), ("base64", "true")];
    assert_eq!(string(&integer), output("TjE="));
    let same = run("GuidAndRandomGenerator", &[], &[("randomGeneratorType", "GUID")], &["outputClaim"]);
    assert_eq!(same, output("07070707-0707-4707-8707-070707070707"));
    let secret = run("CreateOtpSecret", &[], &[], &["outputClaim"]);
    assert_eq!(secret, output("A4DQOBYHA4DQOBYHA4DQOBYHA4DQOBYH"));
    let (transformation, ..) = compile("CreateOtpSecret", &[], &[], &["outputClaim"]);
    let context = Context {
        now: Timestamp::default(),
        draw: &DRAW[..19],
        expressions: Expressions::default(),
        resources: &NoResources,
    };
    let failed = transformation.expect("a transformation").evaluate(&Claims::new(), &context);
    assert_eq!(failed, Err(Failure::Draw { method: "CreateOtpSecret" }));
}

#[test]
fn texts_come_in_the_language_of_the_journey() {
    let hello = run(
        "FormatLocalizedString",
        &[("a", json!("Ada")), ("b", Value::Null)],
        &[("stringFormatId", "Hello")],
        &["outputClaim"],
    );
    assert_eq!(hello, Ok(json!({ "outputClaim": "Hallo Ada, " })));
    for id in ["Broken", "Nothing"] {
        assert!(run("FormatLocalizedString", &[], &[("stringFormatId", id)], &["outputClaim"]).is_err(), "{id}");
    }
    let strings = run("GetLocalizedStringsTransformation", &[], &[], &["subject", "unknown"]);
    assert_eq!(strings, Ok(json!({ "subject": "Betreff" })));
    let mapped = |key: &str| {
        run("GetMappedValueFromLocalizedCollection", &[("mapFromClaim", json!(key))], &[], &["restrictionValueClaim"])
    };
    assert_eq!(mapped("2"), Ok(json!({ "restrictionValueClaim": "zwei" })));
    assert_eq!(mapped("3"), Ok(json!({ "restrictionValueClaim": null })));
}

#[test]
fn a_hash_waits_for_its_key() {
    let inputs = |plain: &str, salt: &str| [("plaintext", json!(plain)), ("salt", json!(salt))];
    let keyed = |plain: &str, salt: &str| {
        let (transformation, ..) =
            compile("Hash", &inputs(plain, salt), &[("randomizerSecret", "B2C_1A_Key")], &["hash"]);
        let transformation = transformation.expect("a transformation");
        assert_eq!(transformation.method.key_container(), Some("B2C_1A_Key"));
        let context = Context {
            now: Timestamp::default(),
            draw: &[],
            expressions: Expressions::default(),
            resources: &NoResources,
        };
        match transformation.evaluate(&claims(&inputs(plain, salt)), &context) {
            Ok(Outcome::Keyed(keyed)) => keyed,
            other => panic!("{other:?}"),
        }
    };
    let digest = |plain: &str, salt: &str, key: &[u8]| keyed(plain, salt).compute(key);
    // HMAC-SHA-256 of 0x0000000000000001 "s" "p" under "k", computed apart from this program.
    let whole = digest("p", "s", b"k");
    assert_eq!(whole.text().map(|text| text.len()), Some(44));
    assert_eq!(whole, digest("p", "s", b"k"));
    for other in [
        digest("q", "s", b"k"),
        digest("p", "t", b"k"),
        digest("p", "s", b"l"),
        digest("sp", "", b"k"),
        digest("", "sp", b"k"),
    ] {
        assert_ne!(whole, other);
    }
    assert_eq!((keyed("p", "s").container.as_str(), keyed("p", "s").output.as_str()), ("B2C_1A_Key", "hash"));
    assert!(!format!("{:?}", keyed("plain-text", "s")).contains("plain-text"), "S79");
}

#[test]
fn s79_what_is_made_of_a_secret_is_a_secret() {
    let secret = json!("secret:hunter2");
    let mark = json!(domain::claims::REDACTED);
    let format = [("stringFormat", "Bearer {0}")];
    let formatted = run("FormatStringClaim", &[("inputClaim", secret.clone())], &format, &["outputClaim"]);
    assert_eq!(formatted, Ok(json!({ "outputClaim": mark })));
    let copied = run("CopyClaim", &[("inputClaim", secret.clone())], &[], &["outputClaim"]);
    assert_eq!(copied, Ok(json!({ "outputClaim": mark })));
    let generated = run("GenerateJson", &[("a", secret.clone())], &[], &["outputClaim"]);
    assert_eq!(generated, Ok(json!({ "outputClaim": mark })));
    let split =
        run("StringSplit", &[("inputClaim", secret.clone())], &[("delimiter", "t")], &["outputClaim:stringCollection"]);
    let sentence = "StringSplit would put a secret value into the collection outputClaim, which everybody may see.";
    assert_eq!(split, Err(sentence.to_owned()));
    let parameters = [("matchTo", "hunter2"), ("stringComparison", "ordinal"), ("outputClaimIfMatched", "weak")];
    let judged = run(
        "SetClaimsIfStringsMatch",
        &[("claimToMatch", secret)],
        &parameters,
        &["outputClaim", "stringCompareResultClaim:boolean"],
    );
    assert_eq!(judged, Ok(json!({ "stringCompareResultClaim": true, "outputClaim": "weak" })));
}
