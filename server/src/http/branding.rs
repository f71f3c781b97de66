//! A tenant's logo, images and colours, from our own origin: files named by what is in them, which never change.

use super::{Edge, cookies, pages};
use app::sign_in::{Branding, branding::BrandColours};
use axum::{
    Router,
    extract::{Path, Query, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};
use domain::{Colour, Tenant, TenantBranding, language::Language};
use federation::Error;
use journey::page::{Body, Choice};
use serde::Deserialize;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// The routes. Images and colours are public, as the pages are; the preview is an administrator's.
pub fn router() -> Router<Edge> {
    Router::new()
        .route("/{t}/branding/{file}", get(serve))
        .route("/console/branding-preview/{tenant}", get(preview))
        .route("/console/branding-preview/{tenant}/style.css", get(preview_style))
}

/// How the pages of a tenant look. When that cannot be read they look as built, but they are shown.
pub async fn of(edge: &Edge, tenant: &Tenant) -> Branding {
    let stored = edge.federation.branding_of_pages(tenant.id).await.unwrap_or_else(|error| {
        tracing::warn!(%error, tenant = %tenant.name, "the branding of a page could not be read");
        TenantBranding::default()
    });
    let sheet = style_sheet(tenant, &stored);
    Branding { stylesheet: sheet.map(|sheet| address(tenant, &name_of(&sheet))), ..unstyled(tenant, &stored) }
}

/// Name and logo.
fn unstyled(tenant: &Tenant, stored: &TenantBranding) -> Branding {
    Branding {
        name: tenant.display_name.to_string(),
        logo_url: stored.logo.as_ref().map(|logo| address(tenant, &logo.file())),
        stylesheet: None,
    }
}

fn address(tenant: &Tenant, file: &str) -> String {
    format!("/{}/branding/{file}", tenant.name.domain())
}

/// The colours and the image behind the card; `None` when nothing was chosen.
fn style_sheet(tenant: &Tenant, stored: &TenantBranding) -> Option<String> {
    let colours = BrandColours { accent: stored.accent, background: stored.background }.style_sheet();
    let behind = stored.background_image.as_ref().map(|image| {
        let url = address(tenant, &image.file());
        format!("body{{background-image:url({url});background-size:cover;background-position:center}}\n")
    });
    let sheet: String = [colours].into_iter().chain(behind).collect();
    (!sheet.is_empty()).then_some(sheet)
}

fn name_of(sheet: &str) -> String {
    let digest = Sha256::digest(sheet.as_bytes());
    let hex = digest.iter().take(8).fold(String::new(), |text, byte| format!("{text}{byte:02x}"));
    format!("{hex}.css")
}

async fn serve(State(edge): State<Edge>, Path((segment, file)): Path<(String, String)>) -> Response {
    let found = async {
        let tenant = edge.federation.find_tenant(&segment).await?.ok_or(Error::NotFound)?;
        if file.rsplit('.').next() != Some("css") {
            let (kind, data) = edge.federation.brand_image(tenant.id, &file).await?;
            return Ok((kind.media_type(), data));
        }
        let stored = edge.federation.branding_of_pages(tenant.id).await?;
        let sheet = style_sheet(&tenant, &stored).filter(|sheet| name_of(sheet) == file).ok_or(Error::NotFound)?;
        Ok(("text/css; charset=utf-8", sheet.into_bytes()))
    };
    match found.await {
        Ok((kind, data)) => {
            let headers =
                [(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, "public, max-age=31536000, immutable")];
            (headers, data).into_response()
        }
        Err(Error::NotFound) => StatusCode::NOT_FOUND.into_response(),
        Err(error) => {
            tracing::error!(%error, "a file of a branding could not be read");
            StatusCode::SERVICE_UNAVAILABLE.into_response()
        }
    }
}

/// Colours that are not saved yet.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Draft {
    accent: String,
    background: String,
    logo: Option<String>,
    image: Option<String>,
}

impl Draft {
    /// What is stored, with what is typed. What is no colour counts as none.
    fn over(&self, stored: TenantBranding) -> TenantBranding {
        TenantBranding {
            accent: Colour::parse(&self.accent).ok(),
            background: Colour::parse(&self.background).ok(),
            logo: stored.logo.filter(|_| self.logo.as_deref() != Some("none")),
            background_image: stored.background_image.filter(|_| self.image.as_deref() != Some("none")),
        }
    }

    fn query(&self) -> String {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        query.append_pair("accent", &self.accent).append_pair("background", &self.background);
        for (name, value) in [("logo", &self.logo), ("image", &self.image)] {
            query.extend_pairs(value.as_ref().map(|value| (name, value)));
        }
        query.finish()
    }
}

/// The tenant of a preview, if an administrator asks.
async fn previewed(edge: &Edge, headers: &HeaderMap, name: &str) -> Option<(Tenant, TenantBranding)> {
    let cookie = cookies::admin(edge, headers)?;
    edge.federation.admin_of_session(&cookie).await.ok()??;
    let tenant = edge.federation.find_tenant(&format!("{name}.onmicrosoft.com")).await.ok()??;
    let stored = edge.federation.branding(tenant.id).await.ok()?.document;
    Some((tenant, stored))
}

async fn preview(
    State(edge): State<Edge>,
    headers: HeaderMap,
    Path(name): Path<String>,
    Query(draft): Query<Draft>,
) -> Response {
    let Some((tenant, stored)) = previewed(&edge, &headers, &name).await else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let brand = Branding {
        stylesheet: Some(format!("/console/branding-preview/{}/style.css?{}", tenant.name, draft.query())),
        ..unstyled(&tenant, &draft.over(stored))
    };
    let providers = edge.federation.identity_providers(tenant.id, "", None).await.map(|found| found.items);
    let mut labels: Vec<String> =
        providers.unwrap_or_default().iter().take(3).map(|stored| stored.document.name.to_string()).collect();
    if labels.is_empty() {
        labels.push("Contoso".to_owned());
    }
    let choices = labels
        .into_iter()
        .enumerate()
        .map(|(number, label)| Choice { id: format!("Preview{number}"), label, text_link: false })
        .collect();
    let page = journey::Page {
        content: "api.signuporsignin".to_owned(),
        body: Body::Selection { choices, local: None },
        language: Language::En,
        texts: BTreeMap::new(),
        error: None,
    };
    pages::preview(&edge, Language::En, brand, page)
}

async fn preview_style(
    State(edge): State<Edge>,
    headers: HeaderMap,
    Path(name): Path<String>,
    Query(draft): Query<Draft>,
) -> Response {
    let Some((tenant, stored)) = previewed(&edge, &headers, &name).await else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let sheet = style_sheet(&tenant, &draft.over(stored)).unwrap_or_default();
    ([(header::CONTENT_TYPE, "text/css; charset=utf-8")], sheet).into_response()
}
