// The panel: its head, the conversation or a view in its place, and where people write.
import { button, filled, iconButton, make } from "./dom.js";
import { Composer } from "./composer.js";
import { contractsView } from "./contracts-view.js";
import { conversationsView, mailTranscript, transcript } from "./conversations-view.js";
import { Log } from "./log.js";
import { Menu } from "./menu.js";
import { option } from "./options.js";
import { linked } from "./prose.js";
import { lost } from "./reply.js";

export { Outbox } from "./outbox.js";

const AGAIN = ["trouble", "unlisted"];

export class Panel {
  #element;
  #state = "";
  #view = null;           // what stands in the place of the conversation: {title, draw}
  #phone = false;

  constructor(element) {
    this.#element = element;
    const context = () => this.context;
    this.log = new Log(context);
    this.composer = new Composer(context);
    this.menu = new Menu(context);
    this.back = iconButton("back", "", { hidden: true, onclick: () => this.#show(null) });
    this.logo = make("img", { className: "logo", alt: "", hidden: true });
    this.title = make(element.isPage ? "h1" : "h2", { id: "title" });
    this.status = make("p", { className: "status-line", hidden: true });
    this.close = iconButton("close", "", { onclick: () => element.close() });
    this.state = make("div", { className: "state", role: "status", hidden: true });
    this.view = make("div", { className: "view", tabIndex: -1, hidden: true });
    const head = make("div", { className: "head", part: "header" }, this.back, this.logo, make("div", { className: "titles" }, this.title, this.status), this.menu.box, this.close);
    this.box = make(
      element.isPage ? "section" : "dialog", { className: "panel", part: "panel" },
      head, this.state, this.log.box, this.view, this.composer.box, this.log.announcer,
    );
    this.box.setAttribute("aria-labelledby", "title");
    this.box.onkeydown = (event) => { if (event.key === "Escape") this.#escape(event); };
    this.box.oncancel = (event) => { event.preventDefault(); this.#escape(event); };
    this.#takesFiles();
    this.#listen(element.session);
    this.translate();
  }

  get context() {
    const element = this.#element;
    const { words, language, session } = element;
    return {
      words, language, session, notice: option(element, "notice"),
      say: (text) => this.say(text),
      shown: () => this.#show(null),
      speak: (code) => this.#switch(code),
      anew: () => { if (session.anew()) { this.#show(null); this.composer.focus(); } },
      showContracts: () => this.#show({ title: "contracts", draw: contractsView }),
      showConversations: () => this.#show({ title: "conversations", draw: conversationsView }),
      transcript: () => transcript(this.context).catch((failure) => lost(failure, session)),
      mailTranscript: () => mailTranscript(session).catch((failure) => lost(failure, session)),
      erase: () => this.#erase(),
    };
  }

  #listen(session) {
    session.on("said", (said) => { this.log.add(said); this.#expectsCode(); });
    session.on("changed", (item) => this.log.change(item));
    session.on("edited", (item) => this.log.edit(item));
    session.on("taken", (item) => this.log.remove(item));
    session.on("cleared", () => { this.log.clear(); this.#show(null); this.composer.asksCode(false); });
    session.on("left", () => this.composer.clear());
    session.on("note", (note) => this.log.note(this.#said(note)));
    session.on("warning", (warning) => this.composer.warn(warning && this.#said(warning)));
    session.on("typing", (typing) => { this.log.typing.hidden = !typing || session.speaker === "human"; });
    session.on("state", (name) => { this.#state = name; this.#tell(); });
    session.on("speaker", () => this.#head());
    session.on("request", () => this.#head());
  }

  #said({ name, text, reason, file, count, address }) {
    const { words: w } = this.#element;
    return text ?? filled(w[name] ?? "", { reason, name: file, count, address });
  }

  translate() {
    const { words: w } = this.#element;
    this.back.ariaLabel = this.back.title = w.back;
    this.close.ariaLabel = w.close;
    this.close.title = w.close;
    const logo = option(this.#element, "logo");
    this.logo.hidden = !logo;
    if (logo && this.logo.src !== logo) this.logo.src = logo;
    this.menu.translate();
    this.composer.translate();
    this.log.redraw();
    this.#head();
    this.#tell();
    if (this.#view) this.#show(this.#view);
  }

  // Whose turn it is, and what waits, stands in the head.
  #head() {
    const { words: w, session } = this.#element;
    const human = session.speaker === "human";
    const { request } = session;
    this.title.textContent = this.#view ? w[this.#view.title] : human ? w["with-human"] : w.title;
    const named = request?.name ? filled(w["status-person"], { name: request.name }) : "";
    const waits = request && !human ? filled(w["status-waiting"], { reference: request.reference }) : "";
    this.status.replaceChildren(...linked(waits || named));
    this.status.hidden = !this.status.textContent;
    this.box.classList.toggle("with-human", human);
    this.close.hidden = this.#element.isPage;
    this.composer.withHuman(human);
  }

  #tell() {
    const { words: w, session } = this.#element;
    this.state.replaceChildren(...(this.#state ? [make("span", { textContent: w[this.#state] })] : []));
    if (AGAIN.includes(this.#state)) this.state.append(button({ textContent: w.again, onclick: () => session.again() }));
    this.log.keepingEnd(() => { this.state.hidden = !this.#state; });
  }

  // The last reply asks for a code, or does no more.
  #expectsCode() {
    const last = [...this.#element.session.items.values()].at(-1)?.message;
    if (last?.speaker !== "assistant") return;
    this.composer.asksCode(last.reply?.kind === "verify" && Boolean(last.reply.data?.awaits_code));
  }

  say(text) {
    const said = this.#element.session.say(text);
    if (said) {
      this.#show(null);
      this.#focus();
    }
    return said;
  }

  // On a phone the keys would cover the answer.
  #focus() {
    if (this.#phone) this.log.box.focus();
    else this.composer.focus();
  }

  #show(view) {
    const left = this.#view && !view;
    this.#view = view;
    this.view.hidden = this.back.hidden = !view;
    this.log.box.hidden = this.composer.box.hidden = Boolean(view);
    this.#head();
    if (left) this.#focus();
    if (!view) { this.view.replaceChildren(); return; }
    view.draw(this.view, this.context);
    this.view.focus();
  }

  async #switch(language) {
    await this.#element.speak(language);
    if (this.#element.session.conversation) this.say(this.#element.words["switch-say"]);
  }

  async #erase() {
    const { words: w, session } = this.#element;
    if (!confirm(w["erase-sure"])) return;
    if (await session.erase()) this.log.note(w.erased);
  }

  #escape(event) {
    if (this.menu.isOpen) { this.menu.toggle(false); return; }
    event.stopPropagation();
    if (this.#view) this.#show(null);
    else this.#element.close();
  }

  #takesFiles() {
    this.box.ondragover = (event) => {
      if (![...event.dataTransfer.types].includes("Files")) return;
      event.preventDefault();
      this.box.classList.add("dragged");
    };
    this.box.ondragleave = ({ relatedTarget }) => { if (!this.box.contains(relatedTarget)) this.box.classList.remove("dragged"); };
    this.box.ondrop = (event) => {
      if (![...event.dataTransfer.types].includes("Files")) return;
      event.preventDefault();
      this.box.classList.remove("dragged");
      this.composer.take([...event.dataTransfer.files]);
    };
  }

  show(focus) {
    this.#dialog();
    if (focus) this.#focus();
    this.composer.translate();
    this.log.toEnd();
  }

  hide() {
    this.menu.toggle(false);
    if (this.box.open) this.box.close();
  }

  // On phones the panel takes the whole screen, and nothing behind it can be reached.
  place(phone) {
    this.#phone = phone;
    if (this.box.open) this.#dialog();
  }

  #dialog() {
    if (!this.box.showModal) return;
    const modal = this.box.matches(":modal");
    if (this.box.open && modal === this.#phone) return;
    const focused = this.box.getRootNode().activeElement;
    if (this.box.open) this.box.close();
    if (this.#phone) this.box.showModal();
    else this.box.show();
    if (focused && this.box.contains(focused)) focused.focus();
  }
}
