//! What policies cost: `cargo run --release -p policy --example speed -- FOLDER…` prints, for each folder of policy files,
//! bytes, files, and the milliseconds of loading, of merging every policy that can be called, and of checking all of it
//! (schema, meaning, support) and compiling each; then the same for generated sets: 1 MB, 5 MB, and 1 MB that fifty
//! policies build on. Milliseconds of a processor, the best of several runs, so that a busy machine does not count.

use policy::{CheckedPolicy, Set, Surroundings, compile, diagnose_set, set, tree::NAMESPACE};
use std::{
    fmt::Write as _,
    hint::black_box,
    time::{Duration, Instant},
};

type Files = Vec<(String, Vec<u8>)>;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    println!(
        "{:<34} {:>9} {:>5} {:>8} {:>8} {:>8} {:>10} {:>8}",
        "policies", "bytes", "files", "load ms", "merge ms", "all ms", "one all ms", "findings"
    );
    for folder in std::env::args().skip(1) {
        let mut files = Files::new();
        for entry in std::fs::read_dir(&folder)? {
            let path = entry?.path();
            if path.extension().is_some_and(|extension| extension == "xml") {
                files.push((path.to_string_lossy().into_owned(), std::fs::read(&path)?));
            }
        }
        let name = folder.rsplit('/').next().unwrap_or_default().to_owned();
        measure(&name, &files);
    }
    for (name, mb, parties) in
        [("generated, 1 MB", 1, 1), ("generated, 5 MB", 5, 1), ("generated, 1 MB and 50 policies", 1, 50)]
    {
        measure(name, &generated(mb, parties));
    }
    Ok(())
}

fn measure(name: &str, files: &Files) {
    let bytes: usize = files.iter().map(|(_, bytes)| bytes.len()).sum();
    let options = set::Options::default();
    let read = || Set::load(files.iter().map(|(path, bytes)| (path.as_str(), bytes)), &options);
    let load = best(read);
    let set = read();
    for found in set.found() {
        eprintln!("{found}");
    }
    let merge = best(|| set.merge_all().into_iter().filter(|(_, merged)| merged.is_ok()).count());
    let found = diagnose_set(&set, &Surroundings::default()).len();
    let all = best(|| diagnose_set(&read(), &Surroundings::default()));
    // What a server does before it runs one policy: the files of its chain, merged, checked and compiled.
    let one = set.relying_parties().next().map(|file| file.policy.id.to_string()).map(|id| {
        let chain: Vec<String> =
            set.chain(&id).unwrap_or_default().into_iter().map(|file| file.document.file.to_string()).collect();
        let of_chain = || files.iter().filter(|(path, _)| chain.contains(path));
        best(|| {
            let set = Set::load(of_chain().map(|(path, bytes)| (path.as_str(), bytes)), &options);
            set.merge(&id).and_then(CheckedPolicy::check).and_then(|checked| compile(&checked))
        })
    });
    let ms = |duration: Duration| duration.as_secs_f64() * 1000.0;
    println!(
        "{name:<34} {bytes:>9} {:>5} {:>8.2} {:>8.2} {:>8.2} {:>10.2} {found:>8}",
        files.len(),
        ms(load),
        ms(merge),
        ms(all),
        ms(one.unwrap_or_default())
    );
}

/// What this thread had of a processor, where the system says; else the time that went by.
#[allow(clippy::disallowed_methods, reason = "the clock is what this program is about")]
fn clock(start: Instant) -> Duration {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    told.split(' ').next().and_then(|text| text.parse().ok()).map_or_else(|| start.elapsed(), Duration::from_nanos)
}

#[allow(clippy::disallowed_methods, reason = "the clock is what this program is about")]
fn best<T>(run: impl Fn() -> T) -> Duration {
    let begun = Instant::now();
    let once = || {
        let start = clock(begun);
        black_box(run());
        clock(begun).saturating_sub(start)
    };
    (0..5).map(|_| once()).min().unwrap_or_default()
}

