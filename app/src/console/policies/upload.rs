use super::diagnostics::{count, diagnostics_view};
use crate::{
    api::{PolicyUploadForm, PolicyUploadReport, UploadedFile},
    console::{
        calls::{review_policies, upload_policies},
        tenant::CurrentTenant,
    },
    ui::{CheckField, EditForm, FileField, Glyph, Icon, Note, PageHead, Saver, Tone, bound},
};
use leptos::{prelude::*, task::spawn_local};
use policy::Severity;

/// *Upload custom policy*.
#[component]
pub(in crate::console) fn Upload() -> impl IntoView {
    let tenant = CurrentTenant::of_page();
    let form = RwSignal::new(PolicyUploadForm::default());
    // What the server says of the form as it stands, or of the one that was stored last.
    let report = RwSignal::new(None::<PolicyUploadReport>);
    let saver = Saver::new();
    let add = Callback::new(move |files: Vec<UploadedFile>| {
        form.update(|form| {
            for file in files {
                form.files.retain(|known| known.name != file.name);
                form.files.push(file);
            }
            form.allow_breaking = false;
        });
        saver.touched();
    });
    let save = move |()| {
        let asked = form.get_untracked();
        saver.run(upload_policies(tenant.now(), asked), move |answer| {
            if answer.stored.is_empty() {
                saver.saved.set(false);
                saver.dirty.set(true);
            } else {
                form.set(PolicyUploadForm::default());
            }
            report.set(Some(answer));
        });
    };
    keep_reviewed(form, report, tenant);
    view! {
        <PageHead
            title="Upload custom policy"
            sentence="All files of a set at once, in any order: they are checked together, and stored together or not at all."
            up=("Identity Experience Framework", tenant.place("policies"))
        />
        <EditForm saver=saver on_save=save action="Upload">
            <FileField
                name="files"
                label="Policy files"
                help="XML, each with one TrustFrameworkPolicy. What they build on may be here already."
                accept=".xml,text/xml,application/xml"
                multiple=true
                on_chosen=add
            />
            {chosen_list(form, saver)}
            <CheckField
                name="overwrite"
                label="Overwrite the custom policy if it already exists"
                bound=bound!(form, overwrite)
            />
            <Show when=move || report.with(|report| report.as_ref().is_some_and(|report| !report.broken.is_empty()))>
                <CheckField
                    name="allowBreaking"
                    label="Upload although other policies stop working"
                    bound=bound!(form, allow_breaking)
                    help="Applications that call them get an error, until they are corrected."
                />
            </Show>
        </EditForm>
        <div role="status">
            {move || report.get().map(|report| said(&report, form.with(|form| form.files.len())))}
        </div>
        {move || report.get().map(|report| report_view(report, tenant))}
    }
}

/// Has the files looked at whenever they change.
fn keep_reviewed(
    form: RwSignal<PolicyUploadForm>,
    report: RwSignal<Option<PolicyUploadReport>>,
    tenant: CurrentTenant,
) {
    Effect::new(move |_| {
        let asked = form.get();
        if asked.files.is_empty() {
            // What was said of files that are taken out again.
            if report.with_untracked(|report| report.as_ref().is_some_and(|report| report.stored.is_empty())) {
                report.set(None);
            }
            return;
        }
        let call = review_policies(tenant.now(), asked.clone());
        spawn_local(async move {
            // Other files may stand there by now.
            if let Ok(answer) = call.await.flatten()
                && form.try_get_untracked().as_ref() == Some(&asked)
            {
                report.try_set(Some(answer));
            }
        });
    });
}

fn chosen_list(form: RwSignal<PolicyUploadForm>, saver: Saver) -> AnyView {
    let line = move |name: String| {
        let label = format!("Remove {name}");
        let shown = name.clone();
        let take_out = move |_| {
            form.update(|form| form.files.retain(|file| file.name != name));
            saver.touched();
        };
        view! {
            <li>
                <code>{shown}</code>
                <button type="button" class="icon-button" aria-label=label on:click=take_out>
                    <Glyph icon=Icon::Cross/>
                </button>
            </li>
        }
    };
    view! {
        <ul class="choice-list" aria-label="Chosen files">
            <For
                each=move || form.with(|form| form.files.iter().map(|file| file.name.clone()).collect::<Vec<_>>())
                key=String::clone
                let:name
            >
                {line(name)}
            </For>
        </ul>
    }
    .into_any()
}

/// The outcome in one sentence.
fn said(report: &PolicyUploadReport, files: usize) -> String {
    let of = |severity| report.diagnostics.iter().filter(|diagnostic| diagnostic.severity == severity).count();
    let (errors, warnings) = (of(Severity::Error), of(Severity::Warning));
    if !report.stored.is_empty() {
        format!("{} stored.", count(report.stored.len(), "policy is", "policies are"))
    } else if errors > 0 {
        format!("Nothing can be stored: {}.", count(errors, "error", "errors"))
    } else if !report.broken.is_empty() {
        "Nothing is stored yet: other policies would stop working.".to_owned()
    } else if files > 0 {
        let files = count(files, "file", "files");
        format!("{files} without an error, {}. Nothing is stored yet.", count(warnings, "warning", "warnings"))
    } else {
        String::new()
    }
}

fn report_view(report: PolicyUploadReport, tenant: CurrentTenant) -> AnyView {
    let stored = (!report.stored.is_empty()).then(|| {
        let links = report
            .stored
            .iter()
            .map(|policy| {
                let href = tenant.place(&format!("policies/{policy}"));
                view! { <li><a href=href>{policy.to_string()}</a></li> }
            })
            .collect::<Vec<_>>();
        view! {
            <Note tone=Tone::Success>
                <p>"Stored, and in force for the next sign-in:"</p>
                <ul>{links}</ul>
            </Note>
        }
    });
    let broken = report
        .broken
        .into_iter()
        .map(|(policy, diagnostics)| {
            view! {
                <h3>{format!("{policy} does not run any more with these files")}</h3>
                {diagnostics_view(diagnostics)}
            }
        })
        .collect::<Vec<_>>();
    view! {
        {stored}
        {diagnostics_view(report.diagnostics)}
        {broken}
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::{PolicyUploadReport, said};
    use domain::PolicyId;
    use policy::{Diagnostic, tree::Origin};

    #[test]
    fn what_became_of_an_upload_is_one_sentence() {
        let place = Origin::form("x");
        let mut report = PolicyUploadReport::default();
        assert_eq!(said(&report, 0), "");
        report.diagnostics.push(Diagnostic::warning("a", &place, "b", "c"));
        assert_eq!(said(&report, 2), "2 files without an error, 1 warning. Nothing is stored yet.");
        report.broken.push((PolicyId::parse("B2C_1A_signin").unwrap(), Vec::new()));
        assert_eq!(said(&report, 2), "Nothing is stored yet: other policies would stop working.");
        report.diagnostics.push(Diagnostic::error("a", &place, "b", "c"));
        assert_eq!(said(&report, 2), "Nothing can be stored: 1 error.");
        report.stored.push(PolicyId::parse("B2C_1A_signin").unwrap());
        assert_eq!(said(&report, 0), "1 policy is stored.");
    }
}
