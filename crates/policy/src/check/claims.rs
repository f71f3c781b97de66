//! Claims and their values.

use super::{Checker, index::fold};
use crate::tree::{ClaimUse, Meaning};
use domain::{ClaimValue, DataType};

impl Checker<'_> {
    /// A default reads as the data type of its claim.
    pub(super) fn default_value(&mut self, used: &ClaimUse) {
        let (Some(data_type), Some(text)) = (self.index.data_type(&used.claim), &used.default) else { return };
        // What a resolver gives is not known yet.
        if text.contains('{') || text.trim().is_empty() {
            return;
        }
        if !reads(text, data_type) {
            self.error(
                "default-value-type",
                &text.origin,
                format!("The default value `{}` of {} is no {}.", text.trim(), used.claim, data_type.text()),
                "Write a value of the claim's data type.",
            );
        }
    }

    /// What claim types themselves say.
    pub(super) fn claim_types(&mut self) {
        for claim in &self.policy.building_blocks.claim_types {
            if claim.data_type.is_none() && self.reach.claims.contains(&fold(&claim.id)) {
                self.warning(
                    "missing-data-type",
                    &claim.origin,
                    format!("The claim type {} has no data type; it is taken for a string.", claim.id),
                    "Add DataType.",
                );
            }
        }
    }
}

fn reads(text: &str, data_type: DataType) -> bool {
    let text = text.trim();
    match data_type {
        DataType::Date => is_date(text),
        DataType::DateTime => match text.split_once(['T', ' ']) {
            Some((date, time)) => is_date(date) && time.len() >= 5 && time.as_bytes().get(2) == Some(&b':'),
            None => is_date(text),
        },
        other => ClaimValue::parse(text, other).is_some(),
    }
}

/// `2026-11-25`.
fn is_date(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let [year, month, day] = parts.as_slice() else { return false };
    let number = |text: &str, length: usize, most: u32| {
        text.len() == length
            && text.bytes().all(|byte| byte.is_ascii_digit())
            && text.parse().is_ok_and(|value: u32| (1..=most).contains(&value))
    };
    number(year, 4, 9999) && number(month, 2, 12) && number(day, 2, 31)
}
