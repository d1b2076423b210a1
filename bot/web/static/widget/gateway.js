// The gateway's HTTP API, as the widget uses it.

// The folder above `static`: also where the widget comes from an immutable address (static/v/<version>/…).
export const home = new URL(/^(.*\/)static\//.exec(import.meta.url)?.[1] ?? "..", import.meta.url);
const api = new URL("api/v1/conversations", home).href;
const JSON_TYPE = { "Content-Type": "application/json" };

// Starts a conversation.
export const start = (language, identity, signal) => fetch(api, {
  method: "POST",
  headers: { ...JSON_TYPE, "Accept-Language": language },
  body: JSON.stringify({ language, timezone: Intl.DateTimeFormat().resolvedOptions().timeZone, identity_token: identity || undefined }),
  signal,
});

// Calls a conversation's own address. A `body` that is no file goes as JSON.
export function call({ id, token }, method, path, { body, language, signal } = {}) {
  const file = body instanceof Blob;
  const headers = { Authorization: `Bearer ${token}`, ...(file ? { "Content-Type": "application/octet-stream" } : JSON_TYPE) };
  if (language) headers["Accept-Language"] = language;
  return fetch(`${api}/${id}${path}`, { method, headers, body: file || body === undefined ? body : JSON.stringify(body), signal });
}

// The live connection of a conversation: what was missed since the message `after`, then everything as it happens.
// `away`: nobody looks at it yet.
export function live({ id, token }, after, away) {
  const address = new URL(`${api}/${id}/live`);
  address.protocol = address.protocol.replace("http", "ws");
  if (after) address.searchParams.set("after", after);
  if (away) address.searchParams.set("away", "true");
  return new WebSocket(address, ["renewals.token", token]);
}

// Whether the gateway lets this site use it; true where it cannot be asked, for then the connection is what fails.
export async function isListed() {
  try {
    return (await (await fetch(new URL("static/site.json", home))).json()).listed !== false;
  } catch {
    return true;
  }
}

export const UNLISTED = `The renewal assistant at ${home.origin} does not answer pages of ${location.origin}. `
  + `Add ${location.origin} to RENEWALS_ORIGINS of the gateway and start it again (docs/widget.md).`;

export const rest = (seconds, signal) => new Promise((done) => {
  const over = () => { clearTimeout(timer); signal?.removeEventListener("abort", over); done(); };
  const timer = setTimeout(over, seconds * 1000);
  signal?.addEventListener("abort", over);
});

export const newId = () => crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`;
