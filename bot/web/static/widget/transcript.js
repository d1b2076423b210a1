// What stands in a conversation, each thing once, whichever way it came; and how much of it nobody has read.

const OPEN_STATES = ["waiting", "mailed", "claimed"];

export class Transcript {
  items = new Map();      // by message id, and what was typed here also by its own id: {key, message, waiting, typed}
  unread = 0;
  #session;
  #pastRead = false;      // what was read before has been told again; what follows is unread

  constructor(session) { this.#session = session; }

  clear() {
    this.items.clear();
    this.#pastRead = false;
    this.read();
    this.#session.emit("cleared");
  }

  read() { this.#count(0); }

  // Puts something said where it stands. `waiting`: it is not yet answered; `replayed`: it stood there before this page.
  take(message, { waiting = false, replayed = false, typed = false } = {}) {
    const mine = message.speaker === "customer";
    const key = mine ? (message.message_id ?? message.id) : message.id;
    const there = this.items.get(key);
    const item = there ?? { key, message, waiting, typed };
    if (there) {
      // What comes with its time knows more than what was shown as it was typed.
      if (message.said_at) item.message = { ...there.message, ...message };
      item.waiting &&= waiting;
    }
    this.items.set(key, item).set(message.id, item);
    this.#remember(message, mine, replayed, Boolean(there));
    if (there) this.#session.emit("changed", item);
    else this.#session.emit("said", { item, fresh: !mine && !replayed });
    const told = message.reply?.data;
    if (!mine && told?.reference && told.state) this.#session.requested(OPEN_STATES.includes(told.state) ? told : null);
  }

  #remember(message, mine, replayed, known) {
    const { conversation, attending } = this.#session;
    if (!conversation || !message.said_at) return;
    conversation.last = message.id;
    if (attending) conversation.read = message.id;
    else if (message.id === conversation.read) this.#pastRead = true;
    else if (!mine && !known && (!replayed || this.#pastRead)) this.#count(this.unread + 1, !replayed);
    this.#session.keep();
  }

  #count(unread, fresh = false) {
    if (unread === this.unread) return;
    this.unread = unread;
    this.#session.emit("unread", { count: unread, fresh });
  }

  // The message that was waiting is answered, or will never be.
  settle(id) {
    const item = this.items.get(id);
    if (!item) return;
    item.waiting = false;
    this.#session.emit("changed", item);
  }

  drop(id) {
    const item = this.items.get(id);
    this.items.delete(id);
    if (item) this.#session.emit("taken", item);
  }

  // What somebody of the team has changed or taken back.
  edit(message) {
    const item = this.items.get(message.id);
    if (!item) { this.take(message); return; }
    item.message = message;
    this.#session.emit("edited", item);
  }
}
