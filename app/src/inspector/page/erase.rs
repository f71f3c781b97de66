//! Closures of views behind one type each. What the framework makes of a closure it makes once per type, so that these
//! few lines take a quarter off the wasm.

use leptos::{ev, prelude::*};

/// A text that follows what it reads: an attribute, a property, a child.
pub(super) type Text = Box<dyn FnMut() -> String + Send>;

/// A text that follows what it reads.
pub(super) fn text(text: impl FnMut() -> String + Send + 'static) -> Text {
    Box::new(text)
}

/// A view that follows what it reads.
pub(super) fn part(view: impl FnMut() -> AnyView + Send + 'static) -> AnyView {
    fn boxed(view: Box<dyn FnMut() -> AnyView + Send>) -> AnyView {
        view.into_any()
    }
    boxed(Box::new(view))
}

/// A view that is there while something holds; it is not made anew while that stays so.
pub(super) fn shown(
    when: impl Fn() -> bool + Send + Sync + 'static,
    view: impl Fn() -> AnyView + Send + 'static,
) -> AnyView {
    fn boxed(when: Box<dyn Fn() -> bool + Send + Sync>, view: Box<dyn Fn() -> AnyView + Send>) -> AnyView {
        let holds = Memo::new(move |_| when());
        part(move || if holds.get() { view() } else { ().into_any() })
    }
    boxed(Box::new(when), Box::new(view))
}

/// What a click does.
pub(super) fn click(mut act: impl FnMut() + 'static) -> Box<dyn FnMut(ev::MouseEvent)> {
    Box::new(move |_| act())
}

/// What is done with the value of a field.
pub(super) fn typed(mut act: impl FnMut(String) + 'static) -> Box<dyn FnMut(ev::Event)> {
    Box::new(move |event| act(event_target_value(&event)))
}

/// What the pointer does by coming or going.
pub(super) fn pointer(mut act: impl FnMut() + 'static) -> Box<dyn FnMut(ev::PointerEvent)> {
    Box::new(move |_| act())
}
