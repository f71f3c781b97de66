//! Times in the words of the browser: nothing of them has to be loaded.

use js_sys::{Array, Date, Function, Object, Reflect, global};
use wasm_bindgen::{JsCast, JsValue};

use crate::inspector::words::Language;

/// "in 12 minutes", "vor 3 Stunden".
pub(super) fn distance(language: Language, then: i64, now: i64) -> String {
    let seconds = then.saturating_sub(now);
    let (size, unit) = match seconds.unsigned_abs() {
        0..60 => (1, "second"),
        60..3_600 => (60, "minute"),
        3_600..86_400 => (3_600, "hour"),
        86_400..2_592_000 => (86_400, "day"),
        2_592_000..31_536_000 => (2_592_000, "month"),
        _ => (31_536_000, "year"),
    };
    relative(language, seconds / size, unit).unwrap_or_else(|| token::inspect::time_in_words(then, now))
}

#[expect(clippy::cast_precision_loss, reason = "counts of units are far below 2^53")]
fn relative(language: Language, count: i64, unit: &str) -> Option<String> {
    let options = Object::new();
    Reflect::set(&options, &"numeric".into(), &"auto".into()).ok()?;
    let intl = Reflect::get(&global(), &"Intl".into()).ok()?;
    let format = Reflect::get(&intl, &"RelativeTimeFormat".into()).ok()?.dyn_into::<Function>().ok()?;
    let arguments = Array::of2(&language.tag().into(), &options);
    let format = Reflect::construct(&format, &arguments).ok()?;
    let write = Reflect::get(&format, &"format".into()).ok()?.dyn_into::<Function>().ok()?;
    write.call2(&format, &JsValue::from_f64(count as f64), &unit.into()).ok()?.as_string()
}

/// Day and time in the zone of the browser, as its language writes them.
#[expect(clippy::cast_precision_loss, reason = "milliseconds of this era are exact in a double")]
pub(super) fn local(language: Language, seconds: i64) -> String {
    let date = Date::new(&JsValue::from_f64(seconds as f64 * 1000.0));
    let options = Object::new();
    for (name, value) in [("dateStyle", "medium"), ("timeStyle", "long")] {
        let _ = Reflect::set(&options, &name.into(), &value.into());
    }
    date.to_locale_string(language.tag(), &options).into()
}
