//! What cannot run here is named by the table of [`crate::support`]: an error where the relying party can reach it, a
//! warning elsewhere.

use super::{
    Checker,
    index::{fold, kind},
    reach::Reach,
    severity,
};
use crate::{
    Severity,
    schema::nearest::nearest,
    support::{self, METHODS, MetadataKeys, ProfileKind, RELYING_PARTY, Row, Support, Values},
    transform::{Source, Subject, Transformation},
    tree::{
        ClaimsTransformation, Origin, TechnicalProfile,
        element::{Element, Visitor},
    },
};
use std::collections::{BTreeSet, HashMap};

const HELP: &str = "docs/policy-language.md says what runs.";

impl Checker<'_> {
    pub(super) fn support(&mut self) {
        for transformation in &self.policy.building_blocks.transformations {
            let reached = self.reach.transformations.contains(&fold(&transformation.id));
            let method = transformation.method.trim();
            if let Some(row) = support::find(METHODS, method) {
                let what = format!("The transformation method {} of {}", row.name, transformation.id);
                self.row(row, "unsupported-transformation-method", &what, &transformation.method.origin, reached);
                self.transformation(transformation, reached);
                continue;
            }
            let near = nearest(method, METHODS.iter().map(|row| row.name));
            self.tell(
                severity(reached),
                "unsupported-transformation-method",
                &transformation.method.origin,
                format!("The transformation method {method} of {} is not known.", transformation.id),
                near.map_or_else(|| HELP.to_owned(), |near| format!("Did you mean {near}?")),
            );
        }
        for (_, profile) in self.policy.technical_profiles() {
            if let Ok(kind) = kind(profile) {
                self.profile_support(profile, kind);
            }
        }
        let mut elements = Elements::new(self, Vec::new());
        let policy = elements.checker.policy;
        policy.visit("TrustFrameworkPolicy", &mut elements);
        self.party_metadata();
    }

    /// The same of the relying party alone.
    pub(super) fn party_support(&mut self) {
        let policy = self.policy;
        if let Some(party) = &policy.relying_party {
            let above = Frame { name: "TrustFrameworkPolicy", reached: self.reach.called, silent: false };
            party.visit("RelyingParty", &mut Elements::new(self, vec![above]));
        }
        self.party_metadata();
    }

    fn party_metadata(&mut self) {
        let party = self.policy.relying_party.iter().flat_map(|party| &party.profiles);
        for item in party.flat_map(|profile| &profile.metadata) {
            match support::find(RELYING_PARTY, &item.key) {
                Some(row) => {
                    let what = format!("The metadata item {} of the relying party", item.key);
                    self.row(row, "unsupported-metadata-key", &what, &item.key.origin, true);
                }
                None => self.warning(
                    "unknown-metadata-key",
                    &item.key.origin,
                    format!("The relying party has a metadata item {}, which is not known.", item.key),
                    "Take it out; nothing reads it.",
                ),
            }
        }
    }

    /// What its method says of its claims and parameters.
    fn transformation(&mut self, transformation: &ClaimsTransformation, reached: bool) {
        let (_, problems) = Transformation::compile(&Source::from(transformation), self.index);
        for problem in problems {
            let origin = match problem.subject {
                Subject::Method => None,
                Subject::Input(at) => transformation.inputs.get(at).map(|used| &used.origin),
                Subject::Parameter(at) => transformation.parameters.get(at).map(|parameter| &parameter.origin),
                Subject::Output(at) => transformation.outputs.get(at).map(|used| &used.origin),
            };
            // What is declared nowhere is told where references are.
            if problem.code == "undefined-claim-type" {
                continue;
            }
            let severity = problem.severity.min(severity(reached));
            let origin = origin.unwrap_or(&transformation.method.origin);
            let message = format!("{}: {}", transformation.id, problem.message);
            self.tell(severity, problem.code, origin, message, problem.help);
        }
    }

    fn profile_support(&mut self, profile: &TechnicalProfile, kind: ProfileKind) {
        let reached = self.reach.profile(&profile.id);
        let Some(row) = kind.row() else { return };
        let protocol = profile.protocol.as_ref();
        let handler = protocol.and_then(|protocol| protocol.handler.as_ref());
        let (code, origin) = match handler {
            Some(handler) => ("unsupported-handler", &handler.origin),
            None => ("unsupported-protocol", protocol.map_or(&profile.origin, |protocol| &protocol.name.origin)),
        };
        if protocol.is_none() {
            // One that nothing runs is there for others to include.
            if reached {
                self.error(
                    "unsupported-protocol",
                    &profile.origin,
                    format!("The technical profile {} has no protocol, so that nothing can run it.", profile.id),
                    "Give it a Protocol, or include a profile that has one.",
                );
            }
            return;
        }
        if self.row(row, code, &format!("{} ({})", profile.id, row.name), origin, reached) {
            return;
        }
        for item in &profile.metadata {
            if let Some(row) = MetadataKeys::find(kind, &item.key) {
                let what = format!("The metadata item {} of {}", item.key, profile.id);
                self.row(row, "unsupported-metadata-key", &what, &item.key.origin, reached);
            }
        }
    }

    /// Tells what becomes of something, if it is not just run; whether it is refused.
    fn row(&mut self, row: &Row, code: &str, what: &str, origin: &Origin, reached: bool) -> bool {
        match row.support {
            Support::Runs | Support::WithoutEffect { told: false, .. } => false,
            Support::WithoutEffect { reason, .. } => {
                if reached {
                    self.tell(
                        Severity::Note,
                        "without-effect",
                        origin,
                        format!("{what} has no effect. {reason}"),
                        HELP,
                    );
                }
                false
            }
            Support::Refused { reason } => {
                self.tell(severity(reached), code, origin, format!("{what} does not run. {reason}"), HELP);
                true
            }
        }
    }
}

