//! From the store to files. The same configuration is always the same files, so that a difference is a change.

use super::{ConfigurationFile, SecretName, TENANT_FILE, folder, key_sets::KeySetFile};
use crate::{Error, Federation, keys::to_json, tenant::Versioned};
use domain::{
    Application, BrandImage, CustomPolicy, Document, IdentityProvider, ImageRef, KeySet, Kind, Tenant, UserFlow,
};
use serde_json::{Map, Value, json};
use std::collections::HashSet;

impl Federation {
    /// The whole configuration of a tenant. No file holds a secret, or anything that could be used as one.
    pub async fn export_configuration(&self, tenant: &Tenant) -> Result<Vec<ConfigurationFile>, Error> {
        let mut export = Export::default();
        let about = json!({ "id": tenant.id, "name": tenant.name, "displayName": tenant.display_name });
        export.json(TENANT_FILE.to_owned(), "tenant", about)?;
        for Versioned { document, .. } in self.every::<KeySet>(tenant.id).await? {
            // What is kept of deleted ones is no configuration.
            if !document.name.is_backup() {
                let file = KeySetFile::of(&document, |part| export.names.take(document.name.as_str(), part));
                export.named(Kind::KeySet, document.name.as_str(), to_json(&file)?)?;
            }
        }
        for Versioned { document, .. } in self.every::<IdentityProvider>(tenant.id).await? {
            export.provider(&document)?;
        }
        for Versioned { document, .. } in self.every::<Application>(tenant.id).await? {
            export.application(&document)?;
        }
        for Versioned { document, .. } in self.every::<UserFlow>(tenant.id).await? {
            export.named(Kind::UserFlow, document.policy.as_str(), to_json(&document)?)?;
        }
        for Versioned { document, .. } in self.every::<CustomPolicy>(tenant.id).await? {
            export.policy(document)?;
        }
        self.export_branding(tenant, &mut export).await?;
        export.files.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(export.files)
    }

    async fn export_branding(&self, tenant: &Tenant, export: &mut Export) -> Result<(), Error> {
        let Versioned { version, document } = self.branding(tenant.id).await?;
        if version == 0 {
            return Ok(());
        }
        let mut body = to_json(&document)?;
        for (member, name, image) in
            [("logo", "logo", &document.logo), ("backgroundImage", "background", &document.background_image)]
        {
            let Some(image) = image else { continue };
            let file = format!("{name}.{}", image.kind.ending());
            body[member] = file.clone().into();
            let content = self.image(tenant, image).await?;
            export.files.push(ConfigurationFile { path: format!("{}/{file}", folder(BrandImage::KIND)), content });
        }
        export.json(format!("{}/branding.json", folder(Kind::Branding)), Kind::Branding.name(), body)
    }

    async fn image(&self, tenant: &Tenant, image: &ImageRef) -> Result<Vec<u8>, Error> {
        Ok(self.brand_image(tenant.id, &image.file()).await?.1)
    }
}

#[derive(Default)]
struct Export {
    files: Vec<ConfigurationFile>,
    paths: HashSet<String>,
    names: Names,
}

impl Export {
    fn provider(&mut self, provider: &IdentityProvider) -> Result<(), Error> {
        let mut body = to_json(provider)?;
        if provider.client_secret.is_some() {
            body["clientSecret"] = to_json(&self.names.take(provider.name.as_str(), "CLIENT_SECRET"))?;
        }
        self.titled(Kind::IdentityProvider, provider.name.as_str(), &provider.id(), body)
    }

    fn application(&mut self, application: &Application) -> Result<(), Error> {
        let mut body = to_json(application)?;
        body["objectId"] = to_json(&application.object_id())?;
        let mut secrets = Vec::new();
        for secret in &application.secrets {
            secrets.push(json!({
                "id": secret.id,
                "description": secret.description,
                "expiresAt": secret.expires_at.to_string(),
                "value": self.names.take(application.name.as_str(), "SECRET"),
            }));
        }
        body["secrets"] = secrets.into();
        self.titled(Kind::Application, application.name.as_str(), &application.id(), body)
    }

