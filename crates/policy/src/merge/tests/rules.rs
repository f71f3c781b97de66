//! What meets what, and who wins (behaviour reference §10.2).

use super::{codes, merged};
use crate::tree::{ClaimUse, List, TechnicalProfile};

fn profiles(provider: &str, inner: &str) -> String {
    format!(
        "<ClaimsProviders><ClaimsProvider>{provider}<TechnicalProfiles>{inner}</TechnicalProfiles></ClaimsProvider></ClaimsProviders>"
    )
}

fn profile(layers: &[&str]) -> TechnicalProfile {
    let layers: Vec<_> = layers
        .iter()
        .map(|inner| profiles("", &format!("<TechnicalProfile Id='P'>{inner}</TechnicalProfile>")))
        .collect();
    let policy = merged(&layers.iter().map(String::as_str).collect::<Vec<_>>());
    let found: Vec<_> = policy.technical_profiles().map(|(_, profile)| profile.clone()).collect();
    assert_eq!(found.len(), 1);
    found.into_iter().next().unwrap()
}

fn claims(list: &List<ClaimUse>) -> Vec<String> {
    list.iter()
        .map(|used| {
            let part = |text: &Option<crate::tree::Text>| text.as_deref().unwrap_or("-").to_owned();
            format!("{} {} {}", used.claim, part(&used.partner), part(&used.default))
        })
        .collect()
}

#[test]
fn a_technical_profile_meets_its_like_by_id_without_case_under_another_provider() {
    let policy = merged(&[
        &profiles(
            "<Domain>a.example</Domain><DisplayName>A</DisplayName>",
            "<TechnicalProfile Id='Facebook-OAUTH'><DisplayName>F</DisplayName></TechnicalProfile><TechnicalProfile Id='Other'/>",
        ),
        &profiles(
            "<DisplayName>B</DisplayName>",
            "<TechnicalProfile Id='facebook-oauth'><Description>D</Description></TechnicalProfile><TechnicalProfile Id='New'/>",
        ),
    ]);
    let found: Vec<_> = policy
        .technical_profiles()
        .map(|(provider, profile)| format!("{}/{}", provider.display_name.as_deref().unwrap(), profile.id))
        .collect();
    assert_eq!(found, ["A/facebook-oauth", "A/Other", "B/New"]);
    let (provider, profile) = policy.find_technical_profile("FACEBOOK-OAUTH").unwrap();
    assert_eq!((profile.display_name.as_deref(), profile.description.as_deref()), (Some("F"), Some("D")));
    assert_eq!(provider.domain.as_deref(), Some("a.example"));
    assert_eq!(profile.domain, None, "its provider says it");
}

#[test]
fn a_provider_whose_profiles_are_all_known_is_not_added_but_its_domain_is_theirs() {
    let policy = merged(&[
        &profiles("<Domain>a.example</Domain>", "<TechnicalProfile Id='P'/><TechnicalProfile Id='Q'/>"),
        &profiles("<Domain>b.example</Domain>", "<TechnicalProfile Id='P'/>"),
        &profiles("<Domain>A.example</Domain>", "<TechnicalProfile Id='Q'/>"),
    ]);
    assert_eq!(policy.claims_providers.len(), 1);
    assert_eq!(policy.find_technical_profile("P").unwrap().1.domain.as_deref(), Some("b.example"));
    assert_eq!(policy.find_technical_profile("Q").unwrap().1.domain, None);
}

#[test]
fn metadata_meets_by_key_and_keys_by_id() {
    let found = profile(&[
        "<Metadata><Item Key='METADATA'>a</Item><Item Key='client_id'>b</Item></Metadata><CryptographicKeys><Key Id='client_secret' StorageReferenceId='S1'/></CryptographicKeys>",
        "<Metadata><Item Key='scope'>c</Item><Item Key='CLIENT_ID'>d</Item></Metadata><CryptographicKeys><Key Id='client_secret' StorageReferenceId='S2'/><Key Id='other' StorageReferenceId='S3'/></CryptographicKeys>",
    ]);
    let items: Vec<_> = found.metadata.iter().map(|item| format!("{}={}", item.key, item.value)).collect();
    assert_eq!(items, ["METADATA=a", "CLIENT_ID=d", "scope=c"]);
    assert_eq!(found.item("client_id"), Some("d"));
    let keys: Vec<_> = found.keys.iter().map(|key| format!("{}={}", key.id, key.storage)).collect();
    assert_eq!(keys, ["client_secret=S2", "other=S3"]);
}

