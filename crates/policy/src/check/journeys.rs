//! Steps: their numbers, what follows what, and whether anything comes to an end.

use super::{Checker, index::fold, severity};
use crate::tree::{OrchestrationStep, Precondition, PreconditionType, StepType, SubJourneyType, UserJourney};
use domain::DataType;
use std::collections::BTreeMap;

impl Checker<'_> {
    pub(super) fn journeys(&mut self) {
        for journey in &self.policy.user_journeys {
            let reached = self.reach.journeys.contains(&fold(&journey.id));
            self.steps(journey, reached);
            self.ends(journey, reached);
        }
        for journey in &self.policy.sub_journeys {
            self.steps(journey, self.reach.sub_journeys.contains(&fold(&journey.id)));
        }
    }

    fn steps(&mut self, journey: &UserJourney, reached: bool) {
        // What a layer adds stands behind what it extends, whatever its number.
        let mut steps: Vec<&OrchestrationStep> = journey.steps.iter().collect();
        steps.sort_by_key(|step| step.number());
        self.numbers(journey, &steps);
        let mut exchanges: BTreeMap<String, &OrchestrationStep> = BTreeMap::new();
        for (at, step) in steps.iter().enumerate() {
            let before = at.checked_sub(1).and_then(|at| steps.get(at)).copied();
            let next = steps.get(at + 1).copied();
            self.selections(journey, step, next, reached);
            self.exchanges(journey, step, before);
            for exchange in step.exchanges() {
                if exchanges.insert(fold(&exchange.id), step).is_some() {
                    self.error(
                        "duplicate-claims-exchange",
                        &exchange.id.origin,
                        format!("Two claims exchanges of {} have the id {}.", journey.id, exchange.id),
                        "Give one of them another id.",
                    );
                }
            }
            for precondition in &step.preconditions {
                self.precondition(precondition);
            }
            self.never_runs(journey, step);
            if step.step_type() == Some(StepType::SendClaims) {
                if step.issuer.is_none() && journey.default_issuer.is_none() {
                    self.error(
                        "missing-issuer",
                        &step.origin,
                        format!("{} sends claims without an issuer.", name(journey, step)),
                        "Name a token issuer in CpimIssuerTechnicalProfileReferenceId.",
                    );
                }
                if step.preconditions.is_empty()
                    && let Some(next) = next
                {
                    self.warning(
                        "unreachable-step",
                        &next.origin,
                        format!("{} is never reached: the step before it ends the journey.", name(journey, next)),
                        "Move SendClaims to the end.",
                    );
                }
            }
            if step.step_type() == Some(StepType::InvokeSubJourney) && step.candidates.is_empty() {
                self.tell(
                    severity(reached),
                    "missing-sub-journey",
                    &step.origin,
                    format!("{} invokes no sub-journey.", name(journey, step)),
                    "Name one in JourneyList/Candidate.",
                );
            }
        }
    }

    fn numbers(&mut self, journey: &UserJourney, steps: &[&OrchestrationStep]) {
        for (at, step) in steps.iter().enumerate() {
            let expected = i64::try_from(at).unwrap_or(i64::MAX).saturating_add(1);
            if step.number() != Some(expected) {
                self.error(
                    "step-order",
                    step.order.as_ref().map_or(&step.origin, |order| &order.origin),
                    format!("{} stands where step {expected} is expected.", name(journey, step)),
                    "Number the steps 1, 2, 3 … without gaps and repetitions.",
                );
                // One gap would be told for every step behind it.
                return;
            }
        }
    }

    fn selections(
        &mut self,
        journey: &UserJourney,
        step: &OrchestrationStep,
        next: Option<&OrchestrationStep>,
        reached: bool,
    ) {
        let selects =
            matches!(step.step_type(), Some(StepType::ClaimsProviderSelection | StepType::CombinedSignInAndSignUp));
        if selects && step.content.is_none() {
            self.tell(
                severity(reached),
                "missing-content-definition",
                &step.origin,
                format!("{} shows a page, but names no content definition.", name(journey, step)),
                "Name one in ContentDefinitionReferenceId.",
            );
        }
        let targets: Vec<_> = step.selections().iter().filter_map(|selection| selection.target.as_ref()).collect();
        let followed = next.is_some_and(|next| next.step_type() == Some(StepType::ClaimsExchange));
        if selects && !targets.is_empty() && !followed {
            self.error(
                "selection-without-exchange",
                &step.origin,
                format!("{} lets the user choose, but no step of type ClaimsExchange follows it.", name(journey, step)),
                "Let a step with the exchanges follow it.",
            );
        } else {
            for target in targets {
                if !next.is_some_and(|next| next.exchanges().iter().any(|exchange| exchange.id.is(target))) {
                    self.error(
                        "undefined-claims-exchange",
                        &target.origin,
                        format!("The selection {target} has no claims exchange in the next step."),
                        "Add a ClaimsExchange with this id to the next step.",
                    );
                }
            }
        }
        for validation in step.selections().iter().filter_map(|selection| selection.validation.as_ref()) {
            if !step.exchanges().iter().any(|exchange| exchange.id.is(validation)) {
                self.error(
                    "undefined-claims-exchange",
                    &validation.origin,
                    format!("The selection {validation} has no claims exchange in its own step."),
                    "Add a ClaimsExchange with this id to the step.",
                );
            }
        }
        for selection in step.selections() {
            if selection.target.is_some() == selection.validation.is_some() {
                self.error(
                    "selection-target",
                    &selection.origin,
                    "A selection names an exchange of the next step, or one of its own, and not both.",
                    "Give either TargetClaimsExchangeId or ValidationClaimsExchangeId.",
                );
            }
        }
    }

    fn exchanges(&mut self, journey: &UserJourney, step: &OrchestrationStep, before: Option<&OrchestrationStep>) {
        if step.step_type() != Some(StepType::ClaimsExchange) {
            return;
        }
        let chosen = before.is_some_and(|step| !step.selections().is_empty());
        if step.exchanges().len() > 1 && !chosen {
            self.error(
                "several-exchanges",
                &step.origin,
                format!("{} has several claims exchanges, but nothing before it chooses one.", name(journey, step)),
                "Put a selection step before it, or leave one exchange.",
            );
        }
    }

    pub(super) fn precondition(&mut self, precondition: &Precondition) {
        let expected = match precondition.kind.as_ref().and_then(|kind| kind.value) {
            Some(PreconditionType::ClaimsExist) => 1,
            Some(PreconditionType::ClaimEquals) => 2,
            None => return,
        };
        if precondition.values.len() != expected {
            self.error(
                "precondition-values",
                &precondition.origin,
                format!("The precondition has {} values, but needs {expected}.", precondition.values.len()),
                "ClaimsExist takes a claim; ClaimEquals takes a claim and a value.",
            );
            return;
        }
        let [claim, value] = precondition.values.as_slice() else { return };
        let written = value.trim();
        let spelled = ["True", "False"].into_iter().find(|word| word.eq_ignore_ascii_case(written));
        if self.index.data_type(claim.trim()) == Some(DataType::Boolean) && !["True", "False"].contains(&written) {
            let help = match spelled {
                Some(word) => format!("Write {word}."),
                None => "Write True or False.".to_owned(),
            };
            self.warning(
                "boolean-spelling",
                &value.origin,
                format!(
                    "`{written}` is never equal to the boolean {}: booleans compare as True and False.",
                    claim.trim()
                ),
                help,
            );
        }
    }

    /// Two conditions of which one always holds skip a step whatever happens.
    fn never_runs(&mut self, journey: &UserJourney, step: &OrchestrationStep) {
        let exist = |when: bool| {
            step.preconditions.iter().filter(move |precondition| {
                precondition.kind.as_ref().and_then(|kind| kind.value) == Some(PreconditionType::ClaimsExist)
                    && precondition.execute_if.as_ref().and_then(|flag| flag.value) == Some(when)
            })
        };
        let claim = |precondition: &Precondition| precondition.values.first().map(|claim| fold(claim));
        let contradicted =
            exist(true).any(|one| exist(false).any(|other| claim(one).is_some() && claim(one) == claim(other)));
        if contradicted {
            self.warning(
                "unreachable-step",
                &step.origin,
                format!("{} never runs: it is skipped when a claim is there, and when it is not.", name(journey, step)),
                "Take out one of the two preconditions.",
            );
        }
    }

    fn ends(&mut self, journey: &UserJourney, reached: bool) {
        let ends = journey.steps.iter().any(|step| {
            step.step_type() == Some(StepType::SendClaims)
                || step.candidates.iter().any(|candidate| {
                    let found = self.index.sub_journeys.get(&fold(&candidate.journey));
                    let kind = found.and_then(|journey| journey.kind.as_ref()?.value);
                    kind == Some(SubJourneyType::Transfer)
                })
        });
        if !ends {
            self.tell(
                severity(reached),
                "missing-send-claims",
                &journey.origin,
                format!("The journey {} does not end with SendClaims.", journey.id),
                "End it with a step of type SendClaims.",
            );
        }
    }
}

fn name(journey: &UserJourney, step: &OrchestrationStep) -> String {
    let order = step.order.as_ref().map_or("without a number", |order| &order.text);
    format!("Step {order} of {}", journey.id)
}
