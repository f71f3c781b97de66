//! The computations of `token` by `WebCrypto`; what fits to what has been decided there.

use base64ct::{Base64UrlUnpadded, Encoding};
use js_sys::{Array, Function, JSON, Object, Reflect, Uint8Array};
use token::phrase::Phrase;
use token::primitives::{AgreementCurve, Computed, Primitives};
use token::{Algorithm, Curve, Family, Hash, Jwk, jwk::KeyMaterial};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

/// `crypto.subtle`.
pub(super) struct WebCrypto(JsValue);

impl WebCrypto {
    /// Absent where the page is no secure context.
    pub(super) fn new() -> Result<Self, Phrase> {
        let crypto =
            web_sys::window().filter(web_sys::Window::is_secure_context).and_then(|window| window.crypto().ok());
        let crypto = crypto
            .ok_or(Phrase::plain("This page was not loaded over https, so the browser offers no cryptography."))?;
        Ok(Self(crypto.subtle().into()))
    }

    /// Calls one of its methods and waits.
    pub(super) async fn call(&self, method: &str, arguments: &[JsValue]) -> Result<JsValue, JsValue> {
        let function: Function = Reflect::get(&self.0, &method.into())?.dyn_into()?;
        let promise = Reflect::apply(&function, &self.0, &arguments.iter().collect::<Array>())?;
        JsFuture::from(promise.dyn_into::<js_sys::Promise>()?).await
    }

    async fn import(
        &self,
        format: &str,
        key: JsValue,
        algorithm: &JsValue,
        usages: &[&str],
    ) -> Result<JsValue, JsValue> {
        let arguments = [format.into(), key, algorithm.clone(), false.into(), list(usages)];
        self.call("importKey", &arguments).await
    }
}

/// An object of these members.
pub(super) fn object(members: &[(&str, JsValue)]) -> JsValue {
    let object = Object::new();
    for (name, value) in members {
        // A fresh object takes any member.
        let _ = Reflect::set(&object, &(*name).into(), value);
    }
    object.into()
}

pub(super) fn list(texts: &[&str]) -> JsValue {
    texts.iter().map(|text| JsValue::from_str(text)).collect::<Array>().into()
}

pub(super) fn octets(octets: &[u8]) -> JsValue {
    Uint8Array::from(octets).into()
}

pub(super) fn to_vec(buffer: &JsValue) -> Vec<u8> {
    Uint8Array::new(buffer).to_vec()
}

pub(super) fn reason(error: &JsValue) -> String {
    let text = error.dyn_ref::<js_sys::Error>().map(|error| String::from(error.message()));
    text.filter(|text| !text.is_empty()).unwrap_or_else(|| "the browser refused".to_owned())
}

const fn hash_name(hash: Hash) -> &'static str {
    match hash {
        Hash::Sha256 => "SHA-256",
        Hash::Sha384 => "SHA-384",
        Hash::Sha512 => "SHA-512",
    }
}

impl Primitives for WebCrypto {
    async fn verify(&self, algorithm: Algorithm, key: &Jwk, input: &[u8], signature: &[u8]) -> Computed<bool> {
        let (import, check) = parameters(algorithm);
        let imported = if let KeyMaterial::Oct { k, .. } = key.material() {
            self.import("raw", octets(k.expose()), &import, &["verify"]).await
        } else {
            let key = jwk(key).and_then(|json| JSON::parse(&json).ok()).unwrap_or(JsValue::NULL);
            self.import("jwk", key, &import, &["verify"]).await
        };
        let key = imported.map_err(|error| reason(&error))?;
        let arguments = [check, key, octets(signature), octets(input)];
        let verdict = self.call("verify", &arguments).await.map_err(|error| reason(&error))?;
        Ok(verdict.is_truthy())
    }

    async fn rsa_oaep(&self, pkcs8: &[u8], hash_is_sha256: bool, encrypted: &[u8]) -> Computed<Vec<u8>> {
        let hash = if hash_is_sha256 { "SHA-256" } else { "SHA-1" };
        let algorithm = object(&[("name", "RSA-OAEP".into()), ("hash", hash.into())]);
        let key = self
            .import("pkcs8", octets(pkcs8), &algorithm, &["decrypt"])
            .await
            .map_err(|_| "the RSA key is not taken".to_owned())?;
        let plain = self.call("decrypt", &[algorithm, key, octets(encrypted)]).await;
        plain.map(|plain| to_vec(&plain)).map_err(|_| "the encrypted key was not made for this RSA key".to_owned())
    }

    async fn agree(&self, curve: AgreementCurve, pkcs8: &[u8], peer: &[u8]) -> Computed<Vec<u8>> {
        let name = |name: &str| JsValue::from_str(name);
        let algorithm = match curve {
            AgreementCurve::X25519 => object(&[("name", name("X25519"))]),
            other => object(&[("name", name("ECDH")), ("namedCurve", name(other.as_str()))]),
        };
        let key = self.import("pkcs8", octets(pkcs8), &algorithm, &["deriveBits"]).await;
        let key = key.map_err(|_| format!("the key on {} is not taken", curve.as_str()))?;
        let peer = self.import("raw", octets(peer), &algorithm, &[]).await;
        let peer = peer.map_err(|_| "the sender's key (epk) is not on the curve".to_owned())?;
        let agreement = match curve {
            AgreementCurve::X25519 => object(&[("name", name("X25519")), ("public", peer)]),
            _ => object(&[("name", name("ECDH")), ("public", peer)]),
        };
        let bits = u32::try_from(curve.length() * 8).unwrap_or_default();
        let secret = self.call("deriveBits", &[agreement, key, bits.into()]).await;
        secret.map(|secret| to_vec(&secret)).map_err(|error| reason(&error))
    }

