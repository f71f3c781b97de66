//! How a tenant's sign-in pages look.

use super::{Document, Kind};
use crate::Colour;
use serde::{Deserialize, Serialize};

/// Logo and colours of a tenant (behaviour reference §11.5). There is one.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct TenantBranding {
    /// Above every page, in place of the tenant's name.
    pub logo: Option<ImageRef>,
    /// Buttons and links; corrected where it could not be read.
    pub accent: Option<Colour>,
    /// Behind the card.
    pub background: Option<Colour>,
    /// Behind the card, over its colour.
    pub background_image: Option<ImageRef>,
}

impl Document for TenantBranding {
    const KIND: Kind = Kind::Branding;
    fn id(&self) -> String {
        "branding".to_owned()
    }
}

/// Names an image by what is in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ImageRef {
    /// SHA-256 of the file, in hexadecimal.
    pub sha256: String,
    /// What it is.
    pub kind: ImageKind,
}

impl ImageRef {
    /// The name under which it is served.
    pub fn file(&self) -> String {
        format!("{}.{}", self.sha256, self.kind.ending())
    }
}

/// The images that are taken. None of them can hold a script.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ImageKind {
    /// PNG.
    Png,
    /// JPEG.
    Jpeg,
    /// WebP.
    Webp,
}

impl ImageKind {
    /// The end of its file name.
    pub const fn ending(self) -> &'static str {
        match self {
            Self::Png => "png",
            Self::Jpeg => "jpg",
            Self::Webp => "webp",
        }
    }

    /// Its media type.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
            Self::Webp => "image/webp",
        }
    }
}

/// An image of a tenant's branding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BrandImage {
    /// Its name.
    pub image: ImageRef,
    /// What is in it, as base64.
    pub data: String,
}

impl Document for BrandImage {
    const KIND: Kind = Kind::BrandImage;
    fn id(&self) -> String {
        self.image.sha256.clone()
    }
}
