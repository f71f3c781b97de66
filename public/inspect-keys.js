// The key document of the inspector. It knows only an address, shows it, and fetches keys from there: from this server
// by itself. It gets no token, and hands over nothing but what it fetched.
(() => {
  "use strict";
  const own = location.origin;
  const said = document.getElementById("said");
  const shown = document.getElementById("address");
  const button = document.getElementById("fetch");
  const MOST = 256 * 1024;
  // The metadata documents of this server, and nothing else: an address is no place to carry a token away.
  const METADATA =
    /^(?:\/tfp)?\/(?:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[a-z][a-z0-9]{2,62}\.onmicrosoft\.com)(?:\/b2c_1a?_[a-z0-9_.-]{1,64})?\/v2\.0\/\.well-known\/openid-configuration$/i;
  const POLICY = /^(?:\?p=b2c_1a?_[a-z0-9_.-]{1,64})?$/i;

  const tell = (message) => parent.postMessage(JSON.stringify(message), own);

  const get = async (address) => {
    const answer = await fetch(address, {
      credentials: "omit",
      redirect: "error",
      referrerPolicy: "no-referrer",
      signal: AbortSignal.timeout(10000),
    });
    if (!answer.ok) throw new Error(`the server answered ${answer.status}`);
    const text = await answer.text();
    if (text.length > MOST) throw new Error("the answer is too long");
    return text;
  };

  const keys = async (metadata) => {
    const named = JSON.parse(await get(metadata)).jwks_uri;
    const address = new URL(named);
    if (address.origin !== own) throw new Error("the metadata names keys of another server");
    shown.textContent = address.href;
    return { address: address.href, keys: await get(address) };
  };

  const go = async (metadata) => {
    button.hidden = true;
    said.textContent = "Fetching the keys from this server:";
    try {
      const found = await keys(metadata);
      said.textContent = "The keys come from this server:";
      tell({ type: "keys", metadata: metadata.href, ...found });
    } catch (error) {
      said.textContent = "The keys could not be fetched from this server:";
      button.textContent = "Try again";
      button.hidden = false;
      button.onclick = () => go(metadata);
      tell({ type: "failed", metadata: metadata.href, reason: String(error.message || error) });
    }
  };

  addEventListener("message", (event) => {
    if (event.source !== parent || event.origin !== own || typeof event.data !== "string") return;
    let metadata;
    try {
      metadata = new URL(event.data);
    } catch {
      return;
    }
    shown.textContent = metadata.href;
    if (metadata.origin === own && METADATA.test(metadata.pathname) && POLICY.test(metadata.search) && !metadata.hash) {
      go(metadata);
    } else {
      said.textContent = "This is no metadata document of this server; nothing is fetched from:";
      tell({ type: "failed", metadata: metadata.href, reason: "it is no metadata document of this server" });
    }
  });

  tell({ type: "ready" });
})();
