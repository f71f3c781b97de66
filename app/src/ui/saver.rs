use crate::api::{Answer, ConsoleError, FieldErrors};
use leptos::{prelude::*, task::spawn_local};
use wasm_bindgen::JsCast;

/// Where a form stands: being edited, saving, saved, refused.
#[derive(Clone, Copy)]
pub(crate) struct Saver {
    pub(crate) saving: RwSignal<bool>,
    pub(crate) saved: RwSignal<bool>,
    pub(crate) dirty: RwSignal<bool>,
    pub(crate) failure: RwSignal<Option<ConsoleError>>,
    pub(crate) errors: RwSignal<FieldErrors>,
}

impl Saver {
    /// Nothing happened yet.
    pub(crate) fn new() -> Self {
        Self {
            saving: RwSignal::new(false),
            saved: RwSignal::new(false),
            dirty: RwSignal::new(false),
            failure: RwSignal::new(None),
            errors: RwSignal::new(FieldErrors::new()),
        }
    }

    /// Calls the server once; a second press while it works does nothing.
    pub(crate) fn run<T: 'static>(
        self,
        call: impl Future<Output = Result<Answer<T>, ConsoleError>> + 'static,
        then: impl FnOnce(T) + 'static,
    ) {
        if self.saving.get_untracked() {
            return;
        }
        self.saving.set(true);
        self.saved.set(false);
        self.failure.set(None);
        self.errors.set(FieldErrors::new());
        spawn_local(async move {
            let answer = call.await.flatten();
            self.saving.set(false);
            match answer {
                Ok(value) => {
                    self.dirty.set(false);
                    self.saved.set(true);
                    then(value);
                }
                Err(ConsoleError::Invalid { fields, form }) => {
                    let beside = !fields.is_empty();
                    self.errors.set(fields.clone());
                    self.failure.set(Some(ConsoleError::Invalid { fields, form }));
                    if beside {
                        request_animation_frame(focus_first_error);
                    }
                }
                Err(error) => self.failure.set(Some(error)),
            }
        });
    }

    /// What was wrong with a field is being corrected.
    pub(crate) fn clear(self, name: &str) {
        if self.errors.with_untracked(|errors| errors.contains_key(name)) {
            self.errors.update(|errors| {
                errors.remove(name);
            });
        }
    }

    /// Something was changed.
    pub(crate) fn touched(self) {
        if !self.dirty.get_untracked() {
            self.dirty.set(true);
        }
        if self.saved.get_untracked() {
            self.saved.set(false);
        }
    }
}

fn focus_first_error() {
    let found = document().query_selector("[aria-invalid=\"true\"]").ok().flatten();
    if let Some(element) = found.and_then(|element| element.dyn_into::<web_sys::HtmlElement>().ok()) {
        let _ = element.focus();
    }
}