struct Elements<'c, 'a> {
    checker: &'c mut Checker<'a>,
    open: Vec<Frame>,
    /// How many of the open elements are in one that was told of.
    silent: usize,
    rows: Rows,
}

/// An element in its parent, and one of its attributes.
type Place = (&'static str, &'static str, Option<&'static str>);

/// What the table says of a place, found once: a policy has thousands of elements at few places.
#[derive(Default)]
struct Rows {
    rows: HashMap<Place, Option<&'static Row>>,
    words: HashMap<Place, Option<&'static Values>>,
}

impl Rows {
    fn element(&mut self, parent: &'static str, name: &'static str) -> Option<&'static Row> {
        *self.rows.entry((parent, name, None)).or_insert_with(|| support::element(parent, name))
    }

    fn attribute(&mut self, element: &'static str, name: &'static str) -> Option<&'static Row> {
        *self.rows.entry(("", element, Some(name))).or_insert_with(|| support::attribute(element, name))
    }

    fn words(&mut self, place: Place) -> Option<&'static Values> {
        let (parent, element, attribute) = place;
        *self.words.entry(place).or_insert_with(|| Values::at(parent, element, attribute))
    }
}

fn runs(row: &Row) -> bool {
    row.support == Support::Runs
}

struct Frame {
    name: &'static str,
    reached: bool,
    silent: bool,
}

impl<'c, 'a> Elements<'c, 'a> {
    fn new(checker: &'c mut Checker<'a>, open: Vec<Frame>) -> Self {
        Self { checker, open, silent: 0, rows: Rows::default() }
    }

    fn row(&mut self, row: &'static Row, code: &str, what: &str, origin: &Origin, reached: bool) -> bool {
        self.checker.row(row, code, what, origin, reached)
    }

    fn parent(&self) -> &'static str {
        self.open.last().map_or("", |frame| frame.name)
    }

    fn words(
        &mut self,
        values: Option<&'static Values>,
        element: &str,
        attribute: Option<&str>,
        text: &str,
        origin: &Origin,
        reached: bool,
    ) {
        let Some(row) = values.and_then(|values| values.word(text.trim())).filter(|row| !runs(row)) else { return };
        let place = attribute.map_or_else(|| element.to_owned(), |attribute| format!("{element}/@{attribute}"));
        self.row(row, code(&place), &format!("{} as {place}", row.name), origin, reached);
    }
}

