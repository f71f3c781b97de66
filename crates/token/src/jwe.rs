//! JSON Web Encryption (RFC 7516): read, and decrypted with a key that a person has.
//!
//! Taken: RSA-OAEP, RSA-OAEP-256, ECDH-ES alone and with A128KW and A256KW, dir, A128KW, A256KW; A128/192/256GCM and
//! the AES-CBC-HMAC pairs (RFC 7518 §4, §5). Refused by name: `RSA1_5` (RFC 8725 §3.2), PBES2 (a password, and a count of
//! rounds that the sender chooses), `zip` (what it inflates to has no bound) and everything else.

mod agreement;
mod content;
mod read;

use serde_json::Value;
use zeroize::Zeroizing;

use crate::Members;
use crate::excerpt::excerpt;
use crate::keyring::{PrivateKey, PrivateMaterial};
use crate::phrase::Phrase;
use crate::primitives::Primitives;

pub use content::ContentEncryption;

/// A message for one recipient (RFC 7516 §7).
#[derive(Debug, Clone)]
pub struct Jwe {
    /// Protected, shared and the recipient's own header members together.
    pub header: Members,
    additional: Vec<u8>,
    encrypted_key: Vec<u8>,
    iv: Vec<u8>,
    ciphertext: Vec<u8>,
    tag: Vec<u8>,
}

/// What was decrypted.
#[derive(Debug, Clone)]
pub struct Decrypted {
    /// The plaintext; often a token again (RFC 7519 §5.2).
    pub plaintext: Vec<u8>,
    /// Which key did it.
    pub key: Phrase,
}

/// How the content's key reaches the recipient (RFC 7518 §4).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum KeyManagement {
    RsaOaep { sha256: bool },
    Agreed { wrapped_with: Option<usize> },
    Direct,
    Wrapped(usize),
}

impl KeyManagement {
    fn parse(name: &str) -> Result<Self, Phrase> {
        Ok(match name {
            "RSA-OAEP" => Self::RsaOaep { sha256: false },
            "RSA-OAEP-256" => Self::RsaOaep { sha256: true },
            "ECDH-ES" => Self::Agreed { wrapped_with: None },
            "ECDH-ES+A128KW" => Self::Agreed { wrapped_with: Some(16) },
            "ECDH-ES+A256KW" => Self::Agreed { wrapped_with: Some(32) },
            "dir" => Self::Direct,
            "A128KW" => Self::Wrapped(16),
            "A256KW" => Self::Wrapped(32),
            "RSA1_5" => {
                return Err(
                    "RSA1_5 is not decrypted here: its padding can be attacked (RFC 8725 §3.2). Use RSA-OAEP-256."
                        .into(),
                );
            }
            name if name.starts_with("PBES2") => {
                return Err(Phrase::with(
                    "{0} is not decrypted here: the sender would choose how long it takes.",
                    [&excerpt(name)],
                ));
            }
            name => return Err(Phrase::with("The key management {0} is not known here.", [&excerpt(name)])),
        })
    }

    /// Whether keys of this kind can do it, in terms of [`PrivateKey::kind`].
    fn takes(self, key: &PrivateKey) -> bool {
        match (self, &key.material) {
            (Self::RsaOaep { .. }, PrivateMaterial::Rsa(_))
            | (Self::Agreed { .. }, PrivateMaterial::Curve(..))
            | (Self::Direct, PrivateMaterial::Secret(_)) => true,
            (Self::Wrapped(length), PrivateMaterial::Secret(octets)) => octets.len() == length,
            _ => false,
        }
    }

    fn needs(self) -> &'static str {
        match self {
            Self::RsaOaep { .. } => "It needs an RSA private key.",
            Self::Agreed { .. } => "It needs a private key on the curve of its epk.",
            Self::Direct => "It needs the secret that both sides share.",
            Self::Wrapped(16) => "It needs a secret of 128 bits.",
            Self::Wrapped(_) => "It needs a secret of 256 bits.",
        }
    }
}

/// What a header asks for.
struct Plan {
    management: KeyManagement,
    content: ContentEncryption,
    algorithm: String,
}

impl Jwe {
    /// What is needed to decrypt it, in words, or why it is not decrypted here.
    pub fn needs(&self) -> Result<Phrase, Phrase> {
        self.plan().map(|plan| Phrase::plain(plan.management.needs()))
    }

