//! Reading and merging cost what the text costs: four times the text takes about four times as long, whatever it is
//! made of. A quadratic step would take sixteen.

use policy::{Set, set, tree::NAMESPACE, xml::Limits};
use std::{
    fmt::Write as _,
    time::{Duration, Instant},
};

fn file(id: &str, base: &str, inner: &str) -> (String, Vec<u8>) {
    let text = format!(
        "<TrustFrameworkPolicy xmlns='{NAMESPACE}' TenantId='t' PolicyId='{id}'>{base}{inner}</TrustFrameworkPolicy>"
    );
    (format!("{id}.xml"), text.into_bytes())
}

fn repeated(count: usize, one: impl Fn(usize) -> String) -> String {
    (0..count).fold(String::new(), |mut out, number| {
        out.push_str(&one(number));
        out
    })
}

fn profiles(inner: &str) -> String {
    format!(
        "<ClaimsProviders><ClaimsProvider><TechnicalProfiles>{inner}</TechnicalProfiles></ClaimsProvider></ClaimsProviders>"
    )
}

/// Makes a text of so many parts; for a layer in the middle, in another order where that matters.
type Shape = fn(usize, bool) -> String;

/// Texts that a slow reader or merge would be slow on.
const SHAPES: [(&str, Shape); 8] = [
    ("profiles that are extended", |count, _| {
        profiles(&repeated(count, |at| {
            format!("<TechnicalProfile Id='P{at}'><Metadata><Item Key='a'>é</Item></Metadata></TechnicalProfile>")
        }))
    }),
    ("providers with a profile each", |count, _| {
        let one = |at| {
            format!(
                "<ClaimsProvider><Domain>d{at}</Domain><TechnicalProfiles><TechnicalProfile Id='P{at}'/></TechnicalProfiles></ClaimsProvider>"
            )
        };
        format!("<ClaimsProviders>{}</ClaimsProviders>", repeated(count, one))
    }),
    ("items of one profile", |count, _| {
        let items = repeated(count, |at| format!("<Item Key='k{at}'>v</Item>"));
        profiles(&format!("<TechnicalProfile Id='P'><Metadata>{items}</Metadata></TechnicalProfile>"))
    }),
    ("one claim over and over", |count, _| {
        let claims = repeated(count, |_| "<OutputClaim ClaimTypeReferenceId='a'/>".to_owned());
        profiles(&format!("<TechnicalProfile Id='P'><OutputClaims>{claims}</OutputClaims></TechnicalProfile>"))
    }),
    ("one claim under many names, the other way round above", |count, above| {
        let claims = repeated(count, |at| {
            let name = if above { count - at } else { at + 1 };
            format!("<OutputClaim ClaimTypeReferenceId='a' PartnerClaimType='p{name}'/>")
        });
        profiles(&format!("<TechnicalProfile Id='P'><OutputClaims>{claims}</OutputClaims></TechnicalProfile>"))
    }),
    ("includes", |count, _| {
        let one = |at: usize| {
            format!(
                "<TechnicalProfile Id='P{at}'><IncludeTechnicalProfile ReferenceId='P{}'/></TechnicalProfile>",
                at / 2
            )
        };
        profiles(&format!("<TechnicalProfile Id='P0'/>{}", repeated(count, |at| one(at + 1))))
    }),
    ("values of one claim", |count, _| {
        let values = repeated(count, |at| format!("<Enumeration Text='t' Value='v{at}'/>"));
        format!(
            "<BuildingBlocks><ClaimsSchema><ClaimType Id='a'><Restriction MergeBehavior='Append'>{values}</Restriction></ClaimType></ClaimsSchema></BuildingBlocks>"
        )
    }),
    ("comments, references and lines", |count, _| {
        let one =
            |at: usize| format!("<!-- {at} -->&amp;<![CDATA[x]]>{}", if at.is_multiple_of(3) { "\n" } else { "" });
        profiles(&format!(
            "<TechnicalProfile Id='P'><Description>{}</Description></TechnicalProfile>",
            repeated(count, one)
        ))
    }),
];

#[allow(clippy::disallowed_methods, reason = "the clock is what this test is about")]
fn time(shape: Shape, count: usize) -> Duration {
    let (inner, above) = (shape(count, false), shape(count, true));
    let base = |id: &str| format!("<BasePolicy><TenantId>t</TenantId><PolicyId>{id}</PolicyId></BasePolicy>");
    let files = [
        file("a", "", &inner),
        file("b", &base("a"), &above),
        file("c", &base("b"), &format!("{inner}<RelyingParty/>")),
    ];
    let options = set::Options { limits: Limits { bytes: 64 << 20, ..Limits::default() }, ..set::Options::default() };
    let once = || {
        let start = Instant::now();
        let set = Set::load(files.iter().map(|(path, bytes)| (path.as_str(), bytes)), &options);
        assert_eq!(set.found(), []);
        assert!(set.merge_all().into_iter().all(|(_, merged)| merged.is_ok()));
        start.elapsed()
    };
    (0..3).map(|_| once()).min().unwrap_or_default()
}

#[test]
fn four_times_the_text_takes_about_four_times_as_long() {
    let mut slow = String::new();
    for (name, shape) in SHAPES {
        // A busy machine may be slow once, not three times in a row at the same place.
        let ratios: Vec<f64> = (0..3)
            .map(|_| time(shape, 4_000).as_secs_f64() / time(shape, 1_000).as_secs_f64())
            .take_while(|ratio| *ratio > 8.0)
            .collect();
        if ratios.len() == 3 {
            writeln!(slow, "{name}: {ratios:?}").unwrap();
        }
    }
    assert_eq!(slow, "");
}
