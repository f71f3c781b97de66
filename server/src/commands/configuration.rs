//! `passerelle export` and `import`: a tenant's configuration as files.

use super::{BY, Failure, find_tenant, use_cases};
use crate::{
    config::cli::{ExportArgs, ImportArgs, PlanFormat},
    output,
};
use domain::Secret;
use federation::{
    Error,
    transfer::{
        ConfigurationFile, FOLDERS, ImportOptions, ImportPlan, ImportProblem, PlannedAction, PlannedChange, TENANT_FILE,
    },
};
use policy::{Diagnostic, report};
use serde::Serialize;
use std::{
    collections::{BTreeMap, BTreeSet},
    fs, io,
    path::{Path, PathBuf},
    process::ExitCode,
};

/// The largest file that is read: more than a policy or an image may have.
const MAX_FILE: u64 = 10 * 1024 * 1024;
/// As many files as a tenant could have.
const MAX_FILES: usize = 20_000;

pub(super) async fn export(args: ExportArgs) -> Result<(), Failure> {
    let federation = use_cases(&args.store.resolve(&|name| std::env::var(name).ok())?).await?;
    let tenant = find_tenant(&federation, &args.tenant).await?;
    let folder = args.output.unwrap_or_else(|| PathBuf::from(tenant.name.as_str()));
    check_folder(&folder, &tenant.id.to_string())?;
    let files = federation.export_configuration(&tenant).await?;
    let written = write(&folder, &files).map_err(|(path, error)| {
        Failure::new(format!("{} cannot be written ({error}); give another folder with --output", path.display()))
    })?;
    for path in &written {
        output::line(path.display());
    }
    Ok(())
}

/// A folder that is not there, is empty, or holds an earlier export of the same tenant.
fn check_folder(folder: &Path, id: &str) -> Result<(), Failure> {
    let shown = folder.display();
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(Failure::new(format!("{shown} cannot be read ({error}); give another folder"))),
        Ok(entries) => entries,
    };
    let Ok(about) = fs::read(folder.join(TENANT_FILE)) else {
        // A repository may be made before its first files.
        let other = entries.filter_map(Result::ok).any(|entry| !entry.file_name().to_string_lossy().starts_with('.'));
        let sentence = || format!("{shown} holds other files; give an empty folder, or one of an earlier export");
        return if other { Err(Failure::new(sentence())) } else { Ok(()) };
    };
    let read: serde_json::Value = serde_json::from_slice(&about).unwrap_or_default();
    if read["tenant"]["id"] == id {
        return Ok(());
    }
    Err(Failure::new(format!("{shown} holds the configuration of another tenant; give another folder with --output")))
}

/// Writes files, and takes away what an earlier export left beside them.
fn write(folder: &Path, files: &[ConfigurationFile]) -> Result<Vec<PathBuf>, (PathBuf, io::Error)> {
    let mut written = Vec::new();
    for file in files {
        let path = folder.join(&file.path);
        let at = |error| (path.clone(), error);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent).map_err(at)?;
        }
        fs::write(&path, &file.content).map_err(at)?;
        written.push(path);
    }
    let current: BTreeSet<&Path> = written.iter().map(PathBuf::as_path).collect();
    for name in FOLDERS {
        for entry in fs::read_dir(folder.join(name)).into_iter().flatten().filter_map(Result::ok) {
            let path = entry.path();
            if path.is_file() && is_of_configuration(&path) && !current.contains(path.as_path()) {
                fs::remove_file(&path).map_err(|error| (path.clone(), error))?;
            }
        }
    }
    Ok(written)
}

fn is_of_configuration(path: &Path) -> bool {
    let ending = path.extension().map(|ending| ending.to_string_lossy().to_ascii_lowercase());
    ending.is_some_and(|ending| matches!(ending.as_str(), "json" | "xml" | "png" | "jpg" | "jpeg" | "webp"))
}

