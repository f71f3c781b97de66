//! One run of a transformation: its inputs by role, and what it changes.

use super::{Binding, Change, Context, Failure, failure::Message, identity};
use crate::date::{Day, Moment};
use domain::{ClaimValue, Claims, DataType, claims::Sensitive};
use serde_json::Value;
use std::cell::Cell;

/// One run.
pub(super) struct Call<'a> {
    pub method: &'static str,
    pub inputs: &'a [Binding],
    pub outputs: &'a [Binding],
    pub claims: &'a Claims,
    pub context: &'a Context<'a>,
    pub changes: Vec<Change>,
    /// A secret was read, so that results hide it too.
    secret: Cell<bool>,
}

type Read<T> = Result<T, Failure>;

impl<'a> Call<'a> {
    pub(super) fn new(
        method: &'static str,
        (inputs, outputs): (&'a [Binding], &'a [Binding]),
        claims: &'a Claims,
        context: &'a Context<'a>,
    ) -> Self {
        Self { method, inputs, outputs, claims, context, changes: Vec::new(), secret: Cell::new(false) }
    }

    fn claim_of(&self, role: &str) -> String {
        let found = self.inputs.iter().chain(self.outputs).find(|binding| binding.role == role);
        found.map_or_else(|| "(none)".to_owned(), |binding| binding.claim.clone())
    }

    pub(super) fn missing(&self, role: &str) -> Failure {
        Failure::Missing { method: self.method, role: role.to_owned(), claim: self.claim_of(role) }
    }

    pub(super) fn kind(&self, role: &str, expected: &'static str) -> Failure {
        Failure::Kind { method: self.method, role: role.to_owned(), claim: self.claim_of(role), expected }
    }

    pub(super) fn not_found(&self, what: &str) -> Failure {
        Failure::NotFound { method: self.method, what: what.to_owned() }
    }

    pub(super) fn input(&self, why: &str) -> Failure {
        Failure::Input { method: self.method, why: why.to_owned() }
    }

    pub(super) fn asserted(message: Message) -> Failure {
        Failure::Asserted(message)
    }

