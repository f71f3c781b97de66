use crate::{
    api::{IdentityProviderForm, ProviderCheck, ProviderCheckVerdict},
    console::{calls::check_identity_provider, tenant::CurrentTenant},
    ui::{CheckLine, Note, Ready, Saver, Section, Tone, Verdict, checks_view, failure_note},
};
use leptos::prelude::*;

/// *Check*: what the provider says of itself, against the form as it stands, saved or not.
#[component]
pub(super) fn CheckSection(
    /// The form. Its secret is elsewhere, and is not needed.
    form: RwSignal<IdentityProviderForm>,
    /// Of the form: a field that makes a check impossible is marked there.
    saver: Saver,
    /// Whose.
    tenant: CurrentTenant,
) -> impl IntoView {
    let calling = saver.beside();
    let found: RwSignal<Option<(IdentityProviderForm, ProviderCheck)>> = RwSignal::new(None);
    let ready = Ready::signal();
    let check = move |_| {
        let asked = form.get_untracked();
        found.set(None);
        let call = check_identity_provider(tenant.now(), asked.clone());
        calling.run(call, move |check| found.set(Some((asked, check))));
    };
    let busy = calling.saving;
    let said = move || {
        if busy.get() {
            "Asking the provider. This takes a few seconds.".to_owned()
        } else {
            found.with(|found| found.as_ref().map(|(_, check)| summary(check)).unwrap_or_default())
        }
    };
    view! {
        <Section
            title="Check"
            sentence="Fetches the provider's metadata and keys now, and compares them with the form above, saved or not. Nothing is saved, and nobody is signed in."
        >
            <button
                type="button"
                class="button"
                disabled=move || !ready.get()
                aria-disabled=move || busy.get().then_some("true")
                on:click=check
            >
                {move || if busy.get() { "Checking…" } else { "Check" }}
            </button>
            {move || busy.get().then(|| view! { <progress class="progress" aria-label="Checking the provider"></progress> })}
            <p class="check-said" role="status">
                {said}
            </p>
            {move || calling.failure.get().map(failure_note)}
            {move || found.get().map(|(asked, check)| result_view(form, asked, check))}
        </Section>
    }
}

const fn verdict(verdict: ProviderCheckVerdict) -> Verdict {
    match verdict {
        ProviderCheckVerdict::Pass => Verdict::Passed,
        ProviderCheckVerdict::Warn => Verdict::Unsure,
        ProviderCheckVerdict::Fail => Verdict::Failed,
        ProviderCheckVerdict::Skipped => Verdict::Nothing,
    }
}

/// The outcome in one sentence.
fn summary(check: &ProviderCheck) -> String {
    let count = |wanted| check.rows.iter().filter(|row| row.verdict == wanted).count();
    let (failed, unsure) = (count(ProviderCheckVerdict::Fail), count(ProviderCheckVerdict::Warn));
    let all = check.rows.len();
    match (failed, unsure) {
        (0, 0) => format!("Nothing stands in the way of a sign-in: none of {all} checks failed."),
        (0, _) => format!("A sign-in may work. Look at {unsure} of {all} checks."),
        _ => format!("A sign-in cannot work: {failed} of {all} checks failed."),
    }
}

/// What somebody should look at, then the rest, folded.
fn result_view(form: RwSignal<IdentityProviderForm>, asked: IdentityProviderForm, check: ProviderCheck) -> AnyView {
    let lines = check.rows.into_iter().map(|row| CheckLine {
        name: row.name,
        clause: String::new(),
        expected: row.expected,
        found: row.found,
        remedy: row.remedy,
        verdict: verdict(row.verdict),
    });
    let (open, rest): (Vec<_>, Vec<_>) = lines.partition(|line| line.verdict.is_open());
    let title = format!("{} checks passed, or had nothing to check", rest.len());
    let is_old = Memo::new(move |_| form.with(|form| *form != asked));
    view! {
        {move || {
            is_old.get().then(|| view! {
                <Note tone=Tone::Info>
                    <p>"The form has changed since this check. Check again to see whether it is right now."</p>
                </Note>
            })
        }}
        {checks_view(open)}
        {(!rest.is_empty()).then(|| view! {
            <details class="fold">
                <summary>{title}</summary>
                {checks_view(rest)}
            </details>
        })}
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::summary;
    use crate::api::{ProviderCheck, ProviderCheckRow, ProviderCheckVerdict as Verdict};

    #[test]
    fn the_worst_verdict_decides_what_is_said() {
        let said = |verdicts: &[Verdict]| {
            let rows = verdicts.iter().map(|verdict| ProviderCheckRow {
                name: String::new(),
                verdict: *verdict,
                expected: String::new(),
                found: String::new(),
                remedy: String::new(),
            });
            summary(&ProviderCheck { rows: rows.collect() })
        };
        assert!(said(&[Verdict::Pass, Verdict::Skipped]).starts_with("Nothing stands in the way"));
        assert_eq!(said(&[Verdict::Pass, Verdict::Warn]), "A sign-in may work. Look at 1 of 2 checks.");
        assert_eq!(said(&[Verdict::Warn, Verdict::Fail]), "A sign-in cannot work: 1 of 2 checks failed.");
    }
}
