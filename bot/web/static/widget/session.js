// Whose conversation it is, and what stands in it; no word of how it looks. A conversation belongs to the person of the token that it
// was begun with, or to nobody (docs/identity.md). Events: said, edited, taken (no longer stands there), cleared, state, speaker,
// request, typing, note, warning, unread, language.
import { Connection } from "./connection.js";
import { Emitter } from "./emitter.js";
import { call } from "./gateway.js";
import { KEEP, keep, keeps, kept, others } from "./keeping.js";
import { NOBODY, ownerOf, personOf } from "./person.js";
import { Transcript } from "./transcript.js";

// A page that sets its token a moment after loading begins with none: other tabs give it that long.
const LATE_TOKEN = 1000;

export class Session extends Emitter {
  transcript = new Transcript(this);
  waiting = [];           // what was typed and is not yet answered: {id, text}
  conversation = null;    // {id, token, last, read, until, waits}
  speaker = "assistant";
  request = null;         // the hand-off that is open, as its last reply told it
  owner;                  // what is kept of the person; undefined until that is known
  language = null;
  token = null;
  #person;                // an address, NOBODY, or a token that is not good
  #ready = null;          // done when it is known what was kept for the person
  #held = null;           // what was kept before the page went on without a token: the same person may still be named
  #elsewhere = false;     // another tab goes on as somebody else
  #life = new AbortController();   // ends with the person
  #anew = false;          // the next thing said begins another conversation
  #attending = false;
  #present = null;        // ends when the widget is taken off the page
  #outbox = null;         // what sends; there once the panel is loaded
  #Outbox = null;
  #connection = new Connection(this);

