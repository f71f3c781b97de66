//! What is wrong with a transformation, and where.

use super::*;

fn problems(
    method: &str,
    inputs: &[(&str, Value)],
    parameters: &[(&str, &str)],
    outputs: &[&str],
) -> Vec<(Severity, Subject, String)> {
    let (transformation, problems, _) = compile(method, inputs, parameters, outputs);
    let refused = problems.iter().any(|problem| problem.severity == Severity::Error);
    assert_eq!(transformation.is_none(), refused, "{problems:?}");
    problems.into_iter().map(|problem| (problem.severity, problem.subject, problem.message)).collect()
}

#[test]
fn problems_point_at_their_item() {
    use Severity::{Error, Warning};
    let text = json!("a");
    for (method, inputs, parameters, outputs, expected) in [
        ("Hush", &[][..], &[][..], &[][..], (Error, Subject::Method, "There is no transformation method Hush.")),
        (
            "ChangeCase",
            &[("inputClaim1", text.clone())],
            &[],
            &["outputClaim"],
            (Error, Subject::Method, "ChangeCase lacks the parameter toCase."),
        ),
        (
            "ChangeCase",
            &[("inputClaim1", text.clone())],
            &[("x", "1"), ("toCase", "TITLE")],
            &["outputClaim"],
            (Error, Subject::Parameter(1), "The parameter toCase of ChangeCase cannot be `TITLE`."),
        ),
        ("CopyClaim", &[], &[], &["outputClaim"], (Error, Subject::Method, "CopyClaim lacks the input inputClaim.")),
        (
            "CopyClaim",
            &[("inputClaim", text.clone())],
            &[],
            &[],
            (Error, Subject::Method, "CopyClaim lacks the output outputClaim."),
        ),
        (
            "CopyClaim",
            &[("inputClaim", text.clone()), ("other", text.clone())],
            &[],
            &["outputClaim"],
            (Warning, Subject::Input(1), "CopyClaim has no input other; the claim other is not used."),
        ),
        (
            "CopyClaim",
            &[("inputClaim", text.clone())],
            &[("x", "1")],
            &["outputClaim"],
            (Warning, Subject::Parameter(0), "CopyClaim has no parameter x; it is ignored."),
        ),
        (
            "NotClaims",
            &[("inputClaim", text.clone())],
            &[],
            &["outputClaim:boolean"],
            (Warning, Subject::Input(0), "NotClaims wants a boolean here, and inputClaim is a string."),
        ),
        (
            "NotClaims",
            &[("inputClaim", json!(true))],
            &[],
            &["outputClaim:stringCollection"],
            (Error, Subject::Output(0), "NotClaims wants a boolean here, and outputClaim is a stringCollection."),
        ),
        (
            "CopyClaimIfPredicateMatch",
            &[("inputClaim", text.clone())],
            &[],
            &["OUTPUTCLAIM"],
            (Error, Subject::Output(0), "The claim type OUTPUTCLAIM has no predicate validation to copy by."),
        ),
        (
            "GenerateJson",
            &[("a", text.clone())],
            &[("a.b", "1")],
            &["outputClaim"],
            (Error, Subject::Method, "The JSON path a.b excludes another one."),
        ),
        (
            "GenerateJson",
            &[("b", text.clone()), ("a..b", text.clone())],
            &[],
            &["outputClaim"],
            (Error, Subject::Input(1), "a..b is no JSON path."),
        ),
        (
            "GenerateJson",
            &[],
            &[("a.4000000000", "1")],
            &["outputClaim"],
            (Error, Subject::Parameter(0), "The parameter a.4000000000 of GenerateJson cannot be used."),
        ),
        (
            "GenerateJson",
            &[],
            &[("a:long", "x")],
            &["outputClaim"],
            (Error, Subject::Parameter(0), "The parameter a of GenerateJson cannot be used."),
        ),
        (
            "BuildUri",
            &[("path", text.clone())],
            &[("scheme", "java script"), ("host", "h")],
            &["outputClaim"],
            (Error, Subject::Parameter(0), "The parameter scheme of BuildUri cannot be `java script`."),
        ),
        (
            "BuildUri",
            &[("path", text.clone())],
            &[("scheme", "https"), ("host", "h/p?q")],
            &["outputClaim"],
            (Error, Subject::Parameter(1), "The parameter host of BuildUri cannot be `h/p?q`."),
        ),
        (
            "SetClaimsIfRegexMatch",
            &[("claimToMatch", text.clone())],
            &[("matchTo", r"(a)\1")],
            &["outputClaim"],
            (Error, Subject::Parameter(0), r"The parameter matchTo of SetClaimsIfRegexMatch cannot be `(a)\1`."),
        ),
        (
            "SetClaimsIfRegexMatch",
            &[("claimToMatch", text.clone())],
            &[("matchTo", "(?<x>a)"), ("extractGroups", "true")],
            &["outputClaim", "y"],
            (Warning, Subject::Output(1), "The pattern has no group y, so that the claim never gets a value."),
        ),
        (
            "FormatStringClaim",
            &[("inputClaim", text.clone())],
            &[("stringFormat", "{1}")],
            &["outputClaim"],
            (Error, Subject::Parameter(0), "The parameter stringFormat of FormatStringClaim cannot be `{1}`."),
        ),
        (
            "StringReplace",
            &[("inputClaim", text.clone())],
            &[("oldValue", ""), ("newValue", "")],
            &["outputClaim"],
            (Error, Subject::Parameter(0), "The parameter oldValue of StringReplace cannot be ``."),
        ),
    ] {
        let found = problems(method, inputs, parameters, outputs);
        let (severity, subject, message) = expected;
        assert!(found.contains(&(severity, subject, message.to_owned())), "{method}: {found:?}");
    }
}

