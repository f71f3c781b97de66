//! Every policy file of the corpus, read as it was published.

#[path = "corpus/files.rs"]
mod files;

use files::{corpus, name};
use policy::{
    Policy, Set, Settings, set,
    tree::Origin,
    write,
    xml::{self, Document, Limits},
};
use std::{
    collections::{BTreeMap, BTreeSet},
    path::PathBuf,
};

#[test]
fn every_file_is_read_and_one_is_not_well_formed() {
    let Some(files) = corpus() else { return };
    let mut refused = Vec::new();
    for file in &files {
        match Document::parse(&name(file), &std::fs::read(file).unwrap(), &Limits::default()) {
            Ok(document) => {
                let again = Document::parse("again", xml::write(&document).as_bytes(), &Limits::default()).unwrap();
                assert_eq!(again, document, "{}", file.display());
            }
            Err(found) => refused.push(format!("{found}")),
        }
    }
    assert_eq!(
        refused,
        ["InviteExternalUserSignUp.xml:35:1: error[xml-not-well-formed]: `</TrustFrameworkPolicy>` stands where \
             `</RelyingParty>` is expected; RelyingParty was opened at InviteExternalUserSignUp.xml:17:3."]
    );
}

#[test]
fn every_policy_has_a_tree_without_unknown_parts_and_is_the_same_when_written() {
    let Some(files) = corpus() else { return };
    let mut unknown = Vec::new();
    for file in &files {
        let Ok(document) = Document::parse(&name(file), &std::fs::read(file).unwrap(), &Limits::default()) else {
            continue;
        };
        let tree = Policy::read(&document).unwrap();
        if format!("{tree:?}").contains("Beside") {
            unknown.push(name(file));
        }
        let written = write(&tree);
        let again = Document::parse("again", written.as_bytes(), &Limits::default()).unwrap();
        assert_eq!(Policy::read(&again).unwrap(), tree, "{}", file.display());
        assert_eq!(write(&tree), written);
    }
    assert_eq!(unknown, Vec::<String>::new());
}

/// The folder of a starter pack within the corpus.
fn starter_pack(name: &str) -> String {
    format!("active-directory-b2c-custom-policy-starterpack/{name}")
}

/// The policy sets: the files of one folder.
#[allow(clippy::unwrap_used, reason = "a test fails where its files cannot be read")]
fn sets(files: &[PathBuf]) -> BTreeMap<String, Vec<(String, Vec<u8>)>> {
    let mut sets: BTreeMap<String, Vec<(String, Vec<u8>)>> = BTreeMap::new();
    for file in files {
        let folder = file.parent().unwrap().to_string_lossy();
        let (_, folder) = folder.split_once("corpus/").unwrap();
        sets.entry(folder.to_owned()).or_default().push((name(file), std::fs::read(file).unwrap()));
    }
    sets
}

#[test]
fn every_set_loads_and_every_policy_that_can_be_called_merges() {
    let Some(files) = corpus() else { return };
    let sets = sets(&files);
    let pack = |folder: &str| sets[&starter_pack(folder)].clone();
    let mut merged = 0;
    for (folder, mut files) in sets.clone() {
        // Two sets lack what they build on.
        if folder.contains("MitID") || folder.contains("domainhint") {
            let own: BTreeSet<String> = files.iter().map(|(name, _)| name.clone()).collect();
            files.extend(pack("SocialAndLocalAccounts").into_iter().filter(|(name, _)| !own.contains(name)));
        }
        let set = Set::load(files, &set::Options::default());
        for found in set.found() {
            let place = found.origin.to_string();
            assert!(place == "InviteExternalUserSignUp.xml:35:1", "{folder}: {found}");
        }
        for (file, result) in set.merge_all() {
            let policy = result.unwrap_or_else(|found| panic!("{folder}/{}: {found:#?}", file.document.file));
            let tree = policy.tree();
            let journey = &tree.relying_party.as_ref().unwrap().journey.as_ref().unwrap().id;
            assert!(tree.user_journeys.iter().any(|known| known.id.is(journey)), "{folder}: {journey}");
            for (_, profile) in tree.technical_profiles() {
                assert!(matches!(profile.origin, Origin::File { .. }));
                assert!(profile.protocol.is_some() || profile.include.is_none(), "{folder}: {}", profile.id);
            }
            merged += 1;
        }
    }
    assert_eq!(merged, 96);
}