impl Visitor for Elements<'_, '_> {
    fn enter(&mut self, name: &'static str, key: &dyn Fn() -> String, text: Option<&str>, origin: &Origin) {
        let parent = self.parent();
        let above = self.open.last().map_or(self.checker.reach.called, |frame| frame.reached);
        let reached = reached(self.checker.reach, parent, name, key).unwrap_or(above);
        let mut silent = self.silent > 0;
        if !silent {
            let refused = self.rows.element(parent, name).is_some_and(|row| {
                !runs(row) && self.row(row, "unsupported-element", &format!("The element {name}"), origin, reached)
            });
            silent = refused;
            // What a profile is, is told of the profile.
            let told_elsewhere =
                parent == "TechnicalProfile" && matches!(name, "InputTokenFormat" | "OutputTokenFormat");
            if let Some(text) = text
                && !refused
                && !told_elsewhere
            {
                let words = self.rows.words((parent, name, None));
                self.words(words, name, None, text, origin, reached);
            }
        }
        self.silent += usize::from(silent);
        self.open.push(Frame { name, reached, silent });
    }

    fn leave(&mut self) {
        if let Some(frame) = self.open.pop() {
            self.silent -= usize::from(frame.silent);
        }
    }

    fn attribute(&mut self, name: &'static str, text: &str, origin: &Origin) {
        if self.silent > 0 {
            return;
        }
        let Some(frame) = self.open.last() else { return };
        let (element, reached) = (frame.name, frame.reached);
        let parent = self.open.len().checked_sub(2).and_then(|at| self.open.get(at)).map_or("", |frame| frame.name);
        let above = self.open.len().checked_sub(3).and_then(|at| self.open.get(at)).map_or("", |frame| frame.name);
        if let Some(row) = self.rows.attribute(element, name)
            && !runs(row)
            && self.row(row, "unsupported-attribute", &format!("The attribute {name} of {element}"), origin, reached)
        {
            return;
        }
        if (parent, element) == ("TechnicalProfile", "Protocol") {
            // What another profile is, is told of the profile.
            if above == "RelyingParty" {
                let words = Values::named("RelyingParty/TechnicalProfile/Protocol/@Name");
                self.words(words, element, Some(name), text, origin, reached);
            }
            return;
        }
        let words = self.rows.words((parent, element, Some(name)));
        self.words(words, element, Some(name), text, origin, reached);
    }
}

/// Whether an element runs when an application calls the policy; none where that is what its parent says.
fn reached(reach: &Reach, parent: &str, name: &str, key: &dyn Fn() -> String) -> Option<bool> {
    let known: &BTreeSet<String> = match (parent, name) {
        ("TechnicalProfiles", "TechnicalProfile") => &reach.profiles,
        (_, "UserJourney") => &reach.journeys,
        (_, "SubJourney") => &reach.sub_journeys,
        (_, "ClaimType") => &reach.claims,
        (_, "ClaimsTransformation") => &reach.transformations,
        (_, "ContentDefinition") => &reach.contents,
        (_, "DisplayControl") => &reach.controls,
        (_, "LocalizedResources") => &reach.resources,
        (_, "Predicate") => &reach.predicates,
        (_, "PredicateValidation") => &reach.predicate_validations,
        (_, "InputValidation") => &reach.input_validations,
        // A container runs when something in it does.
        (_, "SubJourneys") => return Some(!reach.sub_journeys.is_empty()),
        (_, "DisplayControls") => return Some(!reach.controls.is_empty()),
        (_, "Localization") => return Some(!reach.resources.is_empty()),
        (_, "Predicates") => return Some(!reach.predicates.is_empty()),
        (_, "PredicateValidations") => return Some(!reach.predicate_validations.is_empty()),
        (_, "InputValidations") => return Some(!reach.input_validations.is_empty()),
        _ => return None,
    };
    Some(known.contains(&key()))
}

/// The code for a word that does not run.
fn code(place: &str) -> &'static str {
    match place {
        "OrchestrationStep/@Type" => "unsupported-step-type",
        "DataType" => "unsupported-data-type",
        "DisplayControl/@UserInterfaceControlType" => "unsupported-display-control",
        "Endpoint/@Id" => "unsupported-endpoint",
        "Protocol/@Name" => "unsupported-protocol",
        _ => "unsupported-value",
    }
}
