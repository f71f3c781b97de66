//! The directory of users: read, write, delete.

use super::{
    Machine, Progress,
    claims::{Got, SENSITIVE},
    fields,
};
use crate::{
    Effect, Fault, Find, Query, SaveUser, Step, UserMessage, Write, Written,
    recording::{Item, Side},
    state::ProfilePhase,
};
use domain::{ClaimValue, Identity, User};
use policy::{
    program::{ClaimUse, Directory, DirectoryKey, DirectoryOperation, NameKind, Profile, Protocol},
    transform::{read_alternative_security_id, read_identity},
};
use serde_json::{Value, json};
use std::collections::BTreeMap;

impl Machine<'_> {
    pub(super) fn directory(&mut self, id: &str, profile: &Profile, directory: &Directory) -> Progress {
        let find = self.find_user(profile, directory)?;
        match directory.operation {
            DirectoryOperation::Read => {
                let Some(find) = find else { return self.directory_read(id, None) };
                self.set_phase(ProfilePhase::Reading);
                Ok(Some(Step::Read(Query(find))))
            }
            DirectoryOperation::Write | DirectoryOperation::DeleteClaims => {
                let Some(find) = find else { return Err(Box::new(missing())) };
                let password = self.persisted_password(profile, directory);
                match password {
                    // Hashing is heavy: it happens outside, and the write follows.
                    Some(password) if directory.operation == DirectoryOperation::Write => {
                        self.set_phase(ProfilePhase::Hashing);
                        Ok(Some(Step::Perform(Box::new(Effect::HashPassword(password)))))
                    }
                    _ => self.write_user(id, profile, directory, find, None),
                }
            }
            DirectoryOperation::DeleteUser => {
                let Some(find) = find else { return Err(Box::new(missing())) };
                self.set_phase(ProfilePhase::Writing);
                self.count_write()?;
                Ok(Some(Step::Write { write: Box::new(Write::Delete(find)), once: self.once(id) }))
            }
        }
    }

    /// A password was hashed: write.
    pub(super) fn password_hashed(&mut self, id: &str, hash: domain::claims::Sensitive) -> Progress {
        let profile = self.profile(id)?.clone();
        let Protocol::Directory(directory) = &profile.protocol else {
            return Err(Box::new(Fault::unexpected("a hashed password for another profile")));
        };
        let Some(find) = self.find_user(&profile, directory)? else { return Err(Box::new(missing())) };
        self.write_user(id, &profile, directory, find, Some(hash))
    }

    fn once(&self, id: &str) -> String {
        format!("{id}/{}/{}", self.state.frames.len(), self.state.used.writes)
    }

    /// Which user the key claim names; `None` if it has no value that could name one.
    fn find_user(&self, profile: &Profile, directory: &Directory) -> Result<Option<Find>, Box<Fault>> {
        let claim = directory.key.claim();
        let used = profile.input_claims.iter().find(|used| used.claim == claim);
        let value = match used {
            Some(used) => self.input_value(profile, used),
            None => self.value(claim).cloned(),
        };
        let text = value.as_ref().and_then(ClaimValue::text).filter(|text| !text.is_empty());
        match &directory.key {
            DirectoryKey::ObjectId(_) => Ok(text.and_then(|text| text.parse().ok()).map(Find::Id)),
            DirectoryKey::SignInName { kind, .. } => {
                Ok(text.map(|text| Find::Identity(self.local_identity(*kind, &text))))
            }
            DirectoryKey::AlternativeSecurityId(claim) => {
                let found = text.and_then(|text| read_alternative_security_id(&text));
                let Some((issuer, issuer_assigned_id)) = found else {
                    return Err(Box::new(Fault::new(
                        "AADB2C90261",
                        "server_error",
                        Side::Configuration,
                        format!("There is no {claim} by which to look for the user."),
                        "Check that the provider sends the user id that its output claims name.",
                    )));
                };
                // A provider that names itself like this tenant would reach local accounts (S35).
                if issuer.eq_ignore_ascii_case(&self.state.request.tenant_domain) {
                    return Err(Box::new(Fault::new(
                        "AADB2C90261",
                        "server_error",
                        Side::Configuration,
                        "The identity provider claims to be this tenant itself.",
                        "Give its output claim identityProvider a value of its own, with AlwaysUseDefaultValue.",
                    )));
                }
                Ok(Some(Find::Identity(Identity { issuer, issuer_assigned_id })))
            }
        }
    }

    /// The identity of a local account: sign-in names compare without case, in their compatible form (S77).
    pub(super) fn local_identity(&self, kind: NameKind, name: &str) -> Identity {
        Identity { issuer: self.state.request.tenant_domain.clone(), issuer_assigned_id: normalised(kind, name) }
    }

    fn persisted_password(&self, profile: &Profile, directory: &Directory) -> Option<domain::claims::Sensitive> {
        let used = directory.persisted_claims.iter().find(|used| used.name().eq_ignore_ascii_case("password"))?;
        let text = self.persisted(profile, used)?.text().filter(|text| !text.is_empty())?;
        Some(domain::claims::Sensitive::new(text))
    }

    fn write_user(
        &mut self,
        id: &str,
        profile: &Profile,
        directory: &Directory,
        find: Find,
        password: Option<domain::claims::Sensitive>,
    ) -> Progress {
        let removes = directory.operation == DirectoryOperation::DeleteClaims;
        let mut attributes = BTreeMap::new();
        let mut identities = Vec::new();
        let mut enabled = None;
        if let Find::Identity(identity) = &find {
            identities.push(identity.clone());
        }
        for used in &directory.persisted_claims {
            let name = used.name();
            if is_identities(name) && !removes {
                self.add_identities(profile, used, &mut identities);
            }
            if name.eq_ignore_ascii_case("password") || name.eq_ignore_ascii_case("objectId") || is_key(name) {
                continue;
            }
            if removes {
                if used.claim != directory.key.claim() {
                    attributes.insert(name.to_owned(), None);
                }
                continue;
            }
            let Some(value) = self.persisted(profile, used) else { continue };
            if name.eq_ignore_ascii_case("accountEnabled") {
                enabled = Some(matches!(value, ClaimValue::Boolean(true)));
                continue;
            }
            if let Some(kind) = NameKind::of(name)
                && let Some(text) = value.text()
            {
                let identity = self.local_identity(kind, &text);
                if !identities.contains(&identity) {
                    identities.push(identity);
                }
            }
            let stored = match value {
                // What nobody may see is not stored as an attribute, which tokens and lists show.
                ClaimValue::Sensitive(_) => continue,
                other => other.shown(),
            };
            attributes.insert(name.to_owned(), Some(stored));
        }
        let by_id = matches!(find, Find::Id(_));
        let save = SaveUser {
            find,
            create: !by_id && !removes && !directory.error_if_missing,
            update: !directory.error_if_exists || by_id,
            identities,
            attributes,
            enabled,
            password,
        };
        self.set_phase(ProfilePhase::Writing);
        self.count_write()?;
        let once = self.once(id);
        Ok(Some(Step::Write { write: Box::new(Write::Save(save)), once }))
    }

    /// Identities of a collection, such as one that a linked provider was added to. None of this tenant itself is among
    /// them: those are names of local accounts (S35).
    fn add_identities(&self, profile: &Profile, used: &ClaimUse, identities: &mut Vec<Identity>) {
        let listed = self.persisted(profile, used).map(|value| value.shown());
        for item in listed.as_ref().and_then(Value::as_array).into_iter().flatten() {
            let read = match item {
                Value::String(text) => read_alternative_security_id(text),
                other => read_identity(other),
            };
            let Some((issuer, issuer_assigned_id)) = read else { continue };
            let identity = Identity { issuer, issuer_assigned_id };
            if !identity.issuer.eq_ignore_ascii_case(&self.state.request.tenant_domain)
                && !identities.contains(&identity)
            {
                identities.push(identity);
            }
        }
    }

    pub(super) fn directory_read(&mut self, id: &str, user: Option<&User>) -> Progress {
        let Protocol::Directory(directory) = &self.profile(id)?.protocol else {
            return Err(Box::new(Fault::unexpected("a directory answer for another profile")));
        };
        let directory = directory.clone();
        self.record_directory("read", &directory, if user.is_some() { "found" } else { "not found" }, user);
        match user {
            Some(user) => self.user_found(id, user, false),
            None if directory.error_if_missing => Err(Box::new(missing())),
            None => self.leave_profile(id, &Got::Outside(&|_| None)),
        }
    }

    pub(super) fn directory_written(&mut self, id: &str, written: &Written) -> Progress {
        let Protocol::Directory(directory) = &self.profile(id)?.protocol else {
            return Err(Box::new(Fault::unexpected("a directory answer for another profile")));
        };
        let directory = directory.clone();
        match written {
            Written::Created(user) => {
                self.record_directory("create", &directory, "created", Some(user));
                self.state.proved = true;
                self.user_found(id, user, true)
            }
            Written::Updated(user) => {
                self.record_directory("update", &directory, "updated", Some(user));
                self.user_found(id, user, false)
            }
            Written::Exists(user) => {
                self.record_directory("create", &directory, "refused", Some(user));
                Err(Box::new(
                    Fault::new(
                        "AADB2C90037",
                        "server_error",
                        Side::Browser,
                        "There is such a user already.",
                        "The person signs in, or signs up with another name.",
                    )
                    .for_the_person(UserMessage::Id("UserMessageIfClaimsPrincipalAlreadyExists".to_owned())),
                ))
            }
            Written::Missing => {
                self.record_directory("update", &directory, "not found", None);
                Err(Box::new(missing()))
            }
            Written::Deleted => {
                self.record_directory("delete", &directory, "deleted", None);
                self.state.user = None;
                self.leave_profile(id, &Got::Outside(&|_| None))
            }
        }
    }

    fn record_directory(&mut self, operation: &str, directory: &Directory, result: &str, user: Option<&User>) {
        self.record(Item::Directory {
            operation: operation.to_owned(),
            key: directory.key.claim().to_owned(),
            result: result.to_owned(),
            user: user.map(|user| user.id.to_string()),
        });
    }

    /// Remembers whether a user is switched off, as it was just read.
    pub(super) fn note_enabled(&mut self, user: &User) {
        if user.enabled {
            self.state.blocked.remove(&user.id);
        } else {
            self.state.blocked.insert(user.id);
        }
    }

    fn user_found(&mut self, id: &str, user: &User, created: bool) -> Progress {
        // A policy may read `accountEnabled` and say it in its own words; no policy gets past it.
        let asks =
            self.profile(id)?.output_claims.iter().any(|used| used.name().eq_ignore_ascii_case("accountEnabled"));
        if !user.enabled && !asks {
            return Err(Box::new(blocked()));
        }
        self.state.user = Some(user.id);
        self.note_enabled(user);
        self.leave_profile(id, &Got::Outside(&|claim| attribute(user, claim, created)))
    }
}

