// What a person has typed or attached, on its way to the gateway: one after the other, each until it is answered. A message keeps its id,
// so that sending it again does nothing twice.
import { UNLISTED, isListed, newId, rest, start } from "./gateway.js";

export const MOST_FILES = 5;
export const LARGEST_FILE = 10 * 1024 * 1024;
const LONG_WAIT = 4000;
const FIRST_PAUSE = 0.5, LONGEST_PAUSE = 8, LONGEST_TROUBLE = 60;
const ATTEMPTS_FOR_A_FILE = 6;
const LOCK = "renewal-assistant-begins";
const STORED_ELSEWHERE = 0.5;

export class Outbox {
  #session;
  #sending = false;
  #refused = null;                  // a token that the gateway did not accept
  #hurry = new AbortController();   // ends the pause before the next attempt
  #pause = FIRST_PAUSE;
  #failures = 0;

  constructor(session) { this.#session = session; }

  add(text) {
    const message = { id: newId(), text };
    this.#session.waiting.push(message);
    this.#session.keep();
    this.#session.take({ id: message.id, message_id: message.id, speaker: "customer", text }, { waiting: true, typed: true });
    this.send();
  }

  async send() {
    if (this.#sending) return;
    this.#sending = true;
    const life = this.#session.life;
    try {
      while (!life.aborted && this.#session.present && this.#session.waiting.length) await this.#sendFirst(life);
    } finally {
      if (!life.aborted) { this.#sending = false; this.#session.emit("typing", false); }
    }
  }

  async #sendFirst(life) {
    const session = this.#session;
    const slow = setTimeout(() => { if (!life.aborted) session.tell("long-wait"); }, LONG_WAIT);
    if (!this.#failures) session.emit("typing", session.speaker !== "human");
    try {
      const message = session.waiting[0];
      const refusal = await this.#begun(life);
      const answer = refusal ?? await session.call("POST", "/messages", { text: message.text, message_id: message.id }, life);
      clearTimeout(slow);
      if (refusal && refusal.status !== 429) { await this.#troubled(refusal, life); return; }
      if (answer.status === 401 || answer.status === 404) { session.forget(); session.emit("note", { name: "expired" }); return; }
      if (answer.status === 429) { await this.#rests(Number(answer.headers.get("Retry-After")) || 3, life); return; }
      if (answer.status >= 500) { await this.#troubled(answer, life); return; }
      const body = await answer.json();
      if (life.aborted) return;
      this.#failures = 0;
      this.#pause = FIRST_PAUSE;
      if (answer.ok) this.#answered(message, body);
      else session.emit("note", { name: "failed", reason: body.detail ?? "" });
      session.waiting.shift();
      session.transcript.settle(message.id);
      session.keep();
      session.tell("");
    } catch (failure) {
      clearTimeout(slow);
      if (life.aborted) return;
      if (!(failure instanceof TypeError)) throw failure;
      await this.#unreached(life);
    }
  }

  #answered(message, { speaker, language, replies }) {
    const session = this.#session;
    session.speaks(speaker);
    const by = speaker === "human" ? "human" : "assistant";
    for (const reply of replies) session.take({ id: reply.id, answers: message.id, speaker: by, text: reply.text, language, reply });
    if (language && language !== session.language) session.emit("language", language);
  }

  // The gateway says that something is wrong on its side: this is told, and tried again less and less often, or when the person asks.
  async #troubled(answer, life) {
    this.#failures += 1;
    this.#session.emit("typing", false);
    if (this.#failures > 1) this.#session.tell("trouble");
    const asked = Number(answer.headers.get("Retry-After")) || 3;
    await this.#rests(Math.min(this.#failures > 1 ? asked * 2 ** (this.#failures - 1) : Math.min(asked, 3), LONGEST_TROUBLE), life);
  }

  // Nothing came back: the network, or a gateway that does not answer pages of this site.
  async #unreached(life) {
    this.#session.emit("typing", false);
    if (navigator.onLine !== false && !(await isListed())) {
      console.error(UNLISTED);
      this.#session.tell("unlisted");
      await this.#rests(24 * 3600, life);
      return;
    }
    this.#session.tell("offline");
    await this.#rests(this.#pause, life);
    this.#pause = Math.min(this.#pause * 2, LONGEST_PAUSE);
  }

  async #rests(seconds, life) {
    if (this.#hurry.signal.aborted) this.#hurry = new AbortController();
    await rest(seconds, AbortSignal.any ? AbortSignal.any([this.#hurry.signal, life]) : this.#hurry.signal);
  }

  // Tries at once what waits for its next attempt.
  now() { this.#hurry.abort(); this.#pause = FIRST_PAUSE; }

  // Sees to it that there is a conversation; the gateway's answer where it begins none. Tabs begin one after the other, so that a second
  // one goes on with what the first has begun.
  async #begun(life) {
    const session = this.#session;
    await session.ready;
    life.throwIfAborted();
    if (session.conversation) { session.connect(); return null; }
    const begin = async () => { session.adopt(); return session.conversation ? null : this.#begin(life); };
    const refusal = navigator.locks ? await this.#inTurn(begin, life) : await begin();
    session.connect();
    return refusal;
  }

  // The turn lasts a little longer than the work: what this tab has stored is read by another one a moment later.
  #inTurn(work, life) {
    return new Promise((resolve, reject) => {
      const turn = async () => { resolve(await work()); await rest(STORED_ELSEWHERE, life); };
      navigator.locks.request(LOCK, { signal: life }, turn).catch(reject);
    });
  }

  async #begin(life) {
    const session = this.#session;
    const { token } = session;
    let answer = await start(session.language, token === this.#refused ? null : token, life);
    if (answer.status === 401 && token) {
      // The host's token is not good or has run out: go on as a visitor, who can prove themselves in the chat.
      session.emit("note", { text: (await answer.json()).detail });
      this.#refused = token;
      session.refuse(token);
      answer = await start(session.language, null, life);
    }
    if (!answer.ok) return answer;
    const started = await answer.json();
    life.throwIfAborted();
    session.begun({ id: started.conversation_id, token: started.token, until: started.expires_at });
    return null;
  }

  // What is wrong with one file is told, and the others go on.
  async attach(files) {
    const session = this.#session;
    const life = session.life;
    session.emit("warning", files.length > MOST_FILES ? { name: "too-many-files", count: MOST_FILES } : "");
    for (const file of files.slice(0, MOST_FILES)) {
      if (file.size > LARGEST_FILE) { session.emit("warning", { name: "file-too-large", file: file.name }); continue; }
      const id = newId();
      session.take({ id, message_id: id, speaker: "customer", text: file.name }, { waiting: true });
      await this.#upload(file, id, life);
      if (life.aborted) return;
    }
  }

  // Under one id for all attempts: a file whose answer was lost is not taken twice.
  async #upload(file, id, life) {
    const session = this.#session;
    const query = new URLSearchParams({ name: file.name, message_id: id });
    for (let attempt = 1; ; attempt += 1) {
      try {
        const answer = await session.call("POST", `/files?${query}`, file.slice(), life);
        if (answer.ok) session.transcript.settle(id);
        else { session.transcript.drop(id); session.emit("warning", { text: `${file.name}: ${(await answer.json()).detail ?? answer.status}` }); }
        return;
      } catch (failure) {
        if (life.aborted) return;
        if (!(failure instanceof TypeError) || !session.conversation || attempt === ATTEMPTS_FOR_A_FILE) {
          session.transcript.drop(id);
          session.emit("warning", { name: "file-not-sent", file: file.name });
          return;
        }
        session.tell("offline");
        await this.#rests(2 ** (attempt - 1) / 2, life);
      }
    }
  }
}
