//! From a checked tree to a [`Program`].

mod issuer;
mod journeys;
mod pages;
mod profiles;
mod services;

use crate::{
    CheckedPolicy, Diagnostic, Policy, Program,
    check::index::fold,
    predicate,
    program::{
        Claim, ClaimUse, Content, Control, Journey, Languages, Profile, RelyingParty, Resources, SessionProvider,
    },
    regex::Regex,
    transform::{Problem, Schema, Source, Subject, Transformation},
    tree::{self, Origin},
};
use base64ct::{Base64UrlUnpadded, Encoding};
use domain::DataType;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, HashMap};

/// Handlers of `Protocol Name="Proprietary"`, without their assembly.
pub(crate) mod handler {
    pub const SELF_ASSERTED: &str = "Web.TPEngine.Providers.SelfAssertedAttributeProvider";
    pub const DIRECTORY: &str = "Web.TPEngine.Providers.AzureActiveDirectoryProvider";
    pub const CLAIMS_TRANSFORMATION: &str = "Web.TPEngine.Providers.ClaimsTransformationProtocolProvider";
}

/// Compiles.
///
/// # Errors
/// What the engine cannot run, by name; codes begin with `unsupported-`.
pub fn compile(checked: &CheckedPolicy) -> Result<Program, Vec<Diagnostic>> {
    let policy = checked.tree();
    let mut compiler = Compiler {
        policy,
        claim_types: policy.building_blocks.claim_types.iter().map(|claim| (fold(&claim.id), claim)).collect(),
        technical_profiles: policy.technical_profiles().map(|found| (fold(&found.1.id), found)).collect(),
        found: Vec::new(),
        claims: BTreeMap::new(),
        profiles: BTreeMap::new(),
        pages: BTreeMap::new(),
        resources: BTreeMap::new(),
        controls: BTreeMap::new(),
        sessions: BTreeMap::new(),
        journeys: BTreeMap::new(),
        transformations: BTreeMap::new(),
        open: Vec::new(),
    };
    let program = compiler.program();
    match program {
        Some(program) if compiler.found.is_empty() => Ok(program),
        _ => Err(once(compiler.found)),
    }
}

/// A profile that does not compile is met by the selection and by the exchange; it is told once.
fn once(found: Vec<Diagnostic>) -> Vec<Diagnostic> {
    found.into_iter().fold(Vec::new(), |mut told, diagnostic| {
        if !told.contains(&diagnostic) {
            told.push(diagnostic);
        }
        told
    })
}

struct Compiler<'a> {
    policy: &'a Policy,
    /// Its claim types by folded id.
    claim_types: HashMap<String, &'a tree::ClaimType>,
    /// Its technical profiles by folded id, each with its provider.
    technical_profiles: HashMap<String, (&'a tree::ClaimsProvider, &'a tree::TechnicalProfile)>,
    found: Vec<Diagnostic>,
    claims: BTreeMap<String, Claim>,
    profiles: BTreeMap<String, Profile>,
    pages: BTreeMap<String, Content>,
    resources: BTreeMap<String, Resources>,
    controls: BTreeMap<String, Control>,
    sessions: BTreeMap<String, SessionProvider>,
    journeys: BTreeMap<String, Journey>,
    transformations: BTreeMap<String, Transformation>,
    /// Profiles and journeys that are being compiled: one that reaches itself is not compiled again.
    open: Vec<String>,
}

