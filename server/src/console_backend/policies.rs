//! *Identity Experience Framework*: custom policies and policy keys.

use super::{
    Backend,
    convert::{prefixed_search, refuse, run_input},
};
use app::api::{
    AdminSession, Answer, ConsoleError, CustomPolicyDetails, CustomPolicySummary, KeyForm, KeyOption, KeySummary,
    ListQuery, Listing, PolicyBackend, PolicyKeyDetails, PolicyKeySummary, PolicyUploadForm, PolicyUploadReport,
    RunRequest,
};
use async_trait::async_trait;
use base64ct::{Base64, Encoding};
use domain::{CustomPolicy, KeySet, KeyType, PolicyKey, Secret, Tenant, TenantName, Timestamp};
use federation::{
    PolicyForm, PolicyPath,
    tenant::{BrokenPolicy, KeyInput, NewKey, Overwrite, PolicyReview, PolicyUpload, PolicyUploadOutcome, Versioned},
};

#[async_trait]
impl PolicyBackend for Backend {
    async fn custom_policies(
        &self,
        _: &AdminSession,
        tenant: &TenantName,
        query: ListQuery,
    ) -> Answer<Listing<CustomPolicySummary>> {
        let tenant = self.tenant(tenant).await?;
        let search = prefixed_search("B2C_1A_", &query.search);
        let found =
            self.federation.custom_policies(tenant.id, &search, query.after.as_deref()).await.map_err(refuse)?;
        Ok(Listing { items: found.items.iter().map(|stored| summary(&stored.document)).collect(), next: found.next })
    }

    async fn custom_policy(&self, _: &AdminSession, tenant: &TenantName, id: &str) -> Answer<CustomPolicyDetails> {
        let tenant = self.tenant(tenant).await?;
        let stored = self.federation.custom_policy(tenant.id, id).await.map_err(refuse)?;
        self.policy_details(&tenant, stored).await
    }

    async fn review_policies(
        &self,
        _: &AdminSession,
        tenant: &TenantName,
        form: PolicyUploadForm,
    ) -> Answer<PolicyUploadReport> {
        let tenant = self.tenant(tenant).await?;
        let uploads = uploads(form)?;
        let PolicyReview { diagnostics, broken } =
            self.federation.review_policies(&tenant, &uploads).await.map_err(refuse)?;
        Ok(PolicyUploadReport { stored: Vec::new(), diagnostics, broken: broken_policies(broken) })
    }

    async fn upload_policies(
        &self,
        admin: &AdminSession,
        tenant: &TenantName,
        form: PolicyUploadForm,
    ) -> Answer<PolicyUploadReport> {
        let tenant = self.tenant(tenant).await?;
        let refuse_breaking = !form.allow_breaking;
        let uploads = uploads(form)?;
        let outcome =
            self.federation.upload_policies(&tenant, uploads, refuse_breaking, &admin.name).await.map_err(refuse)?;
        let (stored, diagnostics, broken) = match outcome {
            PolicyUploadOutcome::Stored { policies, diagnostics, broken } => (policies, diagnostics, broken),
            PolicyUploadOutcome::Refused { diagnostics, broken } => (Vec::new(), diagnostics, broken),
        };
        let stored = stored.into_iter().map(|stored| stored.document.policy).collect();
        Ok(PolicyUploadReport { stored, diagnostics, broken: broken_policies(broken) })
    }

    async fn set_custom_policy_enabled(
        &self,
        admin: &AdminSession,
        tenant: &TenantName,
        id: &str,
        version: u32,
        enabled: bool,
    ) -> Answer<CustomPolicyDetails> {
        let tenant = self.tenant(tenant).await?;
        let stored = self
            .federation
            .set_custom_policy_enabled(tenant.id, id, version, enabled, &admin.name)
            .await
            .map_err(refuse)?;
        self.policy_details(&tenant, stored).await
    }

    async fn delete_custom_policy(
        &self,
        admin: &AdminSession,
        tenant: &TenantName,
        id: &str,
        version: u32,
    ) -> Answer<()> {
        let tenant = self.tenant(tenant).await?;
        self.federation.delete_custom_policy(tenant.id, id, version, &admin.name).await.map_err(refuse)
    }