pub(super) async fn import(args: ImportArgs) -> Result<ExitCode, Failure> {
    let files = read(&args.paths)?;
    let given = args.secrets.as_deref().map(secrets).transpose()?.unwrap_or_default();
    let federation = use_cases(&args.store.resolve(&|name| std::env::var(name).ok())?).await?;
    let into = match &args.tenant {
        Some(tenant) => Some(find_tenant(&federation, tenant).await?),
        None => None,
    };
    // What configures Passerelle itself is no secret of a tenant.
    let named = |name: &str| {
        given
            .get(name)
            .cloned()
            .or_else(|| if name.starts_with("PASSERELLE_") { None } else { std::env::var(name).ok().map(Secret::new) })
    };
    let options = ImportOptions { into, secrets: &named, prune: args.prune, by: BY };
    let plan = federation.plan_import(files, &options).await?;
    let (is_possible, is_empty) = (plan.is_possible(), plan.changes.is_empty());
    let applied = args.apply && is_possible && !is_empty;
    let shown = Shown::of(&plan, applied);
    let tenant = plan.tenant.name.to_string();
    if applied {
        federation.apply_import(plan, BY).await.map_err(|error| match error {
            Error::Conflict => Failure::new(format!(
                "somebody else changed {tenant} in the meantime, and nothing was imported; run it again"
            )),
            other => other.into(),
        })?;
    }
    match args.format {
        PlanFormat::Json => {
            output::line(serde_json::to_string_pretty(&shown).map_err(|error| Failure::new(error.to_string()))?);
        }
        PlanFormat::Text => output::text(shown.text(&tenant, is_possible)),
    }
    Ok(if is_possible { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// A plan as it is printed.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Shown {
    tenant: String,
    applied: bool,
    changes: Vec<PlannedChange>,
    unchanged: usize,
    problems: Vec<ImportProblem>,
    #[serde(serialize_with = "as_reported")]
    diagnostics: Vec<Diagnostic>,
    notes: Vec<String>,
}

impl Shown {
    fn of(plan: &ImportPlan, applied: bool) -> Self {
        Self {
            tenant: plan.tenant.id.to_string(),
            applied,
            changes: plan.changes.clone(),
            unchanged: plan.unchanged,
            problems: plan.problems.clone(),
            diagnostics: plan.diagnostics.clone(),
            notes: plan.notes.clone(),
        }
    }

    fn text(&self, tenant: &str, is_possible: bool) -> String {
        let mut text = String::new();
        let mut line = |line: &str| {
            text.push_str(line);
            text.push('\n');
        };
        for change in &self.changes {
            let sign = match change.action {
                PlannedAction::Add => '+',
                PlannedAction::Update => '~',
                PlannedAction::Delete => '-',
            };
            line(&format!("{sign} {} {} ({})", spaced(change.kind), change.name, change.id));
            for property in &change.properties {
                let value = |value: &Option<String>| value.clone().unwrap_or_else(|| "…".to_owned());
                line(&match (&property.old, &property.new) {
                    (None, None) => format!("    {}", property.name),
                    (old, new) => format!("    {}: {} → {}", property.name, value(old), value(new)),
                });
            }
        }
        for note in &self.notes {
            line(&format!("note: {note}"));
        }
        for ImportProblem { file, field, message } in &self.problems {
            let place = if field.is_empty() { file.clone() } else { format!("{file}: {field}") };
            line(&format!("error: {place}: {message}"));
        }
        if !self.diagnostics.is_empty() {
            line(report::text(&self.diagnostics).trim_end());
        }
        let count = |number: usize, what: &str| format!("{number} {what}{}", if number == 1 { "" } else { "s" });
        let changes = count(self.changes.len(), "change");
        line(&if !is_possible {
            format!("{tenant} cannot be imported so; nothing was changed.")
        } else if self.changes.is_empty() {
            format!("{tenant} is as the files have it: {} without a difference.", count(self.unchanged, "object"))
        } else if self.applied {
            format!("{tenant}: {changes} made, {} without a difference.", count(self.unchanged, "object"))
        } else {
            format!(
                "{tenant}: {changes}, {} without a difference. Nothing was changed; --apply does it.",
                count(self.unchanged, "object")
            )
        });
        text
    }
}

/// As `policy check --format json` has them.
fn as_reported<S: serde::Serializer>(found: &[Diagnostic], serializer: S) -> Result<S::Ok, S::Error> {
    report::json(found)["diagnostics"].serialize(serializer)
}

/// `identityProvider` as two words.
fn spaced(kind: &str) -> String {
    let mut text = String::new();
    for c in kind.chars() {
        if c.is_ascii_uppercase() {
            text.push(' ');
        }
        text.push(c.to_ascii_lowercase());
    }
    text
}

/// The files of paths, each with its path below the one that was given.
fn read(paths: &[PathBuf]) -> Result<Vec<ConfigurationFile>, Failure> {
    let mut found = Vec::new();
    for path in paths {
        let unreadable =
            |path: &Path, error: &io::Error| Failure::new(format!("{} cannot be read ({error})", path.display()));
        let about = fs::metadata(path).map_err(|error| unreadable(path, &error))?;
        let mut open = vec![path.clone()];
        while let Some(next) = open.pop() {
            if next.is_dir() {
                for entry in fs::read_dir(&next).map_err(|error| unreadable(&next, &error))?.filter_map(Result::ok) {
                    let hidden = entry.file_name().to_string_lossy().starts_with('.');
                    let link = entry.file_type().is_ok_and(|kind| kind.is_symlink());
                    if !hidden && !link && (entry.path().is_dir() || is_of_configuration(&entry.path())) {
                        open.push(entry.path());
                    }
                }
                continue;
            }
            if found.len() == MAX_FILES {
                return Err(Failure::new(format!(
                    "there are more than {MAX_FILES} files; give the folder of one tenant"
                )));
            }
            let size = fs::metadata(&next).map_err(|error| unreadable(&next, &error))?.len();
            if size > MAX_FILE {
                return Err(Failure::new(format!("{} is larger than {} MB", next.display(), MAX_FILE / 1024 / 1024)));
            }
            let content = fs::read(&next).map_err(|error| unreadable(&next, &error))?;
            let below = if about.is_dir() { next.strip_prefix(path).unwrap_or(&next) } else { &next };
            let parts: Vec<_> = below.iter().map(|part| part.to_string_lossy()).collect();
            found.push(ConfigurationFile { path: parts.join("/"), content });
        }
    }
    found.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(found)
}

/// The secrets of a file. What is wrong with it is said without what is in it.
fn secrets(path: &Path) -> Result<BTreeMap<String, Secret>, Failure> {
    let wrong = |why: &str| Failure::new(format!("{} {why}", path.display()));
    let text = fs::read_to_string(path).map_err(|error| wrong(&format!("cannot be read ({error})")))?;
    let read: BTreeMap<String, String> =
        toml::from_str(&text).map_err(|_| wrong("is no file of secrets: write a line NAME = \"secret\" for each"))?;
    Ok(read.into_iter().map(|(name, value)| (name, Secret::new(value))).collect())
}
