//! What an import would change, everything that is wrong with it at once, and doing it.

use super::{
    ConfigurationFile, ImportProblem, SecretName,
    read::{BrandingFile, Given, PolicySwitch, TenantFile, Wanted, Wrong, problem, typed},
};
use crate::{
    Error, Federation,
    audit::differences,
    keys::to_json,
    tenant::{
        IdentityProviderInput, MAX_BACKGROUND, MAX_LOGO, PolicyUpload, Versioned, check_user_flow, policies, read_image,
    },
};
use domain::{
    Application, CustomPolicy, Document, IdentityProvider, KeySet, Kind, PolicyId, ProviderId, Secret, Tenant,
    TenantBranding, TenantId, UserFlow, UserFlowId,
};
use policy::{Diagnostic, Severity};
use serde::Serialize;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use storage::{Change, ChangedProperty, DocumentKey, Expected};

/// How files are imported.
pub struct ImportOptions<'a> {
    /// Into this tenant; `None`: into the one that `tenant.json` names.
    pub into: Option<Tenant>,
    /// The secrets that are given, by name.
    pub secrets: &'a (dyn Fn(&str) -> Option<Secret> + Send + Sync),
    /// Whether what no file has is deleted.
    pub prune: bool,
    /// As the audit log names who imports.
    pub by: &'a str,
}

/// What becomes of an object.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum PlannedAction {
    /// It is made.
    Add,
    /// It is changed.
    Update,
    /// It is deleted.
    Delete,
}

/// One change of a plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PlannedChange {
    /// What happens.
    pub action: PlannedAction,
    /// `identityProvider` and so on; `tenant`.
    pub kind: &'static str,
    /// Its id.
    pub id: String,
    /// Its name for people.
    pub name: String,
    /// The properties of it that change; of a new object none is listed.
    pub properties: Vec<PlannedProperty>,
}

/// A property of an object that changes. What is secret or long has no values.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PlannedProperty {
    /// Its name.
    pub name: String,
    /// As JSON, before.
    pub old: Option<String>,
    /// As JSON, afterwards.
    pub new: Option<String>,
}

impl From<ChangedProperty> for PlannedProperty {
    fn from(ChangedProperty { name, old, new }: ChangedProperty) -> Self {
        Self { name, old, new }
    }
}

/// What an import would do.
pub struct ImportPlan {
    /// Into which tenant.
    pub tenant: Tenant,
    /// The changes.
    pub changes: Vec<PlannedChange>,
    /// How many objects are as the files have them already.
    pub unchanged: usize,
    /// Why it cannot be done; empty: it can.
    pub problems: Vec<ImportProblem>,
    /// What the policies say; an error stands against the import.
    pub diagnostics: Vec<Diagnostic>,
    /// What is good to know.
    pub notes: Vec<String>,
    pub(super) writes: Vec<Change>,
}

impl ImportPlan {
    /// Whether it can be applied.
    pub fn is_possible(&self) -> bool {
        self.problems.is_empty() && !self.diagnostics.iter().any(|found| found.severity == Severity::Error)
    }
}

impl Federation {
    /// What importing these files would change; nothing is changed. `Err` when that cannot be said at all.
    pub async fn plan_import(
        &self,
        files: Vec<ConfigurationFile>,
        options: &ImportOptions<'_>,
    ) -> Result<ImportPlan, Error> {
        let mut problems = Vec::new();
        let wanted = Wanted::read(files, &mut problems);
        let (tenant, is_new) = self.tenant_of_import(&wanted, options, &problems).await?;
        let mut planner = Planner { on: self, options, plan: plan_of(tenant, problems), is_new, kept: BTreeSet::new() };
        planner.tenant(&wanted);
        let keys = planner.key_sets(&wanted.key_sets).await?;
        let providers = planner.providers(wanted.providers).await?;
        planner.applications(wanted.applications).await?;
        planner.flows(wanted.flows, &providers).await?;
        planner.policies(wanted.policies, wanted.switches, &keys).await?;
        if let Some(branding) = wanted.branding {
            planner.branding(&branding, &wanted.images).await?;
        }
        if options.prune {
            planner.prune().await?;
        }
        Ok(planner.plan)
    }

    /// Does what a plan says: all of it, or nothing when anything was changed since.
    pub async fn apply_import(&self, plan: ImportPlan, by: &str) -> Result<(), Error> {
        if !plan.is_possible() {
            return Err(Error::form("The import has errors; nothing was changed."));
        }
        if plan.writes.is_empty() { Ok(()) } else { Ok(self.commit_by(by, plan.writes).await?) }
    }

