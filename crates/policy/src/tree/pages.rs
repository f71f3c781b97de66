//! `BuildingBlocks`: content definitions, languages and display controls.

use super::claims::{behavior, collect};
use super::element::{element, fold};
use super::{
    ClaimUse, EnumerationItem, Item, List, MergeBehavior, Preconditions, Rest, Text, Value, values::enumeration,
};

element! {
    /// What a client can show; of no effect since long.
    ClientDefinition |it| fold(&it.id);
    attributes {
        id: Text = "Id",
    }
    children {
        filter_flags: Option<Text> = "ClientUIFilterFlags",
    }
}

element! {
    /// A page.
    ContentDefinition |it| fold(&it.id);
    attributes {
        id: Text = "Id",
    }
    children {
        load_uri: Option<Text> = "LoadUri",
        recovery_uri: Option<Text> = "RecoveryUri",
        data_uri: Option<Text> = "DataUri",
        metadata: List<Item> = "Metadata" "Item",
        localized_resources: Option<LocalizedResourcesReferences> = "LocalizedResourcesReferences",
    }
}

element! {
    /// The texts of a page by language. Without `MergeBehavior` they replace those below.
    LocalizedResourcesReferences |_it| String::new();
    attributes {
        merge: Option<Value<MergeBehavior>> = "MergeBehavior",
    }
    children {
        items: Vec<LocalizedResourcesReference> = "LocalizedResourcesReference",
    }
    layer layer_references;
}

fn layer_references(below: &mut LocalizedResourcesReferences, child: LocalizedResourcesReferences) {
    let earlier = std::mem::replace(below, child);
    let behavior = behavior(below.merge.as_ref());
    if behavior != MergeBehavior::ReplaceAll {
        collect(behavior, &mut below.items, earlier.items);
        below.merge = earlier.merge;
        let child = std::mem::replace(&mut below.rest, earlier.rest);
        below.rest.layer(child, None);
    }
    below.rest.layer(Rest::default(), Some(earlier.origin));
}

element! {
    /// The texts of a page in one language.
    LocalizedResourcesReference |it| fold(&it.language);
    attributes {
        language: Text = "Language",
        url: Option<Text> = "Url",
        resources: Option<Text> = "LocalizedResourcesReferenceId",
    }
    children {}
}

element! {
    /// Languages and texts.
    Localization |_it| String::new();
    attributes {
        enabled: Option<Value<bool>> = "Enabled",
    }
    children {
        languages: Option<SupportedLanguages> = "SupportedLanguages",
        resources: Vec<LocalizedResources> = "LocalizedResources",
    }
}

element! {
    /// The languages that pages come in. Without `MergeBehavior` they replace those below.
    SupportedLanguages |_it| String::new();
    attributes {
        default: Option<Text> = "DefaultLanguage",
        policy_language: Option<Text> = "PolicyLanguage",
        merge: Option<Value<MergeBehavior>> = "MergeBehavior",
    }
    children {
        items: Vec<Text> = "SupportedLanguage",
    }
    layer layer_languages;
}

fn layer_languages(below: &mut SupportedLanguages, child: SupportedLanguages) {
    let earlier = std::mem::replace(below, child);
    let behavior = behavior(below.merge.as_ref());
    if behavior != MergeBehavior::ReplaceAll {
        collect(behavior, &mut below.items, earlier.items);
        below.merge = earlier.merge;
        let child = std::mem::replace(&mut below.rest, earlier.rest);
        below.rest.layer(child, None);
    }
    below.default = below.default.take().or(earlier.default);
    below.policy_language = below.policy_language.take().or(earlier.policy_language);
    below.rest.layer(Rest::default(), Some(earlier.origin));
}

element! {
    /// Texts of one language, for the pages that refer to them.
    LocalizedResources |it| fold(it.id.as_ref().or(it.culture.as_ref()).map_or("", |id| &id.text));
    attributes {
        culture: Option<Text> = "Culture",
        id: Option<Text> = "Id",
    }
    children {
        collections: List<LocalizedCollection> = "LocalizedCollections" "LocalizedCollection",
        strings: List<LocalizedString> = "LocalizedStrings" "LocalizedString",
    }
}

element! {
    /// The values to choose from, in a language.
    LocalizedCollection |it| format!(
        "{} {} {}", fold(&it.element_type), fold(&it.element_id), fold(&it.target)
    );
    attributes {
        element_type: Text = "ElementType",
        element_id: Text = "ElementId",
        target: Text = "TargetCollection",
    }
    children {
        items: Vec<EnumerationItem> = "Item" [replaced],
    }
}

element! {
    /// A text in a language.
    LocalizedString |it| format!(
        "{} {} {}",
        fold(&it.element_type),
        it.element_id.as_ref().map(|id| fold(id)).unwrap_or_default(),
        fold(&it.string_id),
    );
    attributes {
        element_type: Text = "ElementType",
        element_id: Option<Text> = "ElementId",
        string_id: Text = "StringId",
    }
    text { /// The text.
        value
    }
    children {}
}

element! {
    /// A part of a page that does something by itself. What a child policy gives of it takes the place of what is
    /// below.
    DisplayControl |it| fold(&it.id);
    attributes {
        id: Text = "Id",
        kind: Option<Value<ControlType>> = "UserInterfaceControlType",
    }
    children {
        input_claims: List<ClaimUse> = "InputClaims" "InputClaim" [replaced],
        display_claims: List<ClaimUse> = "DisplayClaims" "DisplayClaim" [replaced],
        output_claims: List<ClaimUse> = "OutputClaims" "OutputClaim" [replaced],
        actions: List<ControlAction> = "Actions" "Action" [replaced],
    }
}

enumeration! {
    /// `DisplayControl/@UserInterfaceControlType`.
    ControlType {
        VerificationControl = "VerificationControl",
        QrCodeControl = "QrCodeControl",
        AuthenticatorInfoControl = "AuthenticatorInfoControl",
        AuthenticatorAppIconControl = "AuthenticatorAppIconControl",
    }
}

element! {
    /// What a display control does.
    ControlAction |it| fold(&it.id);
    attributes {
        id: Text = "Id",
    }
    children {
        profiles: List<ControlProfile> = "ValidationClaimsExchange" "ValidationClaimsExchangeTechnicalProfile",
    }
}

element! {
    /// A technical profile that an action of a display control runs.
    ControlProfile |it| fold(&it.id);
    attributes {
        id: Text = "TechnicalProfileReferenceId",
        continue_on_success: Option<Value<bool>> = "ContinueOnSuccess",
        continue_on_error: Option<Value<bool>> = "ContinueOnError",
    }
    children {
        preconditions: Preconditions = "Preconditions" "Precondition",
    }
}
