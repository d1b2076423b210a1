// <renewal-assistant>: the launcher, and the panel once it is opened. What the panel needs is loaded then.
import { Emitter } from "./emitter.js";
import { button, filled, icon, make, sheet } from "./dom.js";
import { keepOpen, kept, wasOpen } from "./keeping.js";
import { OPTIONS, colours, isHiddenHere, option, ownText, withOwnTexts } from "./options.js";
import { Session } from "./session.js";
import { chime, titled } from "./unread.js";
import { wordsOf } from "./words.js";

const PHONE = "(max-width: 480px), (max-height: 352px)";

export class RenewalAssistant extends HTMLElement {
  static observedAttributes = Object.keys(OPTIONS);
  session = new Session();
  events = new Emitter();
  words = null;          // the owner's texts among them
  #plain = null;
  #frame = null;
  #launcher = null;
  #badge = null;
  #panel = null;         // the panel's module, once it is loaded
  #loading = null;
  #isOpen = false;
  #present = null;       // ends when the element is taken off the page
  #ready = null;

  connectedCallback() {
    this.#present = new AbortController();
    this.#ready ??= this.#begin();
    this.#ready.then(() => this.#arrive(), (failure) => { this.#ready = null; console.error(failure.message); });
  }

  disconnectedCallback() {
    this.#present?.abort();
    this.#present = null;
    this.session.stop();
    titled(0);
  }

  attributeChangedCallback(name) {
    if (!this.words) return;
    if (name === "identity-token") this.session.identify(this.token);
    else if (name === "language") this.speak(this.getAttribute("language"));
    else if (name === "mode") this.#place();
    else this.restyle();
  }

