// The menu in the panel's head: what is needed seldom.
import { button, iconButton, make } from "./dom.js";
import { keepSound, soundOn } from "./keeping.js";

export class Menu {
  #context;
  #list = make("ul", { className: "menu", id: "menu", hidden: true });
  #opener = iconButton("menu", "", { ariaExpanded: "false", onclick: () => this.toggle() });
  box = make("div", { className: "menu-box" }, this.#opener, this.#list);

  // `context`: gives {words, language, speak, anew, showConversations, showContracts, transcript, mailTranscript, erase}, as they are at the time.
  constructor(context) {
    this.#context = context;
    this.#opener.setAttribute("aria-controls", "menu");
    this.box.onkeydown = (event) => {
      if (event.key !== "Escape" || this.#list.hidden) return;
      event.stopPropagation();
      event.preventDefault();
      this.toggle(false);
      this.#opener.focus();
    };
    this.box.addEventListener("focusout", ({ relatedTarget }) => { if (relatedTarget && !this.box.contains(relatedTarget)) this.toggle(false); });
    this.translate();
  }

  get isOpen() { return !this.#list.hidden; }

  toggle(open = this.#list.hidden) {
    this.#list.hidden = !open;
    this.#opener.ariaExpanded = String(open);
    if (open) this.#list.querySelector("button, select").focus();
  }

  translate() {
    const context = this.#context();
    const { words: w, language } = context;
    this.#opener.ariaLabel = this.#opener.title = w.menu;
    const entry = (name, act, properties = {}) => make("li", {}, button({ textContent: w[name], ...properties, onclick: () => { this.toggle(false); act(); } }));
    const sound = button({ textContent: w.sound, ariaPressed: String(soundOn()) });
    sound.onclick = () => { keepSound(!soundOn()); sound.ariaPressed = String(soundOn()); };
    const select = make("select", { ariaLabel: w.language });
    for (const code of w.languages) {
      const named = new Intl.DisplayNames([code], { type: "language" }).of(code);
      select.append(make("option", { value: code, textContent: named, lang: code, selected: code === language }));
    }
    select.onchange = () => context.speak(select.value);
    this.#list.replaceChildren(
      entry("contracts", context.showContracts),
      entry("conversations", context.showConversations),
      entry("anew", context.anew),
      apart(entry("transcript", context.transcript)),
      entry("transcript-mail", context.mailTranscript),
      apart(make("li", {}, make("label", {}, make("span", { textContent: w.language }), select))),
      make("li", {}, sound),
      apart(entry("erase", context.erase, { className: "danger" })),
    );
  }
}

// An entry below a line.
function apart(entry) {
  entry.className = "apart";
  return entry;
}
