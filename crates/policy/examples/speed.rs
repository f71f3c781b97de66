//! What reading and merging policies costs: `cargo run --release -p policy --example speed -- FOLDER…` prints, for each
//! folder of policy files, bytes, files, milliseconds for loading and for merging every policy that can be called; then
//! the same for a generated set of 5 MB.

use policy::{Set, set, tree::NAMESPACE};
use std::{
    fmt::Write as _,
    hint::black_box,
    time::{Duration, Instant},
};

type Files = Vec<(String, Vec<u8>)>;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    println!("{:<44} {:>9} {:>5} {:>8} {:>9} {:>6}", "policies", "bytes", "files", "load ms", "merge ms", "MB/s");
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
    for (name, mb) in [("generated, 1 MB", 1), ("generated, 5 MB", 5)] {
        measure(name, &generated(mb));
    }
    Ok(())
}

fn measure(name: &str, files: &Files) {
    let bytes: usize = files.iter().map(|(_, bytes)| bytes.len()).sum();
    let options = set::Options::default();
    let load = best(|| Set::load(files.iter().map(|(path, bytes)| (path.as_str(), bytes)), &options));
    let set = Set::load(files.iter().map(|(path, bytes)| (path.as_str(), bytes)), &options);
    for found in set.found() {
        eprintln!("{found}");
    }
    let merge = best(|| set.merge_all().into_iter().filter(|(_, merged)| merged.is_ok()).count());
    let ms = |duration: Duration| duration.as_secs_f64() * 1000.0;
    #[allow(clippy::cast_precision_loss, reason = "a figure for people")]
    let rate = bytes as f64 / 1e6 / (load + merge).as_secs_f64();
    println!("{name:<44} {bytes:>9} {:>5} {:>8.2} {:>9.2} {rate:>6.1}", files.len(), ms(load), ms(merge));
}

#[allow(clippy::disallowed_methods, reason = "the clock is what this program is about")]
fn best<T>(run: impl Fn() -> T) -> Duration {
    let once = || {
        let start = Instant::now();
        black_box(run());
        start.elapsed()
    };
    (0..10).map(|_| once()).min().unwrap_or_default()
}

/// A base of files below one megabyte each, and a policy that extends all of it.
fn generated(mb: usize) -> Files {
    let mut files = Files::new();
    for number in 0..mb {
        let base = number.checked_sub(1).map(|base| format!("<BasePolicy><PolicyId>p{base}</PolicyId></BasePolicy>"));
        let mut profiles = String::new();
        let mut count = 0;
        while profiles.len() < 990_000 {
            // Every second one extends one of the file below.
            let _ = writeln!(
                profiles,
                "      <TechnicalProfile Id=\"Profile-{}\"><DisplayName>Profile</DisplayName>\
                 <Metadata><Item Key=\"client_id\">{count}</Item><Item Key=\"k{number}\">v</Item></Metadata>\
                 <OutputClaims><OutputClaim ClaimTypeReferenceId=\"email\" PartnerClaimType=\"mail\" /></OutputClaims>\
                 </TechnicalProfile>",
                if count % 2 == 0 { count } else { count + 1_000_000 * number }
            );
            count += 1;
        }
        let party =
            if number + 1 == mb { "<RelyingParty><DefaultUserJourney ReferenceId=\"j\" /></RelyingParty>" } else { "" };
        let text = format!(
            "<TrustFrameworkPolicy xmlns=\"{NAMESPACE}\" TenantId=\"t\" PolicyId=\"p{number}\">{}\n<ClaimsProviders>\
             <ClaimsProvider><TechnicalProfiles>\n{profiles}</TechnicalProfiles></ClaimsProvider></ClaimsProviders>{party}\
             </TrustFrameworkPolicy>",
            base.unwrap_or_default()
        );
        files.push((format!("{number}.xml"), text.into_bytes()));
    }
    files
}
