//! What is of the directory as a whole: the audit log and the branding.

use super::{Backend, convert::refuse};
use app::api::{
    AdminSession, Answer, AuditChange, AuditLine, AuditLogQuery, BrandingDetails, BrandingForm, ConsoleError,
    DirectoryBackend, FieldErrors, Listing, UploadedFile,
};
use async_trait::async_trait;
use base64ct::{Base64, Encoding};
use domain::{ImageRef, Tenant, TenantBranding, TenantName};
use federation::tenant::{BrandingInput, ImageInput, Versioned};
use storage::{AuditEvent, AuditOperation, AuditQuery};

#[async_trait]
impl DirectoryBackend for Backend {
    async fn audit_log(
        &self,
        _: &AdminSession,
        tenant: &TenantName,
        query: AuditLogQuery,
    ) -> Answer<Listing<AuditLine>> {
        let tenant = self.tenant(tenant).await?;
        let now = self.federation.clock().now();
        let asked = AuditQuery {
            prefix: Some(query.search),
            target_kind: Some(query.kind).filter(|kind| !kind.is_empty()),
            target_id: None,
            since: query.within_hours.map(|hours| now.plus_seconds(-3600 * i64::from(hours))),
        };
        let found = self.federation.audit_log(tenant.id, &asked, query.after.as_deref()).await.map_err(refuse)?;
        Ok(Listing { items: found.items.into_iter().map(line).collect(), next: found.next })
    }

    async fn branding(&self, _: &AdminSession, tenant: &TenantName) -> Answer<BrandingDetails> {
        let tenant = self.tenant(tenant).await?;
        self.federation.branding(tenant.id).await.map(|stored| details(&tenant, stored)).map_err(refuse)
    }

    async fn update_branding(
        &self,
        admin: &AdminSession,
        tenant: &TenantName,
        version: u32,
        form: BrandingForm,
    ) -> Answer<BrandingDetails> {
        let tenant = self.tenant(tenant).await?;
        let input = BrandingInput {
            accent: form.accent,
            background: form.background,
            logo: image("logo", form.logo, form.remove_logo)?,
            background_image: image("backgroundImage", form.background_image, form.remove_background_image)?,
        };
        let stored = self.federation.update_branding(tenant.id, version, &input, &admin.name).await;
        stored.map(|stored| details(&tenant, stored)).map_err(refuse)
    }
}

fn image(field: &str, file: Option<UploadedFile>, remove: bool) -> Answer<ImageInput> {
    let Some(file) = file else { return Ok(if remove { ImageInput::Remove } else { ImageInput::Keep }) };
    Base64::decode_vec(&file.content).map(ImageInput::Put).map_err(|_| ConsoleError::Invalid {
        fields: FieldErrors::from([(field.to_owned(), "The file could not be read. Choose it again.".to_owned())]),
        form: None,
    })
}

fn details(tenant: &Tenant, stored: Versioned<TenantBranding>) -> BrandingDetails {
    let url =
        |image: Option<ImageRef>| image.map(|image| format!("/{}/branding/{}", tenant.name.domain(), image.file()));
    let branding = stored.document;
    BrandingDetails {
        version: stored.version,
        form: BrandingForm {
            accent: branding.accent.map(domain::Colour::css).unwrap_or_default(),
            background: branding.background.map(domain::Colour::css).unwrap_or_default(),
            ..BrandingForm::default()
        },
        logo_url: url(branding.logo),
        background_image_url: url(branding.background_image),
    }
}

fn line(event: AuditEvent) -> AuditLine {
    AuditLine {
        id: event.id,
        at: event.at,
        activity: event.activity(),
        place: place(&event),
        target: event.target_name,
        actor: event.actor,
        changed: event
            .changed
            .into_iter()
            .map(|one| AuditChange { name: one.name, old: one.old, new: one.new })
            .collect(),
    }
}

/// Where something is, below its tenant.
fn place(event: &AuditEvent) -> Option<String> {
    if event.operation == AuditOperation::Delete {
        return None;
    }
    let (place, id) = match event.target_kind.as_str() {
        "application" => ("app-registrations", &event.target_id),
        "identityProvider" => ("identity-providers", &event.target_id),
        "userFlow" => ("user-flows", &event.target_id),
        "user" => ("users", &event.target_id),
        "signIn" => ("sign-ins", &event.target_id),
        "keySet" => ("policy-keys", &event.target_name),
        "customPolicy" => ("policies", &event.target_name),
        _ => return None,
    };
    Some(format!("{place}/{id}"))
}
