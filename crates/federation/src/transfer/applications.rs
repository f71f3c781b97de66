//! Applications in files: a name in the place of each secret, of which not even the hash leaves the store.

use super::{
    SecretName,
    plan::Planner,
    read::{Given, Wrong, typed},
};
use crate::{
    Error,
    tenant::{MAX_SECRETS, Versioned, build_application},
};
use domain::{Application, ApplicationObjectId, ClientSecret, Document as _, Kind, SecretId, Timestamp};
use oauth::provider::token_endpoint::secret_hash;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// What an application's secret that comes from elsewhere has at least: it is stored as its hash alone.
const MIN_CLIENT_SECRET: usize = 24;

/// A client secret in a file: everything but its hash.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct ClientSecretFile {
    id: SecretId,
    #[serde(default)]
    description: String,
    expires_at: String,
    #[serde(default)]
    value: Option<SecretName>,
}

impl Planner<'_> {
    pub(super) async fn applications(&mut self, given: Vec<Given<Value>>) -> Result<(), Error> {
        let stored = self.every::<Application>().await?;
        for Given { file, mut value } in given {
            let secrets = value.get_mut("secrets").map(Value::take).unwrap_or_default();
            if let Some(members) = value.as_object_mut() {
                members.remove("secrets");
            }
            let secrets = if secrets.is_null() { Ok(Vec::new()) } else { typed::<Vec<ClientSecretFile>>(&secrets) };
            let read = secrets.map_err(|wrong| within("secrets", wrong));
            match read.and_then(|secrets| typed::<Application>(&value).map(|given| (given, secrets))) {
                Ok((given, secrets)) if self.claim(&file, Kind::Application, &given.id()) => {
                    let before = stored.get(&given.id());
                    self.application(&file, &given, &secrets, before)?;
                }
                Ok(_) => {}
                Err(Wrong { field, message }) => self.wrong(&file, &field, message),
            }
        }
        Ok(())
    }

    fn application(
        &mut self,
        file: &str,
        given: &Application,
        secrets: &[ClientSecretFile],
        before: Option<&Versioned<Application>>,
    ) -> Result<(), Error> {
        let old = before.map(|before| &before.document);
        let built = build_application(given.id, &given.into(), old.cloned());
        let mut application = match built {
            Ok(application) => application,
            Err(error) => return self.refused(file, error),
        };
        application.object_id = match old {
            Some(old) => old.object_id,
            None => given.object_id.or_else(|| Some(ApplicationObjectId::new(&*self.on.clock, &*self.on.entropy))),
        };
        let known: &[ClientSecret] = old.map_or(&[], |old| &old.secrets);
        let mut kept = Vec::new();
        for (position, secret) in secrets.iter().enumerate() {
            kept.extend(self.client_secret(file, &format!("secrets.{position}"), &application, secret, known));
        }
        for (position, secret) in known.iter().enumerate() {
            let given = secrets.iter().any(|given| given.id == secret.id);
            if !given && !self.options.prune {
                kept.insert(position.min(kept.len()), secret.clone());
            }
        }
        if kept.len() > MAX_SECRETS {
            self.wrong(file, "secrets", "An application has at most two secrets at a time.");
        }
        if !kept.is_empty() && !application.is_confidential() {
            self.wrong(file, "secrets", "A single-page or installed application cannot keep a secret. It uses PKCE.");
        }
        application.secrets = kept;
        self.put(given.name.as_str(), before, &application, Vec::new(), Vec::new())
    }

    fn client_secret(
        &mut self,
        file: &str,
        at: &str,
        application: &Application,
        given: &ClientSecretFile,
        known: &[ClientSecret],
    ) -> Option<ClientSecret> {
        let expires_at = match Timestamp::parse(&given.expires_at) {
            Ok(time) => time,
            Err(invalid) => {
                self.wrong(file, &format!("{at}.expiresAt"), invalid.message);
                return None;
            }
        };
        if given.description.chars().count() > 100 {
            self.wrong(file, &format!("{at}.description"), "A description has at most 100 characters.");
            return None;
        }
        let value = given.value.as_ref().and_then(|named| self.secret(named));
        if let Some(value) = &value
            && value.expose().len() < MIN_CLIENT_SECRET
        {
            let sentence = format!("A client secret has at least {MIN_CLIENT_SECRET} characters.");
            self.wrong(file, &format!("{at}.value"), sentence);
            return None;
        }
        let hash = value.as_ref().map(|value| secret_hash(value.expose()));
        let hint = value.as_ref().map(|value| value.expose().chars().take(3).collect::<String>());
        let old = known.iter().find(|known| known.id == given.id);
        if old.is_none() && hash.is_none() {
            self.plan.notes.push(format!(
                "{} does not get its secret {}: it was not given. Give it, or make another one in the console.",
                application.name,
                given.value.as_ref().map_or(given.description.as_str(), |named| named.secret.as_str()),
            ));
            return None;
        }
        let now = self.on.clock.now();
        Some(ClientSecret {
            id: given.id,
            description: given.description.clone(),
            sha256: hash.or_else(|| old.map(|old| old.sha256.clone()))?,
            hint: hint.or_else(|| old.map(|old| old.hint.clone()))?,
            created_at: old.map_or(now, |old| old.created_at),
            expires_at,
        })
    }
}

fn within(name: &str, Wrong { field, message }: Wrong) -> Wrong {
    let dot = if field.is_empty() || field.starts_with('[') { "" } else { "." };
    Wrong { field: format!("{name}{dot}{field}"), message }
}
