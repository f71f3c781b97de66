//! Reads a transformation of a policy, and says what is wrong with it and where.

use super::{
    Binding, Method, Transformation, json,
    parameters::{Parameter, Parameters},
    signature::{Fit, Kind, METHODS, Open, Role, Signature},
    uri,
};
use crate::{Severity, predicate::Validation, tree};
use domain::DataType;

/// What a transformation is compiled against.
pub trait Schema {
    /// A claim type by its id, without case: its declared spelling and its data type.
    fn claim(&self, id: &str) -> Option<(String, DataType)>;
    /// The predicate validation that a claim type refers to.
    fn validation(&self, id: &str) -> Option<Validation>;
}

/// A transformation as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source<'a> {
    /// `Id`.
    pub id: &'a str,
    /// `TransformationMethod`.
    pub method: &'a str,
    /// `InputClaims`: claim, and `TransformationClaimType`, which is the claim's id where none is written.
    pub inputs: Vec<(&'a str, &'a str)>,
    /// `InputParameters`.
    pub parameters: Vec<SourceParameter<'a>>,
    /// `OutputClaims`, as the inputs.
    pub outputs: Vec<(&'a str, &'a str)>,
}

/// An `InputParameter` as written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SourceParameter<'a> {
    /// `Id`.
    pub id: &'a str,
    /// `DataType`.
    pub data_type: Option<&'a str>,
    /// `Value`.
    pub value: &'a str,
}

impl<'a> From<&'a tree::ClaimsTransformation> for Source<'a> {
    fn from(tree: &'a tree::ClaimsTransformation) -> Self {
        fn pairs(claims: &[tree::TransformationClaim]) -> Vec<(&str, &str)> {
            claims.iter().map(|used| (&*used.claim, used.role())).collect()
        }
        Self {
            id: &tree.id,
            method: &tree.method,
            inputs: pairs(&tree.inputs),
            parameters: tree
                .parameters
                .iter()
                .map(|parameter| SourceParameter {
                    id: &parameter.id,
                    data_type: parameter.data_type.as_ref().map(|data_type| data_type.text.as_str()),
                    value: &parameter.value,
                })
                .collect(),
            outputs: pairs(&tree.outputs),
        }
    }
}

/// The item of a transformation that a problem is about, by its position.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    /// The transformation, or its method.
    Method,
    /// An input claim.
    Input(usize),
    /// An input parameter.
    Parameter(usize),
    /// An output claim.
    Output(usize),
}

/// What is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// How bad.
    pub severity: Severity,
    /// A stable code.
    pub code: &'static str,
    /// Where.
    pub subject: Subject,
    /// What.
    pub message: String,
    /// What to do.
    pub help: String,
}

impl Transformation {
    /// Compiles a transformation: it, unless a problem is an error, and every problem.
    pub fn compile(source: &Source<'_>, schema: &dyn Schema) -> (Option<Self>, Vec<Problem>) {
        let Some(signature) = Signature::find(source.method) else {
            let problem = Problem {
                severity: Severity::Error,
                code: "unsupported-transformation-method",
                subject: Subject::Method,
                message: format!("There is no transformation method {}.", source.method),
                help: nearest(source.method, METHODS.iter().map(|signature| signature.name)).map_or_else(
                    || "docs/policy-language.md lists them.".to_owned(),
                    |name| format!("Did you mean {name}?"),
                ),
            };
            return (None, vec![problem]);
        };
        let mut compiler = Compiler { signature, schema, problems: Vec::new() };
        let read = compiler.run(source);
        let problems = compiler.problems;
        let refused = problems.iter().any(|problem| problem.severity == Severity::Error);
        (read.filter(|_| !refused), problems)
    }
}

struct Compiler<'a> {
    signature: &'static Signature,
    schema: &'a dyn Schema,
    problems: Vec<Problem>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Input,
    Output,
}

