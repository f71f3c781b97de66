//! Predicates and their combinations (behaviour reference §10.3): what a value must fulfil, as pure functions, and what
//! a page says when it does not.

mod characters;

use crate::{
    date::{Day, Moment},
    regex::{Regex, RegexError},
    text,
};
use characters::Characters;
use domain::{ClaimValue, Timestamp};
use serde::{Deserialize, Serialize};

/// A `Predicate`'s method with its parameters.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Predicate {
    /// `IsLengthRange`: both ends count; a character outside the basic plane is two, as in browsers.
    IsLengthRange {
        /// `Minimum`.
        minimum: u32,
        /// `Maximum`.
        maximum: u32,
    },
    /// `MatchesRegex`: anywhere in the value, unless it is anchored.
    MatchesRegex(Regex),
    /// `IncludesCharacters`: at least one of the set.
    IncludesCharacters(Characters),
    /// `IsDateRange`: both ends count.
    IsDateRange {
        /// `Minimum`.
        minimum: Bound,
        /// `Maximum`.
        maximum: Bound,
    },
}

/// An end of a range of days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bound(Option<Day>);

impl Bound {
    /// A date, or `Today` (in UTC).
    fn parse(text: &str) -> Option<Self> {
        if text.trim().eq_ignore_ascii_case("Today") {
            Some(Self(None))
        } else {
            Day::parse(text).map(|day| Self(Some(day)))
        }
    }

    fn day(self, today: Day) -> Day {
        self.0.unwrap_or(today)
    }
}

/// Why a predicate cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PredicateError {
    /// There is no such method.
    #[error("there is no predicate method {0}")]
    UnknownMethod(String),
    /// A parameter is missing.
    #[error("the parameter {0} is missing")]
    Missing(&'static str),
    /// A parameter cannot be read.
    #[error("the parameter {parameter} is `{value}`, which is no {expected}")]
    Value {
        /// Which.
        parameter: &'static str,
        /// What stands there.
        value: String,
        /// What should.
        expected: &'static str,
    },
    /// The pattern cannot be used.
    #[error("the parameter RegularExpression cannot be used: {0}")]
    Pattern(#[from] RegexError),
}

impl PredicateError {
    /// The parameter that is wrong, if it is one.
    pub const fn parameter(&self) -> Option<&'static str> {
        match self {
            Self::UnknownMethod(_) => None,
            Self::Missing(parameter) | Self::Value { parameter, .. } => Some(parameter),
            Self::Pattern(_) => Some("RegularExpression"),
        }
    }
}

impl Predicate {
    /// The methods there are.
    pub const METHODS: [&'static str; 4] = ["IsLengthRange", "MatchesRegex", "IncludesCharacters", "IsDateRange"];

    /// Reads a predicate. Names compare without case.
    ///
    /// # Errors
    /// What is unknown, missing or unreadable.
    pub fn parse(method: &str, parameters: &[(String, String)]) -> Result<Self, PredicateError> {
        let find = |id: &'static str| {
            parameters
                .iter()
                .find(|(name, _)| name.eq_ignore_ascii_case(id))
                .map(|(_, value)| value.as_str())
                .ok_or(PredicateError::Missing(id))
        };
        let number = |id: &'static str| {
            let value = find(id)?;
            value.trim().parse().map_err(|_| PredicateError::Value {
                parameter: id,
                value: value.to_owned(),
                expected: "number",
            })
        };
        let bound = |id: &'static str| {
            let value = find(id)?;
            Bound::parse(value).ok_or_else(|| PredicateError::Value {
                parameter: id,
                value: value.to_owned(),
                expected: "date or Today",
            })
        };
        let known = Self::METHODS.into_iter().find(|known| known.eq_ignore_ascii_case(method.trim()));
        match known {
            Some("IsLengthRange") => {
                Ok(Self::IsLengthRange { minimum: number("Minimum")?, maximum: number("Maximum")? })
            }
            Some("MatchesRegex") => Ok(Self::MatchesRegex(Regex::new(find("RegularExpression")?)?)),
            Some("IncludesCharacters") => {
                let value = find("CharacterSet")?;
                let set = Characters::parse(value).ok_or_else(|| PredicateError::Value {
                    parameter: "CharacterSet",
                    value: value.to_owned(),
                    expected: "set of characters",
                })?;
                Ok(Self::IncludesCharacters(set))
            }
            Some("IsDateRange") => Ok(Self::IsDateRange { minimum: bound("Minimum")?, maximum: bound("Maximum")? }),
            _ => Err(PredicateError::UnknownMethod(method.to_owned())),
        }
    }

    /// Whether a value fulfils it. A value that is no text fulfils none.
    pub fn holds(&self, value: &ClaimValue, now: Timestamp) -> bool {
        let Some(value) = value.text() else { return false };
        match self {
            Self::IsLengthRange { minimum, maximum } => {
                let length = text::length(&value);
                length >= *minimum as usize && length <= *maximum as usize
            }
            Self::MatchesRegex(regex) => regex.is_match(&value),
            Self::IncludesCharacters(set) => value.chars().any(|c| set.contains(c)),
            Self::IsDateRange { minimum, maximum } => {
                let Some((day, today)) = Day::parse(&value).zip(Moment::now(now).map(Moment::day)) else {
                    return false;
                };
                (minimum.day(today)..=maximum.day(today)).contains(&day)
            }
        }
    }
}