#[test]
fn claims_meet_by_reference_and_the_child_wins_attribute_by_attribute() {
    let found = profile(&[
        "<OutputClaims><OutputClaim ClaimTypeReferenceId='email' PartnerClaimType='mail' DefaultValue='x' Required='true'/><OutputClaim ClaimTypeReferenceId='name'/></OutputClaims>",
        "<OutputClaims><OutputClaim ClaimTypeReferenceId='EMAIL' DefaultValue='y'/><OutputClaim ClaimTypeReferenceId='new'/></OutputClaims>",
    ]);
    assert_eq!(claims(&found.output_claims), ["EMAIL mail y", "name - -", "new - -"]);
    assert!(found.output_claims[0].is_required());
}

#[test]
fn of_one_claim_under_two_names_each_meets_its_own_and_a_third_is_added() {
    let twice = "<OutputClaims><OutputClaim ClaimTypeReferenceId='id' PartnerClaimType='sub'/><OutputClaim ClaimTypeReferenceId='id' PartnerClaimType='oid'/></OutputClaims>";
    let oid =
        "<OutputClaims><OutputClaim ClaimTypeReferenceId='id' PartnerClaimType='oid' DefaultValue='y'/></OutputClaims>";
    let other = "<OutputClaims><OutputClaim ClaimTypeReferenceId='id' PartnerClaimType='other'/></OutputClaims>";
    assert_eq!(claims(&profile(&[twice]).output_claims), ["id sub -", "id oid -"]);
    assert_eq!(claims(&profile(&[twice, oid]).output_claims), ["id sub -", "id oid y"]);
    assert_eq!(claims(&profile(&[twice, other]).output_claims), ["id sub -", "id oid -", "id other -"]);
    assert_eq!(claims(&profile(&[oid, other]).output_claims), ["id other y"]);
    assert_eq!(claims(&profile(&[oid, twice]).output_claims), ["id oid y", "id sub -"]);
    // Display controls are told from claims.
    let control = "<DisplayClaims><DisplayClaim DisplayControlReferenceId='id'/></DisplayClaims>";
    let claim = "<DisplayClaims><DisplayClaim ClaimTypeReferenceId='id'/></DisplayClaims>";
    assert_eq!(profile(&[control, claim, control]).display_claims.len(), 2);
}

#[test]
fn scalar_elements_take_the_place_of_those_below_and_absent_ones_leave_them() {
    let found = profile(&[
        "<DisplayName>A</DisplayName><Protocol Name='Proprietary' Handler='H'/><IncludeInSso>false</IncludeInSso><UseTechnicalProfileForSessionManagement ReferenceId='S'/><EnabledForUserJourneys>Never</EnabledForUserJourneys>",
        "<Protocol Name='None'/><IncludeInSso>true</IncludeInSso>",
        "",
    ]);
    assert_eq!(found.display_name.as_deref(), Some("A"));
    let protocol = found.protocol.unwrap();
    assert_eq!((&*protocol.name, protocol.handler), ("None", None), "a protocol is one thing");
    assert_eq!(found.include_in_sso.unwrap().value, Some(true));
    assert_eq!(&*found.session.unwrap().id, "S");
    assert_eq!(&*found.enabled.unwrap().text, "Never");
    // Given and empty is given.
    assert_eq!(profile(&["<DisplayName>A</DisplayName>", "<DisplayName/>"]).display_name.as_deref(), Some(""));
}

