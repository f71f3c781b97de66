//! `RelyingParty`: what an application calls.

use super::List;
use super::element::element;
use super::element::fold;
use super::{Reference, TechnicalProfile, Text, Value, values::enumeration};

element! {
    /// What an application calls.
    RelyingParty |_it| String::new();
    attributes {}
    children {
        journey: Option<Reference> = "DefaultUserJourney" [replaced],
        endpoints: List<Endpoint> = "Endpoints" "Endpoint",
        behaviors: Option<UserJourneyBehaviors> = "UserJourneyBehaviors",
        profiles: Vec<TechnicalProfile> = "TechnicalProfile",
    }
}

impl RelyingParty {
    /// Its technical profile: there is one in practice.
    pub fn profile(&self) -> Option<&TechnicalProfile> {
        self.profiles.first()
    }
}

element! {
    /// A journey that another endpoint than the authorization endpoint runs.
    Endpoint |it| fold(&it.id);
    attributes {
        id: Text = "Id",
        journey: Text = "UserJourneyReferenceId",
    }
    children {}
}

element! {
    /// How journeys behave.
    UserJourneyBehaviors |_it| String::new();
    attributes {}
    children {
        single_sign_on: Option<SingleSignOn> = "SingleSignOn" [replaced],
        session_expiry_type: Option<Value<SessionExpiryType>> = "SessionExpiryType",
        session_expiry_seconds: Option<Value<i64>> = "SessionExpiryInSeconds",
        azure_application_insights: Option<AzureApplicationInsights> = "AzureApplicationInsights" [replaced],
        journey_insights: Option<JourneyInsights> = "JourneyInsights" [replaced],
        content_parameters: List<ContentDefinitionParameter> = "ContentDefinitionParameters" "Parameter",
        framing: Option<JourneyFraming> = "JourneyFraming" [replaced],
        script_execution: Option<Value<ScriptExecution>> = "ScriptExecution",
        on_error: Option<OnError> = "OnError" [replaced],
    }
}

element! {
    /// Where a session counts, and for how long.
    SingleSignOn |_it| String::new();
    attributes {
        scope: Option<Value<SessionScope>> = "Scope",
        keep_alive_days: Option<Value<i64>> = "KeepAliveInDays",
        enforce_id_token_hint_on_logout: Option<Value<bool>> = "EnforceIdTokenHintOnLogout",
    }
    children {}
}

enumeration! {
    /// `SingleSignOn/@Scope`.
    SessionScope {
        Suppressed = "Suppressed",
        TrustFramework = "TrustFramework",
        Tenant = "Tenant",
        Application = "Application",
        Policy = "Policy",
    }
}

enumeration! {
    /// `SessionExpiryType`.
    SessionExpiryType {
        Rolling = "Rolling",
        Absolute = "Absolute",
    }
}

enumeration! {
    /// `ScriptExecution`.
    ScriptExecution {
        Disallow = "Disallow",
        Allow = "Allow",
    }
}

element! {
    /// The older form of `JourneyInsights`.
    AzureApplicationInsights |_it| String::new();
    attributes {
        instrumentation_key: Text = "InstrumentationKey",
    }
    children {}
}

element! {
    /// Where telemetry goes.
    JourneyInsights |_it| String::new();
    attributes {
        instrumentation_key: Text = "InstrumentationKey",
        telemetry_engine: Option<Text> = "TelemetryEngine",
        developer_mode: Option<Value<bool>> = "DeveloperMode",
        client_enabled: Option<Value<bool>> = "ClientEnabled",
        server_enabled: Option<Value<bool>> = "ServerEnabled",
        telemetry_version: Option<Text> = "TelemetryVersion",
    }
    children {}
}

element! {
    /// A parameter of the address that page content is loaded from.
    ContentDefinitionParameter |it| fold(&it.name);
    attributes {
        name: Text = "Name",
    }
    text { /// Its value.
        value
    }
    children {}
}

element! {
    /// Who may show the pages in a frame.
    JourneyFraming |_it| String::new();
    attributes {
        enabled: Option<Value<bool>> = "Enabled",
        sources: Text = "Sources",
    }
    children {}
}

element! {
    /// Where errors go.
    OnError |_it| String::new();
    attributes {
        mode: Option<Value<OnErrorMode>> = "Mode",
    }
    children {}
}

enumeration! {
    /// `OnError/@Mode`.
    OnErrorMode {
        ReturnToRequestor = "ReturnToRequestor",
        DisplayInService = "DisplayInService",
    }
}
