//! How a tenant's sign-in pages look (behaviour reference §11.5).

mod image;

use super::{Form, Versioned};
use crate::{Error, Federation, keys::to_json};
use base64ct::{Base64, Encoding};
use domain::{BrandImage, Colour, Document, ImageKind, ImageRef, TenantBranding, TenantId};
use sha2::{Digest as _, Sha256};
use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};
use storage::{Change, DocumentKey, Expected};

/// The largest logo: it is on every page.
pub(crate) const MAX_LOGO: usize = 64 * 1024;
/// The largest image behind the card.
pub(crate) const MAX_BACKGROUND: usize = 300 * 1024;
/// So many tenants are kept.
const MAX_KEPT: usize = 1024;

/// What becomes of an image.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ImageInput {
    /// It stays.
    Keep,
    /// It goes.
    Remove,
    /// Another one comes.
    Put(Vec<u8>),
}

/// What can be set, as typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BrandingInput {
    /// `#rrggbb`, or empty.
    pub accent: String,
    /// `#rrggbb`, or empty.
    pub background: String,
    /// The logo.
    pub logo: ImageInput,
    /// The image behind the card.
    pub background_image: ImageInput,
}

/// The branding of tenants, each with the generation that it was read at.
#[derive(Default)]
pub(crate) struct Cache(Mutex<HashMap<TenantId, (u64, TenantBranding)>>);

impl Federation {
    /// How the pages of a tenant look; version 0 is that nobody has said.
    pub async fn branding(&self, tenant: TenantId) -> Result<Versioned<TenantBranding>, Error> {
        match self.get(tenant, &TenantBranding::default().id()).await {
            Err(Error::NotFound) => Ok(Versioned { version: 0, document: TenantBranding::default() }),
            found => found,
        }
    }

    /// The same for a page, read when it changed.
    pub async fn branding_of_pages(&self, tenant: TenantId) -> Result<TenantBranding, Error> {
        let generation = self.store.generation(tenant).await?;
        let kept = || self.brandings.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((seen, branding)) = kept().get(&tenant)
            && *seen == generation
        {
            return Ok(branding.clone());
        }
        let branding = self.branding(tenant).await?.document;
        let mut kept = kept();
        if kept.len() >= MAX_KEPT {
            kept.clear();
        }
        kept.insert(tenant, (generation, branding.clone()));
        Ok(branding)
    }

    /// An image of a tenant, by the name of its file.
    pub async fn brand_image(&self, tenant: TenantId, file: &str) -> Result<(ImageKind, Vec<u8>), Error> {
        let sha256 = file.split('.').next().unwrap_or_default();
        let found: Versioned<BrandImage> = self.get(tenant, sha256).await?;
        if found.document.image.file() != file {
            return Err(Error::NotFound);
        }
        let data = Base64::decode_vec(&found.document.data);
        let data = data.map_err(|_| Error::Internal(format!("the image {file} is not base64")))?;
        Ok((found.document.image.kind, data))
    }

    /// Changes how the pages of a tenant look.
    pub async fn update_branding(
        &self,
        tenant: TenantId,
        version: u32,
        input: &BrandingInput,
        by: &str,
    ) -> Result<Versioned<TenantBranding>, Error> {
        let before = self.branding(tenant).await?.document;
        let mut form = Form::default();
        let accent = form.optional("accent", &input.accent, Colour::parse);
        let background = form.optional("background", &input.background, Colour::parse);
        let mut new = Vec::new();
        let mut image = |field: &str, input: &ImageInput, before: &Option<ImageRef>, max: usize| match input {
            ImageInput::Keep => before.clone(),
            ImageInput::Remove => None,
            ImageInput::Put(data) => match read_image(data, max) {
                Ok(image) => {
                    let named = image.image.clone();
                    new.push(image);
                    Some(named)
                }
                Err(sentence) => {
                    form.wrong(field, sentence);
                    None
                }
            },
        };
        let logo = image("logo", &input.logo, &before.logo, MAX_LOGO);
        let behind = image("backgroundImage", &input.background_image, &before.background_image, MAX_BACKGROUND);
        if !form.is_fine() {
            return Err(form.refused());
        }
        let after = TenantBranding { logo, accent, background, background_image: behind };
        let changes = self.image_changes(tenant, &before, &after, new, by).await?;
        let expected = if version == 0 { Expected::New } else { Expected::Version(version) };
        self.put(tenant, after, expected, changes, by).await
    }

    /// What stores the new images and takes away those that nothing names any more.
    pub(crate) async fn image_changes(
        &self,
        tenant: TenantId,
        before: &TenantBranding,
        after: &TenantBranding,
        new: Vec<BrandImage>,
        by: &str,
    ) -> Result<Vec<Change>, Error> {
        let named = |branding: &TenantBranding| {
            [&branding.logo, &branding.background_image].into_iter().flatten().cloned().collect::<Vec<_>>()
        };
        let (old, kept) = (named(before), named(after));
        let (mut changes, mut done): (Vec<Change>, Vec<String>) = (Vec::new(), Vec::new());
        for image in new {
            let key = DocumentKey::of(tenant, &image);
            // The same file may stand there twice, or already.
            if done.contains(&key.id) || self.store.find_document(&key).await?.is_some() {
                continue;
            }
            done.push(key.id.clone());
            let body = to_json(&image)?;
            let (at, by) = (self.clock.now(), by.to_owned());
            changes.push(Change::PutDocument { key, expected: Expected::New, lookup: None, body, at, by });
        }
        for image in old.into_iter().filter(|image| !kept.contains(image)) {
            let key = DocumentKey { tenant, kind: BrandImage::KIND, id: image.sha256 };
            if done.contains(&key.id) {
                continue;
            }
            if let Some(stored) = self.store.find_document(&key).await? {
                done.push(key.id.clone());
                let (expected, at, by) = (stored.version, self.clock.now(), by.to_owned());
                changes.push(Change::DeleteDocument { key, expected, at, by });
            }
        }
        Ok(changes)
    }
}

/// What a file is, by what is in it, whatever it is called.
pub(crate) fn read_image(data: &[u8], max: usize) -> Result<BrandImage, String> {
    if data.len() > max {
        return Err(format!("The image has at most {} KB; this one has {}.", max / 1024, data.len().div_ceil(1024)));
    }
    let sentence = "The file is no PNG, JPEG or WebP image. SVG is not taken: it can hold scripts.";
    let (kind, width, height) = image::measure(data).ok_or(sentence)?;
    if width == 0 || height == 0 || width > image::MAX_SIDE || height > image::MAX_SIDE {
        return Err(format!("The image is {width} × {height} pixels; each side has 1 to {}.", image::MAX_SIDE));
    }
    let sha256 = Sha256::digest(data).iter().fold(String::new(), |text, byte| format!("{text}{byte:02x}"));
    Ok(BrandImage { image: ImageRef { sha256, kind }, data: Base64::encode_string(data) })
}
