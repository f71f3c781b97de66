//! `UserJourneys` and `SubJourneys`.

use super::element::{element, fold};
use super::{Key, List, Origin, Reference, Text, Value, values::enumeration};

/// `Preconditions`: each says when to skip; the first that holds skips.
pub type Preconditions = List<Precondition>;

element! {
    /// A user journey, or a sub-journey.
    UserJourney |it| fold(&it.id);
    attributes {
        id: Text = "Id",
        kind: Option<Value<SubJourneyType>> = "Type",
        non_interactive: Option<Value<bool>> = "NonInteractive",
        default_issuer: Option<Text> = "DefaultCpimIssuerTechnicalProfileReferenceId",
    }
    children {
        assurance_level: Option<Text> = "AssuranceLevel",
        preserve_original_assertion: Option<Value<bool>> = "PreserveOriginalAssertion",
        authorization: Option<Authorization> = "Authorization",
        steps: List<OrchestrationStep> = "OrchestrationSteps" "OrchestrationStep",
        client_definition: Option<Reference> = "ClientDefinition" [replaced],
        keys: List<Key> = "CryptographicKeys" "Key",
    }
}

enumeration! {
    /// `SubJourney/@Type`.
    SubJourneyType {
        Transfer = "Transfer",
        Call = "Call",
    }
}

element! {
    /// What authorises a request for claims about a user.
    Authorization |_it| String::new();
    attributes {}
    children {
        profiles: List<Reference> = "AuthorizationTechnicalProfiles" "AuthorizationTechnicalProfile",
    }
}

element! {
    /// A step. Steps of one order in a policy and its child are joined: the child's attributes win; its preconditions,
    /// selections and exchanges are added.
    OrchestrationStep |it| it.order.as_ref().map(|order| fold(&order.text)).unwrap_or_default();
    attributes {
        order: Option<Value<i64>> = "Order",
        kind: Option<Value<StepType>> = "Type",
        content: Option<Text> = "ContentDefinitionReferenceId",
        issuer: Option<Text> = "CpimIssuerTechnicalProfileReferenceId",
    }
    children {
        preconditions: Preconditions = "Preconditions" "Precondition",
        selections: Option<Selections> = "ClaimsProviderSelections",
        exchanges: Option<Exchanges> = "ClaimsExchanges",
        candidates: List<Candidate> = "JourneyList" "Candidate",
    }
}

impl OrchestrationStep {
    /// A step of a type, with nothing in it.
    pub fn new(order: u16, kind: StepType, origin: &Origin) -> Self {
        Self {
            order: Some(Value::new(i64::from(order), origin)),
            kind: Some(Value::new(kind, origin)),
            ..Self::empty(origin)
        }
    }

    /// Its type, if the schema knows it.
    pub fn step_type(&self) -> Option<StepType> {
        self.kind.as_ref()?.value
    }

    /// Its number, if it is one.
    pub fn number(&self) -> Option<i64> {
        self.order.as_ref()?.value
    }

    /// What can be selected.
    pub fn selections(&self) -> &[Selection] {
        self.selections.as_ref().map_or(&[], |selections| &selections.items)
    }

    /// The claims exchanges.
    pub fn exchanges(&self) -> &[Exchange] {
        self.exchanges.as_ref().map_or(&[], |exchanges| &exchanges.items)
    }
}

enumeration! {
    /// `OrchestrationStep/@Type`.
    StepType {
        ConsentScreen = "ConsentScreen",
        ClaimsProviderSelection = "ClaimsProviderSelection",
        CombinedSignInAndSignUp = "CombinedSignInAndSignUp",
        ClaimsExchange = "ClaimsExchange",
        ReviewScreen = "ReviewScreen",
        SendClaims = "SendClaims",
        GetClaims = "GetClaims",
        UserDialog = "UserDialog",
        InvokeSubJourney = "InvokeSubJourney",
        Noop = "Noop",
    }
}

