//! What is wrong between layers, and with what is too much: it takes more than one edit of one file.

use super::{SOUND, edited, pointed};
use policy::{
    Diagnostic, MergedPolicy, PolicyFile, Set, Settings, Surroundings, diagnose, diagnose_set, set::Options,
    xml::Limits,
};

/// Gives what is wrong, and what stands where it points.
type Run = fn() -> Vec<(Diagnostic, String)>;

/// The codes, each with what gives it.
pub const CODES: &[(&str, Run)] = &[
    ("duplicate-policy", || set(&[("a.xml", &layer("a", None, "")), ("b.xml", &layer("A", None, ""))])),
    ("policy-exists", || {
        let text = layer("a", None, "");
        let file = PolicyFile::read("a.xml", text.as_bytes(), &Options::default()).unwrap();
        told(&text, vec![policy::upload::exists(&file)])
    }),
    ("inheritance-cycle", || set(&[("a.xml", &layer("a", Some("b"), "")), ("b.xml", &layer("b", Some("a"), ""))])),
    ("undefined-base-policy", || set(&[("a.xml", &layer("a", Some("missing"), ""))])),
    ("too-many-layers", || {
        let files: Vec<(String, String)> = (0..11)
            .map(|at| {
                let base = format!("p{}", at - 1);
                (format!("{at:02}.xml"), layer(&format!("p{at}"), Some(base.as_str()).filter(|_| at > 0), ""))
            })
            .collect();
        set(&files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect::<Vec<_>>())
    }),
    ("missing-base-policy", || {
        let read = |text: &str| PolicyFile::read("a.xml", text.as_bytes(), &Options::default()).unwrap().policy;
        let (one, other) = (layer("a", None, ""), layer("b", None, ""));
        let found = MergedPolicy::merge(vec![read(&one), read(&other)]).unwrap_err();
        found.into_iter().map(|found| (found.clone(), pointed(&other, &found).to_owned())).collect()
    }),
    ("no-policy", || {
        let found = MergedPolicy::merge(Vec::new()).unwrap_err();
        found.into_iter().map(|found| (found, String::new())).collect()
    }),
    ("missing-relying-party", || {
        let text = layer("a", None, "");
        let read = PolicyFile::read("a.xml", text.as_bytes(), &Options::default()).unwrap().policy;
        let found = policy::build(vec![read]).unwrap_err();
        found.into_iter().map(|found| (found.clone(), pointed(&text, &found).to_owned())).collect()
    }),
    ("policy-id", || {
        let text = edited(&[("PolicyId=\"B2C_1A_sound\"", "PolicyId=\"B2C_1A_sound.\"")]);
        let text = text.replace("<TechnicalProfile Id=\"AAD-Write\">", "<TechnicalProfile Id=\"AAD-Write\"><Protocol Name=\"Proprietary\" Handler=\"X.AzureActiveDirectoryProvider\" />");
        let file = PolicyFile::read("sound.xml", text.as_bytes(), &Options::default()).unwrap();
        told(&text, diagnose(&file.policy, &Surroundings::default()))
    }),
    ("include-cycle", || {
        one(&profiles(
            "<TechnicalProfile Id='A'><IncludeTechnicalProfile ReferenceId='B'/></TechnicalProfile><TechnicalProfile Id='B'><IncludeTechnicalProfile ReferenceId='A'/></TechnicalProfile>",
        ))
    }),
    ("include-too-deep", || {
        let chain = (0..1_200).fold(String::new(), |all, at| {
            let next = at + 1;
            all + &format!(
                "<TechnicalProfile Id='P{at}'><IncludeTechnicalProfile ReferenceId='P{next}'/></TechnicalProfile>\n"
            )
        });
        one(&profiles(&format!("{chain}<TechnicalProfile Id='P1200'/>")))
    }),
    ("include-too-large", || {
        let claims = "<OutputClaim ClaimTypeReferenceId='a'/>".repeat(2_000);
        let many = (0..3_000).fold(String::new(), |all, at| {
            all + &format!(
                "<TechnicalProfile Id='P{at}'><IncludeTechnicalProfile ReferenceId='Big'/></TechnicalProfile>\n"
            )
        });
        one(&profiles(&format!(
            "<TechnicalProfile Id='Big'><OutputClaims>{claims}</OutputClaims></TechnicalProfile>{many}"
        )))
    }),
    ("settings-too-large", || {
        let settings = Settings::parse(&format!("{{\"Big\": \"{}\"}}", "x".repeat(600_000)), None).unwrap();
        let text = SOUND.replace(">Object id<", ">{Settings:Big}<").replace(">Secret<", ">{Settings:Big}<");
        let set = Set::load([("a.xml", &text)], &Options { settings: Some(&settings), ..Options::default() });
        told(&text, set.found().to_vec())
    }),
    ("xml-too-large", || limited(Limits { bytes: 1_000, ..Limits::default() })),
    ("xml-too-deep", || limited(Limits { depth: 5, ..Limits::default() })),
    ("xml-too-many-attributes", || limited(Limits { attributes: 4, ..Limits::default() })),
    ("xml-too-many-nodes", || limited(Limits { nodes: 100, ..Limits::default() })),
    ("xml-too-many-namespaces", || limited(Limits { namespaces: 0, ..Limits::default() })),
];