/// A predicate as a group refers to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rule {
    /// The predicate's id.
    pub id: String,
    /// Its `HelpText`.
    pub help: Option<String>,
    /// What it asks for.
    pub predicate: Predicate,
}

/// `PredicateReferences`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleSet {
    /// `MatchAtLeast`; without it, all of them.
    pub at_least: Option<u32>,
    /// The predicates.
    pub rules: Vec<Rule>,
}

/// `PredicateGroup`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Group {
    /// Its id.
    pub id: String,
    /// `UserHelpText`.
    pub help: Option<String>,
    /// Each has to be fulfilled.
    pub sets: Vec<RuleSet>,
}

/// `PredicateValidation`, and `InputValidation`, whose predicate references are groups without a name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Validation {
    /// Its id.
    pub id: String,
    /// Each has to be fulfilled.
    pub groups: Vec<Group>,
}

/// A group that a value does not fulfil.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failed<'a> {
    /// The group.
    pub group: &'a Group,
    /// The rules of its sets that are not fulfilled, and whether each holds.
    pub rules: Vec<(&'a Rule, bool)>,
}

impl Validation {
    /// The groups that a value does not fulfil; none when it is valid.
    pub fn check(&self, value: &ClaimValue, now: Timestamp) -> Vec<Failed<'_>> {
        self.groups
            .iter()
            .filter_map(|group| {
                let rules: Vec<_> = group
                    .sets
                    .iter()
                    .filter_map(|set| {
                        let judged: Vec<_> =
                            set.rules.iter().map(|rule| (rule, rule.predicate.holds(value, now))).collect();
                        let held = judged.iter().filter(|(_, holds)| *holds).count();
                        let needed = set.at_least.map_or(judged.len(), |at_least| at_least as usize);
                        (held < needed).then_some(judged)
                    })
                    .flatten()
                    .collect();
                (!rules.is_empty()).then_some(Failed { group, rules })
            })
            .collect()
    }

    /// Whether a value fulfils all groups.
    pub fn is_valid(&self, value: &ClaimValue, now: Timestamp) -> bool {
        self.check(value, now).is_empty()
    }

    /// What a page says, a line for each thing. A group with its own text is followed by all its rules, since it
    /// introduces them ("at least 3 of the following:"); without one, the rules that do not hold speak for themselves.
    ///
    /// `localized` finds the text of (`ElementType`, `ElementId`, `StringId`) in the page's language: (`Predicate`,
    /// predicate, `HelpText`) and (`PredicateValidation`, validation, group).
    pub fn message(&self, failed: &[Failed<'_>], localized: &dyn Fn(&str, &str, &str) -> Option<String>) -> String {
        let mut lines = Vec::new();
        for Failed { group, rules } in failed {
            let help = localized("PredicateValidation", &self.id, &group.id).or_else(|| group.help.clone());
            let introduced = help.is_some();
            lines.extend(help);
            for (rule, holds) in rules {
                let text = localized("Predicate", &rule.id, "HelpText").or_else(|| rule.help.clone());
                match text {
                    Some(text) if introduced => lines.push(format!("- {text}")),
                    Some(text) if !holds => lines.push(text),
                    _ => {}
                }
            }
        }
        lines.join("\n")
    }

    /// A group that nothing can fulfil, since it wants more rules than it has.
    pub fn impossible(&self) -> Option<&Group> {
        self.groups.iter().find(|group| {
            group.sets.iter().any(|set| set.at_least.is_some_and(|at_least| at_least as usize > set.rules.len()))
        })
    }
}

#[cfg(test)]
mod tests;
