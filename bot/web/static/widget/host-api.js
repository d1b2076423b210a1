// `window.renewals`: what a page may ask of its chat. There is one element a page; it is made where a page asks and has none.

const element = () => document.querySelector("renewal-assistant");

function present() {
  const found = element();
  if (found) return found;
  const made = document.createElement("renewal-assistant");
  document.body.append(made);
  return made;
}

// Nobody is signed in any more: what the attribute or the configuration said is forgotten.
function signedOut() {
  const config = globalThis.renewals.config ?? {};
  delete config.identityToken;
  delete config["identity-token"];
  const found = element();
  found?.removeAttribute("identity-token");
  found?.session.identify(null);
}

// Puts the functions beside what the page itself has put there (`renewals.config`).
export function install() {
  globalThis.renewals = Object.assign(globalThis.renewals ?? {}, {
    open: () => present().open(),
    close: () => element()?.close(),
    toggle: () => present().toggle(),
    // Says who is signed in, by the token that the site's server signed; with none, that nobody is.
    identify: (token) => (token ? present().setAttribute("identity-token", token) : signedOut()),
    // At sign-out: nothing of the person stays in the page or the browser, and the chat is closed.
    shutdown: () => { element()?.close(); signedOut(); },
    say: (text) => present().say(String(text)),
    // Calls a function at each event of a name (docs/widget.md); gives the function that ends it.
    on: (name, listener) => present().events.on(name, listener),
  });
}