    /// The value of an input.
    pub(super) fn value(&self, role: &str) -> Option<&'a ClaimValue> {
        let binding = self.inputs.iter().find(|binding| binding.role == role)?;
        self.seen(self.claims.get(&binding.claim))
    }

    fn seen(&self, value: Option<&'a ClaimValue>) -> Option<&'a ClaimValue> {
        if matches!(value, Some(ClaimValue::Sensitive(_))) {
            self.secret.set(true);
        }
        value
    }

    /// All inputs in their order, with their roles.
    pub(super) fn all_inputs(&self) -> impl Iterator<Item = (&'a str, Option<&'a ClaimValue>)> + '_ {
        let inputs: &'a [Binding] = self.inputs;
        inputs.iter().map(|binding| (binding.role.as_str(), self.seen(self.claims.get(&binding.claim))))
    }

    /// All outputs' roles in their order.
    pub(super) fn output_roles(&self) -> Vec<String> {
        self.outputs.iter().map(|binding| binding.role.clone()).collect()
    }

    fn required<T>(&self, role: &str, read: Option<T>) -> Read<T> {
        read.ok_or_else(|| self.missing(role))
    }

    pub(super) fn optional_text(&self, role: &str) -> Read<Option<String>> {
        self.value(role).map(|value| value.text().ok_or_else(|| self.kind(role, "text"))).transpose()
    }

    pub(super) fn text(&self, role: &str) -> Read<String> {
        self.required(role, self.optional_text(role)?)
    }

    pub(super) fn boolean(&self, role: &str) -> Read<bool> {
        match self.required(role, self.value(role))? {
            ClaimValue::Boolean(value) => Ok(*value),
            other => other
                .text()
                .and_then(|text| match ClaimValue::parse(&text, DataType::Boolean) {
                    Some(ClaimValue::Boolean(value)) => Some(value),
                    _ => None,
                })
                .ok_or_else(|| self.kind(role, "boolean")),
        }
    }

    pub(super) fn optional_number(&self, role: &str) -> Read<Option<i64>> {
        let Some(value) = self.value(role) else { return Ok(None) };
        let number = match value {
            ClaimValue::Integer(number) => Some(*number),
            other => other.text().and_then(|text| text.trim().parse().ok()),
        };
        number.map(Some).ok_or_else(|| self.kind(role, "whole number"))
    }

    pub(super) fn number(&self, role: &str) -> Read<i64> {
        self.required(role, self.optional_number(role)?)
    }

    pub(super) fn optional_moment(&self, role: &str) -> Read<Option<Moment>> {
        self.value(role).map(|value| Moment::of(value).ok_or_else(|| self.kind(role, "date and time"))).transpose()
    }

    pub(super) fn moment(&self, role: &str) -> Read<Moment> {
        self.required(role, self.optional_moment(role)?)
    }

    pub(super) fn day(&self, role: &str) -> Read<Day> {
        Day::parse(&self.text(role)?).ok_or_else(|| self.kind(role, "date"))
    }

    pub(super) fn now(&self) -> Read<Moment> {
        Moment::now(self.context.now).ok_or_else(|| self.input("the clock is beyond all calendars"))
    }

    pub(super) fn texts(&self, role: &str) -> Read<Option<Vec<String>>> {
        self.value(role)
            .map(|value| match value {
                ClaimValue::Texts(items) => Ok(items.clone()),
                ClaimValue::Text(single) => Ok(vec![single.clone()]),
                _ => Err(self.kind(role, "stringCollection")),
            })
            .transpose()
    }

    pub(super) fn identities(&self, role: &str) -> Read<Option<Vec<Value>>> {
        self.value(role)
            .map(|value| identity::read_all(value).ok_or_else(|| self.kind(role, "collection of identities")))
            .transpose()
    }

    /// An input as JSON holds it.
    pub(super) fn json(&self, role: &str) -> Read<Value> {
        self.required(role, self.value(role)).map(as_json)
    }

    /// Random bytes.
    pub(super) fn draw<const N: usize>(&self) -> Read<[u8; N]> {
        let bytes = self.context.draw.get(..N).and_then(|bytes| bytes.try_into().ok());
        bytes.ok_or(Failure::Draw { method: self.method })
    }

    fn change(&mut self, role: &str, make: impl FnOnce(&Binding) -> Read<Option<ClaimValue>>) -> Read<()> {
        let outputs = self.outputs;
        // An output that the policy does not name is not wanted.
        let Some(binding) = outputs.iter().find(|binding| binding.role == role) else { return Ok(()) };
        let value = make(binding)?;
        self.changes.push(Change { claim: binding.claim.clone(), value });
        Ok(())
    }

    fn wrong_result(&self, binding: &Binding) -> Failure {
        Failure::Result { method: self.method, claim: binding.claim.clone(), data_type: binding.data_type }
    }

    /// Sets an output to what was made of the inputs.
    pub(super) fn set(&mut self, role: &str, value: ClaimValue) -> Read<()> {
        let secret = self.secret.get();
        let method = self.method;
        let outputs = self.outputs;
        let fails = outputs.iter().find(|binding| binding.role == role).map(|binding| self.wrong_result(binding));
        self.change(role, |binding| {
            let value = convert(value, binding.data_type).or_else(|| None);
            let value = match (value, fails) {
                (Some(value), _) => value,
                (None, Some(failure)) => return Err(failure),
                (None, None) => return Ok(None),
            };
            match value {
                ClaimValue::Text(text) if secret => Ok(Some(ClaimValue::Sensitive(Sensitive::new(text)))),
                ClaimValue::Texts(_) | ClaimValue::Json(_) if secret => {
                    Err(Failure::Secret { method, claim: binding.claim.clone() })
                }
                value => Ok(Some(value)),
            }
        })
    }

    pub(super) fn set_text(&mut self, role: &str, text: String) -> Read<()> {
        self.set(role, ClaimValue::Text(text))
    }

    pub(super) fn set_boolean(&mut self, role: &str, value: bool) -> Read<()> {
        self.set(role, ClaimValue::Boolean(value))
    }

    /// Sets an output to what a JSON value is as its data type; an object or array in a text is its JSON.
    pub(super) fn set_json(&mut self, role: &str, value: &Value) -> Read<()> {
        let Some(binding) = self.outputs.iter().find(|binding| binding.role == role) else { return Ok(()) };
        let read = match (value, binding.data_type) {
            (Value::Object(_) | Value::Array(_), DataType::String) => Some(ClaimValue::Text(value.to_string())),
            (value, data_type) => ClaimValue::from_json(value, data_type),
        };
        let failure = self.wrong_result(binding);
        self.set(role, read.ok_or(failure)?)
    }

    /// Sets an output to a text of the policy, which hides nothing even if a secret decided about it.
    pub(super) fn set_constant(&mut self, role: &str, text: &str) -> Read<()> {
        let before = self.secret.replace(false);
        let set = self.set_text(role, text.to_owned());
        self.secret.set(before);
        set
    }

    /// An empty text, or no value where the data type has no empty one.
    pub(super) fn set_empty(&mut self, role: &str) -> Read<()> {
        self.change(
            role,
            |binding| Ok((binding.data_type == DataType::String).then(|| ClaimValue::Text(String::new()))),
        )
    }

    /// Takes the value of an output away.
    pub(super) fn clear(&mut self, role: &str) -> Read<()> {
        self.change(role, |_| Ok(None))
    }
}