/// Where each points.
const PLACES: &[(&str, &str)] = &[
    ("inheritance-cycle", "B2C_1A_b</PolicyId>"),
    ("undefined-base-policy", "B2C_1A_missing</PolicyId>"),
    ("missing-base-policy", "<TrustFrameworkPolicy"),
    ("missing-relying-party", "<TrustFrameworkPolicy"),
    ("policy-id", "B2C_1A_sound.\""),
    ("include-cycle", "A'/>"),
    ("xml-too-deep", "<Parameter Id=\"Minimum\""),
    ("xml-too-many-attributes", "PublicPolicyUri"),
    ("settings-too-large", "<TrustFrameworkPolicy"),
];

fn layer(id: &str, base: Option<&str>, inner: &str) -> String {
    let base = base.map(|base| {
        format!(
            "<BasePolicy><TenantId>contoso.onmicrosoft.com</TenantId><PolicyId>B2C_1A_{base}</PolicyId></BasePolicy>"
        )
    });
    format!(
        "<TrustFrameworkPolicy xmlns=\"{}\" PolicySchemaVersion=\"0.3.0.0\" TenantId=\"contoso.onmicrosoft.com\" \
         PolicyId=\"B2C_1A_{id}\" PublicPolicyUri=\"http://contoso/{id}\">{}{inner}</TrustFrameworkPolicy>",
        policy::schema::NAMESPACE,
        base.unwrap_or_default()
    )
}

fn profiles(inner: &str) -> String {
    format!(
        "<ClaimsProviders><ClaimsProvider><DisplayName>P</DisplayName><TechnicalProfiles>{inner}</TechnicalProfiles></ClaimsProvider></ClaimsProviders>"
    )
}

fn one(inner: &str) -> Vec<(Diagnostic, String)> {
    set(&[("a.xml", &layer("a", None, inner))])
}

fn set(files: &[(&str, &str)]) -> Vec<(Diagnostic, String)> {
    let set = Set::load(files.iter().copied(), &Options::default());
    let found = diagnose_set(&set, &Surroundings::default());
    found
        .into_iter()
        .map(|found| {
            let (_, text) = files.iter().find(|(name, _)| *name == found.place().0).unwrap();
            (found.clone(), pointed(text, &found).to_owned())
        })
        .collect()
}

fn told(text: &str, found: Vec<Diagnostic>) -> Vec<(Diagnostic, String)> {
    found.into_iter().map(|found| (found.clone(), pointed(text, &found).to_owned())).collect()
}

fn limited(limits: Limits) -> Vec<(Diagnostic, String)> {
    let set = Set::load([("sound.xml", SOUND)], &Options { limits, ..Options::default() });
    told(SOUND, diagnose_set(&set, &Surroundings::default()))
}

#[test]
fn each_is_given_by_what_breaks_it_and_nothing_else() {
    for (code, run) in CODES {
        let found = run();
        let codes: Vec<&str> = found.iter().map(|(found, _)| found.code.as_str()).collect();
        assert!(!codes.is_empty() && codes.iter().all(|found| found == code), "{code}: {found:#?}");
        if let Some((_, place)) = PLACES.iter().find(|(known, _)| known == code) {
            assert!(found.iter().any(|(_, at)| super::points(at, place)), "{code}: {found:#?}");
        }
    }
}

#[test]
fn a_long_row_of_includes_is_followed_to_its_end_in_whatever_order_it_is_written() {
    let text = |count: usize, forward: bool| {
        let one = |at: usize| {
            format!(
                "<TechnicalProfile Id='P{at}'><IncludeTechnicalProfile ReferenceId='P{}'/></TechnicalProfile>",
                at + 1
            )
        };
        let mut rows: Vec<String> = (0..count).map(one).collect();
        rows.push(format!(
            "<TechnicalProfile Id='P{count}'><Metadata><Item Key='k'>v</Item></Metadata></TechnicalProfile>"
        ));
        if !forward {
            rows.reverse();
        }
        layer("a", None, &profiles(&rows.concat()))
    };
    for forward in [true, false] {
        let text = text(200, forward);
        let read = PolicyFile::read("a.xml", text.as_bytes(), &Options::default()).unwrap().policy;
        let merged = MergedPolicy::merge(vec![read]).unwrap();
        let (_, first) = merged.tree().find_technical_profile("P0").unwrap();
        assert_eq!(first.item("k"), Some("v"));
    }
}

#[test]
fn a_finding_of_a_layer_below_is_in_the_file_of_that_layer() {
    let base = layer(
        "base",
        None,
        &profiles(
            "<TechnicalProfile Id='A'><DisplayName>A</DisplayName><Protocol Name='None'/><OutputClaims><OutputClaim ClaimTypeReferenceId='nobody'/></OutputClaims></TechnicalProfile>",
        ),
    );
    let found = set(&[("base.xml", &base), ("top.xml", &layer("top", Some("base"), ""))]);
    let [(diagnostic, at)] = found.as_slice() else { panic!("{found:#?}") };
    assert_eq!((diagnostic.code.as_str(), diagnostic.place().0), ("undefined-claim-type", "base.xml"));
    assert!(super::points(at, "nobody'"), "{at}");
}