#[test]
fn a_starter_pack_merges_to_what_its_layers_say() {
    let Some(files) = corpus() else { return };
    let files = sets(&files).remove(&starter_pack("SocialAndLocalAccountsWithMfa")).unwrap();
    let set = Set::load(files, &set::Options::default());
    let ids: Vec<_> = set.chain("b2c_1a_SIGNUP_signin").unwrap().iter().map(|it| it.policy.id.to_string()).collect();
    assert_eq!(
        ids,
        [
            "B2C_1A_TrustFrameworkBase",
            "B2C_1A_TrustFrameworkLocalization",
            "B2C_1A_TrustFrameworkExtensions",
            "B2C_1A_signup_signin"
        ]
    );
    let merged = set.merge("B2C_1A_signup_signin").unwrap();
    let tree = merged.tree();
    // The base gives the provider, the extensions its client id.
    let (provider, facebook) = tree.find_technical_profile("facebook-oauth").unwrap();
    assert_eq!(provider.domain.as_deref(), Some("facebook.com"));
    let file = |origin: &Origin| origin.to_string().split(':').next().unwrap().to_owned();
    let item = |key: &str| facebook.find_item(key).unwrap();
    assert_eq!(file(&item("client_id").value.origin), "TrustFrameworkExtensions.xml");
    assert_eq!(file(&item("AccessTokenEndpoint").value.origin), "TrustFrameworkBase.xml");
    assert_eq!(facebook.find_key("client_secret").unwrap().storage.text, "B2C_1A_FacebookSecret");
    // An included profile gives its protocol.
    let (_, write) = tree.find_technical_profile("AAD-UserWriteUsingLogonEmail").unwrap();
    assert_eq!(write.protocol.as_ref().unwrap().handler_type(), "Web.TPEngine.Providers.AzureActiveDirectoryProvider");
    let journey = tree.user_journeys.iter().find(|journey| journey.id.is("SignUpOrSignIn")).unwrap();
    let orders: Vec<_> = journey.steps.iter().map(|step| step.number().unwrap()).collect();
    assert_eq!(orders, (1..=i64::try_from(orders.len()).unwrap()).collect::<Vec<_>>());
    let languages = tree.building_blocks.localization.as_ref().unwrap().languages.as_ref().unwrap();
    assert_eq!(file(&languages.origin), "TrustFrameworkLocalization.xml");
}

#[test]
fn settings_and_the_tenant_fill_what_stands_open() {
    let Some(files) = corpus() else { return };
    let sets = sets(&files);
    let (_, files) = sets.into_iter().find(|(folder, _)| folder.starts_with("integration-demo-pass")).unwrap();
    let settings = Settings::parse(
        r#"{"Environments": [{"Name": "Test", "Tenant": "contoso.onmicrosoft.com", "PolicySettings":
            {"PolicyPrefix": "B2C_1A_Demo_", "PassClientId": "me"}}]}"#,
        None,
    )
    .unwrap();
    let options = set::Options { settings: Some(&settings), ..set::Options::default() };
    let set = Set::load(files, &options);
    assert_eq!(set.found(), []);
    let merged = set.merge("B2C_1A_Demo_signup_signin").unwrap();
    assert_eq!(&*merged.tree().tenant, "contoso.onmicrosoft.com");
    assert!(merged.tree().technical_profiles().any(|(_, profile)| profile.item("client_id") == Some("me")));
    assert!(!write(merged.tree()).contains("{Settings:PolicyPrefix}"));
}