/// A base of files below one megabyte each, in which technical profiles extend those of the file below; and policies
/// that can be called on top.
fn generated(mb: usize, parties: usize) -> Files {
    let mut files = Files::new();
    let root = |id: &str, base: Option<String>, inner: &str| {
        let base = base.map(|base| {
            format!(
                "<BasePolicy><TenantId>contoso.onmicrosoft.com</TenantId><PolicyId>{base}</PolicyId></BasePolicy>\n"
            )
        });
        format!(
            "<TrustFrameworkPolicy xmlns=\"{NAMESPACE}\" PolicySchemaVersion=\"0.3.0.0\" \
             TenantId=\"contoso.onmicrosoft.com\" PolicyId=\"{id}\" PublicPolicyUri=\"http://contoso/{id}\">\n{}{inner}\
             </TrustFrameworkPolicy>",
            base.unwrap_or_default()
        )
    };
    for number in 0..mb {
        let mut profiles = String::new();
        let mut claims = String::new();
        let mut count = 0;
        while profiles.len() + claims.len() < 980_000 {
            let claim = format!("claim_{number}_{count}");
            let _ = writeln!(
                claims,
                "      <ClaimType Id=\"{claim}\"><DisplayName>A claim</DisplayName><DataType>string</DataType></ClaimType>"
            );
            // Every second one extends one of the file below.
            let _ = writeln!(
                profiles,
                "      <TechnicalProfile Id=\"Profile-{}\"><DisplayName>Profile</DisplayName>\
                 <Protocol Name=\"Proprietary\" Handler=\"Web.TPEngine.Providers.ClaimsTransformationProtocolProvider, \
                 Web.TPEngine\" /><Metadata><Item Key=\"UserMessageIf{number}\">v{count}</Item></Metadata>\
                 <OutputClaims><OutputClaim ClaimTypeReferenceId=\"{claim}\" PartnerClaimType=\"mail\" /></OutputClaims>\
                 </TechnicalProfile>",
                if count % 2 == 0 { count } else { count + 1_000_000 * number }
            );
            count += 1;
        }
        let journey = if number == 0 {
            "<UserJourneys><UserJourney Id=\"J\"><OrchestrationSteps><OrchestrationStep Order=\"1\" Type=\"ClaimsExchange\">\
             <ClaimsExchanges><ClaimsExchange Id=\"E\" TechnicalProfileReferenceId=\"Profile-0\" /></ClaimsExchanges>\
             </OrchestrationStep><OrchestrationStep Order=\"2\" Type=\"SendClaims\" \
             CpimIssuerTechnicalProfileReferenceId=\"Issuer\" /></OrchestrationSteps></UserJourney></UserJourneys>"
        } else {
            ""
        };
        let issuer = if number == 0 {
            "<TechnicalProfile Id=\"Issuer\"><DisplayName>I</DisplayName><Protocol Name=\"OpenIdConnect\" />\
             <OutputTokenFormat>JWT</OutputTokenFormat></TechnicalProfile>"
        } else {
            ""
        };
        let inner = format!(
            "<BuildingBlocks><ClaimsSchema>\n{claims}</ClaimsSchema></BuildingBlocks><ClaimsProviders><ClaimsProvider>\
             <DisplayName>P</DisplayName><TechnicalProfiles>\n{profiles}{issuer}</TechnicalProfiles></ClaimsProvider>\
             </ClaimsProviders>{journey}"
        );
        let base = number.checked_sub(1).map(|below| format!("B2C_1A_p{below}"));
        files.push((format!("{number}.xml"), root(&format!("B2C_1A_p{number}"), base, &inner).into_bytes()));
    }
    for party in 0..parties {
        let inner = "<RelyingParty><DefaultUserJourney ReferenceId=\"J\" /><TechnicalProfile Id=\"PolicyProfile\">\
                     <DisplayName>P</DisplayName><Protocol Name=\"OpenIdConnect\" /><OutputClaims><OutputClaim \
                     ClaimTypeReferenceId=\"claim_0_0\" PartnerClaimType=\"sub\" /></OutputClaims>\
                     <SubjectNamingInfo ClaimType=\"sub\" /></TechnicalProfile></RelyingParty>";
        let base = format!("B2C_1A_p{}", mb - 1);
        let text = root(&format!("B2C_1A_party{party}"), Some(base), inner);
        files.push((format!("party{party}.xml"), text.into_bytes()));
    }
    files
}
