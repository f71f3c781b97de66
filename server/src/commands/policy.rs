//! `passerelle policy check` and `policy explain`.

use crate::config::cli::{Format, PolicyCheckArgs, PolicyCommand, PolicyExplainArgs};
use policy::{
    CheckedPolicy, Diagnostic, Set, Settings, Severity, Surroundings, compile, diagnose_set, explain, report,
    set::Options,
};
use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
};

/// Nothing is wrong.
const GOOD: u8 = 0;
/// A policy has errors.
const ERRORS: u8 = 1;
/// Something cannot be read.
const UNREADABLE: u8 = 2;

/// What a command prints, and how it ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// For the standard output.
    pub output: String,
    /// For the standard error output.
    pub error: String,
    /// 0 no errors, 1 errors, 2 cannot read.
    pub code: u8,
}

impl Said {
    fn unreadable(sentence: String) -> Self {
        Self { output: String::new(), error: sentence, code: UNREADABLE }
    }

    /// Prints it.
    pub fn print(&self) -> ExitCode {
        crate::output::text(&self.output);
        if !self.error.is_empty() {
            eprintln!("passerelle: {}", self.error);
        }
        ExitCode::from(self.code)
    }
}

/// Runs one of them.
pub fn run(command: &PolicyCommand) -> Said {
    let said = match command {
        PolicyCommand::Check(args) => check(args),
        PolicyCommand::Explain(args) => explain_one(args),
    };
    said.unwrap_or_else(Said::unreadable)
}

fn check(args: &PolicyCheckArgs) -> Result<Said, String> {
    let files = Files::read(&args.paths)?;
    let settings = settings(args.settings.as_deref())?;
    let set = Set::load(files.given, &Options { settings: settings.as_ref(), ..Options::default() });
    let mut found = diagnose_set(&set, &Surroundings::default());
    // A folder holds other XML too; who names a file means it.
    found.retain(|diagnostic| diagnostic.code != "not-a-policy" || files.named.contains(file(diagnostic)));
    if files.named.is_empty() && set.files().next().is_none() && found.is_empty() {
        return Err("there is no policy file below these paths; give the folder that holds them".to_owned());
    }
    let errors = found.iter().any(|found| found.severity == Severity::Error);
    let output = match args.format {
        Format::Text => report::text(&found),
        Format::Json => pretty(&report::json(&found)),
        Format::Sarif => pretty(&report::sarif(&found, env!("CARGO_PKG_VERSION"))),
    };
    Ok(Said { output, error: String::new(), code: if errors { ERRORS } else { GOOD } })
}

fn explain_one(args: &PolicyExplainArgs) -> Result<Said, String> {
    let files = Files::read(&args.paths)?;
    let settings = settings(args.settings.as_deref())?;
    let set = Set::load(files.given, &Options { settings: settings.as_ref(), ..Options::default() });
    if set.find(&args.policy).is_none() {
        let known: Vec<&str> = set.relying_parties().map(|file| &*file.policy.id.text).collect();
        return Err(format!("there is no policy {} below these paths; there are {}", args.policy, known.join(", ")));
    }
    let program = set.merge(&args.policy).and_then(CheckedPolicy::check).and_then(|checked| compile(&checked));
    Ok(match program {
        Ok(program) => {
            let output = match args.format {
                Format::Text => explain(&program),
                Format::Json | Format::Sarif => pretty(&serde_json::to_value(&program).unwrap_or_default()),
            };
            Said { output, error: String::new(), code: GOOD }
        }
        Err(found) => Said { output: report::text(&found), error: String::new(), code: ERRORS },
    })
}

fn file(diagnostic: &Diagnostic) -> &str {
    diagnostic.place().0
}

fn pretty(value: &serde_json::Value) -> String {
    format!("{value:#}\n")
}

fn settings(path: Option<&Path>) -> Result<Option<Settings>, String> {
    let Some(path) = path else { return Ok(None) };
    let text = fs::read_to_string(path).map_err(|error| {
        format!("the settings {} cannot be read ({error}); give a file with --settings", path.display())
    })?;
    Settings::parse(&text, None).map(Some).map_err(|error| format!("{}: {error}", path.display()))
}

#[derive(Debug, Default)]
struct Files {
    given: Vec<(String, Vec<u8>)>,
    /// Those that were named one by one.
    named: BTreeSet<String>,
}

impl Files {
    /// All policy files below the paths. A name that says it is XML is what counts; a file that is named is read anyway.
    fn read(paths: &[PathBuf]) -> Result<Self, String> {
        let mut files = Self::default();
        for path in paths {
            let meta = fs::metadata(path).map_err(|error| {
                format!("{} cannot be read ({error}); give files or folders that exist", path.display())
            })?;
            if meta.is_dir() {
                files.folder(path)?;
            } else {
                files.named.insert(path.display().to_string());
                files.file(path)?;
            }
        }
        Ok(files)
    }

    fn folder(&mut self, folder: &Path) -> Result<(), String> {
        let unreadable = |error: &std::io::Error| format!("the folder {} cannot be read ({error})", folder.display());
        let entries = fs::read_dir(folder).map_err(|error| unreadable(&error))?;
        for entry in entries {
            let entry = entry.map_err(|error| unreadable(&error))?;
            let (path, kind) = (entry.path(), entry.file_type().map_err(|error| unreadable(&error))?);
            // A link to a folder could lead back here.
            if kind.is_dir() {
                self.folder(&path)?;
            } else if path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("xml")) {
                self.file(&path)?;
            }
        }
        Ok(())
    }

    fn file(&mut self, path: &Path) -> Result<(), String> {
        let bytes = fs::read(path).map_err(|error| format!("{} cannot be read ({error})", path.display()))?;
        self.given.push((path.display().to_string(), bytes));
        Ok(())
    }
}

#[cfg(test)]
mod tests;