  get isPage() { return this.getAttribute("mode") === "page"; }
  get isOpen() { return this.#isOpen; }
  get token() { return option(this, "identity-token"); }

  // Once in the element's life: its shadow tree, and the words.
  async #begin() {
    const root = this.shadowRoot ?? this.attachShadow({ mode: "open" });
    const wanted = [kept()?.language, option(this, "language"), ...(navigator.languages ?? [])];
    const [words, styles] = await Promise.all([wordsOf("launcher", ...wanted), sheet("launcher.css")]);
    root.adoptedStyleSheets = [styles];
    this.#take(words);
    this.#badge = make("span", { className: "badge", hidden: true });
    this.#launcher = button({ className: "launcher", part: "launcher", onclick: () => (this.#isOpen ? this.close() : this.open()) });
    this.#frame = make("div", { className: "frame", part: "frame" }, this.#launcher);
    root.replaceChildren(this.#frame);
    this.session.on("unread", (news) => this.#unread(news));
    this.session.on("language", (language) => this.speak(language));
    this.session.on("said", (said) => this.#tellOf(said));
    this.session.on("request", (request) => { if (request) this.#happened("handoff", { reference: request.reference, state: request.state }); });
    this.restyle();
  }

  // Each time that the element comes onto a page.
  #arrive() {
    if (!this.#present) return;
    const { signal } = this.#present;
    document.addEventListener("visibilitychange", () => this.#attend(), { signal });
    matchMedia(PHONE).addEventListener("change", () => this.#place(), { signal });
    addEventListener("popstate", () => this.#place(), { signal });
    globalThis.navigation?.addEventListener("navigatesuccess", () => this.#place(), { signal });
    if (this.isPage) document.documentElement.lang = this.language;
    this.session.start();
    this.session.identify(this.token);
    if (this.isPage || (wasOpen() && !this.hidden)) this.open({ focus: false });
    else this.#place();
    this.#happened("ready");
  }

  #take(words) {
    this.#plain = words;
    this.words = withOwnTexts(this, words);
    this.language = this.session.language = words.code;
  }

  // Speaks another language, as far as the gateway does.
  async speak(language) {
    const words = await wordsOf(this.#loading ? "all" : "launcher", language || this.language);
    if (!this.words || words.code === this.language) return;
    this.#take(words);
    this.restyle();
    if (this.isPage) document.documentElement.lang = this.language;
    this.#panel?.translate();
    this.session.keep();
  }

  // Draws what the owner's options say.
  restyle() {
    const frame = this.#frame;
    this.words = withOwnTexts(this, this.#plain);
    frame.lang = this.language;
    frame.dir = this.words.direction;
    frame.dataset.theme = option(this, "theme");
    frame.dataset.position = option(this, "position") === "left" ? "left" : "right";
    const own = colours(option(this, "color"));
    const styles = { "--fill": own?.fill, "--on-fill": own?.onFill, "--accent-light": own?.light, "--accent-dark": own?.dark };
    for (const [name, pixels] of [["--x", option(this, "offset-x")], ["--y", option(this, "offset-y")]]) {
      if (/^\d{1,3}$/.test(pixels)) styles[name] = `${pixels}px`;
    }
    for (const [name, value] of Object.entries(styles)) {
      if (value) frame.style.setProperty(name, value);
      else frame.style.removeProperty(name);
    }
    this.#label();
    this.#place();
    this.#panel?.translate();
  }

  #label() {
    const { words } = this;
    const text = ownText(option(this, "launcher-text"), this.language);
    const unread = this.session.unread;
    const label = this.#isOpen ? words.close : unread ? `${words.open} (${filled(words.unread, { count: unread })})` : words.open;
    this.#badge.hidden = !unread;
    this.#badge.textContent = unread > 9 ? "9+" : String(unread);
    this.#launcher.ariaLabel = text && !this.#isOpen ? `${text} (${label})` : label;
    this.#launcher.ariaExpanded = String(this.#isOpen);
    this.#launcher.classList.toggle("with-text", Boolean(text) && !this.#isOpen);
    const drawn = icon(this.#isOpen ? "close" : "chat", 28);
    this.#launcher.replaceChildren(drawn, ...(text && !this.#isOpen ? [make("span", { textContent: text })] : []), this.#badge);
  }

  // Where the frame stands: in the top layer, so that nothing of the page lies on it or moves it; or, in mode "page", in the page.
  #place() {
    const frame = this.#frame;
    if (!frame || !this.#present) return;
    const hidden = !this.isPage && isHiddenHere(this);
    frame.classList.toggle("in-page", this.isPage);
    frame.classList.toggle("open", this.#isOpen);
    this.#launcher.hidden = this.isPage;
    if (this.isPage) frame.removeAttribute("popover");
    else if (frame.showPopover) {
      frame.popover = "manual";
      if (hidden) frame.hidePopover();
      else if (!frame.matches(":popover-open")) frame.showPopover();
    }
    frame.hidden = hidden;
    this.#panel?.place(matchMedia(PHONE).matches);
    this.#attend();
  }

  async open({ focus = true } = {}) {
    await this.#ready;
    this.#loading ??= this.#load();
    try {
      await this.#loading;
    } catch (failure) {
      this.#loading = null;
      console.error("renewal-assistant:", failure);
      return;
    }
    if (!this.#present) return;
    const before = this.#isOpen;
    this.#isOpen = true;
    if (!this.isPage) keepOpen(true);
    this.#label();
    if (!before && this.#frame.matches(":popover-open")) {
      // On top of what the page has opened in the meantime.
      this.#frame.hidePopover();
    }
    this.#place();
    this.#panel.show(focus && !this.isPage);
    this.#attend();
    if (!before) this.#happened("open");
  }

  async #load() {
    const [{ Panel, Outbox }, words, ...sheets] = await Promise.all(
      [import("./panel.js"), wordsOf("all", this.language), sheet("launcher.css"), sheet("panel.css")],
    );
    this.shadowRoot.adoptedStyleSheets = sheets;
    this.#take(words);
    this.#panel = new Panel(this);
    this.#frame.prepend(this.#panel.box);
    this.session.sendWith(Outbox);
  }

  close() {
    if (!this.#isOpen || this.isPage) return;
    this.#isOpen = false;
    keepOpen(false);
    this.#panel.hide();
    this.#label();
    this.#place();
    this.#attend();
    this.#launcher.focus();
    this.#happened("close");
  }

  toggle() { return this.#isOpen ? this.close() : this.open(); }

  // Says something in the person's name, and shows the answer; false where that is not possible.
  async say(text) {
    await this.open();
    return this.#panel?.say(text) ?? false;
  }

  #attend() {
    const seen = this.#isOpen && Boolean(this.#present) && !this.#frame.hidden && document.visibilityState === "visible";
    if (seen !== this.session.attending) this.session.attend(seen);
  }

  #unread({ count, fresh }) {
    titled(count);
    if (count && fresh && option(this, "sound") !== "off") chime();
    this.#label();
    this.#happened("unread", { count });
  }

  #tellOf({ item: { message }, fresh }) {
    if (message.speaker === "customer") { if (!message.said_at) this.#happened("message"); }
    else if (fresh) this.#happened("reply", { speaker: message.speaker, topic: message.reply?.topic ?? null, kind: message.reply?.kind ?? null });
  }

  // Tells the host: listeners of `renewals.on`, and the page by a DOM event. Nothing that anybody said stands in it.
  #happened(name, detail = {}) {
    this.events.emit(name, detail);
    this.dispatchEvent(new CustomEvent(`renewals:${name}`, { detail, bubbles: true, composed: true }));
  }
}
