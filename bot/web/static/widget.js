// The chat, as a web component without a build step. On any site: <script type="module" src="https://…/static/widget.js" data-auto></script>
// or <renewal-assistant></renewal-assistant> where it should stand. `identity-token` names the signed-in user; `language` the first language.
// A conversation belongs to the person of the token that it was begun with, or to nobody (docs/identity.md).

const home = new URL("..", import.meta.url);
const api = new URL("api/v1/conversations", home).href;
const KEEP = "renewal-assistant";
const MOST = 2000;
const MOST_FILES = 5, LARGEST_FILE = 10 * 1024 * 1024;
const LONG_WAIT = 4000;
const NOBODY = "nobody";
// A page that sets its token a moment after loading begins with none: other tabs give it that long.
const LATE_TOKEN = 1000;
// The size of an icon for which the style sheet has none.
const icon = (path, size = "") => `<svg viewBox="0 0 24 24"${size && ` width="${size}" height="${size}"`} fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true"><path d="${path}"/></svg>`;
const icons = {
  erase: icon("M4 7h16M9 7V4h6v3M6 7l1 13h10l1-13M10 11v6M14 11v6", 18),
  chat: icon("M21 12a8 8 0 0 1-8 8H4l2-3a8 8 0 1 1 15-5z"),
  up: icon("M7 11v9H4v-9zM7 11l4-7c1.5 0 2.5 1 2.5 2.5L13 10h5.5a2 2 0 0 1 2 2.4l-1.2 6A2 2 0 0 1 17.3 20H7"),
  attach: icon("M20 11l-8.5 8.5a5 5 0 0 1-7-7L13 4a3.4 3.4 0 0 1 4.8 4.8L9.4 17.2a1.7 1.7 0 0 1-2.4-2.4l7.5-7.3", 20),
  down: icon("M17 13V4h3v9zM17 13l-4 7c-1.5 0-2.5-1-2.5-2.5L11 14H5.5a2 2 0 0 1-2-2.4l1.2-6A2 2 0 0 1 6.7 4H17"),
};

function make(tag, properties = {}, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}

