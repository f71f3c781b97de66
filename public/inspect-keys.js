// The key document of the inspector. It knows only an address, shows it, and fetches keys from there: from this server
// by itself, from another after a click. It gets no token, and hands over nothing but what it fetched.
(() => {
  "use strict";
  const own = location.origin;
  const said = document.getElementById("said");
  const shown = document.getElementById("address");
  const button = document.getElementById("fetch");
  const byServer = document.getElementById("by-server");
  const MOST = 256 * 1024;
  const LONGEST = 300;
  // The metadata documents of this server, and nothing else, are asked without a click: an address is no place to
  // carry a token away.
  const METADATA =
    /^(?:\/tfp)?\/(?:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[a-z][a-z0-9]{2,62}\.onmicrosoft\.com)(?:\/b2c_1a?_[a-z0-9_.-]{1,64})?\/v2\.0\/\.well-known\/openid-configuration$/i;
  const POLICY = /^(?:\?p=b2c_1a?_[a-z0-9_.-]{1,64})?$/i;
  const WORDS = {
    en: {
      fetching: "Fetching the keys from:",
      there: "The keys come from:",
      failed: "The keys could not be fetched from:",
      again: "Try again",
      no: "This is no address that keys are fetched from:",
      ask: "The keys of this issuer are fetched from here when you click. Only this address is sent:",
      next: "The metadata names keys at another address. They are fetched from here when you click:",
      fetch: "Fetch the keys",
      server: "Let this server fetch them",
      hint: "The issuer may not allow browsers to ask. This server can ask instead; it learns the address, and nothing else.",
    },
    de: {
      fetching: "Die Schlüssel werden geholt von:",
      there: "Die Schlüssel kommen von:",
      failed: "Die Schlüssel konnten nicht geholt werden von:",
      again: "Nochmals versuchen",
      no: "Das ist keine Adresse, von der Schlüssel geholt werden:",
      ask: "Die Schlüssel dieses Ausstellers werden auf Klick hier geholt. Gesendet wird nur diese Adresse:",
      next: "Die Metadaten nennen Schlüssel an einer anderen Adresse. Sie werden auf Klick hier geholt:",
      fetch: "Schlüssel holen",
      server: "Diesen Server holen lassen",
      hint: "Vielleicht erlaubt der Aussteller Browsern die Abfrage nicht. Dieser Server kann an deren Stelle fragen; er erfährt die Adresse und sonst nichts.",
    },
    fr: {
      fetching: "Les clés sont demandées à :",
      there: "Les clés viennent de :",
      failed: "Les clés n’ont pas pu être obtenues de :",
      again: "Réessayer",
      no: "Ce n’est pas une adresse de clés :",
      ask: "Les clés de cet émetteur sont demandées ici quand vous cliquez. Seule cette adresse est envoyée :",
      next: "Les métadonnées nomment des clés à une autre adresse. Elles sont demandées ici quand vous cliquez :",
      fetch: "Demander les clés",
      server: "Laisser ce serveur les demander",
      hint: "L’émetteur n’autorise peut-être pas les navigateurs. Ce serveur peut demander à leur place ; il apprend l’adresse et rien d’autre.",
    },
    it: {
      fetching: "Le chiavi vengono richieste a:",
      there: "Le chiavi vengono da:",
      failed: "Non è stato possibile ottenere le chiavi da:",
      again: "Riprova",
      no: "Questo non è un indirizzo di chiavi:",
      ask: "Le chiavi di questo emittente vengono richieste qui quando fai clic. Viene inviato solo questo indirizzo:",
      next: "I metadati indicano chiavi a un altro indirizzo. Vengono richieste qui quando fai clic:",
      fetch: "Richiedi le chiavi",
      server: "Lascia che le richieda questo server",
      hint: "Forse l’emittente non permette ai browser di chiedere. Questo server può chiedere al loro posto; conosce l’indirizzo e nient’altro.",
    },
  };
  let words = WORDS.en;

  const tell = (message) => parent.postMessage(JSON.stringify(message), own);

  const offer = (element, text, act) => {
    element.textContent = text;
    element.hidden = false;
    element.onclick = () => {
      button.hidden = byServer.hidden = true;
      act();
    };
  };

  const read = async (answer) => {
    if (!answer.ok) throw new Error(`the server answered ${answer.status}`);
    const text = await answer.text();
    if (text.length > MOST) throw new Error("the answer is too long");
    return text;
  };

  const get = async (address) =>
    read(
      await fetch(address, {
        credentials: "omit",
        redirect: "error",
        referrerPolicy: "no-referrer",
        signal: AbortSignal.timeout(10000),
      }),
    );

  const isOurs = (address) =>
    address.origin === own && METADATA.test(address.pathname) && POLICY.test(address.search) && !address.hash;

  // Shown whole, and too short to carry a token.
  const isHarmless = (address) =>
    address.protocol === "https:" &&
    address.href.length <= LONGEST &&
    !address.username &&
    !address.password &&
    !address.hash &&
    !/eyJ/.test(address.href) &&
    POLICY.test(address.search);

  const done = (asked, address, keys) => {
    said.textContent = words.there;
    shown.textContent = address.href;
    tell({ type: "keys", asked, address: address.href, keys });
  };

  const failed = (asked, address, error, again) => {
    said.textContent = words.failed;
    shown.textContent = address.href;
    offer(button, words.again, again);
    if (!isOurs(address)) {
      said.textContent += ` ${words.hint}`;
      offer(byServer, words.server, () => throughServer(asked, address));
    }
    tell({ type: "failed", asked, reason: String(error.message || error) });
  };

  const throughServer = async (asked, address) => {
    said.textContent = words.fetching;
    try {
      const answer = await fetch(`${own}/inspect/keys`, {
        method: "POST",
        credentials: "omit",
        referrerPolicy: "no-referrer",
        headers: { "content-type": "text/plain" },
        body: address.href,
        signal: AbortSignal.timeout(20000),
      });
      done(asked, address, await read(answer));
    } catch (error) {
      failed(asked, address, error, () => throughServer(asked, address));
    }
  };

  // Metadata first, then the keys that it names; or keys at once.
  const go = async (asked, address) => {
    said.textContent = words.fetching;
    shown.textContent = address.href;
    try {
      const text = await get(address);
      const document = JSON.parse(text);
      if (Array.isArray(document.keys)) return done(asked, address, text);
      const keys = new URL(document.jwks_uri);
      if (keys.origin === address.origin) return done(asked, keys, await get(keys));
      if (isOurs(address)) throw new Error("the metadata names keys of another server");
      if (!isHarmless(keys)) throw new Error("the metadata names an address that is not asked");
      said.textContent = words.next;
      shown.textContent = keys.href;
      offer(button, words.fetch, () => go(asked, keys));
    } catch (error) {
      failed(asked, address, error, () => go(asked, address));
    }
  };

  addEventListener("message", (event) => {
    if (event.source !== parent || event.origin !== own || typeof event.data !== "string") return;
    let asked, address;
    try {
      const message = JSON.parse(event.data);
      words = WORDS[message.language] ?? WORDS.en;
      asked = message.address;
      address = new URL(asked);
    } catch {
      return;
    }
    document.documentElement.lang = Object.keys(WORDS).find((name) => WORDS[name] === words);
    button.hidden = byServer.hidden = true;
    shown.textContent = address.href;
    if (isOurs(address)) {
      go(asked, address);
    } else if (isHarmless(address)) {
      said.textContent = words.ask;
      offer(button, words.fetch, () => go(asked, address));
    } else {
      said.textContent = words.no;
      tell({ type: "failed", asked, reason: "it is no address that keys are fetched from" });
    }
  });

  tell({ type: "ready" });
})();
