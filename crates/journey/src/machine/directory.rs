//! The directory of users: read and write by alternative security id or object id.

use super::{Machine, Progress};
use crate::{
    Fault, NewUser, Query, Step, Write,
    recording::{Item, Side},
    state::ProfilePhase,
};
use domain::{ClaimValue, Identity, User};
use policy::{
    program::{Directory, DirectoryKey, DirectoryOperation, Protocol},
    transform::read_alternative_security_id,
};
use serde_json::Value;
use std::collections::BTreeMap;

impl Machine<'_> {
    pub(super) fn directory(&mut self, id: &str, directory: &Directory) -> Progress {
        match (directory.operation, &directory.key) {
            (DirectoryOperation::Read, DirectoryKey::AlternativeSecurityId(claim)) => {
                let identity = self.identity(claim)?;
                self.set_phase(ProfilePhase::Reading);
                Ok(Some(Step::Read(Query::UserByIdentity(identity))))
            }
            (DirectoryOperation::Read, DirectoryKey::ObjectId(claim)) => {
                let Some(user) = self.state.claims.text(claim).and_then(|text| text.parse().ok()) else {
                    return self.directory_read(id, None);
                };
                self.set_phase(ProfilePhase::Reading);
                Ok(Some(Step::Read(Query::UserById(user))))
            }
            (DirectoryOperation::Write, DirectoryKey::AlternativeSecurityId(claim)) => {
                let identity = self.identity(claim)?;
                let mut attributes = BTreeMap::new();
                for used in directory.persisted_claims.iter().filter(|used| used.claim != *claim) {
                    let value =
                        self.state.claims.get(&used.claim).filter(|value| !matches!(value, ClaimValue::Sensitive(_)));
                    if let Some(value) = value {
                        attributes.insert(used.partner.clone().unwrap_or_else(|| used.claim.clone()), value.shown());
                    }
                }
                self.set_phase(ProfilePhase::Writing);
                let once = format!("{id}/{}", self.state.frames.len());
                Ok(Some(Step::Write { write: Box::new(Write::CreateUser(NewUser { identity, attributes })), once }))
            }
            _ => Err(Box::new(Fault::unexpected("a directory operation of another kind"))),
        }
    }

    fn identity(&self, claim: &str) -> Result<Identity, Box<Fault>> {
        let found = self.state.claims.text(claim).and_then(|text| read_alternative_security_id(&text));
        found.map(|(issuer, issuer_assigned_id)| Identity { issuer, issuer_assigned_id }).ok_or_else(|| {
            Box::new(Fault::new(
                "AADB2C90261",
                "server_error",
                Side::Configuration,
                format!("There is no {claim} by which to look for the user."),
                "Check that the provider's claims mapping has a User ID that the provider sends.",
            ))
        })
    }

    pub(super) fn directory_read(&mut self, id: &str, user: Option<&User>) -> Progress {
        let Protocol::Directory(directory) = &self.profile(id)?.protocol else {
            return Err(Box::new(Fault::unexpected("a directory answer for another profile")));
        };
        let (key, error_if_missing) = (key_name(&directory.key).to_owned(), directory.error_if_missing);
        self.record(Item::Directory {
            operation: "read".to_owned(),
            key,
            result: if user.is_some() { "found" } else { "not found" }.to_owned(),
            user: user.map(|user| user.id.to_string()),
        });
        match user {
            Some(user) => self.user_found(id, user, false),
            None if error_if_missing => Err(Box::new(Fault::new(
                "AADB2C90053",
                "access_denied",
                Side::Browser,
                "There is no such user.",
                "The person signs up first.",
            ))),
            None => self.leave_profile(id, &|_| None),
        }
    }

    pub(super) fn directory_written(&mut self, id: &str, user: &User, created: bool) -> Progress {
        let Protocol::Directory(directory) = &self.profile(id)?.protocol else {
            return Err(Box::new(Fault::unexpected("a directory answer for another profile")));
        };
        let key = key_name(&directory.key).to_owned();
        self.record(Item::Directory {
            operation: "create".to_owned(),
            key,
            result: if created { "created" } else { "found" }.to_owned(),
            user: Some(user.id.to_string()),
        });
        self.user_found(id, user, created)
    }

    fn user_found(&mut self, id: &str, user: &User, created: bool) -> Progress {
        if !user.enabled {
            return Err(Box::new(Fault::new(
                "AADB2C90111",
                "access_denied",
                Side::Configuration,
                "The account is disabled.",
                "Enable the user in Users, if the person may sign in again.",
            )));
        }
        self.state.user = Some(user.id);
        self.leave_profile(id, &|claim| attribute(user, claim, created))
    }
}

fn attribute(user: &User, claim: &str, created: bool) -> Option<Value> {
    let text = |value: &Option<String>| value.as_deref().map(Value::from);
    match claim {
        "objectId" => Some(Value::from(user.id.to_string())),
        "displayName" => text(&user.display_name),
        "givenName" => text(&user.given_name),
        "surname" => text(&user.surname),
        "emails" => user.email.as_ref().map(|email| Value::from(vec![email.as_str()])),
        "newClaimsPrincipalCreated" => created.then(|| Value::from(true)),
        other => user.attributes.get(other).cloned(),
    }
}

fn key_name(key: &DirectoryKey) -> &str {
    key.claim()
}
