//! What cannot run here: errors where the relying party can reach it, warnings elsewhere.

use super::{Section, error, note};

pub(super) const SUPPORT: Section = Section {
    title: "What cannot run",
    codes: &[
        error("unsupported-attribute", "The attribute does not run.", "Take it out."),
        error("unsupported-data-type", "The data type does not run.", "Use another one."),
        error("unsupported-directory-key", "The directory is not read or written by this claim.", "Use another key."),
        error("unsupported-directory-operation", "The directory does not do this operation.", "Use another one."),
        error("unsupported-display-control", "The display control does not run.", "Use another one."),
        error("unsupported-element", "The element does not run.", "Take it out."),
        error("unsupported-endpoint", "The endpoint is not served.", "Take it out."),
        error("unsupported-handler", "The handler does not run, or is not known.", "Use another one."),
        error("unsupported-metadata-key", "The metadata item does not run.", "Take it out."),
        error("unsupported-protocol", "The protocol does not run.", "Use another one."),
        error(
            "unsupported-response-type",
            "Providers are not asked for this response type.",
            "Use `code` or `id_token`.",
        ),
        error("unsupported-step-type", "The step does not run.", "Use another type of step."),
        error("unsupported-transformation-method", "The method does not run, or is not known.", "Use another one."),
        error("unsupported-value", "The word does not run.", "Use another one."),
        note("without-effect", "It is accepted, and nothing comes of it.", "The message says why."),
    ],
};
