// What was said, in order, with days and times. Only what is new is read out, in a region of its own.
import { filled, make, unbroken } from "./dom.js";
import { body, suggestions } from "./reply.js";
import * as written from "./written.js";

export class Log {
  #context;
  #boxes = new Map();     // the list item of each thing that stands there
  #rated = new Map();
  list = make("ol", { className: "items" });
  typing = make("div", { className: "typing", hidden: true }, make("span", { className: "dots", ariaHidden: "true" }, make("i"), make("i"), make("i")), make("span"));
  announcer = make("div", { className: "quiet", role: "status", ariaLive: "polite" });
  box = make("div", { className: "log", part: "log", role: "log", ariaLive: "off", tabIndex: 0 }, this.list, this.typing);

  // `context`: gives {words, language, say, session, showContracts}, as they are at the time.
  constructor(context) {
    this.#context = () => ({ ...context(), rated: this.#rated });
    this.redraw();
  }

  redraw() {
    const { words: w, session } = this.#context();
    this.box.ariaLabel = w.title;
    this.typing.lastElementChild.textContent = w.typing;
    this.list.replaceChildren();
    this.#boxes.clear();
    this.#greet();
    for (const item of new Set(session.items.values())) this.#put(item);
    this.toEnd();
  }

  // Shows what was said last; where nothing was, the greeting from its beginning.
  toEnd() { this.box.scrollTop = this.#boxes.size ? this.box.scrollHeight : 0; }

  clear() {
    this.list.replaceChildren();
    this.#boxes.clear();
    this.#rated.clear();
    this.announcer.textContent = "";
    this.#greet();
  }

  // What stands there before anything was said: who answers here, and who reads it.
  #greet() {
    const { words: w, notice } = this.#context();
    const buttons = ["suggest-1", "suggest-2", "suggest-3"].filter((name) => w[name]).map((name) => ({ label: w[name], say: w[name] }));
    const reply = { kind: "smalltalk", sources: [], buttons };
    const welcome = this.#drawn({ speaker: "assistant", text: w.welcome, reply });
    const lines = [make("span", { textContent: w.automated }), " ", make("span", { textContent: w.privacy })];
    if (notice) lines.push(" ", make("a", { href: notice, target: "_blank", rel: "noopener noreferrer", textContent: w["privacy-link"] }));
    welcome.append(make("p", { className: "notice" }, ...lines));
    this.list.append(welcome);
  }

  add({ item, fresh }) {
    const box = this.#put(item);
    const { message } = item;
    if (fresh) this.#announce(message);
    // A long answer is read from its beginning. Its question stays in sight above it, unless it leaves the answer no room.
    const { session } = this.#context();
    const question = this.#boxes.get(session.items.get(message.answers));
    const answer = question?.nextElementSibling ?? box;
    const first = question && question.offsetHeight < this.box.clientHeight / 2 ? question : answer;
    this.box.scrollTop = Math.min(this.box.scrollHeight, first.offsetTop - this.box.offsetTop - 8);
  }

  // Makes room, or gives it back, beside the log; what was said last stays in sight where it was.
  keepingEnd(change) {
    const { box } = this;
    const atEnd = box.scrollHeight - box.scrollTop - box.clientHeight < 4;
    change();
    if (atEnd) this.toEnd();
  }

  #put(item) {
    const box = this.#drawn(item.message, item.waiting);
    const at = this.#at(item.message);
    const day = at.toDateString();
    const before = [...this.#boxes.values()].at(-1);
    if (before?.dataset.day !== day && (before || day !== new Date().toDateString())) {
      this.list.append(make("li", { className: "day", textContent: written.day(at, this.#context().language) }));
    }
    box.dataset.day = day;
    this.#boxes.set(item, box);
    this.list.append(box);
    return box;
  }

  #at(message) { return message.said_at ? new Date(message.said_at) : (message.shown_at ??= new Date()); }

  #drawn(message, waiting = false) {
    const context = this.#context();
    const mine = message.speaker === "customer";
    const human = message.speaker === "human";
    const at = this.#at(message);
    const box = make("li", { className: `said ${mine ? "mine" : "theirs"}`, lang: message.language ?? context.language });
    box.classList.toggle("human", human);
    box.classList.toggle("waiting", waiting);
    box.classList.toggle("withdrawn", Boolean(message.reply?.withdrawn));
    box.append(
      make("p", { className: "meta" }, make("span", { className: "who", textContent: this.#who(message) }), " ", make("time", { dateTime: at.toISOString(), textContent: written.time(at, context.language) })),
      make("div", { className: "bubble", part: `message ${mine ? "own-message" : "reply"}` }, ...body(message, context)),
      ...(mine ? [] : [suggestions(message, context)].filter(Boolean)),
    );
    return box;
  }

  #who({ speaker, reply }) {
    const { words: w } = this.#context();
    if (speaker === "customer") return w.you;
    return speaker === "human" ? `${reply?.name ?? ""} (${w.human})`.trim() : w.assistant;
  }

  // Something that stands there has changed: its time, its files, whether it has arrived.
  change(item) {
    const box = this.#boxes.get(item);
    if (!box) return;
    box.classList.toggle("waiting", item.waiting);
    if (item.message.said_at) box.querySelector("time").textContent = written.time(this.#at(item.message), this.#context().language);
    if (item.message.reply?.files && !box.querySelector(".files")) this.edit(item);
  }

  edit(item) {
    const box = this.#boxes.get(item);
    if (!box) return;
    const drawn = this.#drawn(item.message, item.waiting);
    drawn.dataset.day = box.dataset.day;
    box.replaceWith(drawn);
    this.#boxes.set(item, drawn);
  }

  remove(item) {
    this.#boxes.get(item)?.remove();
    this.#boxes.delete(item);
  }

  note(text) {
    this.list.append(make("li", { className: "note", textContent: text }));
    this.announcer.textContent = text;
    this.box.scrollTop = this.box.scrollHeight;
  }

  #announce(message) {
    const { words: w } = this.#context();
    const count = message.reply?.buttons?.length ?? 0;
    const more = count ? ` ${filled(w["announce-buttons"], { count })}` : "";
    this.announcer.textContent = unbroken(`${this.#who(message)}: ${message.text}${more}`);
  }
}