    async fn run_policy_endpoint(
        &self,
        _: &AdminSession,
        tenant: &TenantName,
        id: &str,
        request: RunRequest,
    ) -> Answer<String> {
        let tenant = self.tenant(tenant).await?;
        let policy = self.federation.custom_policy(tenant.id, id).await.map_err(refuse)?.document.policy;
        Ok(self.federation.run_policy_endpoint(&tenant, &self.origin, &policy, &run_input(request)))
    }

    async fn policy_keys(
        &self,
        _: &AdminSession,
        tenant: &TenantName,
        query: ListQuery,
    ) -> Answer<Listing<PolicyKeySummary>> {
        let tenant = self.tenant(tenant).await?;
        let search = prefixed_search("B2C_1A_", &query.search);
        let found = self.federation.key_sets(tenant.id, &search, query.after.as_deref()).await.map_err(refuse)?;
        let now = self.federation.clock().now();
        let items = found.items.into_iter().map(|stored| {
            let set = stored.document;
            PolicyKeySummary {
                active: set.active(now).map(|key| key_summary(&set, key, now)),
                keys: u32::try_from(set.keys.len()).unwrap_or(u32::MAX),
                name: set.name.to_string(),
            }
        });
        Ok(Listing { items: items.collect(), next: found.next })
    }

    async fn policy_key(&self, _: &AdminSession, tenant: &TenantName, name: &str) -> Answer<PolicyKeyDetails> {
        let tenant = self.tenant(tenant).await?;
        let stored = self.federation.policy_key(tenant.id, name).await.map_err(refuse)?;
        self.key_details(&tenant, stored).await
    }

    async fn create_policy_key(
        &self,
        admin: &AdminSession,
        tenant: &TenantName,
        name: &str,
        form: KeyForm,
    ) -> Answer<PolicyKeyDetails> {
        let tenant = self.tenant(tenant).await?;
        let key = new_key(&form)?;
        let stored = self.federation.create_key_set(tenant.id, name, Some(key), &admin.name).await.map_err(refuse)?;
        self.key_details(&tenant, stored).await
    }

    async fn add_key(
        &self,
        admin: &AdminSession,
        tenant: &TenantName,
        name: &str,
        version: u32,
        form: KeyForm,
    ) -> Answer<PolicyKeyDetails> {
        let tenant = self.tenant(tenant).await?;
        let key = new_key(&form)?;
        let stored = self.federation.add_key(tenant.id, name, Some(version), key, &admin.name).await.map_err(refuse)?;
        self.key_details(&tenant, stored).await
    }

    async fn set_key_enabled(
        &self,
        admin: &AdminSession,
        tenant: &TenantName,
        name: &str,
        kid: &str,
        version: u32,
        enabled: bool,
    ) -> Answer<PolicyKeyDetails> {
        let tenant = self.tenant(tenant).await?;
        let stored = self
            .federation
            .set_key_enabled(tenant.id, name, kid, version, enabled, &admin.name)
            .await
            .map_err(refuse)?;
        self.key_details(&tenant, stored).await
    }

    async fn delete_policy_key(
        &self,
        admin: &AdminSession,
        tenant: &TenantName,
        name: &str,
        version: u32,
    ) -> Answer<()> {
        let tenant = self.tenant(tenant).await?;
        self.federation.delete_key_set(tenant.id, name, version, &admin.name).await.map_err(refuse)?;
        Ok(())
    }
}

impl Backend {
    async fn policy_details(&self, tenant: &Tenant, stored: Versioned<CustomPolicy>) -> Answer<CustomPolicyDetails> {
        let path = PolicyPath {
            origin: self.origin.clone(),
            tenant: tenant.name.domain(),
            tfp: false,
            policy: stored.document.policy.clone(),
            form: PolicyForm::Path,
        };
        Ok(CustomPolicyDetails {
            summary: summary(&stored.document),
            version: stored.version,
            xml: stored.document.xml,
            applications: self.run_applications(tenant).await?,
            metadata_url: path.metadata(),
        })
    }