impl Compiler<'_> {
    fn run(&mut self, source: &Source<'_>) -> Option<Transformation> {
        let parameters = source
            .parameters
            .iter()
            .map(|parameter| Parameter { id: parameter.id, data_type: parameter.data_type, value: parameter.value })
            .collect();
        let mut parameters = Parameters::new(self.signature.name, parameters);
        let method = (self.signature.read)(&mut parameters);
        self.problems.extend(parameters.finish(self.signature.parameters));
        let inputs = self.bindings(&source.inputs, Side::Input);
        let outputs = self.bindings(&source.outputs, Side::Output);
        let mut transformation = Transformation { method: method?, inputs, outputs };
        self.method(&mut transformation);
        Some(transformation)
    }

    fn problem(
        &mut self,
        severity: Severity,
        code: &'static str,
        subject: Subject,
        message: String,
        help: impl Into<String>,
    ) {
        self.problems.push(Problem { severity, code, subject, message, help: help.into() });
    }

    fn bindings(&mut self, claims: &[(&str, &str)], side: Side) -> Vec<Binding> {
        let name = self.signature.name;
        let (roles, open) = match side {
            Side::Input => (self.signature.inputs, self.signature.more_inputs),
            Side::Output => (self.signature.outputs, self.signature.more_outputs),
        };
        let mut bindings: Vec<Binding> = Vec::new();
        for (position, (claim, written)) in claims.iter().enumerate() {
            let subject = match side {
                Side::Input => Subject::Input(position),
                Side::Output => Subject::Output(position),
            };
            let Some((claim, data_type)) = self.schema.claim(claim) else {
                let message = format!("There is no claim type {claim}.");
                self.problem(
                    Severity::Error,
                    "undefined-claim-type",
                    subject,
                    message,
                    "Define it in BuildingBlocks/ClaimsSchema.",
                );
                continue;
            };
            let known = roles.iter().find(|role| is(role, written));
            let role = match known {
                Some(role) => {
                    self.kind(role.kind, &claim, data_type, subject);
                    role.name
                }
                None if is_open(open, written) => written,
                None => {
                    let message =
                        format!("{name} has no {} {written}; the claim {claim} is not used.", side_name(side));
                    let help = if roles.is_empty() {
                        "It has none.".to_owned()
                    } else {
                        let names: Vec<_> = roles.iter().map(|role| role.name).collect();
                        format!("It has: {}.", names.join(", "))
                    };
                    self.problem(Severity::Warning, "transformation-claim-type", subject, message, help);
                    continue;
                }
            };
            if bindings.iter().any(|binding| binding.role == role) {
                let message = format!("{name} has two claims for {role}; {claim} is not used.");
                self.problem(Severity::Warning, "transformation-claim-type", subject, message, "Take one of them out.");
                continue;
            }
            bindings.push(Binding { role: role.to_owned(), claim, data_type });
        }
        for role in roles.iter().filter(|role| role.required) {
            // What was written but is no claim type has been told.
            let written = claims.iter().any(|(_, written)| is(role, written));
            if !written {
                let message = format!("{name} lacks the {} {}.", side_name(side), role.name);
                let help = format!("Add a claim with TransformationClaimType=\"{}\".", role.name);
                self.problem(Severity::Error, "transformation-claim-type", Subject::Method, message, help);
            }
        }
        bindings
    }

    fn kind(&mut self, kind: Kind, claim: &str, data_type: DataType, subject: Subject) {
        let severity = match kind.fit(data_type) {
            Fit::Exact => return,
            Fit::Readable => Severity::Warning,
            Fit::Never => Severity::Error,
        };
        let name = self.signature.name;
        let message = format!("{name} wants a {} here, and {claim} is a {}.", kind.name(), type_name(data_type));
        self.problem(
            severity,
            "transformation-data-type",
            subject,
            message,
            "Use a claim of that type, or convert it with another transformation before.",
        );
    }

    /// What concerns parameters and claims at once.
    fn method(&mut self, transformation: &mut Transformation) {
        let Transformation { method, inputs, outputs } = transformation;
        match method {
            Method::CopyClaimIfPredicateMatch { validation } => {
                let Some(output) = outputs.first() else { return };
                match self.schema.validation(&output.claim) {
                    Some(found) => **validation = found,
                    None => self.problem(
                        Severity::Error,
                        "transformation-validation",
                        Subject::Output(0),
                        format!("The claim type {} has no predicate validation to copy by.", output.claim),
                        "Give the claim type a PredicateValidationReference.",
                    ),
                }
            }
            Method::GenerateJson { constants } => {
                let mut paths = Vec::new();
                for (position, input) in inputs.iter().enumerate() {
                    match json::Path::parse(&input.role) {
                        Some(path) => paths.push(path),
                        None => self.problem(
                            Severity::Error,
                            "transformation-claim-type",
                            Subject::Input(position),
                            format!("{} is no JSON path.", input.role),
                            json::PATH_HELP,
                        ),
                    }
                }
                let clash = json::fits(paths.iter().chain(constants.iter().map(|(path, _)| path)));
                if let Err(path) = clash {
                    self.problem(
                        Severity::Error,
                        "transformation-parameter",
                        Subject::Method,
                        format!("The JSON path {} excludes another one.", path.as_str()),
                        "A path cannot be a value and lead to another value.",
                    );
                }
            }
            Method::SetClaimsIfRegexMatch { pattern, extract_groups, .. } => {
                for (position, output) in outputs.iter().enumerate() {
                    let named = pattern.group_names().any(|name| name == output.role);
                    if self.signature.outputs.iter().any(|role| role.name == output.role) || (*extract_groups && named)
                    {
                        continue;
                    }
                    let message = if *extract_groups {
                        format!("The pattern has no group {}, so that the claim never gets a value.", output.role)
                    } else {
                        format!("Groups are not extracted, so that the claim {} never gets a value.", output.claim)
                    };
                    self.problem(
                        Severity::Warning,
                        "transformation-claim-type",
                        Subject::Output(position),
                        message,
                        "Name the group (?<NAME>…) as the claim, and set extractGroups to true.",
                    );
                }
            }
            _ => {}
        }
    }
}