  get items() { return this.transcript.items; }
  get unread() { return this.transcript.unread; }
  get life() { return this.#life.signal; }
  get ready() { return this.#ready; }
  get elsewhere() { return this.#elsewhere; }
  get attending() { return this.#attending; }
  get present() { return this.#present !== null; }

  // Has what is typed sent by an outbox of a class. It comes with the panel, for without it nobody types.
  sendWith(Outbox) {
    this.#Outbox = Outbox;
    this.#outbox = new Outbox(this);
    this.resume();
  }

  // Takes up work on a page: listens to the browser until `stop`.
  start() {
    this.#present = new AbortController();
    const { signal } = this.#present;
    addEventListener("online", () => { this.#connection.now(); this.#outbox?.now(); }, { signal });
    addEventListener("offline", () => this.tell("offline"), { signal });
    const changed = ({ key }) => { if (key === KEEP || key === null) setTimeout(() => this.#changedElsewhere(), LATE_TOKEN); };
    addEventListener("storage", changed, { signal });
    // A page with an open socket would not be kept for "back".
    addEventListener("pagehide", () => this.#connection.end(), { signal });
    addEventListener("pageshow", ({ persisted }) => { if (persisted && !this.compare()) this.resume(); }, { signal });
    if (this.#person !== undefined) this.resume();
  }

  // Leaves nothing behind: no listener, no socket, no timer that would connect again.
  stop() {
    this.#present?.abort();
    this.#present = null;
    this.#connection.end();
  }

  // A fresh token of the same person changes nothing. With any other, or none, nothing of the former person stays.
  identify(token) {
    if (this.#person !== undefined && (token || null) === this.token) return;
    this.token = token || null;
    const person = personOf(token);
    if (person === this.#person) return;
    this.#person = person;
    this.owner = undefined;
    this.#leave();
    this.#ready = this.#takeUp(person, this.life);
  }

  // What begins after a refused token is kept for no one: the person's next token is to begin anew.
  refuse(token) {
    this.#person = `?${token}`;
    this.owner = null;
    this.write();
  }

  // Goes on with what is kept for the person; what is kept for anybody else is forgotten.
  async #takeUp(person, life) {
    const owner = await ownerOf(person);
    if (life.aborted) return;
    this.owner = owner;
    const before = kept();
    const own = [before, this.#held].find((one) => owner && one?.owner === owner);
    this.#held = owner === NOBODY ? before : null;
    this.conversation = own?.conversation ?? null;
    this.waiting.unshift(...(own?.waiting ?? []));
    if (before && before !== own) this.write({ own });
    this.resume();
  }

  // Whether another tab goes on as somebody else. Then nothing is shown or said here until the page has been loaded again,
  // for its token is the former person's.
  compare(found = kept() ?? (keeps() && this.conversation && { owner: NOBODY })) {
    if (this.owner === undefined || !found) return this.#elsewhere;
    const elsewhere = found.owner !== this.owner;
    if (elsewhere && !this.#elsewhere) { this.#leave(); this.#elsewhere = true; this.tell("elsewhere"); }
    else if (!elsewhere && this.#elsewhere) { this.#person = undefined; this.identify(this.token); }
    return elsewhere;
  }

  #changedElsewhere() {
    if (!this.present || this.compare()) return;
    this.adopt();
    this.resume();
  }

  // Another tab of the same person may have begun in the meantime.
  adopt() {
    const found = kept();
    if (this.owner && found?.owner === this.owner && !this.#anew) this.conversation ??= found.conversation;
  }

  // Takes the conversation off the page, and ends what is under way for it.
  #leave() {
    this.#life.abort();
    this.#life = new AbortController();
    this.conversation = null;
    this.waiting = [];
    this.#elsewhere = this.#anew = false;
    this.#outbox = this.#Outbox && new this.#Outbox(this);
    this.#connection.end();
    this.#clear();
    this.emit("warning", "");
    this.tell("");
    this.emit("left");
  }

  #clear() {
    this.speaks("assistant");
    this.requested(null);
    this.emit("typing", false);
    this.transcript.clear();
  }

  // Somebody looks at the conversation (the panel is open in a page that is seen), or does no more.
  attend(attending) {
    this.#attending = attending;
    this.#connection.tellPresence();
    if (!attending) return;
    this.transcript.read();
    if (this.conversation && this.conversation.read !== this.conversation.last) {
      this.conversation.read = this.conversation.last;
      this.keep();
    }
    this.resume();
  }

  // Connects where there is something to hear, and sends what waits.
  resume() {
    if (!this.present || this.owner === undefined || this.#elsewhere) return;
    if (this.#attending || this.conversation?.waits) this.#connection.open();
    if (!this.#attending) return;
    for (const { id, text } of this.waiting) this.take({ id, message_id: id, speaker: "customer", text }, { waiting: true });
    this.#outbox?.send();
  }

  // Takes a text to be said; false where another tab goes on as somebody else.
  say(text) {
    if (!this.#outbox || this.compare(kept())) return false;
    this.adopt();
    this.#outbox.add(text);
    return true;
  }

  // Sends files to the person who has the conversation, one after the other.
  attach(files) { return this.#outbox?.attach(files); }

  // Tries at once what waits for its next attempt.
  again() { this.#outbox?.now(); this.#connection.now(); }

  connect() { this.#connection.open(); }

  // Calls the conversation's own address, for as long as this person's conversation lasts.
  call(method, path, body, signal = this.life) {
    return call(this.conversation, method, path, { body, language: this.language, signal });
  }

  // What happens, as the live connection tells it. `replayed`: it stood there before this page.
  happened(happening, replayed) {
    if (happening.type === "message") this.take(happening.message, { replayed });
    else if (happening.type === "edited") this.transcript.edit(happening.message);
    else if (happening.type === "state") this.speaks(happening.speaker);
    else if (happening.type === "typing") this.emit("typing", this.speaker !== "human");
    else if (happening.type === "erased") this.forget();
  }

  // Puts something said where it stands, unless another tab goes on as somebody else.
  take(message, how) { if (!message.said_at || !this.compare(kept())) this.transcript.take(message, how); }

  speaks(speaker) {
    this.speaker = speaker;
    this.emit("speaker", speaker);
  }

  // The hand-off that is open, as its last reply tells it; or that there is none.
  requested(request) {
    this.request = request;
    if (this.conversation && Boolean(this.conversation.waits) !== Boolean(request)) {
      this.conversation.waits = Boolean(request);
      this.keep();
    }
    this.emit("request", request);
  }

  // Begins anew; the conversation so far stays in the list.
  anew() { return this.#turnTo(null); }

  // Goes on with another of the person's conversations.
  turnTo(conversation) { return this.#turnTo(conversation); }

  // False while something is on its way: it would be lost.
  #turnTo(conversation) {
    if (this.waiting.length) { this.emit("warning", { name: "still-sending" }); return false; }
    this.#life.abort();
    this.#life = new AbortController();
    this.#outbox = this.#Outbox && new this.#Outbox(this);
    this.#connection.end();
    this.#anew = conversation === null;
    this.conversation = conversation;
    this.#clear();
    this.write();
    this.tell("");
    this.resume();
    return true;
  }

  // The person's other conversations, newest first.
  others() { return this.owner && kept()?.owner === this.owner ? others(kept(), this.conversation) : []; }

  begun(conversation) {
    this.#anew = false;
    this.conversation = conversation;
    this.keep();
    this.resume();
  }

  // Erases everything of the conversation, here and there. True when it is done; else what is in the way has been told.
  async erase() {
    const life = this.life;
    if (this.conversation) {
      try {
        const answer = await this.call("DELETE", "", undefined, null);
        if (life.aborted) return false;
        if (!answer.ok && answer.status !== 404 && answer.status !== 401) {
          this.emit("note", { name: "failed", reason: (await answer.json()).detail ?? "" });
          return false;
        }
      } catch {
        if (!life.aborted) this.tell("offline");
        return false;
      }
    }
    this.waiting = [];
    this.forget();
    this.#clear();
    return true;
  }

  // The conversation has ended or is no more.
  forget() {
    const dropped = this.conversation?.id;
    this.conversation = null;
    this.requested(null);
    this.speaks("assistant");
    this.#connection.end();
    if (this.owner && !this.compare(kept())) this.write({ dropped });
  }

  // Leaves a conversation of the list out of it.
  dropOther(dropped) { if (this.owner && !this.compare(kept())) this.write({ dropped }); }

  tell(name) { this.emit("state", this.#elsewhere ? "elsewhere" : name); }

  keep() { if (this.owner && !this.compare(kept())) this.write(); }

  // Writes down what is to be there on the next page; for a person of whom nothing may be kept, that there is nothing.
  write({ dropped, own } = {}) {
    if (!this.owner) { keep(null); return; }
    const before = own ?? kept();
    const mine = before?.owner === this.owner ? before : null;
    if (!this.conversation && !this.#anew && mine?.conversation && mine.conversation.id !== dropped) this.conversation = mine.conversation;
    keep({
      owner: this.owner, conversation: this.conversation, others: others(mine, this.conversation, dropped),
      waiting: this.waiting, language: this.language,
    });
  }
}