/// A value as JSON holds it. Secrets are theirs: what is made of them is a secret as a whole.
pub(super) fn as_json(value: &ClaimValue) -> Value {
    match value {
        ClaimValue::Sensitive(secret) => Value::from(secret.expose()),
        other => other.shown(),
    }
}

/// A result as the data type of the claim that shall hold it.
fn convert(value: ClaimValue, data_type: DataType) -> Option<ClaimValue> {
    use DataType as D;
    match (value, data_type) {
        (value @ ClaimValue::Boolean(_), D::Boolean)
        | (value @ ClaimValue::Texts(_), D::StringCollection)
        | (value @ ClaimValue::Integer(_), D::Long)
        | (
            value @ ClaimValue::Json(_),
            D::AlternativeSecurityIdCollection
            | D::UserIdentity
            | D::UserIdentityCollection
            | D::ObjectIdentity
            | D::ObjectIdentityCollection,
        ) => Some(value),
        (ClaimValue::Integer(number), D::Int) => i32::try_from(number).ok().map(|_| ClaimValue::Integer(number)),
        (ClaimValue::Json(value), D::String) => Some(ClaimValue::Text(value.to_string())),
        (ClaimValue::Sensitive(text), D::String) => Some(ClaimValue::Sensitive(text)),
        (ClaimValue::Sensitive(text), data_type) => convert(ClaimValue::Text(text.expose().to_owned()), data_type),
        (ClaimValue::Text(text), D::Date) => Day::parse(&text).map(|day| ClaimValue::Text(day.text())),
        (ClaimValue::Text(text), D::DateTime) => Moment::parse(&text).map(|_| ClaimValue::Text(text)),
        (ClaimValue::Integer(seconds), D::DateTime) => {
            Moment::of(&ClaimValue::Integer(seconds)).map(|moment| ClaimValue::Text(moment.text()))
        }
        (value @ (ClaimValue::Boolean(_) | ClaimValue::Integer(_) | ClaimValue::Text(_)), data_type) => {
            value.text().and_then(|text| ClaimValue::parse(&text, data_type))
        }
        _ => None,
    }
}
