use super::element::{ChildField, Element, Reading, Visitor, element, fold};
use super::{
    BasePolicy, ClaimType, ClaimsProvider, ClaimsTransformation, ClientDefinition, Contact, ContentDefinition,
    DeploymentMode, DisplayControl, DocumentReference, InputValidation, List, Localization, NAMESPACE, Origin,
    PolicyConstraints, Predicate, PredicateValidation, ROOT, RelyingParty, TechnicalProfile, Text, UserJourney, Value,
};
use crate::{Diagnostic, xml};
use domain::PolicyId;
use std::sync::Arc;

element! {
    /// `TrustFrameworkPolicy`: one layer, or several that were merged.
    Policy |it| fold(&it.id);
    attributes {
        schema_version: Option<Text> = "PolicySchemaVersion",
        tenant: Text = "TenantId",
        tenant_object_id: Option<Text> = "TenantObjectId",
        id: Text = "PolicyId",
        public_uri: Option<Text> = "PublicPolicyUri",
        state_table: Option<Text> = "StateTableName",
        deployment_mode: Option<Value<DeploymentMode>> = "DeploymentMode",
        recorder_endpoint: Option<Text> = "UserJourneyRecorderEndpoint",
    }
    children {
        base: Option<BasePolicy> = "BasePolicy" [replaced],
        constraints: Option<PolicyConstraints> = "PolicyConstraints" [replaced],
        contacts: List<Contact> = "Contacts" "Contact",
        documents: List<DocumentReference> = "DocumentReferences" "DocumentReference",
        building_blocks: BuildingBlocks = "BuildingBlocks",
        claims_providers: List<ClaimsProvider> = "ClaimsProviders" "ClaimsProvider",
        user_journeys: List<UserJourney> = "UserJourneys" "UserJourney",
        sub_journeys: List<UserJourney> = "SubJourneys" "SubJourney",
        relying_party: Option<RelyingParty> = "RelyingParty" [replaced],
    }
    extra {
        /// The namespace of the file and the prefixes that its root declares.
        namespaces: Namespaces,
    }
    layer layer_policy;
}

element! {
    /// What the other parts of a policy are made of.
    BuildingBlocks |_it| String::new();
    attributes {}
    children {
        claim_types: List<ClaimType> = "ClaimsSchema" "ClaimType",
        predicates: List<Predicate> = "Predicates" "Predicate",
        input_validations: List<InputValidation> = "InputValidations" "InputValidation",
        predicate_validations: List<PredicateValidation> = "PredicateValidations" "PredicateValidation",
        transformations: List<ClaimsTransformation> = "ClaimsTransformations" "ClaimsTransformation",
        client_definitions: List<ClientDefinition> = "ClientDefinitions" "ClientDefinition",
        content_definitions: List<ContentDefinition> = "ContentDefinitions" "ContentDefinition",
        localization: Option<Localization> = "Localization",
        display_controls: List<DisplayControl> = "DisplayControls" "DisplayControl",
    }
}

/// Blocks that no policy has yet.
impl Default for BuildingBlocks {
    fn default() -> Self {
        Self::empty(&Origin::form("BuildingBlocks"))
    }
}

impl ChildField for BuildingBlocks {
    fn visit(&self, name: &'static str, _: &'static str, visitor: &mut dyn Visitor) {
        if *self != Self::default() {
            Element::visit(self, name, visitor);
        }
    }

    fn take(&mut self, element: &xml::Element, _: &str, reading: &Reading<'_>) -> bool {
        let first = *self == Self::default();
        if first {
            *self = Self::read(element, reading);
        }
        first
    }

    fn write(&self, name: &str, _: &str, namespace: Option<&Arc<str>>, out: &mut Vec<xml::Node>) {
        let element = Element::write(self, name, namespace);
        if !element.children.is_empty() || !element.attributes.is_empty() {
            out.push(xml::Node::Element(element));
        }
    }

