//! Signatures by `WebCrypto`; which key is tried is decided by `token`.

use crate::inspector::judge::Signature;
use base64ct::{Base64UrlUnpadded, Encoding};
use js_sys::{Array, JSON, Object, Uint8Array};
use token::{Algorithm, Curve, Family, Hash, Jwk, JwkSet, SigningInput, Unverified, jwk::KeyMaterial};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{CryptoKey, SubtleCrypto};

/// What a public key can verify. A shared secret is never published, so HMAC is not among it.
const ALGORITHMS: [Algorithm; 10] = [
    Algorithm::Rs256,
    Algorithm::Rs384,
    Algorithm::Rs512,
    Algorithm::Ps256,
    Algorithm::Ps384,
    Algorithm::Ps512,
    Algorithm::Es256,
    Algorithm::Es384,
    Algorithm::Es512,
    Algorithm::EdDsa,
];

/// Checks the token with the keys of its issuer.
pub(super) async fn verify(text: &str, keys: &JwkSet) -> Signature {
    let undecided = |why: &dyn std::fmt::Display| Signature::Undecided(why.to_string());
    let token = match Unverified::parse(text).map(|token| token.expect(&ALGORITHMS)) {
        Ok(Ok(token)) => token,
        Ok(Err(error)) => return undecided(&error),
        Err(error) => return undecided(&error),
    };
    let Some(subtle) = subtle() else {
        return undecided(&"this page was not loaded over https, so the browser offers no cryptography");
    };
    let candidates = match token.candidates(keys) {
        Ok(candidates) => candidates,
        Err(none) => return Signature::Invalid(none.to_string()),
    };
    let mut refused = None;
    for key in candidates {
        let input = match token.signing_input(key) {
            Ok(input) => input,
            Err(misfit) => return undecided(&misfit),
        };
        match holds(&subtle, input).await {
            Ok(valid) => match input.concluded(valid.into()) {
                Ok(_verified) => {
                    return Signature::Valid { kid: key.kid().map(str::to_owned) };
                }
                Err(invalid) => refused = Some(Signature::Invalid(invalid.to_string())),
            },
            // A key that the browser does not take must not keep the next one from being tried.
            Err(error) => refused = refused.or_else(|| Some(undecided(&reason(&error)))),
        }
    }
    refused.unwrap_or_else(|| undecided(&"no key was tried"))
}

/// Absent where the page is no secure context.
fn subtle() -> Option<SubtleCrypto> {
    let window = web_sys::window()?;
    window.is_secure_context().then(|| window.crypto().ok().map(|crypto| crypto.subtle())).flatten()
}

fn reason(error: &JsValue) -> String {
    let text = error.dyn_ref::<js_sys::Error>().map(|error| String::from(error.message()));
    text.filter(|text| !text.is_empty()).unwrap_or_else(|| "the browser does not take the key".to_owned())
}

async fn holds(subtle: &SubtleCrypto, input: SigningInput<'_>) -> Result<bool, JsValue> {
    let (import, check) = parameters(input.algorithm());
    let key = object(&jwk(input.key()).ok_or_else(|| JsValue::from_str("unusable key"))?)?;
    let usages = Array::of1(&JsValue::from_str("verify"));
    let key = JsFuture::from(subtle.import_key_with_object("jwk", &key, &object(&import)?, false, &usages)?).await?;
    let key: CryptoKey = key.dyn_into()?;
    let (signature, octets) = (Uint8Array::from(input.signature()), Uint8Array::from(input.octets()));
    let verdict =
        subtle.verify_with_object_and_buffer_source_and_buffer_source(&object(&check)?, &key, &signature, &octets)?;
    Ok(JsFuture::from(verdict).await?.is_truthy())
}

fn object(json: &str) -> Result<Object, JsValue> {
    JSON::parse(json)?.dyn_into()
}

/// How the key is imported, and how the signature is checked (Web Cryptography API §18).
fn parameters(algorithm: Algorithm) -> (String, String) {
    let hash = match algorithm.hash() {
        Hash::Sha256 => "SHA-256",
        Hash::Sha384 => "SHA-384",
        Hash::Sha512 => "SHA-512",
    };
    let salt = algorithm.hash().length();
    match algorithm.family() {
        Family::RsaPss => {
            (format!(r#"{{"name":"RSA-PSS","hash":"{hash}"}}"#), format!(r#"{{"name":"RSA-PSS","saltLength":{salt}}}"#))
        }
        Family::Ecdsa => {
            let curve = algorithm.curve().map_or("P-256", Curve::as_str);
            (format!(r#"{{"name":"ECDSA","namedCurve":"{curve}"}}"#), format!(r#"{{"name":"ECDSA","hash":"{hash}"}}"#))
        }
        Family::EdDsa => (r#"{"name":"Ed25519"}"#.to_owned(), r#"{"name":"Ed25519"}"#.to_owned()),
        _ => {
            let both = format!(r#"{{"name":"RSASSA-PKCS1-v1_5","hash":"{hash}"}}"#);
            (both.clone(), both)
        }
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