const newId = () => crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`;

// French puts a space before some signs; it must not break the line there.
const set = (text) => text.replace(/ ([?!;:»])/g, "\u00a0$1").replace(/« /g, "«\u00a0");

// A text with what it names as links. Only addresses that the gateway gave, and none that could run something.
function linked(text, links = []) {
  let parts = [text];
  for (const { label, href } of links.filter(({ href, kind }) => kind !== "section" && /^(https|mailto):/.test(href))) {
    parts = parts.flatMap((part) => (typeof part !== "string" ? [part] : part.split(label).flatMap((piece, number) => (number ? [anchor(label, href), piece] : [piece]))));
  }
  return parts;
}

const anchor = (text, href) => make("a", { href, textContent: text, target: "_blank", rel: "noopener noreferrer" });

// The address that an identity token names, read as the gateway reads it. A token that names none stands for itself.
function personOf(token) {
  if (!token) return NOBODY;
  try {
    const claims = atob(token.split(".")[1].replaceAll("-", "+").replaceAll("_", "/"));
    const { sub } = JSON.parse(new TextDecoder().decode(Uint8Array.from(claims, (sign) => sign.charCodeAt(0))));
    if (sub.includes("@")) return sub.trim().toLowerCase();
  } catch { /* told by the gateway when a conversation begins */ }
  return `?${token}`;
}

// What is kept beside a conversation to tell whose it is: a digest, never the address. Null where nothing may be kept:
// for a token that names no one, and on a site without HTTPS, where browsers offer no digest.
async function ownerOf(person) {
  if (person === NOBODY) return NOBODY;
  if (person.startsWith("?") || !crypto.subtle) return null;
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(person));
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

class RenewalAssistant extends HTMLElement {
  static observedAttributes = ["identity-token"];
  #words = {};
  #person;                // an address, NOBODY, or a token that is not good
  #owner;                 // what is kept of the person; undefined until that is known
  #ready = null;          // done when it is known what was kept for the person
  #held = null;           // what was kept before the page went on without a token: the same person may still be named
  #refused = null;        // a token that the gateway did not accept
  #elsewhere = false;     // another tab goes on as somebody else
  #life = new AbortController();   // ends with the person
  #conversation = null;   // {id, token, language, last}
  #waiting = [];          // what was typed and is not yet answered: {id, text}
  #shown = new Map();     // what stands in the log, by message id
  #socket = null;
  #sending = false;
  #pause = 500;
  #parts = {};

  async connectedCallback() {
    const root = this.attachShadow({ mode: "open" });
    const style = make("link", { rel: "stylesheet", href: new URL("static/widget.css", home).href });
    const first = this.#kept()?.language ?? this.getAttribute("language") ?? navigator.languages?.map((l) => l.slice(0, 2)).find((l) => ["fr", "en"].includes(l)) ?? "en";
    await this.#speak(first);
    root.append(style);
    this.#draw(root);
    addEventListener("online", () => this.#connect());
    addEventListener("offline", () => this.#tell("offline"));
    addEventListener("storage", ({ key }) => { if (key === KEEP || key === null) setTimeout(() => this.#compare(), LATE_TOKEN); });
    addEventListener("pageshow", ({ persisted }) => { if (persisted) this.#compare(); });
    this.#identify();
    if (this.getAttribute("mode") === "page") this.#open();
  }

  attributeChangedCallback() { if (this.#parts.panel) this.#identify(); }

  // A fresh token of the same person changes nothing. With any other, or none, nothing of the former person stays.
  #identify() {
    const person = personOf(this.getAttribute("identity-token"));
    if (person === this.#person) return;
    this.#person = person;
    this.#owner = undefined;
    this.#leave();
    this.#ready = this.#takeUp(person, this.#life.signal);
  }

  // Goes on with what is kept for the person; what is kept for anybody else is forgotten.
  async #takeUp(person, life) {
    const owner = await ownerOf(person);
    if (life.aborted) return;
    this.#owner = owner;
    const kept = this.#kept();
    const own = [kept, this.#held].find((one) => owner && one?.owner === owner);
    this.#held = owner === NOBODY ? kept : null;
    this.#conversation = own?.conversation ?? null;
    this.#waiting.unshift(...(own?.waiting ?? []));
    if (kept && kept !== own) this.#write();
    if (!this.#parts.panel.hidden) this.#resume();
  }

  // Whether another tab goes on as somebody else. Then nothing is shown or said here until the page has been loaded again,
  // for its token is the former person's.
  #compare(kept = this.#kept() ?? (this.#conversation && { owner: NOBODY })) {
    if (this.#owner === undefined || !kept) return this.#elsewhere;
    const elsewhere = kept.owner !== this.#owner;
    if (elsewhere && !this.#elsewhere) { this.#leave(); this.#elsewhere = true; this.#tell("elsewhere"); }
    else if (!elsewhere && this.#elsewhere) { this.#person = undefined; this.#identify(); }
    return elsewhere;
  }

  // Takes the conversation off the page, and ends what is under way for it.
  #leave() {
    this.#life.abort();
    this.#life = new AbortController();
    this.#conversation = null;
    this.#waiting = [];
    this.#sending = this.#elsewhere = false;
    this.#pause = 500;
    this.#hangUp();
    this.#speaks("assistant");
    const { text, typing } = this.#parts;
    text.value = "";
    text.style.height = "auto";
    typing.hidden = true;
    this.#warn("");
    this.#tell("");
    this.#clear();
  }

  get #page() { return this.getAttribute("mode") === "page"; }

  async #speak(language) {
    const answer = await fetch(new URL(`static/words/${language}.json`, home));
    this.#words = await answer.json();
    this.language = language;
  }

  #draw(root) {
    const w = this.#words;
    const launcher = make("button", { className: "launcher", type: "button", ariaLabel: w.open, ariaExpanded: "false", hidden: this.#page, innerHTML: icons.chat });
    const select = make("select", { ariaLabel: w.language });
    for (const code of w.languages) select.append(make("option", { value: code, textContent: new Intl.DisplayNames([code], { type: "language" }).of(code), selected: code === this.language }));
    const erase = make("button", { type: "button", innerHTML: icons.erase, title: w.erase, ariaLabel: w.erase });
    const close = make("button", { type: "button", textContent: "✕", ariaLabel: w.close, hidden: this.#page });
    const title = make(this.#page ? "h1" : "h2", { textContent: w.title, id: "title" });
    const state = make("div", { className: "state", role: "status", hidden: true });
    const log = make("div", { className: "log", role: "log", ariaLive: "polite", ariaLabel: w.title, tabIndex: 0 });
    const typing = make("div", { className: "typing", hidden: true });
    typing.append(make("span", { className: "dots", ariaHidden: "true", innerHTML: "<i></i><i></i><i></i>" }), make("span", { textContent: w.typing }));
    const text = make("textarea", { rows: 1, placeholder: w.placeholder, ariaLabel: w.placeholder, maxLength: MOST + 200 });
    const attach = make("button", { type: "button", className: "attach", innerHTML: icons.attach, ariaLabel: w.attach, title: w.attach, hidden: true });
    const chosen = make("input", { type: "file", multiple: true, hidden: true, accept: w.file_kinds.map((kind) => `.${kind}`).join() });
    const form = make("form", {}, attach, chosen, text, make("button", { type: "submit", textContent: w.send }));
    const warning = make("div", { className: "warning", role: "status", hidden: true });
    const panel = make("section", { className: `panel ${this.#page ? "page" : "floating"}`, hidden: !this.#page, lang: this.language });
    panel.setAttribute("aria-labelledby", "title");
    if (!this.#page) panel.setAttribute("role", "dialog");
    panel.append(make("header", {}, title, select, erase, close), state, log, form, warning);
    log.append(typing);
    root.append(panel, launcher);
    this.#parts = { root, launcher, select, erase, close, title, state, log, typing, attach, chosen, text, form, warning, panel };
    launcher.onclick = () => (panel.hidden ? this.#open() : this.#close());
    close.onclick = () => this.#close();
    attach.onclick = () => chosen.click();
    chosen.onchange = () => { this.#attach([...chosen.files]); chosen.value = ""; attach.focus(); };
    erase.onclick = () => this.#erase();
    select.onchange = () => this.#switch(select.value);
    panel.onkeydown = (event) => { if (event.key === "Escape" && !this.#page) this.#close(); };
    text.onkeydown = (event) => { if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); form.requestSubmit(); } };
    text.oninput = () => { text.style.height = "auto"; text.style.height = `${text.scrollHeight}px`; this.#warn(text.value.length > MOST ? this.#words["too-long"] : ""); };
    form.onsubmit = (event) => { event.preventDefault(); if (this.say(text.value)) { text.value = ""; text.style.height = "auto"; } };
  }

  #welcome() {
    const w = this.#words;
    const first = { id: "welcome", speaker: "assistant", text: w.welcome, reply: { kind: "smalltalk", sources: [], buttons: ["suggest-1", "suggest-2", "suggest-3"].map((n) => ({ label: w[n], say: w[n] })) } };
    this.#shown.get("welcome")?.remove();
    this.#shown.delete("welcome");
    if (this.#shown.size === 0) this.#show(first);
  }

  #open() {
    const { panel, launcher, text } = this.#parts;
    panel.hidden = false;
    launcher.ariaExpanded = "true";
    launcher.ariaLabel = this.#words.close;
    if (!this.#page) text.focus();
    this.#resume();
  }

  #resume() {
    this.#connect();
    for (const message of this.#waiting) this.#show({ id: message.id, message_id: message.id, speaker: "customer", text: message.text }, true);
    this.#send();
  }

  #close() {
    const { panel, launcher } = this.#parts;
    panel.hidden = true;
    launcher.ariaExpanded = "false";
    launcher.ariaLabel = this.#words.open;
    launcher.focus();
  }

  // Takes a text to be said; false where it is empty or too long, or where another tab goes on as somebody else.
  say(text) {
    const kept = this.#kept();
    if (this.#compare(kept)) return false;
    // Another tab of the same person may have begun in the meantime.
    if (this.#owner && kept?.owner === this.#owner) this.#conversation ??= kept.conversation;
    const trimmed = text.trim();
    if (!trimmed || trimmed.length > MOST) { this.#warn(trimmed ? this.#words["too-long"] : ""); return false; }
    this.#warn("");
    const message = { id: newId(), text: trimmed };
    this.#waiting.push(message);
    this.#keep();
    this.#show({ id: message.id, message_id: message.id, speaker: "customer", text: trimmed }, true);
    this.#send();
    return true;
  }

  // Sends files to the person who has the conversation, one after the other. What is wrong with one is told, and the others go on.
  async #attach(files) {
    const w = this.#words;
    const life = this.#life.signal;
    this.#warn(files.length > MOST_FILES ? w["too-many-files"].replace("{count}", MOST_FILES) : "");
    for (const file of files.slice(0, MOST_FILES)) {
      if (file.size > LARGEST_FILE) { this.#warn(w["file-too-large"].replace("{name}", file.name)); continue; }
      const id = newId();
      this.#show({ id, message_id: id, speaker: "customer", text: file.name }, true);
      await this.#upload(file, id, life);
      if (life.aborted) return;
    }
  }

  // Under one id for all attempts: a file whose answer was lost is not taken twice.
  async #upload(file, id, life) {
    const box = this.#shown.get(id);
    const query = new URLSearchParams({ name: file.name, message_id: id });
    for (let attempt = 0; ; attempt += 1) {
      try {
        const answer = await fetch(`${api}/${this.#conversation.id}/files?${query}`, {
          method: "POST", headers: { Authorization: `Bearer ${this.#conversation.token}`, "Content-Type": "application/octet-stream", "Accept-Language": this.language }, body: file, signal: life,
        });
        if (answer.ok) box.classList.remove("waiting");
        else { box.remove(); this.#shown.delete(id); this.#warn(`${file.name}: ${(await answer.json()).detail ?? answer.status}`); }
        return;
      } catch (failure) {
        if (life.aborted) return;
        if (!(failure instanceof TypeError) || !this.#conversation || attempt > 5) { box.remove(); this.#shown.delete(id); this.#warn(this.#words["file-not-sent"].replace("{name}", file.name)); return; }
        this.#tell("offline");
        await this.#rest(2 ** attempt / 2);
      }
    }
  }

  // Sends what waits, one after the other, each until it is answered. A message keeps its id, so that sending it again does nothing twice.
  async #send() {
    if (this.#sending) return;
    this.#sending = true;
    const life = this.#life.signal;
    try {
      while (!life.aborted && this.#waiting.length) {
        const slow = setTimeout(() => { if (!life.aborted) this.#tell("long-wait"); }, LONG_WAIT);
        this.#parts.typing.hidden = this.speaker === "human";
        try {
          await this.#begin(life);
          const message = this.#waiting[0];
          const answer = await this.#call("POST", "/messages", { text: message.text, message_id: message.id });
          if (answer.status === 401 || answer.status === 404) { this.#forget(); this.#note(this.#words.expired); continue; }
          if (answer.status === 429 || answer.status >= 500) { await this.#rest(Number(answer.headers.get("Retry-After")) || 3); continue; }
          const body = await answer.json();
          if (!answer.ok) { this.#note(this.#words.failed.replace("{reason}", body.detail ?? "")); }
          else this.#answered(message, body);
          this.#waiting.shift();
          this.#shown.get(message.id)?.classList.remove("waiting");
          this.#keep();
          this.#tell("");
          this.#pause = 500;
        } catch (failure) {
          if (life.aborted) return;
          if (failure instanceof TypeError) { this.#tell("offline"); await this.#rest(this.#pause / 1000); this.#pause = Math.min(this.#pause * 2, 8000); }
          else throw failure;
        } finally {
          clearTimeout(slow);
        }
      }
    } finally {
      if (!life.aborted) { this.#sending = false; this.#parts.typing.hidden = true; }
    }
  }

  #answered(message, body) {
    this.#speaks(body.speaker);
    for (const reply of body.replies) this.#show({ id: reply.id, answers: message.id, speaker: body.speaker === "human" ? "human" : "assistant", text: reply.text, language: body.language, reply });
    if (body.language && body.language !== this.language && this.#words.languages.includes(body.language)) this.#inLanguage(body.language);
  }

  #rest(seconds) { return new Promise((done) => setTimeout(done, seconds * 1000)); }

  async #begin(life) {
    await this.#ready;
    life.throwIfAborted();
    if (this.#conversation) { this.#connect(); return; }
    const identity = this.getAttribute("identity-token");
    let answer = await this.#start(identity === this.#refused ? null : identity, life);
    if (answer.status === 401 && identity) {
      // The host's token is not good or has run out: go on as a visitor, who can prove themselves in the chat.
      this.#note((await answer.json()).detail);
      this.#refuse(identity);
      answer = await this.#start(null, life);
    }
    if (!answer.ok) throw new TypeError("not started");
    const started = await answer.json();
    this.#conversation = { id: started.conversation_id, token: started.token };
    this.#keep();
    this.#connect();
  }

  #start(identity, signal) {
    const body = { language: this.language, timezone: Intl.DateTimeFormat().resolvedOptions().timeZone, identity_token: identity || undefined };
    return fetch(api, { method: "POST", headers: { "Content-Type": "application/json", "Accept-Language": this.language }, body: JSON.stringify(body), signal });
  }

  // What begins after a refused token is kept for no one: the person's next token is to begin anew.
  #refuse(token) {
    this.#refused = token;
    this.#person = `?${token}`;
    this.#owner = null;
    this.#write();
  }

  #call(method, path, body, signal = this.#life.signal) {
    return fetch(`${api}/${this.#conversation.id}${path}`, {
      method,
      headers: { Authorization: `Bearer ${this.#conversation.token}`, "Content-Type": "application/json", "Accept-Language": this.language },
      body: body === undefined ? undefined : JSON.stringify(body),
      signal,
    });
  }

  // Listens to what happens; after a break it asks for what was missed since the last message that it has.
  #connect() {
    if (!this.#conversation || this.#socket || this.#parts.panel.hidden) return;
    const address = new URL(`${api}/${this.#conversation.id}/live`);
    address.protocol = address.protocol.replace("http", "ws");
    if (this.#conversation.last && this.#shown.has(this.#conversation.last)) address.searchParams.set("after", this.#conversation.last);
    const socket = new WebSocket(address, ["renewals.token", this.#conversation.token]);
    this.#socket = socket;
    socket.onmessage = (event) => { if (this.#socket === socket) this.#happened(JSON.parse(event.data)); };
    socket.onopen = () => { this.#pause = 500; this.#tell(""); };
    socket.onclose = (event) => {
      if (this.#socket !== socket) return;
      this.#socket = null;
      if (event.code === 4404 || !this.#conversation) { if (event.code === 4404 && !this.#sending) this.#forget(); return; }
      this.#tell("offline");
      setTimeout(() => this.#connect(), this.#pause);
      this.#pause = Math.min(this.#pause * 2, 8000);
    };
  }

  #happened(happening) {
    if (happening.type === "message") { this.#show(happening.message); }
    else if (happening.type === "edited") { this.#edit(happening.message); }
    else if (happening.type === "state") { this.#speaks(happening.speaker); }
    else if (happening.type === "typing") { this.#parts.typing.hidden = this.speaker === "human"; }
    else if (happening.type === "erased") { this.#forget(); }
  }

  // Puts something said into the log, once, whichever way it came.
  #show(message, waiting = false) {
    const key = message.speaker === "customer" ? (message.message_id ?? message.id) : message.id;
    if (this.#conversation && message.said_at) { this.#conversation.last = message.id; this.#keep(); }
    if (message.said_at && this.#elsewhere) return;
    if (message.speaker !== "customer" && message.said_at) this.#parts.typing.hidden = !this.#sending;
    const there = this.#shown.get(key);
    if (there) {
      there.classList.toggle("waiting", waiting && there.classList.contains("waiting"));
      if (message.said_at) this.#shown.set(message.id, there);
      if (message.reply?.files && !there.querySelector(".files")) this.#filed(there, message);
      return;
    }
    const w = this.#words;
    const mine = message.speaker === "customer";
    const human = message.speaker === "human";
    const box = make("div", { className: `said ${mine ? "mine" : "theirs"}${human ? " human" : ""}${waiting ? " waiting" : ""}`, lang: message.language ?? this.language });
    const who = mine ? w.you : human ? `${message.reply?.name ?? ""} (${w.human})` : w.assistant;
    box.append(make("span", { className: "who", textContent: `${who}: ` }), make("p", {}, ...linked(this.#wording(message), message.reply?.links)));
    if (!mine && message.reply) this.#furnish(box, message);
    if (mine && message.reply?.files) this.#filed(box, message);
    this.#shown.set(key, box);
    this.#shown.set(message.id, box);
    const { log, typing } = this.#parts;
    if (message.reply?.withdrawn) box.classList.add("withdrawn");
    log.insertBefore(box, typing);
    // A long answer is read from its beginning: the question stays in sight above it.
    const question = mine ? box : this.#shown.get(message.answers) ?? box;
    log.scrollTop = Math.min(log.scrollHeight, question.offsetTop - log.offsetTop - 8);
  }

  #furnish(box, message) {
    const w = this.#words;
    const { data, sources, buttons, kind } = message.reply;
    if (data?.table) box.append(this.#table(data.table));
    if (message.reply.files) box.append(this.#files(message.reply.files));
    if (sources?.length) {
      const list = make("ul");
      for (const source of sources) list.append(make("li", {}, this.#source(source)));
      box.append(make("details", {}, make("summary", { textContent: w.sources }), list));
    }
    if (buttons?.length) {
      const row = make("div", { className: "buttons" });
      for (const button of buttons) row.append(make("button", { type: "button", textContent: set(button.label), onclick: () => { this.say(button.say); this.#parts.text.focus(); } }));
      box.append(row);
    }
    if (["answer", "contract", "fallback", "handoff"].includes(kind)) box.append(this.#thumbs(message.id));
  }

  // A section of the page: its name in the reader's language, then the heading; a link where its address is known.
  #source({ title, section, name, url }) {
    const text = this.#words["from-page"].replace("{title}", title).replace("{section}", name ? `${name} (${section})` : section);
    return url && /^https:/.test(url) ? anchor(text, url) : text;
  }

  // A customer's file stands as a button in the place of its name.
  #filed(box, message) {
    box.querySelector("p").hidden = true;
    box.append(this.#files(message.reply.files));
  }

  #wording(message) {
    const { edited, withdrawn } = message.reply ?? {};
    return set(message.text) + (edited && !withdrawn ? ` ${this.#words.edited}` : "");
  }

  // What somebody of the team has changed or taken back.
  #edit(message) {
    const box = this.#shown.get(message.id);
    if (!box) { this.#show(message); return; }
    box.querySelector("p").textContent = this.#wording(message);
    box.classList.toggle("withdrawn", Boolean(message.reply?.withdrawn));
    if (message.reply?.withdrawn) box.querySelector(".files")?.remove();
  }

  // While a person has the conversation, the head says so, and no dots wait for an answer of the assistant.
  #speaks(speaker) {
    const { panel, typing, title, attach } = this.#parts;
    this.speaker = speaker;
    attach.hidden = speaker !== "human";
    panel.classList.toggle("with-human", speaker === "human");
    title.textContent = speaker === "human" ? this.#words["with-human"] : this.#words.title;
    if (speaker === "human") typing.hidden = true;
  }

  // A file of either side: it is fetched with the conversation's token, for its address alone opens nothing.
  #files(files) {
    const list = make("ul", { className: "files" });
    for (const file of files) {
      const button = make("button", { type: "button", textContent: `📎 ${file.name}` });
      button.onclick = async () => {
        try {
          const answer = await this.#call("GET", `/files/${file.id}`);
          if (!answer.ok) { this.#note(this.#words.failed.replace("{reason}", file.name)); return; }
          const link = make("a", { href: URL.createObjectURL(await answer.blob()), download: file.name });
          link.click();
          setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
        } catch (failure) { this.#lost(failure); }
      };
      list.append(make("li", {}, button));
    }
    return list;
  }

  #table({ columns, rows }) {
    const head = make("tr");
    for (const column of columns) head.append(make("th", { scope: "col", textContent: column }));
    const body = make("tbody");
    for (const row of rows) {
      const line = make("tr");
      row.forEach((cell, index) => line.append(make(index === 0 ? "th" : "td", { textContent: cell, ...(index === 0 ? { scope: "row" } : {}) })));
      body.append(line);
    }
    const wide = make("div", { className: "wide", tabIndex: 0, role: "region", ariaLabel: columns[0] }, make("table", {}, make("thead", {}, head), body));
    return wide;
  }

  #thumbs(id) {
    const w = this.#words;
    const row = make("div", { className: "thumbs" });
    const thanks = make("span", { className: "note", role: "status" });
    for (const [helpful, icon, label] of [[true, icons.up, w.helpful], [false, icons.down, w["not-helpful"]]]) {
      const button = make("button", { type: "button", innerHTML: icon, ariaLabel: label, title: label, ariaPressed: "false" });
      button.onclick = async () => {
        try {
          const answer = await this.#call("POST", "/feedback", { reply_id: id, helpful });
          if (!answer.ok) return;
          for (const other of row.querySelectorAll("button")) other.ariaPressed = String(other === button);
          thanks.textContent = w["thanks-feedback"];
        } catch (failure) { this.#lost(failure); }
      };
      row.append(button);
    }
    row.append(thanks);
    return row;
  }

  async #switch(language) {
    await this.#inLanguage(language);
    if (this.#conversation) this.say(this.#words["switch-say"]);
  }

  async #inLanguage(language) {
    await this.#speak(language);
    const w = this.#words;
    const { title, text, form, attach, launcher, close, erase, select, typing, panel, log } = this.#parts;
    attach.ariaLabel = attach.title = w.attach;
    log.ariaLabel = w.title;
    title.textContent = this.speaker === "human" ? w["with-human"] : w.title;
    text.placeholder = text.ariaLabel = w.placeholder;
    form.querySelector("[type=submit]").textContent = w.send;
    typing.lastElementChild.textContent = w.typing;
    launcher.ariaLabel = panel.hidden ? w.open : w.close;
    close.ariaLabel = w.close;
    erase.title = erase.ariaLabel = w.erase;
    select.ariaLabel = w.language;
    select.value = panel.lang = language;
    if (this.#page) document.documentElement.lang = language;
    if ([...this.#shown.keys()].join() === "welcome") this.#welcome();
    this.#keep();
  }

  async #erase() {
    if (!confirm(this.#words["erase-sure"])) return;
    if (this.#conversation) {
      const life = this.#life.signal;
      try {
        const answer = await this.#call("DELETE", "", undefined, null);
        if (life.aborted) return;
        if (!answer.ok && answer.status !== 404 && answer.status !== 401) { this.#note(this.#words.failed.replace("{reason}", (await answer.json()).detail ?? "")); return; }
      } catch { if (!life.aborted) this.#tell("offline"); return; }
    }
    this.#waiting = [];
    this.#forget();
    this.#clear();
    this.#note(this.#words.erased);
  }

  #forget() {
    this.#conversation = null;
    this.#speaks("assistant");
    this.#hangUp();
    this.#keep();
  }

  #hangUp() { const socket = this.#socket; this.#socket = null; socket?.close(); }
  #clear() { const { log, typing } = this.#parts; log.replaceChildren(typing); this.#shown.clear(); this.#welcome(); }
  #lost({ name }) { if (name !== "AbortError") this.#tell("offline"); }
  #tell(name) { if (this.#elsewhere) name = "elsewhere"; const { state } = this.#parts; state.textContent = name ? this.#words[name] : ""; state.hidden = !name; }
  #warn(text) { const { warning } = this.#parts; warning.textContent = text; warning.hidden = !text; }
  #note(text) { const { log, typing } = this.#parts; log.insertBefore(make("p", { className: "note", textContent: text }), typing); log.scrollTop = log.scrollHeight; }

  #kept() { try { return JSON.parse(localStorage.getItem(KEEP)); } catch { return null; } }
  #keep() { if (this.#owner && !this.#compare(this.#kept())) this.#write(); }
  #write() {
    try {
      if (this.#owner) localStorage.setItem(KEEP, JSON.stringify({ owner: this.#owner, conversation: this.#conversation, waiting: this.#waiting, language: this.language }));
      else localStorage.removeItem(KEEP);
    } catch { /* private windows may refuse */ }
  }
}

customElements.define("renewal-assistant", RenewalAssistant);
if (document.querySelector("script[data-auto][src*='widget.js']") && !document.querySelector("renewal-assistant")) document.body.append(document.createElement("renewal-assistant"));
