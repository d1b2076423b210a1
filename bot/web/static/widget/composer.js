// Where people write: a text, a code, or files for the person who has the conversation.
import { button, filled, iconButton, make } from "./dom.js";
import { MOST_FILES } from "./outbox.js";
import * as written from "./written.js";

const MOST = 2000;
const COUNTED_FROM = 1800;

export class Composer {
  #context;
  #files = [];
  #code = false;          // a code is asked for
  #human = false;
  text = make("textarea", { rows: 1 });
  code = make("input", { type: "text", inputMode: "numeric", autocomplete: "one-time-code", hidden: true });
  #other = button({ className: "other", hidden: true, onclick: () => { this.asksCode(false); this.text.focus(); } });
  #attach = iconButton("attach", "", { className: "icon attach", hidden: true, onclick: () => this.#chosen.click() });
  #chosen = make("input", { type: "file", multiple: true, hidden: true });
  #send = make("button", { type: "submit", className: "send" });
  #count = make("span", { className: "count", hidden: true });
  #preview = make("ul", { className: "preview", hidden: true });
  #warning = make("p", { className: "warning", role: "status", hidden: true });
  #form = make("form", {}, this.#attach, this.#chosen, this.text, this.code, this.#send);
  box = make("div", { className: "composer", part: "composer" }, this.#preview, this.#form, this.#count, this.#other, this.#warning);

  // `context`: gives {words, language, session, say}, as they are at the time.
  constructor(context) {
    this.#context = context;
    this.text.onkeydown = (event) => { if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); this.#form.requestSubmit(); } };
    this.text.oninput = () => this.#grow();
    this.code.oninput = ({ isComposing }) => { if (!isComposing && /\p{L}/u.test(this.code.value)) this.#wordsInstead(); };
    this.#form.onsubmit = (event) => { event.preventDefault(); this.#submit(); };
    this.#chosen.onchange = () => { this.take([...this.#chosen.files]); this.#chosen.value = ""; this.#attach.focus(); };
    this.text.onpaste = (event) => {
      const files = [...event.clipboardData.files];
      if (files.length) { event.preventDefault(); this.take(files); }
    };
    this.translate();
  }

  translate() {
    const { words: w } = this.#context();
    this.text.placeholder = this.text.ariaLabel = w.placeholder;
    this.code.ariaLabel = w["code-label"];
    this.code.placeholder = w["code-placeholder"];
    this.#other.textContent = w["code-other"];
    this.#attach.ariaLabel = this.#attach.title = w.attach;
    this.#chosen.accept = w.file_kinds.map((kind) => `.${kind}`).join();
    this.#send.textContent = w.send;
    this.#preview.ariaLabel = w.files;
    this.#drawPreview();
    this.#grow();
  }

  focus() { (this.#code ? this.code : this.text).focus(); }

  clear() {
    this.text.value = this.code.value = "";
    this.#files = [];
    this.asksCode(false);
    this.warn("");
    this.#drawPreview();
    this.#grow();
  }

  // Whether a code is what comes next: then a field that phones fill from a message, with digits alone on their keys.
  asksCode(asks) {
    const focused = this.box.getRootNode().activeElement;
    const had = focused === this.text || focused === this.code;
    this.#code = asks && !this.text.value;
    this.text.hidden = this.#code;
    this.code.hidden = this.#other.hidden = !this.#code;
    if (had) this.focus();
  }

  // Words are no code: they go on in the field for words.
  #wordsInstead() {
    this.text.value = this.code.value;
    this.code.value = "";
    this.asksCode(false);
    this.#grow();
  }

  // Files go to a person of the team alone.
  withHuman(human) {
    this.#human = human;
    this.#attach.hidden = !human;
    if (human) this.asksCode(false);
  }

  warn(text) {
    this.#warning.textContent = text;
    this.#warning.hidden = !text;
  }

  // Takes files to be sent with the next "Send"; says so where nobody could take them.
  take(files) {
    const { words: w } = this.#context();
    if (!files.length) return;
    if (!this.#human) { this.warn(w["files-need-person"]); return; }
    const all = [...this.#files, ...files];
    this.#files = all.slice(0, MOST_FILES);
    this.warn(all.length > MOST_FILES ? filled(w["too-many-files"], { count: MOST_FILES }) : "");
    this.#drawPreview();
    this.#send.focus();
  }

  #drawPreview() {
    const { words: w, language } = this.#context();
    const item = (file) => {
      const kilobytes = written.number(Math.max(1, Math.round(file.size / 1024)), language);
      const leave = iconButton("close", filled(w["file-leave"], { name: file.name }), {
        onclick: () => { this.#files = this.#files.filter((one) => one !== file); this.#drawPreview(); this.focus(); },
      });
      return make("li", {}, picture(file), make("span", { className: "name", textContent: file.name }), make("span", { className: "size", textContent: `${kilobytes} ${w.kilobytes}` }), leave);
    };
    this.#preview.replaceChildren(...this.#files.map(item));
    this.#preview.hidden = !this.#files.length;
  }

  #grow() {
    const { words: w, language } = this.#context();
    const { length } = this.text.value.trim();
    this.text.style.height = "auto";
    if (this.text.scrollHeight) this.text.style.height = `${this.text.scrollHeight + 2}px`;
    this.#count.hidden = length < COUNTED_FROM;
    this.#count.textContent = filled(w.counter, { count: written.number(length, language), most: written.number(MOST, language) });
    this.#count.classList.toggle("over", length > MOST);
    this.warn(length > MOST ? w["too-long"] : "");
  }

  #submit() {
    const { words: w, session, say } = this.#context();
    const field = this.#code ? this.code : this.text;
    const text = field.value.trim();
    if (text.length > MOST) { this.warn(w["too-long"]); return; }
    if (this.#files.length) {
      session.attach(this.#files);
      this.#files = [];
      this.#drawPreview();
    }
    if (!text || !say(text)) return;
    field.value = "";
    this.#grow();
    this.focus();
  }
}

// A small picture of an image; nothing of other files, or where the page's policy shows no such pictures.
function picture(file) {
  if (!/^image\/(png|jpeg|gif|webp)$/.test(file.type)) return null;
  const image = make("img", { alt: "", src: URL.createObjectURL(file) });
  image.onload = () => URL.revokeObjectURL(image.src);
  image.onerror = () => { URL.revokeObjectURL(image.src); image.remove(); };
  return image;
}
