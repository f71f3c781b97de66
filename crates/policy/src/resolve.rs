//! Claim resolvers and template tokens in constants of a policy (behaviour reference §10.7): those that user flows
//! use. Names compare without case; what is unknown stays as written.

/// Values that resolvers take from the running journey.
#[derive(Debug, Clone, Copy)]
pub struct Resolver<'a> {
    /// `{policy}`, `{Policy:PolicyId}`.
    pub policy: &'a str,
    /// `{Policy:TenantObjectId}`.
    pub tenant_id: &'a str,
    /// `{Policy:RelyingPartyTenantId}`, `{RelyingPartyTenantId}`.
    pub tenant_domain: &'a str,
    /// `{Context:CorrelationId}`.
    pub correlation_id: &'a str,
}

impl Resolver<'_> {
    /// Replaces every known `{…}` of a text.
    pub fn resolve(&self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(start) = rest.find('{') {
            out.push_str(&rest[..start]);
            let from = &rest[start..];
            let Some(end) = from.find('}') else {
                // Nothing closes it, so the rest is text.
                rest = from;
                break;
            };
            out.push_str(self.find(&from[1..end]).unwrap_or(&from[..=end]));
            rest = &from[end + 1..];
        }
        out.push_str(rest);
        out
    }

    fn find(&self, name: &str) -> Option<&str> {
        match name.to_ascii_lowercase().as_str() {
            "policy" | "policy:policyid" => Some(self.policy),
            "policy:tenantobjectid" => Some(self.tenant_id),
            "policy:relyingpartytenantid" | "relyingpartytenantid" => Some(self.tenant_domain),
            "context:correlationid" => Some(self.correlation_id),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Resolver;

    #[test]
    fn known_names_are_replaced_without_case_and_others_stay() {
        let resolver = Resolver { policy: "B2C_1_a", tenant_id: "t", tenant_domain: "d", correlation_id: "c" };
        assert_eq!(resolver.resolve("{POLICY}-{policy:TenantObjectId}-{unknown}-{open"), "B2C_1_a-t-{unknown}-{open");
    }

    #[test]
    fn every_resolver_has_its_value() {
        let resolver = Resolver { policy: "B2C_1_a", tenant_id: "t", tenant_domain: "d", correlation_id: "c" };
        for (text, expected) in [
            ("{policy}", "B2C_1_a"),
            ("{Policy:PolicyId}", "B2C_1_a"),
            ("{Policy:TenantObjectId}", "t"),
            ("{Policy:RelyingPartyTenantId}", "d"),
            ("{RelyingPartyTenantId}", "d"),
            ("{Context:CorrelationId}", "c"),
            ("x{policy}y{policy}z", "xB2C_1_ayB2C_1_az"),
            ("", ""),
            ("}{", "}{"),
            ("{}", "{}"),
            ("{{policy}}", "{{policy}}"),
            ("{policy", "{policy"),
            ("é{policy}é", "éB2C_1_aé"),
        ] {
            assert_eq!(resolver.resolve(text), expected, "{text}");
        }
    }

    #[test]
    fn a_value_is_not_resolved_again() {
        let resolver =
            Resolver { policy: "{Context:CorrelationId}", tenant_id: "t", tenant_domain: "d", correlation_id: "c" };
        assert_eq!(resolver.resolve("{policy}"), "{Context:CorrelationId}");
    }
}