    async fn tenant_of_import(
        &self,
        wanted: &Wanted,
        options: &ImportOptions<'_>,
        problems: &[ImportProblem],
    ) -> Result<(Tenant, bool), Error> {
        if let Some(tenant) = &options.into {
            return Ok((tenant.clone(), false));
        }
        let Some(Given { value: given, .. }) = &wanted.tenant else {
            let unread = problems.iter().find(|problem| problem.file.ends_with(super::TENANT_FILE));
            return Err(Error::form(unread.map_or_else(
                || "There is no tenant.json among the files; say with --tenant where they go.".to_owned(),
                |problem| format!("{}: {} {}", problem.file, problem.field, problem.message),
            )));
        };
        let (by_id, by_name) =
            (self.store.find_tenant(given.id).await?, self.store.find_tenant_by_name(&given.name).await?);
        match (by_id, by_name) {
            (Some(tenant), _) if tenant.name == given.name => Ok((tenant, false)),
            (Some(tenant), _) => Err(Error::form(format!(
                "The tenant {} is called {} here, not {}; import into it with --tenant {}.",
                tenant.id, tenant.name, given.name, tenant.name
            ))),
            (None, Some(other)) => Err(Error::form(format!(
                "There is a tenant {} already, with the id {} instead of {}; import into it with --tenant {}.",
                other.name, other.id, given.id, other.name
            ))),
            (None, None) => {
                let TenantFile { id, name, display_name } = given;
                let (name, display_name) = (name.clone(), display_name.clone());
                Ok((Tenant { id: *id, name, display_name, created_at: self.clock.now() }, true))
            }
        }
    }
}

fn plan_of(tenant: Tenant, problems: Vec<ImportProblem>) -> ImportPlan {
    ImportPlan {
        tenant,
        changes: Vec::new(),
        unchanged: 0,
        problems,
        diagnostics: Vec::new(),
        notes: Vec::new(),
        writes: Vec::new(),
    }
}

pub(super) struct Planner<'a> {
    pub(super) on: &'a Federation,
    pub(super) options: &'a ImportOptions<'a>,
    pub(super) plan: ImportPlan,
    pub(super) is_new: bool,
    /// What the files have.
    pub(super) kept: BTreeSet<(Kind, String)>,
}

