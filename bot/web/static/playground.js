// Lets owners try each attribute on a living chat, and writes the lines for their page.

const { languages } = await (await fetch("/static/words.json")).json();
const CHOICES = [
  { name: "name", about: "in the head, and who answers" },
  { name: "greeting", about: "the first thing said" },
  { name: "color", about: "such as #0b6e4f", kind: "color" },
  { name: "theme", options: ["system", "light", "dark"] },
  { name: "position", options: ["right", "left"] },
  { name: "offset-x", about: "pixels from the side" },
  { name: "offset-y", about: "pixels from below" },
  { name: "launcher-text", about: "beside the sign" },
  { name: "logo", about: "address of a picture" },
  { name: "notice", about: "address of your privacy page" },
  { name: "language", options: ["", ...languages] },
  { name: "sound", options: ["on", "off"] },
  { name: "hide-on", about: "paths, such as /checkout/*" },
  { name: "texts", about: "JSON, such as {\"placeholder\": \"Ask\"}" },
  { name: "identity-token", about: "of the signed-in person; your server signs it" },
];
const FUNCTIONS = ["open", "close", "toggle", "shutdown"];
const EVENTS = ["ready", "open", "close", "message", "reply", "unread", "handoff"];
const chat = document.querySelector("renewal-assistant");
const byId = (id) => document.getElementById(id);

function make(tag, properties = {}, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}

const quoted = (value) => `"${value.replaceAll("&", "&amp;").replaceAll('"', "&quot;")}"`;

function chosen() {
  return CHOICES.filter(({ name }) => chat.hasAttribute(name)).map(({ name }) => `${name}=${quoted(chat.getAttribute(name))}`);
}

async function write() {
  const element = `<renewal-assistant${["", ...chosen()].join(" ")}></renewal-assistant>`;
  byId("snippet").textContent = `${element}\n<script type="module" src="${location.origin}/static/widget.js"></script>`;
  const { version, integrity } = await (await fetch("/static/widget.json")).json();
  const base = `${location.origin}/static/v/${version}/`;
  const digests = Object.fromEntries(Object.entries(integrity).map(([name, digest]) => [base + name, digest]));
  byId("pinned").textContent = [
    `<script type="importmap">${JSON.stringify({ integrity: digests }, null, 1)}</script>`,
    element,
    `<script type="module" src="${base}widget.js" integrity="${integrity["widget.js"]}" crossorigin></script>`,
  ].join("\n");
}

for (const { name, about, options, kind } of CHOICES) {
  const field = options
    ? make("select", {}, ...options.map((value) => make("option", { value, textContent: value || "of the browser" })))
    : make("input", { type: kind ?? "text", value: kind === "color" ? "#1d4ed8" : "" });
  field.name = name;
  field.addEventListener(options ? "change" : "input", () => {
    if (field.value) chat.setAttribute(name, field.value);
    else chat.removeAttribute(name);
    write();
  });
  byId("choices").append(make("label", {}, make("code", { textContent: name }), field, make("small", { textContent: about ?? "" })));
}
byId("choices").addEventListener("submit", (event) => event.preventDefault());
byId("copy").addEventListener("click", async () => {
  await navigator.clipboard.writeText(byId("snippet").textContent);
  byId("copied").textContent = "Copied.";
});
for (const name of FUNCTIONS) byId("functions").append(make("button", { type: "button", textContent: `renewals.${name}()`, onclick: () => globalThis.renewals[name]() }));
for (const name of EVENTS) {
  chat.addEventListener(`renewals:${name}`, ({ detail }) => byId("events").prepend(make("li", { textContent: `${name} ${JSON.stringify(detail)}` })));
}
await write();