#[test]
fn steps_of_one_order_are_joined() {
    let journey = |steps: &str| {
        format!(
            "<UserJourneys><UserJourney Id='J'><OrchestrationSteps>{steps}</OrchestrationSteps></UserJourney></UserJourneys>"
        )
    };
    let exists = |claim: &str| {
        format!(
            "<Precondition Type='ClaimsExist' ExecuteActionsIf='true'><Value>{claim}</Value><Action>SkipThisOrchestrationStep</Action></Precondition>"
        )
    };
    let policy = merged(&[
        &journey(&format!(
            "<OrchestrationStep Order='1' Type='CombinedSignInAndSignUp' ContentDefinitionReferenceId='api'>\
             <ClaimsProviderSelections DisplayOption='ShowSingleProvider'><ClaimsProviderSelection TargetClaimsExchangeId='A'/></ClaimsProviderSelections>\
             <ClaimsExchanges><ClaimsExchange Id='L' TechnicalProfileReferenceId='local'/></ClaimsExchanges></OrchestrationStep>\
             <OrchestrationStep Order='2' Type='ClaimsExchange'><Preconditions>{}</Preconditions>\
             <ClaimsExchanges><ClaimsExchange Id='A' TechnicalProfileReferenceId='a'/></ClaimsExchanges></OrchestrationStep>\
             <OrchestrationStep Order='3' Type='SendClaims' CpimIssuerTechnicalProfileReferenceId='Jwt'/>",
            exists("objectId")
        )),
        &journey(&format!(
            "<OrchestrationStep Order='1' Type='ClaimsProviderSelection'>\
             <ClaimsProviderSelections><ClaimsProviderSelection TargetClaimsExchangeId='a'/><ClaimsProviderSelection TargetClaimsExchangeId='B'/></ClaimsProviderSelections></OrchestrationStep>\
             <OrchestrationStep Order='2' Type='ClaimsExchange'><Preconditions>{}{}</Preconditions>\
             <ClaimsExchanges><ClaimsExchange Id='B' TechnicalProfileReferenceId='b'/><ClaimsExchange Id='a' TechnicalProfileReferenceId='a2'/></ClaimsExchanges></OrchestrationStep>\
             <OrchestrationStep Order='4' Type='ClaimsExchange'/>",
            exists("objectId"),
            exists("other")
        )),
    ]);
    let steps = &policy.user_journeys[0].steps;
    let orders: Vec<_> = steps.iter().map(|step| step.number().unwrap()).collect();
    assert_eq!(orders, [1, 2, 3, 4], "what the child omits stays");
    let first = &steps[0];
    assert_eq!(first.step_type().unwrap().name(), "ClaimsProviderSelection");
    assert_eq!(first.content.as_deref(), Some("api"));
    assert_eq!(&*first.selections.as_ref().unwrap().display_option.as_ref().unwrap().text, "ShowSingleProvider");
    let targets: Vec<_> = first.selections().iter().map(|selection| selection.target.as_deref().unwrap()).collect();
    assert_eq!(targets, ["a", "B"]);
    assert_eq!(first.exchanges().len(), 1);
    let exchanges: Vec<_> = steps[1].exchanges().iter().map(|it| format!("{}={}", it.id, it.profile)).collect();
    assert_eq!(exchanges, ["a=a2", "B=b"]);
    let conditions: Vec<_> = steps[1].preconditions.iter().map(|it| it.values[0].to_string()).collect();
    assert_eq!(conditions, ["objectId", "other"], "the same condition twice is one");
    assert_eq!(steps[2].issuer.as_deref(), Some("Jwt"));
}

#[test]
fn the_relying_party_is_the_leafs_alone() {
    let party = |journey: &str| format!("<RelyingParty><DefaultUserJourney ReferenceId='{journey}'/></RelyingParty>");
    let named = |layers: &[&str]| merged(layers).relying_party.map(|party| party.journey.unwrap().id.to_string());
    assert_eq!(named(&[&party("a"), &party("b")]).as_deref(), Some("b"));
    assert_eq!(named(&[&party("a"), ""]), None);
}

fn blocks(inner: &str) -> String {
    format!("<BuildingBlocks>{inner}</BuildingBlocks>")
}

#[test]
fn a_restriction_is_replaced_unless_it_says_otherwise() {
    let claim = |inner: &str| blocks(&format!("<ClaimsSchema><ClaimType Id='C'>{inner}</ClaimType></ClaimsSchema>"));
    let items = |values: &[&str]| {
        values.iter().map(|value| format!("<Enumeration Text='{value}' Value='{value}'/>")).collect::<Vec<_>>().concat()
    };
    let of = |behavior: &str, values: &[&str]| {
        claim(&format!("<DataType>string</DataType><Restriction{behavior}>{}</Restriction>", items(values)))
    };
    let values = |layers: &[&str]| {
        let policy = merged(layers);
        let restriction = policy.building_blocks.claim_types[0].restriction.clone().unwrap();
        restriction.enumeration.iter().map(|item| item.value.to_string()).collect::<Vec<_>>().join(" ")
    };
    let base = of("", &["a", "b"]);
    assert_eq!(values(&[&base, &of("", &["c"])]), "c");
    assert_eq!(values(&[&base, &of(" MergeBehavior='ReplaceAll'", &["c"])]), "c");
    assert_eq!(values(&[&base, &of(" MergeBehavior='Append'", &["c", "a"])]), "b c a");
    assert_eq!(values(&[&base, &of(" MergeBehavior='Prepend'", &["c", "a"])]), "c a b");
    assert_eq!(values(&[&base, &claim("<UserHelpText>h</UserHelpText>")]), "a b");
    assert_eq!(
        values(&[&base, &of(" MergeBehavior='Append'", &["c"]), &of(" MergeBehavior='Prepend'", &["d"])]),
        "d a b c"
    );
    let pattern =
        |behavior: &str| claim(&format!("<Restriction{behavior}><Pattern RegularExpression='x'/></Restriction>"));
    let kept = merged(&[&pattern(""), &of(" MergeBehavior='Append'", &["a"])]);
    assert!(kept.building_blocks.claim_types[0].restriction.as_ref().unwrap().pattern.is_some());
    let gone = merged(&[&pattern(""), &of("", &["a"])]);
    assert!(gone.building_blocks.claim_types[0].restriction.as_ref().unwrap().pattern.is_none());
}