    fn policy(&mut self, policy: CustomPolicy) -> Result<(), Error> {
        if !policy.enabled {
            // Whether applications may call it stands beside the XML, which stays as it was uploaded.
            let body = json!({ "policy": policy.policy, "enabled": false });
            self.named(Kind::CustomPolicy, policy.policy.as_str(), body)?;
        }
        let path = format!("{}/{}.xml", folder(Kind::CustomPolicy), policy.policy);
        self.files.push(ConfigurationFile { path, content: policy.xml.into_bytes() });
        Ok(())
    }

    /// A document whose file has the name that it has for people.
    fn titled(&mut self, kind: Kind, title: &str, id: &str, body: Value) -> Result<(), Error> {
        let slug = words(title).join("-").to_ascii_lowercase();
        let folder = folder(kind);
        let plain = format!("{folder}/{slug}.json");
        // The end of an id: ids that were made in one second begin alike.
        let end = &id[id.len().saturating_sub(12)..];
        let taken = slug.is_empty() || !self.paths.insert(plain.clone());
        let path = if taken { format!("{folder}/{slug}-{end}.json").replace("/-", "/") } else { plain };
        self.json(path, kind.name(), body)
    }

    /// A document whose name is unique in its tenant, without case.
    fn named(&mut self, kind: Kind, name: &str, body: Value) -> Result<(), Error> {
        self.json(format!("{}/{name}.json", folder(kind)), kind.name(), body)
    }

    fn json(&mut self, path: String, kind: &str, body: Value) -> Result<(), Error> {
        let whole = Value::Object(Map::from_iter([(kind.to_owned(), body)]));
        let mut content = serde_json::to_vec_pretty(&whole).map_err(|error| Error::Internal(error.to_string()))?;
        content.push(b'\n');
        self.files.push(ConfigurationFile { path, content });
        Ok(())
    }
}

/// The words of a name, in the letters and digits that files and variables have everywhere.
fn words(text: &str) -> Vec<&str> {
    text.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()).collect()
}

/// The names of secrets, each once.
#[derive(Default)]
struct Names(HashSet<String>);

impl Names {
    fn take(&mut self, of: &str, part: &str) -> SecretName {
        let own = words(of).join("_").to_ascii_uppercase();
        let base: Vec<&str> = [own.as_str(), part].into_iter().filter(|part| !part.is_empty()).collect();
        let base = base.join("_");
        // No variable of the environment begins with a digit.
        let base = if base.starts_with(|c: char| c.is_ascii_digit()) { format!("_{base}") } else { base };
        let mut name = base.clone();
        let mut number = 2;
        while !self.0.insert(name.clone()) {
            name = format!("{base}_{number}");
            number += 1;
        }
        SecretName { secret: name }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn taken(names: &mut Names, of: &str, part: &str) -> String {
        names.take(of, part).secret
    }

    #[test]
    fn names_of_secrets_are_variables_each_once() {
        let mut names = Names::default();
        assert_eq!(taken(&mut names, "Mobile ID", "CLIENT_SECRET"), "MOBILE_ID_CLIENT_SECRET");
        assert_eq!(taken(&mut names, "mobile-id", "CLIENT_SECRET"), "MOBILE_ID_CLIENT_SECRET_2");
        assert_eq!(taken(&mut names, "B2C_1A_FacebookSecret", ""), "B2C_1A_FACEBOOKSECRET");
        assert_eq!(taken(&mut names, "移动", "CLIENT_SECRET"), "CLIENT_SECRET");
        assert_eq!(taken(&mut names, "3 Swiss", "SECRET"), "_3_SWISS_SECRET");
    }

    #[test]
    fn two_of_one_name_have_two_files() {
        let mut export = Export::default();
        for (title, id) in [
            ("Test app", "0190a000-0000-7000-8000-00000000000a"),
            ("test App", "0190a000-0000-7000-8000-00000000000b"),
            ("移动", "0190a000-0000-7000-8000-00000000000c"),
        ] {
            export.titled(Kind::Application, title, id, Value::Null).unwrap();
        }
        let paths: Vec<&str> = export.files.iter().map(|file| file.path.as_str()).collect();
        let expected =
            ["applications/test-app.json", "applications/test-app-00000000000b.json", "applications/00000000000c.json"];
        assert_eq!(paths, expected);
    }
}