impl<'a> Compiler<'a> {
    fn program(&mut self) -> Option<Program> {
        let party = self.policy.relying_party.as_ref()?;
        let policy = self.policy.policy_id().map_err(|found| self.found.push(*found)).ok()?;
        let (named, profile) = (party.journey.as_ref()?, party.profile()?);
        self.declare_claims();
        let default_journey = self.use_journey(&named.id, &named.id.origin)?;
        let token = party.endpoints.iter().find(|endpoint| endpoint.id.is("Token")).map(|endpoint| &endpoint.journey);
        let token_journey = match token {
            Some(journey) => self.use_journey(journey, &journey.origin),
            None => self.refresh_journey(&default_journey),
        };
        let relying_party = RelyingParty {
            // Tokens name claims as the protocol does, when the policy gives no other name (behaviour reference §2.3).
            output_claims: profile
                .output_claims
                .iter()
                .map(|used| self.with_default_partner(used, "OpenIdConnect"))
                .collect(),
            subject: profile.subject_naming.as_ref()?.claim.to_string(),
            session: issuer::session(party.behaviors.as_ref()),
            content_parameters: party
                .behaviors
                .iter()
                .flat_map(|behaviors| behaviors.content_parameters.iter())
                .map(|parameter| (parameter.name.to_string(), parameter.value.trim().to_owned()))
                .collect(),
        };
        let mut program = Program {
            policy,
            hash: String::new(),
            claims: std::mem::take(&mut self.claims),
            transformations: std::mem::take(&mut self.transformations),
            languages: self.languages(),
            pages: std::mem::take(&mut self.pages),
            resources: std::mem::take(&mut self.resources),
            controls: std::mem::take(&mut self.controls),
            profiles: std::mem::take(&mut self.profiles),
            sessions: std::mem::take(&mut self.sessions),
            journeys: std::mem::take(&mut self.journeys),
            default_journey,
            token_journey,
            relying_party,
        };
        let bytes = serde_json::to_vec(&program).unwrap_or_default();
        program.hash = Base64UrlUnpadded::encode_string(&Sha256::digest(bytes));
        Some(program)
    }

    fn languages(&self) -> Languages {
        let declared = self.policy.building_blocks.localization.as_ref().and_then(|found| found.languages.as_ref());
        declared.map_or_else(Languages::default, |declared| Languages {
            supported: declared.items.iter().map(|tag| tag.trim().to_owned()).filter(|tag| !tag.is_empty()).collect(),
            default: declared.default.as_ref().map(|tag| tag.trim().to_owned()).filter(|tag| !tag.is_empty()),
        })
    }

    fn declare_claims(&mut self) {
        let policy = self.policy;
        for claim in &policy.building_blocks.claim_types {
            let pattern = claim.restriction.as_ref().and_then(|restriction| restriction.pattern.as_ref());
            let pattern = pattern.and_then(|pattern| match Regex::new(&pattern.expression) {
                Ok(expression) => Some((expression, pattern.help.as_ref().map(ToString::to_string))),
                Err(error) => {
                    let message = format!("The pattern of the claim {} is not run: {error}.", claim.id);
                    self.refuse("unsupported-pattern", &pattern.expression.origin, message);
                    None
                }
            });
            let compiled = Claim {
                display_name: claim.display_name.as_ref().unwrap_or(&claim.id).to_string(),
                data_type: claim.data_type.as_ref().and_then(|written| written.value).unwrap_or(DataType::String),
                input: self.input_type(claim),
                help: claim.help.as_ref().map(ToString::to_string).filter(|help| !help.trim().is_empty()),
                pattern,
                validation: self.validation_of(claim),
                items: claim
                    .restriction
                    .iter()
                    .flat_map(|restriction| &restriction.enumeration)
                    .map(pages::item)
                    .collect(),
                mask: claim.mask.as_ref().and_then(|mask| self.mask(&claim.id, mask)),
            };
            self.claims.insert(claim.id.to_string(), compiled);
        }
    }

