//! One-time codes: made here, kept sealed with their journey, and good for it alone: a code that somebody else's
//! journey was sent opens nothing (S78).

use super::driver::Drive;
use crate::Error;
use base64ct::{Base64UrlUnpadded, Encoding};
use domain::{Secret, claims::Sensitive};
use journey::{Channel, CodeRules, CodeVerdict, SendVerdict};
use serde::{Deserialize, Serialize};
use storage::Digest;
use subtle::ConstantTimeEq;

/// At most this many codes for one address in an hour, from browsers that never proved that it is their person's; and as
/// many for each that did.
const SENT_PER_HOUR: u32 = 10;
/// At most this many tries for one address in an hour, counted alike.
const TRIED_PER_HOUR: u32 = 30;
/// At most this many codes for one browser in an hour, whatever the addresses.
const BROWSER_PER_HOUR: u32 = 20;
/// At most this many codes in a tenant in an hour for addresses that are new to the browser: what somebody can cost who
/// takes a new browser each time.
const TENANT_PER_HOUR: u32 = 1_000;
/// At most this many addresses in one journey (S73).
const ADDRESSES: usize = 5;
const HOUR: i64 = 3600;

/// A code that was made.
#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Code {
    /// What it is for.
    key: String,
    /// `None` once it was used, or tried too often.
    value: Option<Sensitive>,
    /// Milliseconds since 1970.
    expires_at: i64,
    /// So many tries are left.
    tries: u8,
    /// So many were made.
    made: u8,
    /// By which way we sent it ourselves, to the address that is its key: whoever has it reads what comes there. `None`:
    /// the policy does with it what it likes. Codes of one way are never taken for those of another (S6).
    channel: Option<Channel>,
}

impl Code {
    fn is_for(&self, channel: Option<Channel>, key: &str) -> bool {
        self.channel == channel && self.key == key
    }
}

