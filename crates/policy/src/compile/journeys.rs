//! Journeys and their steps.

use super::Compiler;
use crate::{
    program::{Action, Exchange, Forgotten, Journey, Precondition, Protocol, Step, StepType, issuer_of},
    tree::{self, OrchestrationStep, Origin, UserJourney},
};

impl Compiler<'_> {
    /// Compiles a user journey when it is first reached; answers its id in the declared spelling.
    pub(super) fn use_journey(&mut self, id: &str, origin: &Origin) -> Option<String> {
        let policy = self.policy;
        let Some(journey) = policy.user_journeys.iter().find(|journey| journey.id.is(id)) else {
            self.refuse("undefined-user-journey", origin, format!("There is no user journey {id}."));
            return None;
        };
        Some(self.compile_journey(journey))
    }

    fn use_sub_journey(&mut self, id: &str, origin: &Origin) -> Option<(String, bool)> {
        let policy = self.policy;
        let Some(journey) = policy.sub_journeys.iter().find(|journey| journey.id.is(id)) else {
            self.refuse("undefined-sub-journey", origin, format!("There is no sub-journey {id}."));
            return None;
        };
        let kind = journey.kind.as_ref().and_then(|kind| kind.value);
        Some((self.compile_journey(journey), kind != Some(tree::SubJourneyType::Transfer)))
    }

    fn compile_journey(&mut self, journey: &UserJourney) -> String {
        let id = journey.id.to_string();
        let mark = format!("journey {id}");
        if !self.journeys.contains_key(&id) && !self.open.contains(&mark) {
            self.open.push(mark);
            let compiled = self.journey(journey);
            self.open.pop();
            self.journeys.insert(id.clone(), compiled);
        }
        id
    }

    /// The journey that the issuer names for refresh tokens, where the relying party names none.
    pub(super) fn refresh_journey(&mut self, default: &str) -> Option<String> {
        let issuer = issuer_of(&self.journeys, &self.profiles, default, 0)?.to_owned();
        let (_, profile) = self.find_profile(&issuer)?;
        let named = profile.item("RefreshTokenUserJourneyId")?.to_owned();
        let origin = profile.origin.clone();
        self.use_journey(&named, &origin)
    }

    fn journey(&mut self, journey: &UserJourney) -> Journey {
        // What a layer adds stands behind what it extends, whatever its number.
        let mut ordered: Vec<&OrchestrationStep> = journey.steps.iter().collect();
        ordered.sort_by_key(|step| step.number());
        let mut steps = Vec::with_capacity(ordered.len());
        for (position, step) in ordered.iter().copied().enumerate() {
            let Some(written) = step.step_type() else { continue };
            let next = ordered.get(position + 1).copied();
            let (kind, action) = match written {
                tree::StepType::ClaimsProviderSelection => {
                    (StepType::ClaimsProviderSelection, self.selection(step, next))
                }
                tree::StepType::CombinedSignInAndSignUp => {
                    (StepType::CombinedSignInAndSignUp, self.selection(step, next))
                }
                tree::StepType::ClaimsExchange => {
                    (StepType::ClaimsExchange, Some(Action::Exchange(self.exchanges(step.exchanges()))))
                }
                tree::StepType::GetClaims => {
                    let party = self.policy.relying_party.as_ref().and_then(|party| party.profile());
                    let inputs = party.map(|profile| self.uses(&profile.input_claims)).unwrap_or_default();
                    // The profile that checks the token stands where an issuer does.
                    let hint = step.issuer.as_ref().map(|profile| self.use_profile(profile, &profile.origin));
                    (StepType::GetClaims, Some(Action::GetClaims { inputs, hint }))
                }
                tree::StepType::InvokeSubJourney => (StepType::InvokeSubJourney, self.invoke(step)),
                tree::StepType::SendClaims => {
                    let issuer = step.issuer.as_ref().or(journey.default_issuer.as_ref());
                    let send = issuer.map(|issuer| Action::Send { issuer: self.use_profile(issuer, &issuer.origin) });
                    (StepType::SendClaims, send)
                }
                other => {
                    self.refuse(
                        "unsupported-step-type",
                        &step.origin,
                        format!("The engine does not run steps of the type {}.", other.name()),
                    );
                    continue;
                }
            };
            let Some(action) = action else { continue };
            let preconditions =
                step.preconditions.iter().filter_map(|condition| self.precondition(condition)).collect();
            let order = step.number().and_then(|number| u16::try_from(number).ok()).unwrap_or_default();
            steps.push(Step { order, kind, preconditions, action });
        }
        Journey { non_interactive: tree::is_true(journey.non_interactive.as_ref()), steps }
    }

    fn invoke(&mut self, step: &OrchestrationStep) -> Option<Action> {
        let Some(candidate) = step.candidates.first() else {
            self.refuse(
                "undefined-sub-journey",
                &step.origin,
                "The step invokes a sub-journey and names none.".to_owned(),
            );
            return None;
        };
        let (journey, returns) = self.use_sub_journey(&candidate.journey, &candidate.origin)?;
        Some(Action::Invoke { journey, returns })
    }

    fn selection(&mut self, step: &OrchestrationStep, next: Option<&OrchestrationStep>) -> Option<Action> {
        let following = next.map(tree::OrchestrationStep::exchanges).unwrap_or_default();
        let find = |id: &str| following.iter().find(|exchange| exchange.id.is(id)).cloned();
        let validated = step.selections().iter().find_map(|selection| selection.validation.as_ref());
        let local = validated.and_then(|id| step.exchanges().iter().find(|exchange| exchange.id.is(id))).cloned();
        let local = local.and_then(|exchange| self.exchanges(&[exchange]).pop());
        // Links lead to exchanges of this step's next one, or are not there.
        let (mut sign_up, mut forgotten) = (None, None);
        if let Some(local) = &local {
            let compiled = self.profiles.get(&local.profile)?;
            let Protocol::SelfAsserted(page) = &compiled.protocol else {
                self.refuse(
                    "unsupported-validation-exchange",
                    &step.origin,
                    format!("The exchange {} is no page, so its form cannot stand beside the providers.", local.id),
                );
                return None;
            };
            sign_up = page.sign_up.as_deref().and_then(find);
            forgotten = match &page.forgotten {
                Forgotten::Exchange(exchange) => find(exchange),
                _ => None,
            };
        }
        let linked: Vec<_> = sign_up.iter().chain(&forgotten).cloned().collect();
        let links = self.exchanges(&linked);
        // A selection that names what a link leads to connects the link; it is no button (behaviour reference §12).
        let chosen: Vec<_> = step
            .selections()
            .iter()
            .filter_map(|selection| find(selection.target.as_ref()?))
            .filter(|exchange| linked.iter().all(|linked| linked.id != exchange.id))
            .collect();
        let choices = self.exchanges(&chosen);
        let option = step.selections.as_ref().and_then(|selections| selections.display_option.as_ref()?.value);
        let content = step.content.as_deref().unwrap_or("api.signuporsignin").to_owned();
        let content = self.use_page(&content);
        Some(Action::Select {
            content,
            choices,
            local,
            links,
            sign_up: sign_up.map(|exchange| exchange.id.to_string()),
            forgotten: forgotten.map(|exchange| exchange.id.to_string()),
            show_single: option == Some(tree::DisplayOption::ShowSingleProvider),
        })
    }

    pub(super) fn exchanges(&mut self, exchanges: &[tree::Exchange]) -> Vec<Exchange> {
        exchanges
            .iter()
            .map(|exchange| Exchange {
                id: exchange.id.to_string(),
                profile: self.use_profile(&exchange.profile, &exchange.profile.origin),
            })
            .collect()
    }

    pub(super) fn precondition(&self, condition: &tree::Precondition) -> Option<Precondition> {
        let when = condition.execute_if.as_ref()?.value?;
        match (condition.kind.as_ref()?.value?, &condition.values[..]) {
            (tree::PreconditionType::ClaimsExist, [claim, ..]) => {
                Some(Precondition::ClaimsExist { claim: self.claim(claim.trim()), when })
            }
            (tree::PreconditionType::ClaimEquals, [claim, value, ..]) => Some(Precondition::ClaimEquals {
                claim: self.claim(claim.trim()),
                value: value.trim().to_owned(),
                when,
            }),
            _ => None,
        }
    }
}
