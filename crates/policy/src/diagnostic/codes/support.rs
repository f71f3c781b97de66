//! What cannot run here.

use super::{Section, error};

pub(super) const SUPPORT: Section = Section {
    title: "What cannot run",
    codes: &[
        error("unsupported-directory-key", "The directory is not read or written by this claim.", "Use another key."),
        error("unsupported-directory-operation", "The directory does not do this operation.", "Use another one."),
        error("unsupported-protocol", "The protocol or handler does not run.", "Use another one."),
        error(
            "unsupported-response-type",
            "Providers are not asked for this response type.",
            "Use `code` or `id_token`.",
        ),
        error("unsupported-step-type", "Steps of this type do not run.", "Use another one."),
        error("unsupported-transformation-method", "The method does not run.", "Use another one."),
    ],
};
