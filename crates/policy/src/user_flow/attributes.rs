//! What a user flow collects when somebody signs up (behaviour reference §4.4), and the page that asks for it.

use super::{claim, content, exchange_step, metadata, provider, uses};
use crate::{
    compile::handler,
    tree::{
        ClaimType, ClaimUse, ClaimsProvider, ContentDefinition, InputType, List, Localization, LocalizedResources,
        LocalizedResourcesReference, LocalizedResourcesReferences, LocalizedString, OrchestrationStep, Origin, Pattern,
        Precondition, Protocol, Restriction, SupportedLanguages, TechnicalProfile, Text, Value,
    },
};
use domain::{DataType, UserFlow, UserFlowKind};

/// An attribute that can be collected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Attribute {
    /// The claim's id.
    pub id: &'static str,
    /// Its name: English, German, French, Italian.
    pub names: [&'static str; 4],
    /// The longest value.
    pub longest: u16,
}

const fn attribute(id: &'static str, names: [&'static str; 4], longest: u16) -> Attribute {
    Attribute { id, names, longest }
}

/// Every attribute that can be collected.
pub const COLLECTED_ATTRIBUTES: [Attribute; 9] = [
    attribute("displayName", ["Display Name", "Anzeigename", "Nom affiché", "Nome visualizzato"], 256),
    attribute("givenName", ["Given Name", "Vorname", "Prénom", "Nome"], 64),
    attribute("surname", ["Surname", "Nachname", "Nom", "Cognome"], 64),
    attribute(
        "streetAddress",
        ["Street Address", "Strasse und Hausnummer", "Rue et numéro", "Via e numero civico"],
        1024,
    ),
    attribute("postalCode", ["Postal Code", "Postleitzahl", "Code postal", "Codice postale"], 40),
    attribute("city", ["City", "Ort", "Localité", "Località"], 128),
    attribute("state", ["State/Province", "Kanton oder Bundesland", "Canton ou province", "Cantone o provincia"], 128),
    attribute("country", ["Country/Region", "Land", "Pays", "Paese"], 128),
    attribute("jobTitle", ["Job Title", "Funktion", "Fonction", "Funzione"], 128),
];

const LANGUAGES: [&str; 4] = ["en", "de", "fr", "it"];
const SIGN_UP: [&str; 4] = ["Sign up", "Registrieren", "Inscription", "Registrazione"];
const CHOOSE: [&str; 4] = [
    "Choose how you want to sign up",
    "Wählen Sie, wie Sie sich registrieren möchten",
    "Choisissez comment vous inscrire",
    "Scelga come registrarsi",
];

const DETAILS: [&str; 4] = ["Your details", "Ihre Angaben", "Vos informations", "I suoi dati"];
const LONGEST: [&str; 4] = [
    "Enter at most {0} characters, without < and >.",
    "Geben Sie höchstens {0} Zeichen ein, ohne < und >.",
    "Saisissez {0} caractères au plus, sans < ni >.",
    "Inserisca al massimo {0} caratteri, senza < e >.",
];

const PAGE: &str = "api.socialaccountsignup";
const SELECTION: &str = "api.signuporsignin";
/// Set as soon as one attribute is missing.
const MISSING: &str = "attributesMissing";
const MISSING_PROFILE: &str = "AttributesMissing";
const PAGE_PROFILE: &str = "SelfAsserted-Social";

/// The attributes that a flow collects, in the order of the list.
pub(super) fn collected(flow: &UserFlow) -> impl Iterator<Item = Attribute> {
    let asks = flow.kind.signs_up();
    COLLECTED_ATTRIBUTES
        .into_iter()
        .filter(move |attribute| asks && flow.attributes.iter().any(|id| id == attribute.id))
}

pub(super) fn claim_types(flow: &UserFlow, origin: &Origin) -> Vec<ClaimType> {
    let mut types = super::claim_types(origin);
    for attribute in COLLECTED_ATTRIBUTES {
        let [name, ..] = attribute.names;
        let chosen = flow.claims.iter().chain(&flow.attributes).any(|id| id == attribute.id);
        if chosen && !types.iter().any(|known| *known.id == *attribute.id) {
            types.push(claim(attribute.id, name, DataType::String, origin));
        }
    }
    for asked in collected(flow) {
        for known in types.iter_mut().filter(|known| *known.id == *asked.id) {
            known.input = Some(Value::new(InputType::TextBox, origin));
            known.restriction = Some(no_longer_than(asked.longest, origin));
        }
    }
    if collected(flow).next().is_some() {
        types.push(claim(MISSING, "Attributes are missing", DataType::Boolean, origin));
    }
    types
}

/// One character at least, and none that begins markup.
fn no_longer_than(longest: u16, origin: &Origin) -> Restriction {
    let pattern =
        Pattern { expression: Text::new(format!("^[^<>]{{1,{longest}}}$"), origin), ..Pattern::empty(origin) };
    Restriction { pattern: Some(pattern), ..Restriction::empty(origin) }
}