impl Planner<'_> {
    pub(super) fn wrong(&mut self, file: &str, field: &str, message: impl Into<String>) {
        self.plan.problems.push(problem(file, field, message));
    }

    /// What a form would refuse, as problems of a file.
    pub(super) fn refused(&mut self, file: &str, error: Error) -> Result<(), Error> {
        match error {
            Error::Invalid { fields, form } => {
                for (field, sentence) in fields {
                    self.wrong(file, &field, sentence);
                }
                if let Some(sentence) = form {
                    self.wrong(file, "", sentence);
                }
                Ok(())
            }
            other => Err(other),
        }
    }

    pub(super) fn id(&self) -> TenantId {
        self.plan.tenant.id
    }

    pub(super) async fn every<D: Document>(&self) -> Result<BTreeMap<String, Versioned<D>>, Error> {
        if self.is_new {
            return Ok(BTreeMap::new());
        }
        let all = self.on.every::<D>(self.id()).await?;
        Ok(all.into_iter().map(|stored| (stored.document.id(), stored)).collect())
    }

    /// Says that a file has this object; false, and a problem, when another file has it too.
    pub(super) fn claim(&mut self, file: &str, kind: Kind, id: &str) -> bool {
        let first = self.kept.insert((kind, id.to_owned()));
        if !first {
            self.wrong(file, "id", "Another file has this object too.");
        }
        first
    }

    /// Plans that a document becomes this, with what goes with it.
    pub(super) fn put<D: Document>(
        &mut self,
        name: &str,
        before: Option<&Versioned<D>>,
        after: &D,
        with: Vec<Change>,
        also: Vec<PlannedProperty>,
    ) -> Result<(), Error> {
        let key = DocumentKey::of(self.id(), after);
        let body = to_json(after)?;
        // As it would be written now, so that a property that came later is no difference.
        let old = before.map(|before| to_json(&before.document)).transpose()?;
        if old.as_ref() == Some(&body) && with.is_empty() {
            self.plan.unchanged += 1;
            return Ok(());
        }
        let (action, mut properties) = match &old {
            None => (PlannedAction::Add, Vec::new()),
            Some(old) => {
                let changed = differences(D::KIND, Some(old), &body);
                (PlannedAction::Update, changed.into_iter().map(PlannedProperty::from).collect())
            }
        };
        if action == PlannedAction::Update {
            properties.extend(also);
        }
        let name = name.to_owned();
        self.plan.changes.push(PlannedChange { action, kind: D::KIND.name(), id: key.id.clone(), name, properties });
        self.plan.writes.extend(with);
        self.plan.writes.push(Change::PutDocument {
            key,
            expected: before.map_or(Expected::New, |before| Expected::Version(before.version)),
            lookup: after.lookup(),
            body,
            at: self.on.clock.now(),
            by: self.options.by.to_owned(),
        });
        Ok(())
    }

    fn tenant(&mut self, wanted: &Wanted) {
        let tenant = self.plan.tenant.clone();
        if self.is_new {
            self.plan.changes.push(PlannedChange {
                action: PlannedAction::Add,
                kind: "tenant",
                id: tenant.id.to_string(),
                name: tenant.name.to_string(),
                properties: Vec::new(),
            });
            self.plan.writes.push(Change::CreateTenant(tenant));
        } else if let Some(Given { value: given, .. }) = &wanted.tenant
            && given.id == tenant.id
            && given.display_name != tenant.display_name
        {
            self.plan.notes.push(format!("The tenant stays {}: a display name never changes.", tenant.display_name));
        }
    }

    pub(super) fn secret(&self, named: &SecretName) -> Option<Secret> {
        (self.options.secrets)(&named.secret)
    }

    pub(super) fn missing(&mut self, file: &str, field: &str, name: &str) {
        self.wrong(
            file,
            field,
            format!("The secret {name} is not there: give it in the environment, or in the file of --secrets."),
        );
    }

    // --- identity providers ----------------------------------------------------------------------------------------

    /// Answers the providers that there are afterwards.
    async fn providers(&mut self, given: Vec<Given<Value>>) -> Result<BTreeSet<ProviderId>, Error> {
        let stored = self.every::<IdentityProvider>().await?;
        let mut known = BTreeSet::new();
        if !self.options.prune {
            known.extend(stored.values().map(|stored| stored.document.id));
        }
        for Given { file, mut value } in given {
            let named = value.get_mut("clientSecret").map(Value::take).filter(|named| !named.is_null());
            let Ok(named) = named.as_ref().map(typed::<SecretName>).transpose() else {
                self.wrong(&file, "clientSecret", SECRET_SHAPE);
                continue;
            };
            let provider: IdentityProvider = match typed(&value) {
                Ok(provider) => provider,
                Err(Wrong { field, message }) => {
                    self.wrong(&file, &field, message);
                    continue;
                }
            };
            known.insert(provider.id);
            if self.claim(&file, Kind::IdentityProvider, &provider.id()) {
                let before = stored.get(&provider.id());
                self.provider(&file, &provider, named.as_ref(), before).await?;
            }
        }
        Ok(known)
    }

    async fn provider(
        &mut self,
        file: &str,
        given: &IdentityProvider,
        named: Option<&SecretName>,
        before: Option<&Versioned<IdentityProvider>>,
    ) -> Result<(), Error> {
        if before.is_some_and(|before| before.document.metadata_url != given.metadata_url) {
            let sentence = "The metadata URL of a provider never changes: links to users must not pass to another issuer. Give the other provider another id.";
            self.wrong(file, "metadataUrl", sentence);
            return Ok(());
        }
        let stored = before.and_then(|before| before.document.client_secret);
        let mut entered = named.and_then(|named| self.secret(named)).filter(|value| !value.is_empty());
        if let (Some(value), Some(stored)) = (&entered, stored) {
            let old = self.on.store.find_secret(self.id(), stored).await?;
            if old.is_some_and(|old| old.expose() == value.expose()) {
                entered = None;
            }
        }
        if let Some(named) = named
            && entered.is_none()
            && stored.is_none()
        {
            self.missing(file, "clientSecret", &named.secret);
            return Ok(());
        }
        let mut with = Vec::new();
        let mut base = before.map(|before| before.document.clone());
        if let (Some(base), Some(secret), None) = (&mut base, stored, named) {
            base.client_secret = None;
            with.push(Change::DeleteSecret { tenant: self.id(), secret });
        }
        let input = IdentityProviderInput::of(given, entered);
        match self.on.build_provider(given.id, &input, base.as_ref()) {
            Ok(provider) => {
                with.extend(self.on.secret_change(self.id(), &provider, &input));
                self.put(provider.name.as_str(), before, &provider, with, Vec::new())
            }
            Err(error) => self.refused(file, error),
        }
    }

    // --- user flows ------------------------------------------------------------------------------------------------

    async fn flows(&mut self, given: Vec<Given<Value>>, providers: &BTreeSet<ProviderId>) -> Result<(), Error> {
        let stored = self.every::<UserFlow>().await?;
        let mut names = BTreeSet::new();
        for Given { file, mut value } in given {
            let policy = value.get("policy").and_then(Value::as_str).map(PolicyId::parse_user_flow);
            let policy = match policy.transpose() {
                Ok(policy) => policy,
                Err(invalid) => {
                    self.wrong(&file, "policy", invalid.message);
                    continue;
                }
            };
            if policy.as_ref().is_some_and(|policy| !names.insert(policy.folded())) {
                self.wrong(&file, "policy", "Another file has this user flow too.");
                continue;
            }
            // A user flow is known by its name: one that was made in two places has two ids.
            let before = policy
                .as_ref()
                .and_then(|policy| stored.values().find(|known| known.document.policy.folded() == policy.folded()));
            if let (Some(policy), Some(members)) = (&policy, value.as_object_mut()) {
                members
                    .insert("policy".to_owned(), before.map_or(policy, |known| &known.document.policy).as_str().into());
                let new = || UserFlowId::new(&*self.on.clock, &*self.on.entropy);
                match before {
                    Some(before) => drop(members.insert("id".to_owned(), to_json(&before.document.id)?)),
                    None => drop(members.entry("id").or_insert(to_json(&new())?)),
                }
            }
            match typed::<UserFlow>(&value) {
                Ok(flow) => self.flow(&file, &flow, providers, (before, &stored))?,
                Err(Wrong { field, message }) => self.wrong(&file, &field, message),
            }
        }
        Ok(())
    }

    fn flow(
        &mut self,
        file: &str,
        flow: &UserFlow,
        providers: &BTreeSet<ProviderId>,
        (before, stored): (Option<&Versioned<UserFlow>>, &BTreeMap<String, Versioned<UserFlow>>),
    ) -> Result<(), Error> {
        if !self.claim(file, Kind::UserFlow, &flow.id()) {
            return Ok(());
        }
        if before.is_none() && stored.contains_key(&flow.id()) {
            self.wrong(file, "policy", "The name of a user flow never changes. For another user flow, leave `id` out.");
            return Ok(());
        }
        if before.is_some_and(|before| before.document.kind != flow.kind) {
            self.wrong(file, "kind", "The type of a user flow never changes.");
            return Ok(());
        }
        match check_user_flow(flow.kind, &flow.into(), providers) {
            Ok(()) => self.put(flow.policy.as_str(), before, flow, Vec::new(), Vec::new()),
            Err(error) => self.refused(file, error),
        }
    }

    // --- custom policies -------------------------------------------------------------------------------------------

    async fn policies(
        &mut self,
        given: Vec<PolicyUpload>,
        switches: Vec<Given<PolicySwitch>>,
        keys: &[String],
    ) -> Result<(), Error> {
        let all = self.every::<CustomPolicy>().await?;
        let mut stored = all.clone();
        if self.options.prune {
            stored.clear();
        }
        let off = |id: &str| switches.iter().find(|switch| switch.value.policy.folded() == id);
        let mut seen = BTreeSet::new();
        if !given.is_empty() {
            let checked = self.on.checked_policies(&self.plan.tenant, &given, &stored, keys.to_vec()).await?;
            self.plan.diagnostics.extend(checked.diagnostics);
            for broken in checked.broken {
                self.plan.diagnostics.extend(broken.diagnostics);
            }
            for file in &checked.files {
                let document = policies::document(file)?;
                let id = document.id();
                if !seen.insert(id.clone()) {
                    continue;
                }
                self.kept.insert((Kind::CustomPolicy, id.clone()));
                let before = all.get(&id);
                let enabled = off(&id).is_none_or(|switch| switch.value.enabled);
                let document = CustomPolicy { enabled, ..document };
                self.put(document.policy.as_str(), before, &document, Vec::new(), Vec::new())?;
            }
        }
        for switch in &switches {
            let id = switch.value.policy.folded();
            if !seen.contains(&id) {
                self.wrong(&switch.file, "policy", format!("No file holds the policy {}.", switch.value.policy));
            }
        }
        let after = seen.iter().chain(stored.keys()).collect::<BTreeSet<_>>().len();
        if after > policies::MAX_POLICIES {
            let most = policies::MAX_POLICIES;
            self.wrong("policies", "", format!("A tenant has at most {most} policies; there would be {after}."));
        }
        Ok(())
    }

    // --- branding --------------------------------------------------------------------------------------------------

    async fn branding(
        &mut self,
        Given { file, value }: &Given<BrandingFile>,
        images: &BTreeMap<String, Vec<u8>>,
    ) -> Result<(), Error> {
        let before = if self.is_new { None } else { Some(self.on.branding(self.id()).await?) };
        let before = before.filter(|stored| stored.version > 0);
        let folder = file.rsplit_once('/').map_or("", |(folder, _)| folder);
        let mut read = |name: &Option<String>, field: &str, most: usize| {
            let name = name.as_ref()?;
            let path = if folder.is_empty() { name.clone() } else { format!("{folder}/{name}") };
            let found = match images.get(&path) {
                Some(data) => read_image(data, most),
                None => Err(format!("There is no image {path} among the files.")),
            };
            found.map_err(|sentence| self.plan.problems.push(problem(file, field, sentence))).ok()
        };
        let logo = read(&value.logo, "logo", MAX_LOGO);
        let behind = read(&value.background_image, "backgroundImage", MAX_BACKGROUND);
        let after = TenantBranding {
            logo: logo.as_ref().map(|image| image.image.clone()),
            accent: value.accent,
            background: value.background,
            background_image: behind.as_ref().map(|image| image.image.clone()),
        };
        let old = before.as_ref().map(|before| before.document.clone()).unwrap_or_default();
        let new = [logo, behind].into_iter().flatten().collect();
        let with = self.on.image_changes(self.id(), &old, &after, new, self.options.by).await?;
        self.put("branding", before.as_ref(), &after, with, Vec::new())
    }

    // --- what no file has ------------------------------------------------------------------------------------------

    async fn prune(&mut self) -> Result<(), Error> {
        for (_, stored) in self.gone::<UserFlow>().await? {
            self.delete(&stored, stored.document.policy.as_str(), Vec::new());
        }
        for (_, stored) in self.gone::<CustomPolicy>().await? {
            self.delete(&stored, stored.document.policy.as_str(), Vec::new());
        }
        for (_, stored) in self.gone::<Application>().await? {
            self.delete(&stored, stored.document.name.as_str(), Vec::new());
        }
        for (_, stored) in self.gone::<IdentityProvider>().await? {
            let tenant = self.id();
            let secret = stored.document.client_secret.map(|secret| Change::DeleteSecret { tenant, secret });
            self.delete(&stored, stored.document.name.as_str(), secret.into_iter().collect());
        }
        for (_, stored) in self.gone::<KeySet>().await? {
            // As the console deletes one: it is kept under another name.
            let Some(backup) = stored.document.name.backup() else { continue };
            let with = self.on.kept(self.id(), &stored.document, &backup, self.options.by).await?;
            self.delete(&stored, stored.document.name.as_str(), with);
        }
        Ok(())
    }

    async fn gone<D: Document>(&self) -> Result<BTreeMap<String, Versioned<D>>, Error> {
        let mut all = self.every::<D>().await?;
        all.retain(|id, _| !self.kept.contains(&(D::KIND, id.clone())));
        Ok(all)
    }

    fn delete<D: Document>(&mut self, stored: &Versioned<D>, name: &str, with: Vec<Change>) {
        let key = DocumentKey::of(self.id(), &stored.document);
        self.plan.changes.push(PlannedChange {
            action: PlannedAction::Delete,
            kind: D::KIND.name(),
            id: key.id.clone(),
            name: name.to_owned(),
            properties: Vec::new(),
        });
        self.plan.writes.extend(with);
        let (at, by) = (self.on.clock.now(), self.options.by.to_owned());
        self.plan.writes.push(Change::DeleteDocument { key, expected: stored.version, at, by });
    }
}

pub(super) const SECRET_SHAPE: &str =
    "No secret stands in a file: write {\"secret\": \"NAME\"}, and give the secret of this name to the import.";

pub(super) fn unsaid(name: &str) -> PlannedProperty {
    PlannedProperty { name: name.to_owned(), old: None, new: None }
}
