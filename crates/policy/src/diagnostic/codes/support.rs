//! What cannot run here: errors where the relying party can reach it, warnings elsewhere.

use super::{Section, error, note};

pub(super) const SUPPORT: Section = Section {
    title: "What cannot run",
    codes: &[
        error("unsupported-attribute", "The attribute does not run.", "Take it out."),
        error(
            "unsupported-character-set",
            "The set of characters is too small for a code.",
            "Give `CharacterSet` at least two characters.",
        ),
        error("unsupported-data-type", "The data type does not run.", "Use another one."),
        error("unsupported-directory-key", "The directory is not read or written by this claim.", "Use another key."),
        error("unsupported-display-control", "The display control does not run.", "Use another one."),
        error("unsupported-element", "The element does not run.", "Take it out."),
        error("unsupported-endpoint", "The endpoint is not served.", "Take it out."),
        error("unsupported-handler", "The handler does not run, or is not known.", "Use another one."),
        error(
            "unsupported-input-type",
            "A page cannot ask for a claim without an input.",
            "Give the claim a `UserInputType`.",
        ),
        error("unsupported-metadata-key", "The metadata item does not run.", "Take it out."),
        error("unsupported-pattern", "The pattern does not run.", "Write it without back references."),
        error("unsupported-predicate", "The predicate does not run.", "Look at its method and parameters."),
        error("unsupported-protocol", "The protocol does not run.", "Use another one."),
        error(
            "unsupported-response-type",
            "Providers are not asked for this response type.",
            "Use `code` or `id_token`.",
        ),
        error(
            "unsupported-rest-authentication",
            "The service is not authenticated to in this way.",
            "Use `None`, `Basic`, `Bearer` or `ApiKeyHeader`.",
        ),
        error("unsupported-session-provider", "The session provider does not run.", "Use another one."),
        error("unsupported-step-type", "The step does not run.", "Use another type of step."),
        error("unsupported-transformation-method", "The method does not run, or is not known.", "Use another one."),
        error(
            "unsupported-validation-exchange",
            "Beside the providers stands the form of a page only.",
            "Point to a self-asserted technical profile.",
        ),
        error(
            "unsupported-validation-profile",
            "A page cannot run what needs another page or the browser.",
            "Make it a step of the journey.",
        ),
        error("unsupported-value", "The word does not run.", "Use another one."),
        error(
            "unsupported-verification",
            "What is verified has no address that a code is sent to.",
            "Use a display control.",
        ),
        note("without-effect", "It is accepted, and nothing comes of it.", "The message says why."),
    ],
};