#[test]
fn a_claim_that_nobody_declared_is_told_at_its_place() {
    let world = World(Vec::new());
    let source = Source {
        id: "T",
        method: "copyclaim",
        inputs: vec![("nobody", "inputClaim")],
        parameters: Vec::new(),
        outputs: vec![("nothing", "outputClaim")],
    };
    let (transformation, problems) = Transformation::compile(&source, &world);
    assert!(transformation.is_none());
    let told: Vec<_> = problems.iter().map(|problem| (problem.code, problem.subject)).collect();
    assert_eq!(told, [("undefined-claim-type", Subject::Input(0)), ("undefined-claim-type", Subject::Output(0))]);
}

#[test]
fn a_misspelt_method_is_answered_with_the_nearest() {
    for (written, expected) in
        [("CreateStringClam", "Did you mean CreateStringClaim?"), ("Xyzzy", "docs/policy-language.md lists them.")]
    {
        let (_, problems, _) = compile(written, &[], &[], &[]);
        assert_eq!(problems[0].help, expected, "{written}");
    }
}

#[test]
fn names_are_read_in_their_other_spellings() {
    let (transformation, problems, _) =
        compile("getclaimsfromjsonarray", &[("JsonSourceClaim", json!("[]"))], &[], &["x"]);
    assert_eq!(problems, []);
    let transformation = transformation.expect("a transformation");
    assert_eq!(transformation.name(), "GetClaimsFromJsonArray");
    assert_eq!(transformation.inputs[0].role, "jsonSource");
}

#[test]
fn the_table_knows_every_method_once_and_by_its_name() {
    for (position, signature) in METHODS.iter().enumerate() {
        assert!(!METHODS.iter().skip(position + 1).any(|other| other.name.eq_ignore_ascii_case(signature.name)));
        assert_eq!(Signature::find(&signature.name.to_uppercase()).map(|found| found.name), Some(signature.name));
        for roles in [signature.inputs, signature.outputs] {
            for (position, role) in roles.iter().enumerate() {
                assert!(!roles.iter().skip(position + 1).any(|other| other.name == role.name), "{}", signature.name);
            }
        }
    }
}
