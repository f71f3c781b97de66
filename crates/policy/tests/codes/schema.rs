//! What is wrong with a file before anybody asks what it means (behaviour reference §12, 1 to 3).

use super::{Case, case};

pub const CASES: &[Case] = &[
    case("xml-not-well-formed", "a closing tag of another element", "</Main>", &[("</UserJourneys>", "</Main>")]),
    case(
        "xml-not-well-formed",
        "an ampersand alone",
        "& Two",
        &[("<DisplayName>PolicyProfile<", "<DisplayName>One & Two<")],
    ),
    case(
        "xml-doctype",
        "a document type definition",
        "<!DOCTYPE",
        &[("<TrustFrameworkPolicy xmlns", "<!DOCTYPE x>\n<TrustFrameworkPolicy xmlns")],
    ),
    case(
        "xml-encoding",
        "an encoding that is not read",
        "<?xml",
        &[("encoding=\"utf-8\"", "encoding=\"ebcdic-cp-us\"")],
    ),
    case(
        "not-a-policy",
        "another root element",
        "<Policy xmlns",
        &[("<TrustFrameworkPolicy xmlns", "<Policy xmlns"), ("</TrustFrameworkPolicy>", "</Policy>")],
    ),
    case(
        "wrong-namespace",
        "an element of no namespace",
        "<SubJourneys xmlns",
        &[("<SubJourneys>", "<SubJourneys xmlns=\"\">")],
    ),
    case(
        "element-order",
        "a description before the name",
        "<DisplayName>PolicyProfile",
        &[
            ("<DisplayName>PolicyProfile", "<Protocol Name=\"OpenIdConnect\" /><DisplayName>PolicyProfile"),
            (
                "</DisplayName>\n      <Protocol Name=\"OpenIdConnect\" />\n      <OutputClaims>",
                "</DisplayName>\n      <OutputClaims>",
            ),
        ],
    ),
    case(
        "unknown-element",
        "a name in another case",
        "<outputclaims",
        &[(
            "<OutputClaims>\n        <OutputClaim ClaimTypeReferenceId=\"objectId\" PartnerClaimType=\"sub\" />",
            "<outputclaims /><OutputClaims>\n        <OutputClaim ClaimTypeReferenceId=\"objectId\" PartnerClaimType=\"sub\" />",
        )],
    ),
    case(
        "unknown-element",
        "an element within text",
        "<b>Object",
        &[("<DisplayName>Object id<", "<DisplayName><b>Object id</b><")],
    ),
    case(
        "repeated-element",
        "two names",
        "<DisplayName>Again",
        &[(
            "<DisplayName>PolicyProfile</DisplayName>",
            "<DisplayName>PolicyProfile</DisplayName><DisplayName>Again</DisplayName>",
        )],
    ),
    case(
        "missing-element",
        "a claims provider without its profiles",
        "<ClaimsProvider><DisplayName>N",
        &[("<ClaimsProviders>\n", "<ClaimsProviders>\n<ClaimsProvider><DisplayName>N</DisplayName></ClaimsProvider>")],
    ),
    case("missing-attribute", "a step without its order", "<OrchestrationStep Type", &[(" Order=\"4\"", "")]),
    case("unknown-attribute", "one in another case", "order=\"4\"", &[(" Order=\"4\"", " order=\"4\"")])
        .and(&["missing-attribute"]),
    case(
        "invalid-value",
        "a word that is none",
        "Sometimes",
        &[("ExecuteActionsIf=\"true\"><Value>newUser", "ExecuteActionsIf=\"Sometimes\"><Value>newUser")],
    ),
    case("invalid-value", "a number that is none", "four", &[("Order=\"4\"", "Order=\"four\"")]),
    case(
        "invalid-value",
        "a tenant with a blank",
        "con toso",
        &[("TenantId=\"contoso.onmicrosoft.com\"", "TenantId=\"con toso\"")],
    ),
    case(
        "unexpected-text",
        "text between elements",
        "text</OrchestrationSteps>",
        &[("Issuer\" />\n      </OrchestrationSteps>", "Issuer\" />text</OrchestrationSteps>")],
    ),
    case(
        "duplicate-id",
        "two claim types",
        "email\"><DisplayName>New",
        &[("<ClaimType Id=\"newUser\"", "<ClaimType Id=\"email\"")],
    ),
    case(
        "duplicate-id",
        "two steps of one order (B §12.2)",
        "3\" Type=\"ClaimsExchange\">",
        &[("Order=\"4\"", "Order=\"3\"")],
    ),
    case("unfilled-setting", "a setting", "{Settings:Client}", &[(">me-at-one<", ">{Settings:Client}<")]),
];
