//! What cannot run here.

use super::{Section, error};

pub(super) const SUPPORT: Section = Section {
    title: "What cannot run",
    codes: &[
        error("unsupported-base-policy", "The policy has a base policy.", "Join the layers into one policy."),
        error("unsupported-directory-key", "The directory is not read or written by this claim.", "Use another key."),
        error("unsupported-directory-operation", "The directory does not do this operation.", "Use another one."),
        error("unsupported-protocol", "The protocol or handler does not run.", "Use another one."),
        error("unsupported-transformation-method", "The method does not run.", "Use another one."),
    ],
};
