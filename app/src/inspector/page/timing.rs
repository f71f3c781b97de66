//! How long the work takes, for the Performance panel of a browser: a span each, with a name and nothing of the token.

use js_sys::{Array, Function, Reflect};
use leptos::prelude::window;
use wasm_bindgen::{JsCast, JsValue};

/// Reading: [`inspect`](token::inspect::inspect) and what it is for.
pub(super) const READ: &str = "inspector: read";
/// Checking signatures, keys taken in included.
pub(super) const VERIFY: &str = "inspector: verify";

/// The page can be used: a mark.
pub(super) const READY: &str = "inspector: ready";

/// Begins a span.
pub(super) fn begin(name: &str) {
    call("mark", &[name]);
}

/// Ends it.
pub(super) fn end(name: &str) {
    call("measure", &[name, name]);
    call("clearMarks", &[name]);
}

fn call(method: &str, texts: &[&str]) {
    let Some(performance) = window().performance() else { return };
    let arguments: Array = texts.iter().map(|text| JsValue::from_str(text)).collect();
    let method = Reflect::get(&performance, &method.into()).ok().and_then(|method| method.dyn_into::<Function>().ok());
    if let Some(method) = method {
        // Spans that a browser does not take are not there.
        let _ = Reflect::apply(&method, &performance, &arguments);
    }
}