    fn layer(&mut self, child: Self) {
        if child != Self::default() {
            Element::layer(self, child);
        }
    }

    fn replace(&mut self, child: Self) {
        *self = child;
    }
}

/// The namespace of a policy file, and the prefixes that its root declares.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Namespaces {
    /// What the file's elements are in; another than [`NAMESPACE`] is wrong.
    pub default: Option<Arc<str>>,
    /// Prefix and namespace.
    pub prefixes: Vec<(Box<str>, Box<str>)>,
}

impl Default for Namespaces {
    fn default() -> Self {
        Self { default: Some(Arc::from(NAMESPACE)), prefixes: Vec::new() }
    }
}

impl Policy {
    /// Reads a file that was parsed.
    ///
    /// # Errors
    /// When its root is another element; what else it holds is never an error here.
    pub fn read(document: &xml::Document) -> Result<Self, Box<Diagnostic>> {
        let root = &document.root;
        if root.local_name() != ROOT {
            return Err(Box::new(Diagnostic::error(
                "not-a-policy",
                &document.origin(root.span.start),
                format!("The file holds a {}, not a policy.", root.local_name()),
                "The root element of a policy file is TrustFrameworkPolicy.",
            )));
        }
        let mut policy = <Self as Element>::read(root, &Reading { document });
        policy.namespaces = Namespaces {
            default: root.namespace.clone(),
            prefixes: root
                .declarations
                .iter()
                .filter_map(|(prefix, name)| Some((prefix.clone()?, name.clone())))
                .collect(),
        };
        Ok(policy)
    }

    /// The policy as an element, in the order of the schema.
    pub fn to_element(&self) -> xml::Element {
        let namespace = self.namespaces.default.as_ref();
        let mut root = Element::write(self, ROOT, namespace);
        if let Some(namespace) = namespace {
            root.declarations.push((None, (&**namespace).into()));
        }
        let prefixes = self.namespaces.prefixes.iter();
        root.declarations.extend(prefixes.map(|(prefix, name)| (Some(prefix.clone()), name.clone())));
        root
    }

    /// Its id, checked.
    ///
    /// # Errors
    /// When it is none.
    pub fn policy_id(&self) -> Result<PolicyId, Box<Diagnostic>> {
        PolicyId::parse(self.id.trim()).map_err(|_| {
            Box::new(Diagnostic::error(
                "policy-id",
                &self.id.origin,
                format!("`{}` is no policy id.", self.id),
                "A policy id has letters, digits, `_`, `-` and `.`, such as `B2C_1A_signup_signin`.",
            ))
        })
    }

    /// The id of the policy that it builds on, as written.
    pub fn base_id(&self) -> Option<&Text> {
        self.base.as_ref()?.policy.as_ref()
    }

    /// All its technical profiles, each with its provider.
    pub fn technical_profiles(&self) -> impl Iterator<Item = (&ClaimsProvider, &TechnicalProfile)> {
        self.claims_providers
            .iter()
            .flat_map(|provider| provider.technical_profiles.iter().map(move |profile| (provider, profile)))
    }

    /// A technical profile by its id, with its provider.
    pub fn find_technical_profile(&self, id: &str) -> Option<(&ClaimsProvider, &TechnicalProfile)> {
        self.technical_profiles().find(|(_, profile)| profile.id.is(id))
    }
}

/// Lays a child policy over it (behaviour reference §10.2): technical profiles meet by id across all claims providers;
/// the relying party is the child's alone.
fn layer_policy(below: &mut Policy, mut child: Policy) {
    let providers = std::mem::take(&mut child.claims_providers);
    let namespaces = std::mem::take(&mut child.namespaces);
    below.relying_party = child.relying_party.take();
    below.layer_fields(child);
    crate::merge::join_providers(&mut below.claims_providers, providers);
    for (prefix, name) in namespaces.prefixes {
        if !below.namespaces.prefixes.iter().any(|(known, _)| *known == prefix) {
            below.namespaces.prefixes.push((prefix, name));
        }
    }
}