#[test]
fn claim_types_meet_element_by_element() {
    let policy = merged(&[
        &blocks(
            "<ClaimsSchema><ClaimType Id='surName'><DisplayName>A</DisplayName><DataType>string</DataType><DefaultPartnerClaimTypes><Protocol Name='OAuth2' PartnerClaimType='o'/></DefaultPartnerClaimTypes><UserInputType>TextBox</UserInputType></ClaimType></ClaimsSchema>",
        ),
        &blocks(
            "<ClaimsSchema><ClaimType Id='surname'><DisplayName>B</DisplayName><DefaultPartnerClaimTypes><Protocol Name='SAML2' PartnerClaimType='s'/></DefaultPartnerClaimTypes></ClaimType></ClaimsSchema>",
        ),
    ]);
    let [claim] = &policy.building_blocks.claim_types[..] else { panic!() };
    assert_eq!(claim.display_name.as_deref(), Some("B"));
    assert_eq!((claim.partners.len(), &*claim.input.as_ref().unwrap().text), (2, "TextBox"));
}

#[test]
fn a_claims_transformation_takes_its_parts_from_the_child_that_gives_them() {
    let policy = merged(&[
        &blocks(
            "<ClaimsTransformations><ClaimsTransformation Id='T' TransformationMethod='CopyClaim'><InputClaims><InputClaim ClaimTypeReferenceId='a' TransformationClaimType='inputClaim'/></InputClaims><OutputClaims><OutputClaim ClaimTypeReferenceId='b' TransformationClaimType='outputClaim'/></OutputClaims></ClaimsTransformation></ClaimsTransformations>",
        ),
        &blocks(
            "<ClaimsTransformations><ClaimsTransformation Id='t' TransformationMethod='FormatStringMultipleClaims'><InputClaims><InputClaim ClaimTypeReferenceId='c' TransformationClaimType='inputClaim1'/></InputClaims></ClaimsTransformation></ClaimsTransformations>",
        ),
    ]);
    let [found] = &policy.building_blocks.transformations[..] else { panic!() };
    assert_eq!(&*found.method, "FormatStringMultipleClaims");
    let inputs: Vec<_> = found.inputs.iter().map(|used| used.role().to_owned()).collect();
    assert_eq!((inputs, found.outputs.len()), (vec!["inputClaim1".to_owned()], 1));
}

#[test]
fn texts_meet_by_what_they_are_for_and_languages_by_their_behavior() {
    let localization = |languages: &str, resources: &str| {
        blocks(&format!("<Localization Enabled='true'>{languages}{resources}</Localization>"))
    };
    let strings = |id: &str, strings: &str| {
        format!("<LocalizedResources Id='{id}'><LocalizedStrings>{strings}</LocalizedStrings></LocalizedResources>")
    };
    let string = |id: &str, text: &str| {
        format!("<LocalizedString ElementType='UxElement' StringId='{id}'>{text}</LocalizedString>")
    };
    let policy = merged(&[
        &localization(
            "<SupportedLanguages DefaultLanguage='en' MergeBehavior='ReplaceAll'><SupportedLanguage>en</SupportedLanguage></SupportedLanguages>",
            &strings("api.en", &(string("a", "1") + &string("b", "2"))),
        ),
        &localization(
            "<SupportedLanguages MergeBehavior='Append'><SupportedLanguage>de</SupportedLanguage></SupportedLanguages>",
            &(strings("API.EN", &(string("B", "3") + &string("c", "4"))) + &strings("api.de", "")),
        ),
    ]);
    let found = policy.building_blocks.localization.unwrap();
    let languages = found.languages.unwrap();
    assert_eq!(languages.items.iter().map(|it| it.text.as_str()).collect::<Vec<_>>(), ["en", "de"]);
    assert_eq!(languages.default.as_deref(), Some("en"));
    let texts: Vec<_> = found.resources[0].strings.iter().map(|it| format!("{}={}", it.string_id, it.value)).collect();
    assert_eq!((texts.join(" "), found.resources.len()), ("a=1 B=3 c=4".to_owned(), 2));
}

