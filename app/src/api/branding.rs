use super::UploadedFile;
use serde::{Deserialize, Serialize};

/// What can be set of the branding. Fields for errors: as named here, in camel case.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BrandingForm {
    /// `#rrggbb`, or empty.
    pub accent: String,
    /// `#rrggbb`, or empty.
    pub background: String,
    /// Another logo.
    pub logo: Option<UploadedFile>,
    /// The logo goes.
    pub remove_logo: bool,
    /// Another image behind the card.
    pub background_image: Option<UploadedFile>,
    /// The image goes.
    pub remove_background_image: bool,
}

/// The branding as stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BrandingDetails {
    /// To be sent with a change.
    pub version: u32,
    /// What can be set; no file.
    pub form: BrandingForm,
    /// The address of the logo.
    pub logo_url: Option<String>,
    /// The address of the image behind the card.
    pub background_image_url: Option<String>,
}
