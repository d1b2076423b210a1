// Answers while a ticket is typed, beneath any HTML form. It never stops a submit; where anything fails, the form is as it was.
//   <script async src="https://assistant.example.com/static/ticket-form.js" data-site-key="shop"></script>
// Optional attributes: data-form, data-subject, data-body, data-anchor (CSS selectors), data-language, data-visitor. docs/tickets.md explains them.
(() => {
  "use strict";
  const script = document.currentScript;
  const set = script.dataset;
  const base = new URL(script.src).origin;
  const PAUSE = 700;
  const ENOUGH = 15;
  const FIELD = "renewals_deflection_id";
  const attached = new WeakSet();

  const STYLE = `
    :host { all: initial; display: block; margin: .75rem 0; font: 16px/1.5 system-ui, sans-serif; color: #1b1f24; }
    section { border: 1px solid #767f8c; border-radius: .4rem; padding: .75rem 1rem; background: #fff; }
    h2 { font-size: 1rem; margin: 0 0 .5rem; } article { border-top: 1px solid #d8dee4; padding: .5rem 0; }
    p { margin: .25rem 0; white-space: pre-line; } small { color: #57606a; }
    button { font: inherit; padding: .35rem .8rem; margin: .25rem .5rem .25rem 0; border: 1px solid #57606a; border-radius: .3rem; background: #fff; color: inherit; cursor: pointer; }
    button.first { background: #174ea6; border-color: #174ea6; color: #fff; }
    button:focus-visible, summary:focus-visible { outline: 3px solid #1a5fb4; outline-offset: 2px; }
    .heard { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
    @media (prefers-color-scheme: dark) { :host { color: #e6e9ef; } section, button { background: #1a202b; } small { color: #a7b0bd; } article { border-color: #3a4353; }
      button.first { background: #8ab4f8; border-color: #8ab4f8; color: #11151c; } }
    [hidden] { display: none; }`;

  function make(name, text = "", attributes = {}) {
    const made = document.createElement(name);
    made.textContent = text;
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    return made;
  }

  const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

  // What a field is called: its name, id, autocomplete, labels and placeholder.
  function called(field) {
    const labels = [...(field.labels ?? [])].map((label) => label.textContent);
    const told = [field.name, field.id, field.autocomplete, field.placeholder, field.getAttribute("aria-label"), ...labels];
    return plain(told.filter(Boolean).join(" "));
  }

  function best(fields, names) {
    const known = names.map(plain);
    const first = (field) => { const told = called(field); return known.findIndex((name) => told.includes(name)); };
    return fields.map((field) => [first(field), field]).filter(([place]) => place >= 0).sort((a, b) => a[0] - b[0])[0]?.[1];
  }

  // The body is a textarea that is called so, or the form's only one; the subject a line of text that is called so, or none.
  function fieldsOf(form, words) {
    const areas = [...form.querySelectorAll("textarea")].filter((area) => !area.disabled && !area.readOnly);
    const lines = [...form.querySelectorAll('input:not([type]), input[type="text"]')].filter((line) => !line.disabled && !line.readOnly);
    const body = set.body ? form.querySelector(set.body) : best(areas, words["body-names"]) ?? (areas.length === 1 ? areas[0] : null);
    const subject = set.subject ? form.querySelector(set.subject) : best(lines, words["subject-names"]) ?? null;
    return body ? { body, subject } : null;
  }

  // A random name for this browser, for the comparison with visitors who see no answers; a site gives its own for who is signed in.
  function visitor() {
    if (set.visitor) return set.visitor;
    try {
      const kept = localStorage.getItem("renewals-visitor") ?? crypto.randomUUID();
      localStorage.setItem("renewals-visitor", kept);
      return kept;
    } catch {
      return null;
    }
  }

  class Suggestions {
    constructor(form, fields, words) {
      Object.assign(this, { form, fields, words, id: null, timer: 0, asked: "", underWay: null, dismissed: new Set() });
      this.host = make("renewals-suggestions");
      const shadow = this.host.attachShadow({ mode: "open" });
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(STYLE);
      shadow.adoptedStyleSheets = [sheet];
      this.heard = make("div", "", { role: "status", "aria-live": "polite", class: "heard" });
      this.panel = make("section", "", { "aria-label": words.region, hidden: "" });
      shadow.append(this.heard, this.panel);
      const anchor = (set.anchor && document.querySelector(set.anchor)) || fields.body;
      anchor.after(this.host);
      for (const field of [fields.body, fields.subject]) field?.addEventListener("input", () => this.later());
      // The form goes its way; only that it went is told.
      form.addEventListener("submit", () => this.submitted());
      if (this.text().length >= ENOUGH) this.later();
    }

    text() {
      return `${this.fields.subject?.value ?? ""} ${this.fields.body.value}`.trim();
    }

    later() {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.ask(), PAUSE);
    }

    async ask() {
      const text = this.text();
      if (text.length < ENOUGH || text === this.asked) return;
      this.asked = text;
      this.underWay?.abort();
      this.underWay = new AbortController();
      const ticket = { subject: (this.fields.subject?.value ?? "").slice(0, 500), body: this.fields.body.value.slice(0, 8000) };
      if (this.id) ticket.deflection_id = this.id;
      const name = visitor();
      if (name) ticket.visitor = name;
      try {
        const answer = await this.post("", ticket, this.underWay.signal);
        if (!answer.ok) throw new Error(String(answer.status));
        const found = await answer.json();
        this.carry(found.deflection_id);
        this.show(found.suggestions);
      } catch (error) {
        if (error.name === "AbortError") return;
        // Asked again with the next change; the form is as it was.
        this.asked = "";
        this.panel.hidden = true;
      }
    }

    post(path, body, signal) {
      const headers = { "Content-Type": "application/json", "X-Site-Key": set.siteKey ?? "" };
      return fetch(`${base}/api/v1/deflections${path}`, { method: "POST", headers, body: JSON.stringify(body), signal, credentials: "omit" });
    }

    // The id goes into the desk with the ticket.
    carry(id) {
      this.id = id;
      let field = this.form.querySelector(`input[name="${FIELD}"]`);
      if (!field) {
        field = make("input", "", { type: "hidden", name: FIELD });
        this.form.append(field);
      }
      field.value = id;
    }

    show(suggestions) {
      const fitting = suggestions.filter((one) => !this.dismissed.has(one.question ?? one.topic));
      this.panel.replaceChildren();
      this.panel.hidden = fitting.length === 0;
      const count = fitting.length === 1 ? this.words["found-one"] : this.words.found.replace("{count}", fitting.length);
      this.heard.textContent = fitting.length ? count : "";
      if (!fitting.length) return;
      this.panel.append(make("h2", count), ...fitting.map((one) => this.article(one)));
      const send = make("button", this.words.send, { type: "button" });
      send.addEventListener("click", () => this.form.requestSubmit());
      this.panel.append(send);
    }

    article(suggestion) {
      const [lead, ...rest] = suggestion.answer.split("\n");
      const article = make("article");
      article.append(make("p", lead));
      if (rest.join("").trim()) {
        const more = make("details");
        more.append(make("summary", this.words.more), make("p", rest.join("\n").trim()));
        article.append(more);
      }
      const sections = suggestion.sources.map((source) => source.name ?? source.section).join(" · ");
      article.append(make("small", `${this.words.sources}: ${sections}`), make("br"));
      const solved = make("button", this.words.solved, { type: "button", class: "first" });
      solved.addEventListener("click", () => this.solved(suggestion));
      const unrelated = make("button", this.words["not-related"], { type: "button" });
      unrelated.addEventListener("click", () => this.unrelated(suggestion, article));
      article.append(solved, unrelated);
      return article;
    }

    solved(suggestion) {
      this.tell("solved", suggestion.topic);
      const undo = make("button", this.words.undo, { type: "button" });
      undo.addEventListener("click", () => { this.tell("not-enough", suggestion.topic); this.panel.hidden = true; this.fields.body.focus(); });
      this.panel.replaceChildren(make("p", this.words.thanks), undo);
      this.heard.textContent = this.words.thanks;
      undo.focus();
    }

    unrelated(suggestion, article) {
      this.dismissed.add(suggestion.question ?? suggestion.topic);
      this.tell("not-related", suggestion.topic);
      article.remove();
      if (!this.panel.querySelector("article")) this.panel.hidden = true;
      this.fields.body.focus();
    }

    tell(outcome, topic) {
      this.post(`/${this.id}/outcome`, { outcome, topic }).catch(() => {});
    }

    submitted() {
      if (!this.id) return;
      const key = encodeURIComponent(set.siteKey ?? "");
      navigator.sendBeacon(`${base}/api/v1/deflections/${this.id}/submitted?site=${key}`);
    }
  }

  function attach(words) {
    const forms = set.form ? document.querySelectorAll(set.form) : document.forms;
    for (const form of forms) {
      if (attached.has(form)) continue;
      const fields = fieldsOf(form, words);
      if (!fields) continue;
      attached.add(form);
      new Suggestions(form, fields, words);
      // Unless the page says otherwise it has one ticket form.
      if (!set.form) return true;
    }
    return false;
  }

  async function start() {
    const language = (set.language || document.documentElement.lang || navigator.language || "").split("-")[0].toLowerCase() || "-";
    const words = await (await fetch(`${base}/static/form-words/${encodeURIComponent(language)}.json`, { credentials: "omit" })).json();
    if (attach(words) && !set.form) return;
    // A form that the page makes later.
    const watching = new MutationObserver(() => { if (attach(words) && !set.form) watching.disconnect(); });
    watching.observe(document.documentElement, { childList: true, subtree: true });
  }

  const begin = () => start().catch(() => {});
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", begin);
  else begin();
})();
