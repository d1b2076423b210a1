// The live connection of a session: one socket at most, and again after a break.
import { live } from "./gateway.js";

const FIRST_PAUSE = 500, LONGEST_PAUSE = 8000;
const NO_SUCH_CONVERSATION = 4404;

export class Connection {
  #session;
  #socket = null;
  #pause = FIRST_PAUSE;
  #timer = null;
  #sentHere = new Set();    // ids of messages that were typed in this page: what answers them is news, also where it is read from the transcript

  constructor(session) { this.#session = session; }

  // Listens to what happens; after a break it asks for what was missed since the last message that it has.
  open() {
    const { conversation, present } = this.#session;
    if (!conversation || this.#socket || !present) return;
    clearTimeout(this.#timer);
    const after = this.#session.items.has(conversation.last) ? conversation.last : null;
    const socket = live(conversation, after, !this.#session.attending);
    this.#socket = socket;
    // Until the gateway says who speaks, it tells what stood there before.
    let replaying = !after;
    socket.onmessage = ({ data }) => {
      if (this.#socket !== socket) return;
      const happening = JSON.parse(data);
      this.#session.happened(happening, replaying && !this.#isNews(happening.message));
      if (happening.type === "state") replaying = false;
    };
    socket.onopen = () => { this.#pause = FIRST_PAUSE; this.tellPresence(); if (!this.#session.waiting.length) this.#session.tell(""); };
    socket.onclose = ({ code }) => { if (this.#socket === socket) this.#broken(code); };
  }

  #isNews(message) {
    if (!message) return false;
    if (this.#session.items.get(message.message_id)?.typed) this.#sentHere.add(message.id);
    return this.#sentHere.has(message.answers);
  }

  #broken(code) {
    this.#socket = null;
    const { conversation, waiting } = this.#session;
    if (code === NO_SUCH_CONVERSATION) {
      if (conversation && !waiting.length) this.#session.forget();
      return;
    }
    if (!conversation || !this.#session.present) return;
    this.#session.tell("offline");
    this.#timer = setTimeout(() => this.#session.resume(), this.#pause);
    this.#pause = Math.min(this.#pause * 2, LONGEST_PAUSE);
  }

  // Connects without waiting for the end of the pause.
  now() {
    clearTimeout(this.#timer);
    this.#pause = FIRST_PAUSE;
    this.#session.resume();
  }

  // Tells whether somebody looks: a person's answer is mailed to who is away.
  tellPresence() {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(this.#session.attending ? "here" : "away");
  }

  end() {
    clearTimeout(this.#timer);
    const socket = this.#socket;
    this.#socket = null;
    socket?.close();
  }
}