element! {
    /// A condition on claims, and what it leads to.
    Precondition |it| format!(
        "{} {} {:?} {:?}",
        it.kind.as_ref().map_or("", |kind| &kind.text),
        it.execute_if.as_ref().map_or("", |flag| &flag.text),
        it.values.iter().map(|value| &value.text).collect::<Vec<_>>(),
        it.actions.iter().map(|action| &action.text).collect::<Vec<_>>(),
    );
    attributes {
        kind: Option<Value<PreconditionType>> = "Type",
        execute_if: Option<Value<bool>> = "ExecuteActionsIf",
    }
    children {
        values: Vec<Text> = "Value",
        actions: Vec<Value<PreconditionAction>> = "Action",
    }
}

impl Precondition {
    /// `ClaimsExist` that skips the step when a claim is there, or is not.
    pub fn claims_exist(claim: &str, when: bool, origin: &Origin) -> Self {
        Self::skip_step(PreconditionType::ClaimsExist, &[claim], when, origin)
    }

    /// `ClaimEquals` that skips the step when a claim has a value, or has another.
    pub fn claim_equals(claim: &str, value: &str, when: bool, origin: &Origin) -> Self {
        Self::skip_step(PreconditionType::ClaimEquals, &[claim, value], when, origin)
    }

    fn skip_step(kind: PreconditionType, values: &[&str], when: bool, origin: &Origin) -> Self {
        Self {
            kind: Some(Value::new(kind, origin)),
            execute_if: Some(Value::new(when, origin)),
            values: values.iter().map(|value| Text::new(*value, origin)).collect(),
            actions: vec![Value::new(PreconditionAction::SkipThisOrchestrationStep, origin)],
            ..Self::empty(origin)
        }
    }
}

enumeration! {
    /// `Precondition/@Type`.
    PreconditionType {
        ClaimsExist = "ClaimsExist",
        ClaimEquals = "ClaimEquals",
    }
}

enumeration! {
    /// `Precondition/Action`.
    PreconditionAction {
        SkipThisOrchestrationStep = "SkipThisOrchestrationStep",
        SkipThisValidationTechnicalProfile = "SkipThisValidationTechnicalProfile",
    }
}

element! {
    /// The choices of a step.
    Selections |_it| String::new();
    attributes {
        display_option: Option<Value<DisplayOption>> = "DisplayOption",
    }
    children {
        items: Vec<Selection> = "ClaimsProviderSelection",
    }
}

enumeration! {
    /// `ClaimsProviderSelections/@DisplayOption`.
    DisplayOption {
        DoNotShowSingleProvider = "DoNotShowSingleProvider",
        ShowSingleProvider = "ShowSingleProvider",
    }
}

element! {
    /// A choice: a claims exchange of the next step, or one of the same step that checks a typed sign-in.
    Selection |it| format!(
        "{} {}",
        it.target.as_ref().map(|id| fold(id)).unwrap_or_default(),
        it.validation.as_ref().map(|id| fold(id)).unwrap_or_default(),
    );
    attributes {
        target: Option<Text> = "TargetClaimsExchangeId",
        validation: Option<Text> = "ValidationClaimsExchangeId",
    }
    children {}
}

impl Selection {
    /// A choice whose exchange is in the next step.
    pub fn target(id: &str, origin: &Origin) -> Self {
        Self { target: Some(Text::new(id, origin)), ..Self::empty(origin) }
    }
}

element! {
    /// The exchanges of a step.
    Exchanges |_it| String::new();
    attributes {
        user_identity: Option<Value<bool>> = "UserIdentity",
    }
    children {
        items: Vec<Exchange> = "ClaimsExchange",
    }
}

element! {
    /// A technical profile that a step runs.
    Exchange |it| fold(&it.id);
    attributes {
        id: Text = "Id",
        profile: Text = "TechnicalProfileReferenceId",
    }
    children {}
}

impl Exchange {
    /// An exchange.
    pub fn new(id: &str, profile: &str, origin: &Origin) -> Self {
        Self { id: Text::new(id, origin), profile: Text::new(profile, origin), ..Self::empty(origin) }
    }
}

element! {
    /// A sub-journey that a step invokes.
    Candidate |it| fold(&it.journey);
    attributes {
        journey: Text = "SubJourneyReferenceId",
    }
    children {}
}
