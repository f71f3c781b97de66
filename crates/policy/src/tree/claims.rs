//! `BuildingBlocks`: the claims schema, predicates and claims transformations.

use super::element::{Element, Rest, element, fold};
use super::{List, Text, Value, values::enumeration};
use domain::DataType;

element! {
    /// A claim.
    ClaimType |it| fold(&it.id);
    attributes {
        id: Text = "Id",
        statement_type: Option<Text> = "StatementType",
    }
    children {
        display_name: Option<Text> = "DisplayName",
        data_type: Option<Value<DataType>> = "DataType",
        partners: List<DefaultPartner> = "DefaultPartnerClaimTypes" "Protocol",
        mask: Option<Mask> = "Mask" [replaced],
        admin_help: Option<Text> = "AdminHelpText",
        help: Option<Text> = "UserHelpText",
        input: Option<Value<InputType>> = "UserInputType",
        restriction: Option<Restriction> = "Restriction",
        input_validation: Option<IdReference> = "InputValidationReference" [replaced],
        predicate_validation: Option<IdReference> = "PredicateValidationReference" [replaced],
    }
}

element! {
    /// The name of a claim in a protocol, when a technical profile gives no other.
    DefaultPartner |it| fold(&it.protocol);
    attributes {
        protocol: Text = "Name",
        handler: Option<Text> = "Handler",
        partner: Text = "PartnerClaimType",
    }
    children {}
}

element! {
    /// How a value is shown to others.
    Mask |_it| String::new();
    attributes {
        kind: Option<Value<MaskType>> = "Type",
        regex: Option<Text> = "Regex",
    }
    text { /// What is shown in place of what is hidden.
        value
    }
    children {}
}

enumeration! {
    /// `Mask/@Type`.
    MaskType {
        Simple = "Simple",
        Regex = "Regex",
    }
}

enumeration! {
    /// `UserInputType`.
    InputType {
        TextBox = "TextBox",
        EmailBox = "EmailBox",
        DateTimeDropdown = "DateTimeDropdown",
        RadioSingleSelect = "RadioSingleSelect",
        DropdownSingleSelect = "DropdownSingleSelect",
        CheckboxMultiSelect = "CheckboxMultiSelect",
        Password = "Password",
        Readonly = "Readonly",
        Button = "Button",
        Paragraph = "Paragraph",
    }
}

enumeration! {
    /// `@MergeBehavior`: how a collection meets the one of the policies below.
    MergeBehavior {
        Append = "Append",
        Prepend = "Prepend",
        ReplaceAll = "ReplaceAll",
    }
}

element! {
    /// What values a claim may have. Without `MergeBehavior` it replaces the one below, as the schema says.
    Restriction |_it| String::new();
    attributes {
        merge: Option<Value<MergeBehavior>> = "MergeBehavior",
    }
    children {
        enumeration: Vec<EnumerationItem> = "Enumeration",
        pattern: Option<Pattern> = "Pattern",
    }
    layer layer_restriction;
}

/// By `MergeBehavior`; a pattern is replaced when one is given.
fn layer_restriction(below: &mut Restriction, child: Restriction) {
    let mut layered = child;
    let earlier = std::mem::replace(below, Restriction::empty(&layered.origin));
    if behavior(layered.merge.as_ref()) != MergeBehavior::ReplaceAll {
        collect(behavior(layered.merge.as_ref()), &mut layered.enumeration, earlier.enumeration);
        layered.pattern = layered.pattern.or(earlier.pattern);
        layered.rest = joined(earlier.rest, layered.rest);
        layered.merge = earlier.merge;
    }
    layered.rest.layer(Rest::default(), Some(earlier.origin));
    *below = layered;
}

fn joined(mut below: Rest, child: Rest) -> Rest {
    below.layer(child, None);
    below
}

/// What a behaviour means that is absent or unknown: the schema says `ReplaceAll`.
pub(super) fn behavior(given: Option<&Value<MergeBehavior>>) -> MergeBehavior {
    given.and_then(|given| given.value).unwrap_or(MergeBehavior::ReplaceAll)
}

