use super::erase::{click, part, text, typed};
use super::state::{State, t, unix_now};
use super::web_crypto::{WebCrypto, list, object, octets, parameters, reason, to_vec};
use crate::ui::CopyButton;
use base64ct::{Base64UrlUnpadded, Encoding};
use js_sys::{JSON, Reflect};
use leptos::{prelude::*, task::spawn_local};
use serde_json::Value;
use token::{Algorithm, Family, Members};
use wasm_bindgen::JsValue;

/// The header member that marks a token as made here.
const MARK: &str = "made_by";
const MARKED: &str = "a token inspector, for tests";
/// The name of the key that is made here.
const KID: &str = "inspector-test-key";

/// What can be signed with.
const ALGORITHMS: [Algorithm; 8] = [
    Algorithm::Es256,
    Algorithm::Rs256,
    Algorithm::Ps256,
    Algorithm::Es384,
    Algorithm::Es512,
    Algorithm::Rs512,
    Algorithm::EdDsa,
    Algorithm::Hs256,
];

/// *Edit*: other claims, signed with a key that is made here and forgotten with the page.
#[component]
pub(super) fn Edit() -> impl IntoView {
    let state = expect_context::<State>();
    let claims = state.claims().unwrap_or_else(|| Value::Object(Members::new()));
    let header = state.read.with_untracked(|read| read.inspection.header().cloned()).unwrap_or_default();
    let written = |value: &Value| serde_json::to_string_pretty(value).unwrap_or_default();
    let typ = header.get("typ").and_then(Value::as_str).unwrap_or("JWT").to_owned();
    let payload = RwSignal::new(written(&claims));
    let algorithm = RwSignal::new(Algorithm::Es256);
    let problem = RwSignal::new(None::<String>);
    let made = RwSignal::new(None::<(String, String)>);
    let sign = click(move || {
        let members = match serde_json::from_str::<Members>(&payload.get_untracked()) {
            Ok(members) => members,
            Err(error) => return problem.set(Some(error.to_string())),
        };
        problem.set(None);
        let (typ, chosen) = (typ.clone(), algorithm.get_untracked());
        spawn_local(async move {
            match issue(&typ, chosen, &members).await {
                Ok(token) => made.set(Some(token)),
                Err(why) => problem.set(Some(why)),
            }
        });
    });
    let options =
        ALGORITHMS.iter().map(|one| view! { <option value=one.as_str()>{one.as_str()}</option> }).collect::<Vec<_>>();
    view! {
        <section class="stack">
            <p class="quiet">
                {t("For tests: change claims and sign again with a key that is made in this page. The token says so in its header, and no issuer knows its key.")}
            </p>
            <label for="edit-claims">{t("Claims")}</label>
            <textarea
                id="edit-claims"
                class="mono"
                rows="14"
                spellcheck="false"
                autocomplete="off"
                prop:value=text(move || payload.get())
                on:input=typed(move |text| payload.set(text))
            ></textarea>
            <div class="field">
                <label for="edit-algorithm">{t("Algorithm")}</label>
                <select
                    id="edit-algorithm"
                    on:change=typed(move |name| {
                        if let Ok(chosen) = Algorithm::parse(&name) {
                            algorithm.set(chosen);
                        }
                    })
                >
                    {options}
                </select>
            </div>
            <p>
                <button type="button" class="button" data-kind="primary" on:click=sign>
                    {t("Make a key and sign")}
                </button>
            </p>
            <p class="field-error" role="alert">
                {text(move || problem.get().unwrap_or_default())}
            </p>
            {part(move || made.get().map(|(token, key)| made_view(&token, &key, state)).into_any())}
        </section>
    }
}

