use super::*;
use crate::{Severity, tree::NAMESPACE};

fn policy(id: &str, base: Option<&str>, inner: &str) -> String {
    let base = base.map(|base| format!("<BasePolicy><TenantId>t</TenantId><PolicyId>{base}</PolicyId></BasePolicy>"));
    let base = base.unwrap_or_default();
    format!(
        "<TrustFrameworkPolicy xmlns='{NAMESPACE}' TenantId='t' PolicyId='{id}'>{base}{inner}</TrustFrameworkPolicy>"
    )
}

fn load(files: &[(&str, &str, Option<&str>)]) -> Set {
    let party = "<RelyingParty><DefaultUserJourney ReferenceId='j'/></RelyingParty>";
    let files = files.iter().map(|(path, id, base)| (*path, policy(id, *base, party)));
    Set::load(files, &Options::default())
}

fn ids(files: Vec<&PolicyFile>) -> Vec<String> {
    files.into_iter().map(|file| file.policy.id.to_string()).collect()
}

#[test]
fn a_chain_is_found_whatever_the_order_of_the_files_and_the_style_of_the_ids() {
    let set = load(&[
        ("1.xml", "B2C_1A_signin", Some("b2c_1a_EXT")),
        ("2.xml", "ext", Some("B2C_1A_Base")),
        ("3.xml", "B2C_1A_base", None),
    ]);
    assert_eq!(set.found(), []);
    for id in ["B2C_1A_signin", "SignIn", "b2c_1a_signin"] {
        assert_eq!(ids(set.chain(id).unwrap()), ["B2C_1A_base", "ext", "B2C_1A_signin"]);
    }
    assert_eq!(set.merge("signin").unwrap().id(), "B2C_1A_signin");
    assert_eq!(ids(set.in_order()), ["B2C_1A_base", "ext", "B2C_1A_signin"]);
    assert_eq!(set.relying_parties().count(), 3);
    assert_eq!(set.chain("other").unwrap_err()[0].code, "no-policy");
}

#[test]
fn of_two_files_with_one_id_the_later_path_wins_with_a_note() {
    let set = load(&[("b.xml", "B2C_1A_x", Some("late")), ("a.xml", "X", None), ("c.xml", "late", None)]);
    let [found] = set.found() else { panic!("{:?}", set.found()) };
    assert_eq!((found.code.as_str(), found.severity), ("duplicate-policy", Severity::Note));
    assert!(found.origin.to_string().starts_with("a.xml:1:") && found.message.contains("b.xml"), "{found}");
    assert_eq!(ids(set.chain("x").unwrap()), ["late", "B2C_1A_x"]);
    assert_eq!(ids(set.files().collect()), ["B2C_1A_x", "late"]);
}

#[test]
fn s71_a_missing_base_is_told_where_it_is_named() {
    let set = load(&[("a.xml", "a", Some("nowhere"))]);
    let found = set.merge("a").unwrap_err();
    assert_eq!(found[0].code, "undefined-base-policy");
    assert!(found[0].origin.to_string().starts_with("a.xml:1:") && found[0].message.contains("nowhere"));
    assert!(set.merge_all()[0].1.is_err());
}

#[test]
fn s71_a_circle_of_bases_is_told_and_ends() {
    for files in [
        &[("a.xml", "a", Some("a"))][..],
        &[("a.xml", "a", Some("b")), ("b.xml", "b", Some("B2C_1A_A"))],
        &[("a.xml", "a", Some("b")), ("b.xml", "b", Some("c")), ("c.xml", "c", Some("b"))],
    ] {
        let set = load(files);
        assert_eq!(set.merge("a").unwrap_err()[0].code, "inheritance-cycle");
        assert_eq!(set.in_order().len(), files.len());
    }
}

#[test]
fn s71_ten_layers_are_allowed_and_a_thousand_are_not() {
    let chain = |count: usize| {
        let files = (0..count).map(|at| {
            let base = at.checked_sub(1).map(|below| format!("p{below}"));
            (format!("{at}.xml"), policy(&format!("p{at}"), base.as_deref(), ""))
        });
        Set::load(files, &Options::default())
    };
    assert!(chain(10).merge("p9").is_ok());
    assert_eq!(chain(11).merge("p10").unwrap_err()[0].code, "too-many-layers");
    let set = chain(1000);
    assert_eq!(set.merge("p999").unwrap_err()[0].code, "too-many-layers");
    assert_eq!(set.in_order().len(), 1000);
    // The chain that is handed over is held to the same.
    let layers = chain(11).files().map(|file| file.policy.clone()).collect::<Vec<_>>();
    let mut layers: Vec<_> = layers;
    layers.sort_by_key(|policy| policy.id[1..].parse::<u32>().unwrap());
    assert_eq!(MergedPolicy::merge(layers).unwrap_err()[0].code, "too-many-layers");
}

#[test]
fn a_file_that_cannot_be_read_does_not_hide_the_others() {
    let set = Set::load(
        [
            ("bad.xml", "<a".to_owned()),
            ("html.xml", "<html/>".to_owned()),
            ("good.xml", policy("good", None, "<RelyingParty/>")),
        ],
        &Options::default(),
    );
    let codes: Vec<_> = set.found().iter().map(|found| found.code.as_str()).collect();
    assert_eq!(codes, ["xml-not-well-formed", "not-a-policy"]);
    assert!(set.merge("good").is_ok());
    let small = Options { limits: Limits { bytes: 10, ..Limits::default() }, ..Options::default() };
    assert_eq!(Set::load([("good.xml", policy("good", None, ""))], &small).found()[0].code, "xml-too-large");
}

#[test]
fn what_several_build_on_is_merged_once_and_each_is_as_if_alone() {
    let files = [
        (
            "base.xml",
            policy("base", None, "<BuildingBlocks><ClaimsSchema><ClaimType Id='a'/></ClaimsSchema></BuildingBlocks>"),
        ),
        ("one.xml", policy("one", Some("base"), "<RelyingParty><DefaultUserJourney ReferenceId='1'/></RelyingParty>")),
        ("two.xml", policy("two", Some("base"), "<RelyingParty><DefaultUserJourney ReferenceId='2'/></RelyingParty>")),
        (
            "three.xml",
            policy("three", Some("one"), "<RelyingParty><DefaultUserJourney ReferenceId='3'/></RelyingParty>"),
        ),
    ];
    let set = Set::load(files, &Options::default());
    for (file, merged) in set.merge_all() {
        let merged = merged.unwrap();
        assert_eq!(merged, set.merge(&file.policy.id).unwrap());
        assert_eq!(merged.tree().building_blocks.claim_types.len(), 1);
        assert_eq!(merged.tree().relying_party, file.policy.relying_party);
    }
    assert_eq!(set.merge_all().len(), 3);
}
