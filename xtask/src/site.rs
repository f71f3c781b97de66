//! What a browser loads: wasm bundles, style sheets, static files.
//!
//! Each becomes an asset with a name, made ready below `target/site-work/PROFILE/` and published to `target/site/`:
//! `assets/STEM.HASH.EXT`, beside it `….br` where that is smaller, and `manifest.json`, which maps names to files:
//!
//! ```json
//! { "console.wasm": { "file": "console.0123456789ab.wasm", "bytes": 1000, "brotli": 400 } }
//! ```
//!
//! `brotli` is `null` where there is no `.br`. The server embeds `target/site`, so what has not changed is not
//! written: an unchanged browser half does not rebuild the server.

mod asset;
mod bindings;
mod bundle;
mod public;
mod publish;
mod split;
mod style;
mod words;

use std::path::PathBuf;

use anyhow::Result;

use crate::clock::{Stopwatch, readable};
use crate::setup::{Compiler, WasmOpt};
use crate::workspace::Workspace;

pub use asset::Asset;
pub use bundle::Bundle;

/// For whom the site is built.
pub enum Quality {
    /// Somebody waits: quick to build, small enough to load.
    Quick,
    /// A release: as small as it gets.
    Release(WasmOpt),
}

impl Quality {
    /// The name of the cargo profile.
    fn profile(&self) -> &'static str {
        match self {
            Self::Quick => "wasm-quick",
            Self::Release(_) => "wasm-release",
        }
    }

    fn brotli(&self) -> i32 {
        match self {
            Self::Quick => 5,
            Self::Release(_) => 11,
        }
    }

    fn work_folder(&self, workspace: &Workspace) -> PathBuf {
        workspace.join("target/site-work").join(self.profile())
    }
}

/// Makes every asset ready; of the bundles, these.
pub fn prepare(workspace: &Workspace, compiler: Compiler, quality: &Quality, bundles: &[Bundle]) -> Result<Vec<Asset>> {
    let _alone = workspace.lock("site")?;
    let work = quality.work_folder(workspace);
    let mut assets = Vec::new();
    for bundle in bundles {
        assets.extend(bundle.build(workspace, compiler, quality)?);
    }
    assets.extend(style::sheets(workspace, &work, quality.brotli())?);
    assets.extend(public::files(workspace, &work, quality.brotli())?);
    assets.extend(words::files(workspace, &work, quality.brotli())?);
    Ok(assets)
}

/// Makes every asset ready and publishes them for the server to embed.
pub fn build(workspace: &Workspace, compiler: Compiler, quality: &Quality) -> Result<()> {
    let watch = Stopwatch::start();
    let assets = prepare(workspace, compiler, quality, &Bundle::ALL)?;
    let written = publish::publish(&workspace.site(), &assets)?;
    let news = if written == 0 { "unchanged".to_owned() } else { format!("{written} files new") };
    eprintln!("site: {} assets, {news}, {}", assets.len(), readable(watch.elapsed()));
    Ok(())
}
