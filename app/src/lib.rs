//! The UI crate of Passerelle: console, inspector and sign-in pages. `ssr` on the server, or exactly one browser
//! feature.
#![recursion_limit = "256"]
#![allow(clippy::needless_pass_by_value, reason = "the properties of a component are values")]

pub mod api;
pub mod assets;
#[cfg(any(feature = "ssr", feature = "console"))]
pub mod console;
#[cfg(any(feature = "ssr", feature = "inspector"))]
pub mod inspector;
#[cfg(any(feature = "ssr", feature = "console"))]
pub mod sign_in;
#[cfg(any(feature = "ssr", feature = "console", feature = "inspector"))]
mod ui;
#[cfg(any(feature = "ssr", feature = "console", feature = "inspector"))]
mod when;

/// Takes over a page of the console that the server has rendered.
#[cfg(feature = "console")]
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    console_error_panic_hook::set_once();
    wasm_bindgen_futures::spawn_local(console::take_over());
}

/// Takes over the inspector's document. `fragment` is what stood behind `#` of its address; `files` takes the tag of a
/// language and promises its sentences.
#[cfg(feature = "inspector")]
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn inspect(fragment: String, files: js_sys::Function) {
    console_error_panic_hook::set_once();
    wasm_bindgen_futures::spawn_local(inspector::mount(fragment, files));
}