#[test]
fn a_content_definition_keeps_what_the_child_does_not_give() {
    let page = |inner: &str| {
        blocks(&format!(
            "<ContentDefinitions><ContentDefinition Id='api'>{inner}</ContentDefinition></ContentDefinitions>"
        ))
    };
    let refs = |behavior: &str, language: &str| {
        format!(
            "<LocalizedResourcesReferences{behavior}><LocalizedResourcesReference Language='{language}' LocalizedResourcesReferenceId='api.{language}'/></LocalizedResourcesReferences>"
        )
    };
    let policy = |behavior: &str| {
        let policy = merged(&[
            &page(&format!(
                "<LoadUri>a</LoadUri><DataUri>b</DataUri><Metadata><Item Key='x'>1</Item></Metadata>{}",
                refs("", "en")
            )),
            &page(&format!("<DataUri>c</DataUri><Metadata><Item Key='y'>2</Item></Metadata>{}", refs(behavior, "de"))),
        ]);
        policy.building_blocks.content_definitions[0].clone()
    };
    let page = policy("");
    assert_eq!((page.load_uri.as_deref(), page.data_uri.as_deref(), page.metadata.len()), (Some("a"), Some("c"), 2));
    let languages = |behavior: &str| {
        let references = policy(behavior).localized_resources.unwrap();
        references.items.iter().map(|it| it.language.to_string()).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(languages(""), "de");
    assert_eq!(languages(" MergeBehavior='Append'"), "en de");
    assert_eq!(languages(" MergeBehavior='Prepend'"), "de en");
}

#[test]
fn two_of_one_id_in_one_file_stay_two_for_the_checker() {
    let twice = blocks("<ClaimsSchema><ClaimType Id='a'/><ClaimType Id='A'/></ClaimsSchema>");
    assert_eq!(merged(&[&twice]).building_blocks.claim_types.len(), 2);
    assert_eq!(merged(&["", &twice]).building_blocks.claim_types.len(), 2);
    let profiles = profiles("", "<TechnicalProfile Id='P'/><TechnicalProfile Id='p'/>");
    assert_eq!(merged(&["", &profiles]).technical_profiles().count(), 2);
}

#[test]
fn a_profile_has_what_it_includes_and_its_own_wins() {
    let policy = merged(&[&profiles(
        "",
        "<TechnicalProfile Id='C'><IncludeTechnicalProfile ReferenceId='b'/></TechnicalProfile>\
         <TechnicalProfile Id='B'><Metadata><Item Key='x'>b</Item></Metadata><OutputClaims><OutputClaim ClaimTypeReferenceId='o'/></OutputClaims><IncludeTechnicalProfile ReferenceId='A'/></TechnicalProfile>\
         <TechnicalProfile Id='A'><DisplayName>A</DisplayName><Protocol Name='OAuth2'/><Metadata><Item Key='x'>a</Item><Item Key='y'>a</Item></Metadata></TechnicalProfile>",
    )]);
    let (_, found) = policy.find_technical_profile("C").unwrap();
    assert_eq!(&*found.id, "C");
    assert_eq!((found.item("x"), found.item("y")), (Some("b"), Some("a")));
    assert_eq!(&*found.protocol.as_ref().unwrap().name, "OAuth2");
    assert_eq!((found.display_name.as_deref(), found.output_claims.len()), (Some("A"), 1));
    assert_eq!(&*found.include.as_ref().unwrap().id, "b");
    assert!(found.rest.earlier().is_empty(), "{:?}", found.rest.earlier());
    assert_eq!(policy.find_technical_profile("A").unwrap().1.item("x"), Some("a"));
}

#[test]
fn what_is_included_is_what_all_layers_made_of_it() {
    let base = profiles(
        "",
        "<TechnicalProfile Id='A'><Metadata><Item Key='x'>1</Item></Metadata></TechnicalProfile><TechnicalProfile Id='B'><IncludeTechnicalProfile ReferenceId='A'/></TechnicalProfile>",
    );
    let child = profiles("", "<TechnicalProfile Id='A'><Metadata><Item Key='x'>2</Item></Metadata></TechnicalProfile>");
    assert_eq!(merged(&[&base, &child]).find_technical_profile("B").unwrap().1.item("x"), Some("2"));
}

#[test]
fn s71_includes_that_lead_nowhere_or_back_are_told() {
    let include = |id: &str, other: &str| {
        format!("<TechnicalProfile Id='{id}'><IncludeTechnicalProfile ReferenceId='{other}'/></TechnicalProfile>")
    };
    for (inner, expected) in [
        (include("A", "nobody"), vec!["undefined-technical-profile"]),
        (include("A", "a"), vec!["include-cycle"]),
        (include("A", "B") + &include("B", "A"), vec!["include-cycle"]),
        (include("A", "B") + &include("B", "C") + &include("C", "B"), vec!["include-cycle"]),
        (include("A", "B") + &include("B", "x") + &include("C", "B"), vec!["undefined-technical-profile"]),
    ] {
        assert_eq!(codes(&[&profiles("", &inner)]), expected, "{inner}");
    }
}

#[test]
fn s71_includes_in_a_row_and_what_they_copy_are_bounded() {
    let row = |count: usize, metadata: &str, step: usize| {
        let one = |at: usize| {
            format!(
                "<TechnicalProfile Id='P{at}'>{metadata}<IncludeTechnicalProfile ReferenceId='P{}'/></TechnicalProfile>",
                at.saturating_sub(step).max(usize::from(at > 0 && step == 0))
            )
        };
        let last =
            "<TechnicalProfile Id='P0'><Metadata><Item Key='k'>v</Item></Metadata></TechnicalProfile>".to_owned();
        profiles("", &(last + &(1..count).map(one).collect::<Vec<_>>().concat()))
    };
    assert_eq!(codes(&[&row(1_000, "", 1)]), Vec::<String>::new());
    assert_eq!(codes(&[&row(1_100, "", 1)]), ["include-too-deep"]);
    assert_eq!(codes(&[&row(5_000, "", 1)]), ["include-too-deep"]);
    // One large profile that thousands include.
    let items = (0..1_000).map(|at| format!("<Item Key='k{at}'/>")).collect::<Vec<_>>().concat();
    let wide = (0..2_000)
        .map(|at| {
            format!("<TechnicalProfile Id='W{at}'><IncludeTechnicalProfile ReferenceId='Big'/></TechnicalProfile>")
        })
        .collect::<Vec<_>>()
        .concat();
    let wide =
        profiles("", &format!("<TechnicalProfile Id='Big'><Metadata>{items}</Metadata></TechnicalProfile>{wide}"));
    assert_eq!(codes(&[&wide]), ["include-too-large"]);
}

#[test]
fn everything_says_the_file_that_it_came_from() {
    let policy = merged(&[
        &profiles(
            "",
            "<TechnicalProfile Id='P'><DisplayName>A</DisplayName><Metadata><Item Key='x'>1</Item><Item Key='y'>1</Item></Metadata></TechnicalProfile>",
        ),
        &profiles("", "<TechnicalProfile Id='P'><Metadata><Item Key='x'>2</Item></Metadata></TechnicalProfile>"),
        &profiles("", "<TechnicalProfile Id='P'><Description>D</Description></TechnicalProfile>"),
    ]);
    let profile = policy.find_technical_profile("P").unwrap().1;
    let file = |origin: &crate::tree::Origin| origin.to_string().split(':').next().unwrap().to_owned();
    assert_eq!(file(&profile.origin), "2.xml");
    assert_eq!(profile.rest.earlier().iter().map(file).collect::<Vec<_>>(), ["0.xml", "1.xml"]);
    assert_eq!(file(&profile.display_name.as_ref().unwrap().origin), "0.xml");
    assert_eq!(file(&profile.description.as_ref().unwrap().origin), "2.xml");
    let items: Vec<_> = profile.metadata.iter().map(|item| file(&item.value.origin)).collect();
    assert_eq!(items, ["1.xml", "0.xml"]);
}
