//! What a policy says about itself: the root's attributes and its first children.

use super::element::{element, fold};
use super::{List, Text, Value, values::enumeration};

enumeration! {
    /// `@DeploymentMode`.
    DeploymentMode {
        Development = "Development",
        Production = "Production",
        Debugging = "Debugging",
    }
}

element! {
    /// The policy that this one builds on.
    BasePolicy |it| it.policy.as_ref().map(|id| fold(id)).unwrap_or_default();
    attributes {}
    children {
        tenant: Option<Text> = "TenantId",
        policy: Option<Text> = "PolicyId",
    }
}

element! {
    /// Who may build on this policy; of no effect here.
    PolicyConstraints |_it| String::new();
    attributes {}
    children {
        inheritance: Option<Inheritance> = "Inheritance" [replaced],
        reroute_rules: Option<RerouteRules> = "RerouteRules" [replaced],
    }
}

element! {
    /// Who may build on this policy.
    Inheritance |_it| String::new();
    attributes {
        deriving_policies: Text = "DerivingPolicies",
    }
    children {
        tenants: List<super::Reference> = "Tenants" "Tenant",
        handler: Option<ConstraintHandler> = "ConstraintHandler",
    }
}

element! {
    /// What decides who may build on this policy.
    ConstraintHandler |it| fold(&it.id);
    attributes {
        id: Text = "Id",
        handler: Text = "Handler",
    }
    children {}
}

element! {
    /// Other policies that requests go to.
    RerouteRules |_it| String::new();
    attributes {
        kind: Text = "Type",
    }
    children {
        rules: Vec<RerouteRule> = "RerouteRule",
    }
}

element! {
    /// Another policy that requests go to.
    RerouteRule |it| fold(&it.policy);
    attributes {
        policy: Text = "PolicyId",
        weight: Option<Value<i64>> = "Weight",
        matching: Option<Text> = "Match",
    }
    children {}
}

element! {
    /// Whom to ask about the policy.
    Contact |it| fold(&it.id);
    attributes {
        id: Text = "Id",
    }
    children {
        display_name: Option<Text> = "DisplayName",
        telephone: Option<Text> = "TelephoneNumber",
        email: Option<Text> = "Email",
        role: Option<Text> = "Role",
    }
}

element! {
    /// A document about the policy.
    DocumentReference |it| fold(&it.id);
    attributes {
        id: Text = "Id",
    }
    children {
        display_name: Option<Text> = "DisplayName",
        url: Option<Text> = "Url",
    }
}