impl Drive<'_> {
    /// Makes a code that a policy sends itself, unless too many were made.
    pub(super) async fn made_code(&mut self, key: &str, rules: &CodeRules) -> Result<Option<Sensitive>, Error> {
        if !self.may_make(None, key).await? {
            return Ok(None);
        }
        Ok(self.make_code(None, key, rules))
    }

    /// Counts a code before it is made: nobody gets what others need, and nobody sends without end (S75).
    async fn may_make(&self, channel: Option<Channel>, address: &str) -> Result<bool, Error> {
        let codes = &self.envelope.codes;
        if codes.len() >= ADDRESSES && !codes.iter().any(|code| code.is_for(channel, address)) {
            return Ok(false);
        }
        let browser = Base64UrlUnpadded::encode_string(&self.row.binding);
        if !self.counts("codes of a browser", &browser, BROWSER_PER_HOUR).await? {
            return Ok(false);
        }
        if self.is_known(address).await? {
            return self.counts("codes sent", &self.known_name(address), SENT_PER_HOUR).await;
        }
        Ok(self.counts("codes sent", address, SENT_PER_HOUR).await?
            && self.counts("codes of a tenant", "", TENANT_PER_HOUR).await?)
    }

    /// Makes a code, unless too many were made.
    fn make_code(&mut self, channel: Option<Channel>, key: &str, rules: &CodeRules) -> Option<Sensitive> {
        let federation = self.federation;
        let now = federation.clock.now();
        let known = self.envelope.codes.iter().position(|code| code.is_for(channel, key));
        let before = known.map(|at| self.envelope.codes.remove(at));
        if let Some(before) = &before
            && rules.reuse
            && before.expires_at > now.as_millis()
            && let Some(code) = before.value.clone()
        {
            self.envelope.codes.push(before.clone());
            return Some(code);
        }
        let made = before.as_ref().map_or(0, |code| code.made);
        if made >= rules.generations {
            self.envelope.codes.extend(before);
            return None;
        }
        let code = Sensitive::new(draw(&*federation.entropy, rules));
        self.envelope.codes.push(Code {
            key: key.to_owned(),
            value: Some(code.clone()),
            expires_at: now.plus_seconds(i64::from(rules.seconds)).as_millis(),
            tries: rules.attempts,
            made: made + 1,
            channel,
        });
        Some(code)
    }

    pub(super) async fn send_code(
        &mut self,
        channel: Channel,
        to: &str,
        rules: &CodeRules,
        language: domain::language::Language,
    ) -> Result<SendVerdict, Error> {
        let federation = self.federation;
        if channel == Channel::Mail && !is_bare_address(to) {
            return Ok(SendVerdict::Failed("the address is not just name@domain".to_owned()));
        }
        if !self.may_make(Some(channel), to).await? {
            return Ok(SendVerdict::Throttled);
        }
        let Some(code) = self.make_code(Some(channel), to, rules) else { return Ok(SendVerdict::Throttled) };
        let words = super::messages::words(language, self.tenant.display_name.as_ref(), code.expose());
        let sent = match channel {
            Channel::Mail => federation.mail.send(to, &words.subject, &words.mail).await,
            Channel::Message => federation.messages.send(to, &words.message).await,
        };
        Ok(match sent {
            Ok(()) => SendVerdict::Sent,
            Err(why) => {
                tracing::warn!(correlation = %self.row.id, %why, "a code could not be sent");
                SendVerdict::Failed(why.to_string())
            }
        })
    }

    pub(super) async fn check_code(
        &mut self,
        channel: Option<Channel>,
        key: &str,
        typed: &Secret,
    ) -> Result<CodeVerdict, Error> {
        let now = self.federation.clock.now().as_millis();
        let Some(at) = self.envelope.codes.iter().position(|code| code.is_for(channel, key)) else {
            return Ok(CodeVerdict::Unknown);
        };
        let counted = if self.is_known(key).await? { self.known_name(key) } else { key.to_owned() };
        if !self.counts("codes tried", &counted, TRIED_PER_HOUR).await? {
            return Ok(CodeVerdict::Exhausted);
        }
        let Some(known) = self.envelope.codes.get_mut(at) else { return Ok(CodeVerdict::Unknown) };
        let Some(code) = known.value.clone() else { return Ok(CodeVerdict::Exhausted) };
        if known.expires_at <= now {
            known.value = None;
            return Ok(CodeVerdict::Expired);
        }
        known.tries = known.tries.saturating_sub(1);
        if bool::from(code.expose().as_bytes().ct_eq(typed.expose().as_bytes())) {
            known.value = None;
            if channel.is_some() {
                self.know(key).await?;
            }
            return Ok(CodeVerdict::Right);
        }
        if known.tries == 0 {
            known.value = None;
            return Ok(CodeVerdict::Exhausted);
        }
        Ok(CodeVerdict::Wrong)
    }

    /// Counts something that is done about an address; whether it is still few enough.
    async fn counts(&self, what: &str, address: &str, limit: u32) -> Result<bool, Error> {
        let federation = self.federation;
        let now = federation.clock.now();
        let key: Digest = crate::digest(what, address);
        let until = now.plus_seconds(HOUR);
        Ok(federation.store.count_attempt(self.tenant.id, key, limit, now, until).await?)
    }
}

/// Whether this is `name@domain` and nothing around it: a mailbox has one spelling to be counted by, and no words of
/// whoever typed it go along with our message (S75, S77).
fn is_bare_address(address: &str) -> bool {
    let plain = |c: char| !c.is_whitespace() && !c.is_control() && !"\"<>()[],;:\\".contains(c);
    let Some((name, domain)) = address.split_once('@') else { return false };
    let dots = |text: &str| !text.is_empty() && text.split('.').all(|part| !part.is_empty());
    address.len() <= 254
        && dots(name)
        && dots(domain)
        && name.chars().all(plain)
        && domain.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '-'))
}

/// Characters drawn one by one, each as likely as the other.
fn draw(entropy: &dyn domain::Entropy, rules: &CodeRules) -> String {
    let characters: Vec<char> = rules.characters.chars().collect();
    let Ok(count) = u32::try_from(characters.len()) else { return String::new() };
    if count == 0 {
        return String::new();
    }
    // What lies above the last whole multiple would favour the first characters.
    let fair = u32::MAX - u32::MAX % count;
    let mut out = String::new();
    while out.chars().count() < usize::from(rules.length) {
        let drawn = u32::from_le_bytes(entropy.bytes::<4>());
        if drawn < fair
            && let Some(character) = characters.get((drawn % count) as usize)
        {
            out.push(*character);
        }
    }
    out
}