    fn declared(&self, id: &str) -> Option<&'a tree::ClaimType> {
        self.claim_types.get(&fold(id)).copied()
    }

    /// A claim id in its declared spelling.
    fn claim(&self, id: &str) -> String {
        self.declared(id).map_or(id, |claim| &claim.id).to_owned()
    }

    fn uses(&self, uses: &[tree::ClaimUse]) -> Vec<ClaimUse> {
        uses.iter().map(|used| self.claim_use(used)).collect()
    }

    fn claim_use(&self, used: &tree::ClaimUse) -> ClaimUse {
        ClaimUse {
            claim: self.claim(&used.claim),
            partner: used.partner.as_ref().map(ToString::to_string),
            default: used.default.as_ref().map(ToString::to_string),
            always_default: used.is_always_default(),
            required: used.is_required(),
        }
    }

    /// The partner name of a claim: its own, or the default of its declaration for this protocol.
    fn with_default_partner(&self, used: &tree::ClaimUse, protocol: &str) -> ClaimUse {
        let default = self
            .declared(&used.claim)
            .and_then(|claim| claim.partners.iter().find(|partner| *partner.protocol == *protocol));
        let partner = used.partner.as_ref().or(default.map(|default| &default.partner)).map(ToString::to_string);
        ClaimUse { partner, ..self.claim_use(used) }
    }

    fn use_transformation(&mut self, id: &str) -> String {
        let Some(found) = self.policy.building_blocks.transformations.iter().find(|known| known.id.is(id)) else {
            return id.to_owned();
        };
        if self.transformations.contains_key(&*found.id) {
            return found.id.to_string();
        }
        let (compiled, problems) = Transformation::compile(&Source::from(found), &*self);
        for Problem { severity, code, subject, message, help } in problems {
            if severity != crate::Severity::Error {
                continue;
            }
            let origin = match subject {
                Subject::Method => &found.method.origin,
                Subject::Input(at) => found.inputs.get(at).map_or(&found.origin, |used| &used.origin),
                Subject::Parameter(at) => found.parameters.get(at).map_or(&found.origin, |given| &given.origin),
                Subject::Output(at) => found.outputs.get(at).map_or(&found.origin, |used| &used.origin),
            };
            self.found.push(Diagnostic::error(code, origin, message, help));
        }
        if let Some(compiled) = compiled {
            self.transformations.insert(found.id.to_string(), compiled);
        }
        found.id.to_string()
    }

    /// The predicate validation that a claim refers to.
    fn validation_of(&mut self, claim: &tree::ClaimType) -> Option<predicate::Validation> {
        let reference = claim.predicate_validation.as_ref()?;
        let policy = self.policy;
        let blocks = &policy.building_blocks;
        let Some(found) = blocks.predicate_validations.iter().find(|known| known.id.is(&reference.id)) else {
            let message = format!("There is no predicate validation {}.", reference.id);
            self.refuse("undefined-predicate-validation", &reference.origin, message);
            return None;
        };
        let mut groups = Vec::new();
        for group in &found.groups {
            let mut sets = Vec::new();
            for references in &group.references {
                let mut rules = Vec::new();
                for named in &references.predicates {
                    let Some(known) = blocks.predicates.iter().find(|known| known.id.is(&named.id)) else {
                        let message = format!("There is no predicate {}.", named.id);
                        self.refuse("undefined-predicate", &named.origin, message);
                        continue;
                    };
                    let parameters: Vec<(String, String)> = known
                        .parameters
                        .iter()
                        .map(|parameter| (parameter.id.to_string(), parameter.value.to_string()))
                        .collect();
                    match predicate::Predicate::parse(&known.method, &parameters) {
                        Ok(predicate) => rules.push(predicate::Rule {
                            id: known.id.to_string(),
                            help: known.user_help.as_ref().or(known.help.as_ref()).map(ToString::to_string),
                            predicate,
                        }),
                        Err(error) => {
                            let message = format!("The predicate {} is not run: {error}.", known.id);
                            self.refuse("unsupported-predicate", &known.origin, message);
                        }
                    }
                }
                let at_least = references.match_at_least.as_ref().and_then(|given| u32::try_from(given.value?).ok());
                sets.push(predicate::RuleSet { at_least, rules });
            }
            let help = group.user_help.as_ref().map(ToString::to_string).filter(|help| !help.trim().is_empty());
            groups.push(predicate::Group { id: group.id.to_string(), help, sets });
        }
        Some(predicate::Validation { id: found.id.to_string(), groups })
    }

    fn refuse(&mut self, code: &str, origin: &Origin, message: String) {
        self.found.push(Diagnostic::error(
            code,
            origin,
            message,
            "docs/policy-language.md lists what the engine runs.",
        ));
    }
}

/// What claims transformations are compiled against.
impl Schema for Compiler<'_> {
    fn claim(&self, id: &str) -> Option<(String, DataType)> {
        let declared = self.declared(id)?;
        let data_type = declared.data_type.as_ref().and_then(|written| written.value).unwrap_or(DataType::String);
        Some((declared.id.to_string(), data_type))
    }

    fn validation(&self, id: &str) -> Option<predicate::Validation> {
        self.claims
            .values()
            .filter_map(|claim| claim.validation.as_ref())
            .find(|known| {
                let reference = self.declared(id).and_then(|claim| claim.predicate_validation.as_ref());
                reference.is_some_and(|reference| reference.id.is(&known.id))
            })
            .cloned()
    }
}

pub(crate) fn is_true(text: &str) -> bool {
    matches!(text.trim().to_ascii_lowercase().as_str(), "true" | "1")
}

#[cfg(test)]
mod tests;