    fn plan(&self) -> Result<Plan, Phrase> {
        let text = |name: &'static str| {
            self.header.get(name).and_then(Value::as_str).ok_or_else(|| Phrase::with("The header has no {0}.", [&name]))
        };
        if let Some(critical) = self.header.get("crit") {
            return Err(Phrase::with(
                "The header has extensions that must be understood, and none is here: {0}.",
                [&excerpt(&critical.to_string())],
            ));
        }
        if self.header.contains_key("zip") {
            return Err(
                "Compressed content (zip) is not inflated here: it may inflate without end (RFC 8725 §3.6).".into()
            );
        }
        let algorithm = text("alg")?.to_owned();
        let management = KeyManagement::parse(&algorithm)?;
        let content = ContentEncryption::parse(text("enc")?)?;
        let direct = matches!(management, KeyManagement::Direct | KeyManagement::Agreed { wrapped_with: None });
        if direct && !self.encrypted_key.is_empty() {
            return Err("With this algorithm the encrypted key must be empty (RFC 7516 §5.2).".into());
        }
        content.check(&self.iv, &self.tag)?;
        Ok(Plan { management, content, algorithm })
    }

    /// Decrypts with the first key that does it. Keys with the token's `kid` come first.
    pub async fn decrypt<P: Primitives>(&self, keys: &[PrivateKey], primitives: &P) -> Result<Decrypted, Phrase> {
        let plan = self.plan()?;
        let wanted = self.header.get("kid").and_then(Value::as_str);
        let mut fitting: Vec<&PrivateKey> = keys.iter().filter(|key| plan.management.takes(key)).collect();
        fitting.sort_by_key(|key| key.kid.as_deref() != wanted);
        let mut failure = if keys.is_empty() {
            Phrase::plain(plan.management.needs())
        } else {
            Phrase::with("None of the keys is of the right kind. {0}", [&plan.management.needs()])
        };
        for key in fitting.into_iter().take(crate::jwk::MAX_CANDIDATES) {
            match self.open(&plan, key, primitives).await {
                Ok(plaintext) => {
                    let name = match (&key.kid, &key.from) {
                        (Some(kid), _) => Phrase::with("key {0}", [kid]),
                        (None, Some(from)) => from.clone(),
                        (None, None) => Phrase::with("the key of type {0}", [&key.kind()]),
                    };
                    return Ok(Decrypted { plaintext, key: name });
                }
                Err(why) => failure = why,
            }
        }
        Err(failure)
    }

    async fn open<P: Primitives>(&self, plan: &Plan, key: &PrivateKey, primitives: &P) -> Result<Vec<u8>, Phrase> {
        let content_key = self.content_key(plan, key, primitives).await?;
        if content_key.len() != plan.content.key_length() {
            return Err(Phrase::with(
                "{0} needs a key of {1} bits; this one has {2}.",
                [&plan.content.as_str(), &(plan.content.key_length() * 8), &(content_key.len() * 8)],
            ));
        }
        plan.content
            .open(primitives, &content_key, &self.iv, &self.additional, &self.ciphertext, &self.tag)
            .await
            .map_err(|why| Phrase::with("It cannot be decrypted: {0}.", [&why]))
    }

    async fn content_key<P: Primitives>(
        &self,
        plan: &Plan,
        key: &PrivateKey,
        primitives: &P,
    ) -> Result<Zeroizing<Vec<u8>>, Phrase> {
        let said = |why: String| Phrase::with("It cannot be decrypted: {0}.", [&why]);
        let octets = match (plan.management, &key.material) {
            (KeyManagement::RsaOaep { sha256 }, PrivateMaterial::Rsa(pkcs8)) => {
                primitives.rsa_oaep(pkcs8, sha256, &self.encrypted_key).await.map_err(said)?
            }
            (KeyManagement::Agreed { wrapped_with }, PrivateMaterial::Curve(curve, pkcs8)) => {
                let peer = agreement::peer(&self.header, *curve)?;
                let agreed = Zeroizing::new(primitives.agree(*curve, pkcs8, &peer).await.map_err(said)?);
                let (name, length) = match wrapped_with {
                    Some(length) => (plan.algorithm.as_str(), length),
                    None => (plan.content.as_str(), plan.content.key_length()),
                };
                let derived = agreement::derive(&agreed, name, &self.header, length)?;
                if wrapped_with.is_none() {
                    return Ok(derived);
                }
                primitives.unwrap_key(&derived, &self.encrypted_key).await.map_err(said)?
            }
            (KeyManagement::Direct, PrivateMaterial::Secret(secret)) => return Ok(secret.clone()),
            (KeyManagement::Wrapped(_), PrivateMaterial::Secret(secret)) => {
                primitives.unwrap_key(secret, &self.encrypted_key).await.map_err(said)?
            }
            _ => return Err(plan.management.needs().into()),
        };
        Ok(Zeroizing::new(octets))
    }
}

#[cfg(test)]
mod tests;
