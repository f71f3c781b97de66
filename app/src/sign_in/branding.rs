//! Whose page it is. Colours reach a page by a style sheet of their own, since no page has inline style; their
//! contrast is computed and corrected, never left to luck.

use domain::Colour;
use leptos::prelude::*;

/// Name, logo and colours of a tenant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Branding {
    /// Shown in place of a logo, as its alternative text, and in the title.
    pub name: String,
    /// URL of the logo.
    pub logo_url: Option<String>,
    /// URL under which the server gives [`BrandColours::style_sheet`]; `None`: the built-in colours.
    pub stylesheet: Option<String>,
}

impl Default for Branding {
    fn default() -> Self {
        Self { name: "Passerelle".to_owned(), logo_url: None, stylesheet: None }
    }
}

impl Branding {
    pub(super) fn mark(&self) -> AnyView {
        match self.logo_url.clone() {
            Some(url) => {
                view! { <img class="brand-logo" data-tenant-branding-logo="true" src=url alt=self.name.clone()/> }
                    .into_any()
            }
            None => view! { <p class="brand-name">{self.name.clone()}</p> }.into_any(),
        }
    }
}

/// What can be read on what (WCAG 2.2).
trait Contrast: Sized {
    /// Relative luminance.
    fn luminance(self) -> f64;
    /// Contrast ratio, 1 to 21.
    fn contrast(self, other: Self) -> f64;
    /// Black or white, whichever can be read on it.
    fn ink(self) -> Self;
    /// This colour, moved towards black or white until it stands out from `ground` by `least`.
    fn readable_on(self, ground: Self, least: f64) -> Self;
    /// `step` twentieths of the way to `goal`.
    fn mixed(self, goal: Self, step: u16) -> Self;
}

impl Contrast for Colour {
    fn luminance(self) -> f64 {
        let [red, green, blue] = self.parts().map(|part| {
            let part = f64::from(part) / 255.0;
            if part <= 0.040_45 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
        });
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    }

    fn contrast(self, other: Self) -> f64 {
        let (one, two) = (self.luminance(), other.luminance());
        (one.max(two) + 0.05) / (one.min(two) + 0.05)
    }

    fn ink(self) -> Self {
        if self.contrast(WHITE) >= self.contrast(BLACK) { WHITE } else { BLACK }
    }

    fn readable_on(self, ground: Self, least: f64) -> Self {
        let goal = ground.ink();
        (0_u16..=20).map(|step| self.mixed(goal, step)).find(|colour| colour.contrast(ground) >= least).unwrap_or(goal)
    }

    fn mixed(self, goal: Self, step: u16) -> Self {
        let mut parts = self.parts();
        for (part, goal) in parts.iter_mut().zip(goal.parts()) {
            let sum = u16::from(*part) * (20 - step) + u16::from(goal) * step;
            *part = u8::try_from(sum / 20).unwrap_or(u8::MAX);
        }
        Self::new(parts)
    }
}

const WHITE: Colour = Colour::new([255; 3]);
const BLACK: Colour = Colour::new([0; 3]);
/// The card in light and dark, near `--surface` of `style/tokens.css`.
const LIGHT_CARD: Colour = WHITE;
const DARK_CARD: Colour = Colour::new([0x1b, 0x1e, 0x23]);

/// The colours that a tenant chose.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct BrandColours {
    /// Buttons and links.
    pub accent: Option<Colour>,
    /// Behind the card.
    pub background: Option<Colour>,
}

impl BrandColours {
    /// What the accent becomes where it could not be read as it is: in light, and in dark.
    pub fn corrected(self) -> [Option<Colour>; 2] {
        [LIGHT_CARD, DARK_CARD].map(|card| {
            let accent = self.accent?;
            Some(accent.readable_on(card, 4.5)).filter(|readable| *readable != accent)
        })
    }

    /// The style sheet: what was chosen, corrected until it can be read in light and dark.
    pub fn style_sheet(self) -> String {
        let accent = self.accent.map(|accent| {
            let of = |card: Colour| {
                let fill = accent.readable_on(card, 3.0);
                let text = accent.readable_on(card, 4.5);
                format!("--accent-fill:{};--on-accent:{};--accent:{}", fill.css(), fill.ink().css(), text.css())
            };
            format!(":root{{{}}}\n@media (prefers-color-scheme:dark){{:root{{{}}}}}\n", of(LIGHT_CARD), of(DARK_CARD))
        });
        let background = self.background.map(|background| format!("body{{background:{}}}\n", background.css()));
        accent.into_iter().chain(background).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::{BrandColours, Contrast, DARK_CARD, LIGHT_CARD};
    use domain::Colour;

    #[test]
    fn an_accent_that_cannot_be_read_is_corrected() {
        for accent in ["#ffff00", "#ffffff", "#000000", "#1b1e23", "#0078d4", "#777777"] {
            let accent = Colour::parse(accent).unwrap();
            for card in [LIGHT_CARD, DARK_CARD] {
                assert!(accent.readable_on(card, 4.5).contrast(card) >= 4.5, "{accent:?} on {card:?}");
                let fill = accent.readable_on(card, 3.0);
                assert!(fill.ink().contrast(fill) >= 4.5, "text on {fill:?}");
            }
        }
    }

    #[test]
    fn what_is_corrected_is_said() {
        let of = |text: &str| BrandColours { accent: Colour::parse(text).ok(), background: None }.corrected();
        assert!(of("#0b5cad")[0].is_none(), "it can be read on white");
        assert!(of("#ffff00")[0].is_some() && of("#ffff00")[1].is_none(), "yellow is read on dark only");
        assert_eq!(BrandColours::default().corrected(), [None, None]);
    }

    #[test]
    fn a_readable_accent_stays_as_it_is() {
        let css = BrandColours { accent: Colour::parse("#0b5cad").ok(), background: Colour::parse("#eef2f6").ok() }
            .style_sheet();
        assert!(css.starts_with(":root{--accent-fill:#0b5cad;--on-accent:#ffffff;--accent:#0b5cad}"), "{css}");
        assert!(css.ends_with("body{background:#eef2f6}\n"));
    }
}