fn missing() -> Fault {
    Fault::new("AADB2C90053", "access_denied", Side::Browser, "There is no such user.", "The person signs up first.")
        .for_the_person(UserMessage::Id("UserMessageIfClaimsPrincipalDoesNotExist".to_owned()))
}

/// The account is switched off.
pub(super) fn blocked() -> Fault {
    Fault::new(
        "AADB2C90111",
        "access_denied",
        Side::Configuration,
        "The account is disabled.",
        "Enable the user in Users, if the person may sign in again.",
    )
    .for_the_person(UserMessage::Id("UserMessageIfUserAccountDisabled".to_owned()))
}

/// A name as accounts are found by it: without control characters and blanks around it, in lower case, NFKC; of a
/// telephone number only digits and `+` (S77).
pub fn normalised(kind: NameKind, name: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    let clean: String = fields::clean(name).nfkc().flat_map(char::to_lowercase).collect();
    match kind {
        NameKind::Phone => clean.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect(),
        _ => clean,
    }
}

/// Names of identities, which are no attributes.
fn is_key(name: &str) -> bool {
    name.eq_ignore_ascii_case("alternativeSecurityId")
        || name.eq_ignore_ascii_case("userIdentities")
        || name.eq_ignore_ascii_case("alternativeSecurityIds")
}