    async fn unwrap_key(&self, key: &[u8], wrapped: &[u8]) -> Computed<Vec<u8>> {
        let refused = |_| "the encrypted key was not wrapped with this key".to_owned();
        let key =
            self.import("raw", octets(key), &"AES-KW".into(), &["unwrapKey"]).await.map_err(|error| reason(&error))?;
        // Any octets are a key for HMAC, so as one they can be taken out again.
        let any = object(&[("name", "HMAC".into()), ("hash", "SHA-256".into())]);
        let arguments = ["raw".into(), octets(wrapped), key, "AES-KW".into(), any, true.into(), list(&["sign"])];
        let key = self.call("unwrapKey", &arguments).await.map_err(refused)?;
        let raw = self.call("exportKey", &["raw".into(), key]).await.map_err(refused)?;
        Ok(to_vec(&raw))
    }

    async fn gcm(&self, key: &[u8], iv: &[u8], additional: &[u8], ciphertext: &[u8], tag: &[u8]) -> Computed<Vec<u8>> {
        let key =
            self.import("raw", octets(key), &"AES-GCM".into(), &["decrypt"]).await.map_err(|error| reason(&error))?;
        let algorithm = object(&[
            ("name", "AES-GCM".into()),
            ("iv", octets(iv)),
            ("additionalData", octets(additional)),
            ("tagLength", 128.into()),
        ]);
        let both = [ciphertext, tag].concat();
        let plain = self.call("decrypt", &[algorithm, key, octets(&both)]).await;
        plain
            .map(|plain| to_vec(&plain))
            .map_err(|_| "the tag does not fit: another key, or a changed token".to_owned())
    }

    async fn cbc(&self, key: &[u8], iv: &[u8], ciphertext: &[u8]) -> Computed<Vec<u8>> {
        let key =
            self.import("raw", octets(key), &"AES-CBC".into(), &["decrypt"]).await.map_err(|error| reason(&error))?;
        let algorithm = object(&[("name", "AES-CBC".into()), ("iv", octets(iv))]);
        let plain = self.call("decrypt", &[algorithm, key, octets(ciphertext)]).await;
        plain.map(|plain| to_vec(&plain)).map_err(|_| "the padding does not fit".to_owned())
    }

    async fn hmac(&self, hash: Hash, key: &[u8], input: &[u8]) -> Computed<Vec<u8>> {
        let algorithm = object(&[("name", "HMAC".into()), ("hash", hash_name(hash).into())]);
        let key = self.import("raw", octets(key), &algorithm, &["sign"]).await.map_err(|error| reason(&error))?;
        let mac = self.call("sign", &["HMAC".into(), key, octets(input)]).await.map_err(|error| reason(&error))?;
        Ok(to_vec(&mac))
    }
}

/// How a key is imported or made, and how a signature is checked or made (Web Cryptography API §18).
pub(super) fn parameters(algorithm: Algorithm) -> (JsValue, JsValue) {
    let hash = JsValue::from_str(hash_name(algorithm.hash()));
    let name = |name: &str| JsValue::from_str(name);
    let salt = u32::try_from(algorithm.hash().length()).unwrap_or_default();
    match algorithm.family() {
        Family::RsaPkcs1 => {
            let both = object(&[("name", name("RSASSA-PKCS1-v1_5")), ("hash", hash)]);
            (both.clone(), both)
        }
        Family::RsaPss => (
            object(&[("name", name("RSA-PSS")), ("hash", hash)]),
            object(&[("name", name("RSA-PSS")), ("saltLength", salt.into())]),
        ),
        Family::Ecdsa => {
            let curve = algorithm.curve().map_or("P-256", Curve::as_str);
            (
                object(&[("name", name("ECDSA")), ("namedCurve", name(curve))]),
                object(&[("name", name("ECDSA")), ("hash", hash)]),
            )
        }
        Family::EdDsa => (object(&[("name", name("Ed25519"))]), object(&[("name", name("Ed25519"))])),
        Family::Hmac => (object(&[("name", name("HMAC")), ("hash", hash)]), object(&[("name", name("HMAC"))])),
    }
}

/// The public members alone: `use`, `alg` and `key_ops` have been judged by `token`.
fn jwk(key: &Jwk) -> Option<String> {
    let text = Base64UrlUnpadded::encode_string;
    Some(match key.material() {
        KeyMaterial::Rsa { n, e, .. } => {
            format!(r#"{{"kty":"RSA","n":"{}","e":"{}"}}"#, text(n), text(e))
        }
        KeyMaterial::Ec { curve, x, y, .. } => {
            format!(r#"{{"kty":"EC","crv":"{}","x":"{}","y":"{}"}}"#, curve.as_str(), text(x), text(y))
        }
        KeyMaterial::Ed25519 { x, .. } => {
            format!(r#"{{"kty":"OKP","crv":"Ed25519","x":"{}"}}"#, text(x))
        }
        _ => return None,
    })
}