/// A collection behind or before the one below; what is in both is told once, at the place and in the words of the
/// child.
pub(super) fn collect<T: Element>(behavior: MergeBehavior, child: &mut Vec<T>, below: Vec<T>) {
    let given: std::collections::HashSet<String> = child.iter().map(Element::key).collect();
    let kept = below.into_iter().filter(|item| !given.contains(&item.key()));
    match behavior {
        MergeBehavior::Append => {
            child.splice(0..0, kept);
        }
        MergeBehavior::Prepend => child.extend(kept),
        MergeBehavior::ReplaceAll => {}
    }
}

element! {
    /// One of the values to choose from.
    EnumerationItem |it| it.value.text.clone();
    attributes {
        label: Text = "Text",
        value: Text = "Value",
        selected: Option<Value<bool>> = "SelectByDefault",
    }
    text { /// What stands in it; nothing, in practice.
        content
    }
    children {}
}

element! {
    /// A regular expression that the whole value matches.
    Pattern |_it| String::new();
    attributes {
        expression: Text = "RegularExpression",
        help: Option<Text> = "HelpText",
    }
    children {}
}

element! {
    /// A reference by `Id`.
    IdReference |it| fold(&it.id);
    attributes {
        id: Text = "Id",
    }
    children {}
}

element! {
    /// A condition on a value.
    Predicate |it| fold(&it.id);
    attributes {
        id: Text = "Id",
        method: Text = "Method",
        help: Option<Text> = "HelpText",
    }
    children {
        user_help: Option<Text> = "UserHelpText",
        parameters: List<Parameter> = "Parameters" "Parameter" [replaced],
    }
}

element! {
    /// A parameter of a predicate.
    Parameter |it| fold(&it.id);
    attributes {
        id: Text = "Id",
    }
    text { /// Its value.
        value
    }
    children {}
}

element! {
    /// The older form of a predicate validation.
    InputValidation |it| fold(&it.id);
    attributes {
        id: Text = "Id",
    }
    children {
        references: Vec<PredicateReferences> = "PredicateReferences" [replaced],
    }
}

element! {
    /// Predicates of which some have to hold.
    PredicateReferences |it| it.id.as_ref().map(|id| fold(id)).unwrap_or_default();
    attributes {
        id: Option<Text> = "Id",
        help: Option<Text> = "HelpText",
        match_at_least: Option<Value<i64>> = "MatchAtLeast",
        reject: Option<Value<bool>> = "Reject",
    }
    children {
        predicates: Vec<IdReference> = "PredicateReference",
    }
}

element! {
    /// Groups of predicates that all have to hold.
    PredicateValidation |it| fold(&it.id);
    attributes {
        id: Text = "Id",
    }
    children {
        groups: List<PredicateGroup> = "PredicateGroups" "PredicateGroup" [replaced],
    }
}

element! {
    /// A group of predicates, with the words for all of them.
    PredicateGroup |it| fold(&it.id);
    attributes {
        id: Text = "Id",
    }
    children {
        user_help: Option<Text> = "UserHelpText",
        references: Vec<PredicateReferences> = "PredicateReferences",
    }
}

element! {
    /// A claims transformation. What a child policy gives of it takes the place of what is below: inputs of another
    /// method would mean nothing.
    ClaimsTransformation |it| fold(&it.id);
    attributes {
        id: Text = "Id",
        method: Text = "TransformationMethod",
    }
    children {
        inputs: List<TransformationClaim> = "InputClaims" "InputClaim" [replaced],
        parameters: List<InputParameter> = "InputParameters" "InputParameter" [replaced],
        outputs: List<TransformationClaim> = "OutputClaims" "OutputClaim" [replaced],
    }
}

element! {
    /// A claim under the name that the method knows it by.
    TransformationClaim |it| fold(it.role.as_ref().unwrap_or(&it.claim));
    attributes {
        claim: Text = "ClaimTypeReferenceId",
        role: Option<Text> = "TransformationClaimType",
    }
    children {}
}

impl TransformationClaim {
    /// The name that the method knows the claim by: its own, when it has no other.
    pub fn role(&self) -> &str {
        self.role.as_ref().unwrap_or(&self.claim)
    }
}

element! {
    /// A constant of a claims transformation.
    InputParameter |it| fold(&it.id);
    attributes {
        id: Text = "Id",
        data_type: Option<Value<DataType>> = "DataType",
        value: Text = "Value",
    }
    children {}
}
