use super::field::field_id;
use crate::api::{Answer, ConsoleError, FieldErrors};
use leptos::{prelude::*, task::spawn_local};
use std::{collections::BTreeSet, time::Duration};
use wasm_bindgen::JsCast;

/// Where a form stands: being edited, saving, saved, refused.
#[derive(Clone, Copy)]
pub(crate) struct Saver {
    pub(crate) saving: RwSignal<bool>,
    pub(crate) saved: RwSignal<bool>,
    pub(crate) dirty: RwSignal<bool>,
    pub(crate) failure: RwSignal<Option<ConsoleError>>,
    pub(crate) errors: RwSignal<FieldErrors>,
    /// Element ids of the fields that a person has been in, and how often something was typed.
    visited: StoredValue<(BTreeSet<String>, u32)>,
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
            visited: StoredValue::new((BTreeSet::new(), 0)),
        }
    }

    /// For another call about the same fields: what it refuses stands beside them too.
    pub(crate) fn beside(self) -> Self {
        Self { errors: self.errors, ..Self::new() }
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

    /// Once a person stops typing for a moment, asks whether a save would be refused, and says so beside the fields that
    /// the person has been in. The rules live on the server alone.
    pub(crate) fn review<Fut>(self, element: String, call: impl FnOnce() -> Fut + 'static)
    where
        Fut: Future<Output = Result<Answer<FieldErrors>, ConsoleError>> + 'static,
    {
        let typed = self.visited.try_update_value(|(visited, typed)| {
            visited.insert(element);
            *typed = typed.wrapping_add(1);
            *typed
        });
        let still = move || self.visited.try_with_value(|(_, now)| Some(*now)).flatten() == typed;
        set_timeout(
            move || {
                if !still() {
                    return;
                }
                let call = call();
                spawn_local(async move {
                    // A save that runs meanwhile says more.
                    if let Ok(fields) = call.await.flatten()
                        && still()
                        && !self.saving.get_untracked()
                    {
                        self.visited.with_value(|(visited, _)| {
                            let is_visited = |name: &String| visited.contains(&field_id(name));
                            self.errors.update(|errors| {
                                errors.retain(|name, _| !is_visited(name));
                                errors.extend(fields.into_iter().filter(|(name, _)| is_visited(name)));
                            });
                        });
                    }
                });
            },
            Duration::from_millis(500),
        );
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
