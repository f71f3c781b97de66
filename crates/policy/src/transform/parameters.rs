//! Reads the input parameters of a transformation.

use super::{Problem, Subject, format::Format};
use crate::{Severity, regex::Regex};

/// An `InputParameter`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Parameter<'a> {
    pub id: &'a str,
    pub data_type: Option<&'a str>,
    pub value: &'a str,
}

/// Reads parameters and remembers which were asked for and what is wrong.
pub(super) struct Parameters<'a> {
    method: &'static str,
    all: Vec<Parameter<'a>>,
    used: Vec<bool>,
    pub problems: Vec<Problem>,
}

impl<'a> Parameters<'a> {
    pub(super) fn new(method: &'static str, all: Vec<Parameter<'a>>) -> Self {
        let used = vec![false; all.len()];
        Self { method, all, used, problems: Vec::new() }
    }

    fn find(&mut self, id: &str) -> Option<(usize, &'a str)> {
        let at = self.all.iter().position(|parameter| parameter.id.eq_ignore_ascii_case(id))?;
        if let Some(used) = self.used.get_mut(at) {
            *used = true;
        }
        self.all.get(at).map(|parameter| (at, parameter.value))
    }

    fn wrong(&mut self, subject: Subject, message: String, help: impl Into<String>) {
        self.problems.push(Problem {
            severity: Severity::Error,
            code: "transformation-parameter",
            subject,
            message,
            help: help.into(),
        });
    }

    pub(super) fn optional(&mut self, id: &str) -> Option<&'a str> {
        self.find(id).map(|(_, value)| value)
    }

    pub(super) fn text(&mut self, id: &'static str) -> Option<&'a str> {
        let found = self.optional(id);
        if found.is_none() {
            let message = format!("{} lacks the parameter {id}.", self.method);
            self.wrong(Subject::Method, message, format!("Add an InputParameter with the Id {id}."));
        }
        found
    }

    /// Reads a value with a function that says what it should have been.
    fn read<T>(
        &mut self,
        id: &'static str,
        default: Option<T>,
        parse: impl FnOnce(&str) -> Result<T, String>,
    ) -> Option<T> {
        let Some((at, value)) = self.find(id) else {
            if default.is_none() {
                self.text(id);
            }
            return default;
        };
        match parse(value) {
            Ok(read) => Some(read),
            Err(help) => {
                let message = format!("The parameter {id} of {} cannot be `{value}`.", self.method);
                self.wrong(Subject::Parameter(at), message, help);
                None
            }
        }
    }

    /// The `DataType` of a flag says nothing: policies declare it as string as often as boolean.
    pub(super) fn flag(&mut self, id: &'static str, default: Option<bool>) -> Option<bool> {
        self.read(id, default, |value| match value.trim().to_ascii_lowercase().as_str() {
            "true" | "1" => Ok(true),
            "false" | "0" => Ok(false),
            _ => Err("Write true or false.".to_owned()),
        })
    }

    pub(super) fn number<T: std::str::FromStr>(&mut self, id: &'static str, default: Option<T>) -> Option<T> {
        self.read(id, default, |value| value.trim().parse().map_err(|_| "Write a whole number that fits.".to_owned()))
    }

    /// One of several words, which compare without case.
    pub(super) fn choice<T: Copy>(
        &mut self,
        id: &'static str,
        default: Option<T>,
        choices: &[(&'static str, T)],
    ) -> Option<T> {
        self.read(id, default, |value| {
            let words: Vec<_> = value.split_whitespace().collect();
            let value = words.join(" ");
            choices.iter().find(|(name, _)| name.eq_ignore_ascii_case(&value)).map(|(_, choice)| *choice).ok_or_else(
                || {
                    let names: Vec<_> = choices.iter().map(|(name, _)| *name).collect();
                    format!("Write one of: {}.", names.join(", "))
                },
            )
        })
    }

    pub(super) fn ignore_case(&mut self) -> Option<bool> {
        self.flag("ignoreCase", Some(false))
    }

    /// `stringComparison`.
    pub(super) fn comparison(&mut self) -> Option<bool> {
        self.choice("stringComparison", None, &[("ordinal", false), ("ordinalIgnoreCase", true)])
    }

    pub(super) fn format(&mut self, id: &'static str, default: Option<Format>, arguments: usize) -> Option<Format> {
        self.read(id, default, |value| {
            Format::parse(value, arguments).map_err(|error| format!("It is no format: {error}."))
        })
    }

    pub(super) fn regex(&mut self, id: &'static str) -> Option<Regex> {
        self.read(id, None, |value| {
            Regex::new(value).map_err(|error| format!("It is no regular expression that can be run: {error}."))
        })
    }

    pub(super) fn parsed<T>(
        &mut self,
        id: &'static str,
        help: &'static str,
        parse: impl FnOnce(&str) -> Option<T>,
    ) -> Option<T> {
        self.read(id, None, |value| parse(value).ok_or_else(|| help.to_owned()))
    }

    /// All that were not asked for by name, with their positions.
    pub(super) fn others(&mut self) -> Vec<(usize, Parameter<'a>)> {
        let others: Vec<_> = self
            .all
            .iter()
            .copied()
            .enumerate()
            .filter(|(at, _)| self.used.get(*at).is_some_and(|used| !used))
            .collect();
        self.used.fill(true);
        others
    }

    pub(super) fn refuse(&mut self, at: usize, help: String) {
        let id = self.all.get(at).map_or("", |parameter| parameter.id);
        let message = format!("The parameter {id} of {} cannot be used.", self.method);
        self.wrong(Subject::Parameter(at), message, help);
    }

    /// What the method does not know is told, and ignored.
    pub(super) fn finish(mut self, known: &[&'static str]) -> Vec<Problem> {
        for (at, parameter) in self.others() {
            let help = if known.is_empty() {
                "It has no parameters.".to_owned()
            } else {
                format!("It knows: {}.", known.join(", "))
            };
            self.problems.push(Problem {
                severity: Severity::Warning,
                code: "transformation-parameter",
                subject: Subject::Parameter(at),
                message: format!("{} has no parameter {}; it is ignored.", self.method, parameter.id),
                help,
            });
        }
        self.problems
    }
}