/// Names of collections of them.
fn is_identities(name: &str) -> bool {
    name.eq_ignore_ascii_case("userIdentities") || name.eq_ignore_ascii_case("alternativeSecurityIds")
}

/// An attribute of a user, by the name that policies have for it.
pub(super) fn attribute(user: &User, claim: &str, created: bool) -> Option<Value> {
    let text = |value: &Option<String>| value.as_deref().map(Value::from);
    match claim.to_ascii_lowercase().as_str() {
        "objectid" => Some(Value::from(user.id.to_string())),
        "displayname" => text(&user.display_name),
        "givenname" => text(&user.given_name),
        "surname" => text(&user.surname),
        "emails" => user.email.as_ref().map(|email| Value::from(vec![email.as_str()])),
        "accountenabled" => Some(Value::from(user.enabled)),
        "newclaimsprincipalcreated" => created.then(|| Value::from(true)),
        "alternativesecurityid" => {
            let identity = user.identities.iter().find(|identity| !identity.issuer.ends_with(".onmicrosoft.com"))?;
            Some(json!(policy::transform::alternative_security_id(&identity.issuer, &identity.issuer_assigned_id)))
        }
        "alternativesecurityids" | "useridentities" => {
            let federated = user.identities.iter().filter(|identity| !identity.issuer.ends_with(".onmicrosoft.com"));
            let listed: Vec<Value> = federated
                .filter_map(|identity| {
                    let text =
                        policy::transform::alternative_security_id(&identity.issuer, &identity.issuer_assigned_id);
                    let mut item: Value = serde_json::from_str(&text).ok()?;
                    if claim.eq_ignore_ascii_case("userIdentities") {
                        let (issuer, key) = (item.get("identityProvider")?.clone(), item.get("key")?.clone());
                        item = json!({ "issuer": issuer, "issuerUserId": key });
                    }
                    Some(item)
                })
                .collect();
            (!listed.is_empty()).then_some(Value::Array(listed))
        }
        wanted if wanted == SENSITIVE => None,
        wanted => {
            let found = user.attributes.iter().find(|(name, _)| name.eq_ignore_ascii_case(wanted));
            found.map(|(_, value)| value.clone())
        }
    }
}