pub(super) fn contents(flow: &UserFlow, origin: &Origin) -> Vec<ContentDefinition> {
    let mut pages = vec![content(SELECTION, "unified", "unifiedssp:2.1.14", origin)];
    if collected(flow).next().is_some() {
        pages.push(content(PAGE, "selfAsserted", "selfasserted:2.1.26", origin));
    }
    for page in &mut pages {
        let items: Vec<LocalizedResourcesReference> = LANGUAGES
            .into_iter()
            .filter(|_| flow.kind == UserFlowKind::SignUp || *page.id == *PAGE)
            .map(|language| LocalizedResourcesReference {
                language: Text::new(language, origin),
                resources: Some(Text::new(resources_of(&page.id, language), origin)),
                ..LocalizedResourcesReference::empty(origin)
            })
            .collect();
        if !items.is_empty() {
            page.localized_resources =
                Some(LocalizedResourcesReferences { items, ..LocalizedResourcesReferences::empty(origin) });
        }
    }
    pages
}

fn resources_of(page: &str, language: &str) -> String {
    format!("{page}.{language}")
}

/// The texts of both pages; none, when neither has its own.
pub(super) fn localization(flow: &UserFlow, origin: &Origin) -> Option<Localization> {
    let string = |kind: &str, element: Option<&str>, id: &str, text: &str| LocalizedString {
        element_type: Text::new(kind, origin),
        element_id: element.map(|element| Text::new(element, origin)),
        string_id: Text::new(id, origin),
        value: Text::new(text, origin),
        ..LocalizedString::empty(origin)
    };
    let resources = |page: &str, language: &str, strings: Vec<LocalizedString>| LocalizedResources {
        id: Some(Text::new(resources_of(page, language), origin)),
        strings: List::new(strings, origin),
        ..LocalizedResources::empty(origin)
    };
    let mut all = Vec::new();
    for (position, language) in LANGUAGES.into_iter().enumerate() {
        let text = |texts: [&'static str; 4]| texts.get(position).copied().unwrap_or_default();
        if flow.kind == UserFlowKind::SignUp {
            let heading = string("UxElement", None, "heading", text(SIGN_UP));
            let intro = string("UxElement", None, "social_intro", text(CHOOSE));
            all.push(resources(SELECTION, language, vec![heading, intro]));
        }
        if collected(flow).next().is_some() {
            let mut strings = vec![string("UxElement", None, "heading", text(DETAILS))];
            for asked in collected(flow) {
                let longest = text(LONGEST).replace("{0}", &asked.longest.to_string());
                strings.push(string("ClaimType", Some(asked.id), "DisplayName", text(asked.names)));
                strings.push(string("ClaimType", Some(asked.id), "PatternHelpText", &longest));
            }
            all.push(resources(PAGE, language, strings));
        }
    }
    let languages = SupportedLanguages {
        default: Some(Text::new("en", origin)),
        items: LANGUAGES.into_iter().map(|language| Text::new(language, origin)).collect(),
        ..SupportedLanguages::empty(origin)
    };
    (!all.is_empty()).then(|| Localization {
        enabled: Some(Value::new(true, origin)),
        languages: Some(languages),
        resources: all,
        ..Localization::empty(origin)
    })
}

/// The profiles that find out what is missing, and ask for it.
pub(super) fn claims_provider(flow: &UserFlow, origin: &Origin) -> Option<ClaimsProvider> {
    let asked: Vec<&str> = collected(flow).map(|attribute| attribute.id).collect();
    if asked.is_empty() {
        return None;
    }
    let profile =
        |id: &str, handler: &str| TechnicalProfile::new(id, Some(Protocol::proprietary(handler, origin)), origin);
    let mut missing = profile(MISSING_PROFILE, handler::CLAIMS_TRANSFORMATION);
    missing.output_claims = List::new(vec![ClaimUse::new(MISSING, origin).always("true")], origin);
    let mut page = profile(PAGE_PROFILE, handler::SELF_ASSERTED);
    page.metadata = metadata(&[("ContentDefinitionReferenceId", PAGE)], origin);
    // What the provider delivered stands in the fields already.
    page.input_claims = uses(asked.iter().copied(), origin);
    page.output_claims = List::new(asked.iter().map(|claim| ClaimUse::new(claim, origin).required()).collect(), origin);
    Some(provider("Self Asserted", vec![missing, page], origin))
}

/// The steps that ask, from this order on: one for each attribute that may be missing, then the page if one is.
pub(super) fn steps(flow: &UserFlow, first: u16, origin: &Origin) -> Vec<OrchestrationStep> {
    let known = || Precondition::claims_exist("objectId", true, origin);
    let mut steps = Vec::new();
    for (order, asked) in (first..).zip(collected(flow)) {
        let mut step = exchange_step(order, &format!("Missing-{}", asked.id), MISSING_PROFILE, origin);
        step.preconditions = List::new(vec![known(), Precondition::claims_exist(asked.id, true, origin)], origin);
        steps.push(step);
    }
    if let Ok(count @ 1..) = u16::try_from(steps.len()) {
        let mut page = exchange_step(first + count, "SelfAssertedSocial", PAGE_PROFILE, origin);
        page.preconditions = List::new(vec![known(), Precondition::claims_exist(MISSING, false, origin)], origin);
        steps.push(page);
    }
    steps
}