fn is(role: &Role, written: &str) -> bool {
    role.name.eq_ignore_ascii_case(written) || role.alias.is_some_and(|alias| alias.eq_ignore_ascii_case(written))
}

fn is_open(open: Open, written: &str) -> bool {
    match open {
        Open::No => false,
        Open::Any => true,
        Open::Prefix(_) => uri::name(written).is_some(),
    }
}

const fn side_name(side: Side) -> &'static str {
    match side {
        Side::Input => "input",
        Side::Output => "output",
    }
}

fn type_name(data_type: DataType) -> String {
    // As the schema spells it.
    serde_json::to_value(data_type).ok().and_then(|name| name.as_str().map(str::to_owned)).unwrap_or_default()
}

/// The known name nearest to a written one, if it is near.
fn nearest<'n>(written: &str, known: impl Iterator<Item = &'n str>) -> Option<&'n str> {
    let folded = written.to_ascii_lowercase();
    known
        .map(|name| (distance(&folded, &name.to_ascii_lowercase()), name))
        .min()
        .filter(|(distance, name)| *distance * 4 <= name.len())
        .map(|(_, name)| name)
}

/// Levenshtein's distance, of short names.
fn distance(one: &str, other: &str) -> usize {
    let (one, other): (Vec<u8>, Vec<u8>) = (one.bytes().take(80).collect(), other.bytes().take(80).collect());
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (line, byte) in one.iter().enumerate() {
        let mut corner = line;
        let mut left = line + 1;
        for (known, place) in other.iter().zip(row.iter_mut().skip(1)) {
            let up = *place;
            left = (corner + usize::from(byte != known)).min(left + 1).min(up + 1);
            corner = up;
            *place = left;
        }
        if let Some(first) = row.first_mut() {
            *first = line + 1;
        }
    }
    row.last().copied().unwrap_or_default()
}