    async fn key_details(&self, tenant: &Tenant, stored: Versioned<KeySet>) -> Answer<PolicyKeyDetails> {
        let set = stored.document;
        let now = self.federation.clock().now();
        Ok(PolicyKeyDetails {
            version: stored.version,
            keys: set.keys.iter().map(|key| key_summary(&set, key, now)).collect(),
            policies: self.federation.policies_with_key(tenant.id, &set.name).await.map_err(refuse)?,
            name: set.name.to_string(),
        })
    }
}

fn summary(policy: &CustomPolicy) -> CustomPolicySummary {
    CustomPolicySummary {
        policy: policy.policy.clone(),
        base: policy.base.clone(),
        callable: policy.callable,
        enabled: policy.enabled,
    }
}

fn key_summary(set: &KeySet, key: &PolicyKey, now: Timestamp) -> KeySummary {
    KeySummary {
        kid: key.kid.clone(),
        kind: key.kind(),
        usage: key.usage,
        status: set.status(key, now),
        created_at: key.created_at,
        not_before: key.not_before,
        expires_at: key.expires_at,
        enabled: key.enabled,
    }
}

fn uploads(form: PolicyUploadForm) -> Answer<Vec<PolicyUpload>> {
    let overwrite = if form.overwrite { Overwrite::Always } else { Overwrite::Never };
    let decoded = form.files.into_iter().map(|file| {
        let xml = decoded("files", &file.content)?;
        Ok(PolicyUpload { file: file.name, xml, overwrite })
    });
    decoded.collect()
}

fn decoded(field: &str, base64: &str) -> Answer<Vec<u8>> {
    Base64::decode_vec(base64)
        .map_err(|_| ConsoleError::field(field, "The file did not arrive whole. Choose it again."))
}

fn broken_policies(broken: Vec<BrokenPolicy>) -> Vec<(domain::PolicyId, Vec<policy::Diagnostic>)> {
    broken.into_iter().map(|broken| (broken.policy, broken.diagnostics)).collect()
}

fn new_key(form: &KeyForm) -> Answer<NewKey> {
    let material = match (form.option, form.kind) {
        (KeyOption::Manual, _) => KeyInput::Manual(Secret::new(form.secret.reveal())),
        (KeyOption::Generate, KeyType::Secret) => KeyInput::GenerateSecret,
        (KeyOption::Generate, KeyType::Rsa) => KeyInput::GenerateRsa,
        (KeyOption::Upload, _) => uploaded_key(form)?,
    };
    Ok(NewKey { usage: form.usage, not_before: form.not_before, expires_at: form.expires_at, enabled: true, material })
}

/// PEM says so; everything else is taken for PKCS#12.
fn uploaded_key(form: &KeyForm) -> Answer<KeyInput> {
    if form.file.is_empty() {
        return Err(ConsoleError::field("file", "Choose a file."));
    }
    let file = decoded("file", form.file.reveal())?;
    match String::from_utf8(file) {
        Ok(text) if text.contains("-----BEGIN ") => Ok(KeyInput::Pem(Secret::new(text))),
        Ok(text) => Ok(KeyInput::Pkcs12 { file: text.into_bytes(), password: Secret::new(form.password.reveal()) }),
        Err(binary) => {
            Ok(KeyInput::Pkcs12 { file: binary.into_bytes(), password: Secret::new(form.password.reveal()) })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use app::api::WriteOnly;
    use domain::KeyUsage;

    fn uploaded(content: &[u8]) -> Answer<KeyInput> {
        let form = KeyForm {
            option: KeyOption::Upload,
            secret: WriteOnly::default(),
            kind: KeyType::Rsa,
            file: WriteOnly::new(Base64::encode_string(content)),
            password: WriteOnly::new("p"),
            usage: KeyUsage::Signature,
            not_before: None,
            expires_at: None,
        };
        Ok(new_key(&form)?.material)
    }

    #[test]
    fn a_key_file_is_pem_when_it_says_so_and_pkcs12_otherwise() {
        assert!(matches!(uploaded(b"Bag\n-----BEGIN PRIVATE KEY-----\n"), Ok(KeyInput::Pem(_))));
        for binary in [&b"\x30\x82\xff"[..], b"0123"] {
            assert!(matches!(uploaded(binary), Ok(KeyInput::Pkcs12 { file, .. }) if file == binary));
        }
        assert!(matches!(uploaded(b""), Err(ConsoleError::Invalid { .. })));
    }
}
