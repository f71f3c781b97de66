//! Pages: content definitions, texts, what is entered, display controls.

use super::{Compiler, is_true};
use crate::{
    program::{
        Claim, ClaimUse, CodeOperation, Content, Control, ControlPart, Element, Enabled, Forgotten, InputType, Item,
        Mask, Profile, Protocol, Resources, SelfAsserted, Validation,
    },
    regex::Regex,
    tree::{self, Origin, TechnicalProfile},
};
use domain::DataType;
use std::collections::{BTreeMap, BTreeSet};

/// How often a page is answered without success, where the policy does not say.
const RETRIES: u16 = 7;

impl Compiler<'_> {
    pub(super) fn use_page(&mut self, id: &str) -> String {
        let policy = self.policy;
        let Some(content) = policy.building_blocks.content_definitions.iter().find(|content| content.id.is(id)) else {
            return id.to_owned();
        };
        if self.pages.contains_key(&*content.id) {
            return content.id.to_string();
        }
        let text = |uri: &Option<tree::Text>| uri.as_ref().map(|uri| uri.trim().to_owned()).unwrap_or_default();
        let mut resources = BTreeMap::new();
        for reference in content.localized_resources.iter().flat_map(|references| &references.items) {
            let Some(named) = &reference.resources else { continue };
            if let Some(id) = self.use_resources(named) {
                resources.insert(reference.language.to_string(), id);
            }
        }
        let texts = content
            .metadata
            .iter()
            .filter(|item| item.key.starts_with("language."))
            .map(|item| (item.key.to_string(), item.value.trim().to_owned()))
            .collect();
        let page = Content { load_uri: text(&content.load_uri), data_uri: text(&content.data_uri), resources, texts };
        self.pages.insert(content.id.to_string(), page);
        content.id.to_string()
    }

    pub(super) fn mask(&mut self, claim: &tree::Text, written: &tree::Mask) -> Option<Mask> {
        match (written.kind.as_ref().and_then(|kind| kind.value), &written.regex) {
            (Some(tree::MaskType::Regex), Some(pattern)) => match Regex::new(pattern) {
                Ok(pattern) => Some(Mask::Regex { pattern, replacement: written.value.to_string() }),
                Err(error) => {
                    let message = format!("The mask of the claim {claim} is not run: {error}.");
                    self.refuse("unsupported-pattern", &pattern.origin, message);
                    None
                }
            },
            _ => Some(Mask::Simple(written.value.to_string())),
        }
    }

    fn use_resources(&mut self, id: &str) -> Option<String> {
        let localization = self.policy.building_blocks.localization.as_ref()?;
        let found = localization
            .resources
            .iter()
            .find(|resources| resources.id.as_ref().or(resources.culture.as_ref()).is_some_and(|known| known.is(id)))?;
        let id = found.id.as_ref().or(found.culture.as_ref())?.to_string();
        if !self.resources.contains_key(&id) {
            let mut compiled = Resources::default();
            for string in &found.strings {
                let kind = string.element_type.to_string();
                let element = string.element_id.as_ref().map(ToString::to_string).unwrap_or_default();
                let element = if kind == "ClaimType" { self.claim(&element) } else { element };
                let strings = compiled.strings.entry(kind).or_default().entry(element).or_default();
                strings.insert(string.string_id.to_string(), string.value.trim().to_owned());
            }
            for collection in found.collections.iter().filter(|found| *found.element_type == *"ClaimType") {
                let items = collection.items.iter().map(item).collect();
                compiled.items.insert(self.claim(&collection.element_id), items);
            }
            self.resources.insert(id.clone(), compiled);
        }
        Some(id)
    }

    /// How a claim is entered; one that a page cannot show is refused where a page has it.
    pub(super) fn input_type(&self, claim: &tree::ClaimType) -> Option<InputType> {
        let _ = self;
        let phone = claim.data_type.as_ref().and_then(|written| written.value) == Some(DataType::PhoneNumber);
        match claim.input.as_ref()?.value? {
            tree::InputType::TextBox if phone => Some(InputType::Telephone),
            tree::InputType::TextBox => Some(InputType::TextBox),
            tree::InputType::EmailBox => Some(InputType::EmailBox),
            tree::InputType::Readonly => Some(InputType::Readonly),
            tree::InputType::Paragraph => Some(InputType::Paragraph),
            tree::InputType::DateTimeDropdown => Some(InputType::Date),
            tree::InputType::RadioSingleSelect => Some(InputType::Radio),
            tree::InputType::DropdownSingleSelect => Some(InputType::Dropdown),
            tree::InputType::CheckboxMultiSelect => Some(InputType::Checkboxes),
            tree::InputType::Password => Some(InputType::Password),
            tree::InputType::Button => None,
        }
    }

    pub(super) fn self_asserted(&mut self, profile: &TechnicalProfile) -> SelfAsserted {
        let content = profile.item("ContentDefinitionReferenceId").unwrap_or("api.selfasserted").to_owned();
        let content = self.use_page(&content);
        let validations: Vec<Validation> = profile
            .validation_profiles
            .iter()
            .map(|used| {
                self.validation(
                    &used.id,
                    used.continue_on_success.as_ref(),
                    used.continue_on_error.as_ref(),
                    &used.preconditions,
                )
            })
            .collect();
        let elements = if profile.display_claims.is_empty() {
            self.output_elements(profile, &validations)
        } else {
            self.display_elements(profile)
        };
        let signs_in = validations.iter().any(|validation| {
            self.profiles.get(&validation.profile).is_some_and(|found| found.protocol == Protocol::LocalLogin)
        });
        let location = profile.item("setting.forgotPasswordLinkLocation").unwrap_or_default();
        let forgotten = match profile.item("setting.forgotPasswordLinkOverride") {
            _ if location.eq_ignore_ascii_case("none") => Forgotten::None,
            Some(exchange) => Forgotten::Exchange(exchange.to_owned()),
            None if signs_in => Forgotten::Application,
            None => Forgotten::None,
        };
        let shows = |key: &str| profile.item(key).is_none_or(is_true);
        SelfAsserted {
            content,
            cancel: shows("setting.showCancelButton"),
            proceed: shows("setting.showContinueButton"),
            elements,
            validations,
            sign_up: profile.item("SignUpTarget").filter(|_| shows("setting.showSignupLink")).map(str::to_owned),
            forgotten,
            remember_me: profile.item("setting.enableRememberMe").is_some_and(is_true),
            retry_limit: profile
                .item("setting.retryLimit")
                .and_then(|text| text.parse().ok())
                .filter(|limit| *limit > 0)
                .unwrap_or(RETRIES),
        }
    }

    fn validation(
        &mut self,
        id: &tree::Text,
        continue_on_success: Option<&tree::Value<bool>>,
        continue_on_error: Option<&tree::Value<bool>>,
        preconditions: &[tree::Precondition],
    ) -> Validation {
        let profile = self.use_profile(id, &id.origin);
        if matches!(
            self.profiles.get(&profile).map(|profile| &profile.protocol),
            Some(
                Protocol::SelfAsserted(_)
                    | Protocol::OpenIdConnect(_)
                    | Protocol::OAuth2(_)
                    | Protocol::PhoneFactor(_)
                    | Protocol::JwtIssuer(_)
                    | Protocol::OAuth2Error
            )
        ) {
            self.refuse(
                "unsupported-validation-profile",
                &id.origin,
                format!("The technical profile {profile} needs the browser, so it cannot run for another page."),
            );
        }
        Validation {
            profile,
            continue_on_success: continue_on_success.and_then(|flag| flag.value).unwrap_or(true),
            continue_on_error: tree::is_true(continue_on_error),
            preconditions: preconditions.iter().filter_map(|condition| self.precondition(condition)).collect(),
        }
    }

    /// Without display claims a page asks for the output claims whose value comes from nowhere else.
    fn output_elements(&mut self, profile: &TechnicalProfile, validations: &[Validation]) -> Vec<Element> {
        let given: BTreeSet<String> = validations
            .iter()
            .filter_map(|validation| self.profiles.get(&validation.profile))
            .flat_map(|profile| profile.output_claims.iter().map(|used| used.claim.clone()))
            .collect();
        let verifies = profile.item("EnforceEmailVerification").is_none_or(is_true);
        let mut elements = Vec::new();
        for used in &profile.output_claims {
            let compiled = self.claim_use(used);
            // What somebody has to enter is asked for, even if a validation gives it back.
            let given = given.contains(&compiled.claim) && !compiled.required;
            if compiled.default.is_some() || given || !self.is_entered(&compiled.claim) {
                continue;
            }
            let address = compiled.partner.as_deref().and_then(|partner| partner.strip_prefix("Verified."));
            match address {
                Some(what) if verifies && what.to_ascii_lowercase().contains("email") => {
                    elements.push(Element::Control(self.verified_email(compiled)));
                }
                Some(what) if verifies => self.refuse(
                    "unsupported-verification",
                    &used.origin,
                    format!("The engine does not verify {what} by the name of the partner claim."),
                ),
                _ => elements.push(Element::Claim(compiled)),
            }
        }
        elements
    }

    fn is_entered(&self, claim: &str) -> bool {
        self.claims.get(claim).is_some_and(|claim| claim.input.is_some())
    }

    fn display_elements(&mut self, profile: &TechnicalProfile) -> Vec<Element> {
        let mut elements = Vec::new();
        for used in &profile.display_claims {
            if let Some(control) = &used.control {
                elements.extend(self.use_control(control, &used.origin).map(Element::Control));
                continue;
            }
            let compiled = self.claim_use(used);
            if self.is_entered(&compiled.claim) {
                elements.push(Element::Claim(compiled));
            } else {
                self.refuse(
                    "unsupported-input-type",
                    &used.origin,
                    format!("The claim {} has no input type that a page can show.", compiled.claim),
                );
            }
        }
        elements
    }

    /// `Verified.Email` as partner claim: a display control that we bring, with our own code by e-mail.
    fn verified_email(&mut self, used: ClaimUse) -> String {
        let claim = used.claim.clone();
        let id = format!("{claim}_ver");
        if self.controls.contains_key(&id) {
            return id;
        }
        let code = format!("{claim}_ver_input");
        self.claims.entry(code.clone()).or_insert_with(|| Claim {
            display_name: "ver_input".to_owned(),
            data_type: DataType::String,
            input: Some(InputType::TextBox),
            help: None,
            pattern: None,
            validation: None,
            items: Vec::new(),
            mask: None,
        });
        let address = ClaimUse { partner: Some("emailAddress".to_owned()), ..bare(&claim) };
        let typed = ClaimUse { partner: Some("verificationCode".to_owned()), ..bare(&code) };
        let run = |operation: CodeOperation, name: &str, inputs: Vec<ClaimUse>| {
            let profile = Profile {
                display_name: name.to_owned(),
                domains: Vec::new(),
                provider: None,
                protocol: Protocol::EmailCode(operation),
                input_transformations: Vec::new(),
                input_claims: inputs,
                output_claims: Vec::new(),
                output_transformations: Vec::new(),
                resolves: false,
                session: None,
                enabled: Enabled::Always,
                messages: BTreeMap::new(),
            };
            (format!("{id}.{name}"), profile)
        };
        let (send, profile) = run(CodeOperation::Send, "SendCode", vec![address.clone()]);
        self.profiles.insert(send.clone(), profile);
        let (verify, profile) = run(CodeOperation::Verify, "VerifyCode", vec![address, typed]);
        self.profiles.insert(verify.clone(), profile);
        let step = |profile: String| {
            vec![Validation { profile, continue_on_success: true, continue_on_error: false, preconditions: Vec::new() }]
        };
        let control = Control {
            input_claims: Vec::new(),
            claims: vec![ControlPart { claim: ClaimUse { required: true, ..used }, kind: Some("Email".to_owned()) }],
            code,
            send: step(send),
            verify: step(verify),
            output_claims: vec![bare(&claim)],
        };
        self.controls.insert(id.clone(), control);
        id
    }

    fn use_control(&mut self, id: &str, origin: &Origin) -> Option<String> {
        let policy = self.policy;
        let Some(found) = policy.building_blocks.display_controls.iter().find(|control| control.id.is(id)) else {
            self.refuse("undefined-display-control", origin, format!("There is no display control {id}."));
            return None;
        };
        let id = found.id.to_string();
        if self.controls.contains_key(&id) {
            return Some(id);
        }
        if found.kind.as_ref().and_then(|kind| kind.value) != Some(tree::ControlType::VerificationControl) {
            let kind = found.kind.as_ref().map_or("", |kind| &kind.text);
            self.refuse(
                "unsupported-display-control",
                &found.origin,
                format!("The display control {id} is a {kind}, which the engine does not show."),
            );
            return None;
        }
        let is_code =
            |used: &&tree::ClaimUse| used.control_claim_type.as_ref().is_some_and(|kind| kind.is("VerificationCode"));
        let Some(code) = found.display_claims.iter().find(is_code) else {
            self.refuse(
                "unsupported-display-control",
                &found.origin,
                format!("The display control {id} has no display claim for the verification code."),
            );
            return None;
        };
        let mut action = |name: &str| -> Vec<Validation> {
            let profiles = found.actions.iter().filter(|action| action.id.is(name)).flat_map(|a| a.profiles.iter());
            profiles
                .map(|used| {
                    self.validation(
                        &used.id,
                        used.continue_on_success.as_ref(),
                        used.continue_on_error.as_ref(),
                        &used.preconditions,
                    )
                })
                .collect()
        };
        let (send, verify) = (action("SendCode"), action("VerifyCode"));
        if send.is_empty() || verify.is_empty() {
            self.refuse(
                "unsupported-display-control",
                &found.origin,
                format!("The display control {id} needs the actions SendCode and VerifyCode, or anybody would pass."),
            );
            return None;
        }
        let control = Control {
            input_claims: self.uses(&found.input_claims),
            claims: found
                .display_claims
                .iter()
                .filter(|used| !is_code(used))
                .map(|used| ControlPart {
                    claim: self.claim_use(used),
                    kind: used.control_claim_type.as_ref().map(ToString::to_string),
                })
                .collect(),
            code: self.claim(&code.claim),
            send,
            verify,
            output_claims: self.uses(&found.output_claims),
        };
        self.controls.insert(id.clone(), control);
        Some(id)
    }
}

fn bare(claim: &str) -> ClaimUse {
    ClaimUse { claim: claim.to_owned(), partner: None, default: None, always_default: false, required: false }
}

pub(super) fn item(written: &tree::EnumerationItem) -> Item {
    Item {
        text: written.label.to_string(),
        value: written.value.to_string(),
        selected: tree::is_true(written.selected.as_ref()),
    }
}