fn made_view(token: &str, key: &str, state: State) -> AnyView {
    let (shown, key_shown) = (token.to_owned(), key.to_owned());
    view! {
        <section class="part" data-part="key" id="made">
            <h3>{t("Test token, signed here")}</h3>
            <CopyButton text=Signal::stored(token.to_owned()) what=state.say("Test token, signed here")/>
            <pre class="as-written" translate="no">{token.to_owned()}</pre>
            <h3>{t("The key to check it with")}</h3>
            <CopyButton text=Signal::stored(key.to_owned()) what=state.say("The key to check it with")/>
            <pre class="as-written" translate="no">{key.to_owned()}</pre>
            <p>
                <button
                    type="button"
                    class="button"
                    on:click=click(move || {
                        state.key_text.set(key_shown.clone());
                        state.made_here.set(Some(shown.clone()));
                        state.take(&shown);
                    })
                >
                    {t("Inspect it with this key")}
                </button>
            </p>
        </section>
    }
    .into_any()
}

/// A token as a sign-in gives it, for who has none yet, and the key to check it with.
pub(super) async fn example() -> Result<(String, String), String> {
    let now = unix_now();
    let claims = serde_json::json!({
        "iss": "https://contoso.b2clogin.com/tfp/11111111-1111-4111-8111-111111111111/B2C_1_signupsignin1/v2.0/",
        "sub": "22222222-2222-4222-8222-222222222222",
        "aud": "33333333-3333-4333-8333-333333333333",
        "exp": now + 3600,
        "nbf": now,
        "iat": now,
        "auth_time": now,
        "nonce": "defaultNonce",
        "name": "Erika Mustermann",
        "idp": "mobileid.ch",
        "amr": ["mca"],
        "acr": "B2C_1_signupsignin1",
    });
    issue("JWT", Algorithm::Es256, claims.as_object().unwrap_or(&Members::new())).await
}

/// The token, and the key to check it with.
async fn issue(typ: &str, algorithm: Algorithm, claims: &Members) -> Result<(String, String), String> {
    let crypto = WebCrypto::new().map_err(|why| why.to_string())?;
    let header = serde_json::json!({"alg": algorithm.as_str(), "typ": typ, "kid": KID, MARK: MARKED});
    let encode = |value: &[u8]| Base64UrlUnpadded::encode_string(value);
    let claims = serde_json::to_vec(claims).map_err(|error| error.to_string())?;
    let input = format!("{}.{}", encode(header.to_string().as_bytes()), encode(&claims));
    let said = |error: JsValue| reason(&error);
    let (import, sign) = parameters(algorithm);
    if matches!(algorithm.family(), Family::RsaPkcs1 | Family::RsaPss) {
        let _ = Reflect::set(&import, &"modulusLength".into(), &2048.into());
        let _ = Reflect::set(&import, &"publicExponent".into(), &octets(&[1, 0, 1]));
    }
    if algorithm.is_symmetric() {
        let bits = u32::try_from(algorithm.hash().length() * 8).unwrap_or(256);
        let _ = Reflect::set(&import, &"length".into(), &bits.into());
    }
    let pair = crypto.call("generateKey", &[import, true.into(), list(&["sign", "verify"])]).await.map_err(said)?;
    let (private, public) = if algorithm.is_symmetric() {
        (pair.clone(), pair)
    } else {
        let half = |name: &str| Reflect::get(&pair, &name.into());
        (half("privateKey").map_err(said)?, half("publicKey").map_err(said)?)
    };
    let signature = crypto.call("sign", &[sign, private, octets(input.as_bytes())]).await.map_err(said)?;
    let exported = crypto.call("exportKey", &["jwk".into(), public]).await.map_err(said)?;
    for name in ["ext", "key_ops"] {
        let _ = Reflect::delete_property(exported.unchecked_ref_object(), &name.into());
    }
    let marks = object(&[("kid", KID.into()), ("alg", algorithm.as_str().into())]);
    let whole = js_sys::Object::assign(exported.unchecked_ref_object(), marks.unchecked_ref_object());
    let key = JSON::stringify(&whole).map(String::from).map_err(said)?;
    Ok((format!("{input}.{}", encode(&to_vec(&signature))), key))
}

/// A value that is known to be an object.
trait AsObject {
    fn unchecked_ref_object(&self) -> &js_sys::Object;
}

impl AsObject for JsValue {
    fn unchecked_ref_object(&self) -> &js_sys::Object {
        wasm_bindgen::JsCast::unchecked_ref(self)
    }
}
