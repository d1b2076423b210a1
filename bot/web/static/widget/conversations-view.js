// The person's conversations that have not ended, and what one of them holds as a text to keep.
import { button, make } from "./dom.js";
import { call } from "./gateway.js";
import { saved } from "./reply.js";
import * as written from "./written.js";

// Fills a view. `context`: {words, language, session, shown}; `shown` leads back to the conversation.
export async function conversationsView(box, context) {
  const { words: w, language, session, shown } = context;
  const state = make("p", { className: "note", role: "status", textContent: w.loading });
  box.replaceChildren(state);
  const current = session.conversation;
  const found = [];
  for (const one of [...(current ? [current] : []), ...session.others()]) {
    const first = await beginning(one, session);
    if (first === null) { if (one !== current) session.dropOther(one.id); }
    else if (first) found.push([one, first]);
  }
  if (!found.length) { state.textContent = w["no-conversations"]; return; }
  const item = ([one, { text, at }]) => make("li", {}, button(
    { className: "conversation", ariaCurrent: String(one === current), onclick: () => { if (one === current || session.turnTo(one)) shown(); } },
    make("strong", { textContent: text }), make("span", { textContent: `${written.moment(at, language)}${one === current ? ` · ${w["this-one"]}` : ""}` }),
  ));
  box.replaceChildren(make("ul", { className: "conversations" }, ...found.map(item)));
}

// What a conversation began with; undefined where it cannot be read now, null where it is no more.
async function beginning(conversation, session) {
  try {
    const answer = await call(conversation, "GET", "/messages", { signal: session.life });
    if (answer.status === 401 || answer.status === 404) return null;
    if (!answer.ok) return undefined;
    const { messages } = await answer.json();
    const first = messages.find(({ speaker }) => speaker === "customer");
    return first ? { text: first.text, at: new Date(first.said_at) } : undefined;
  } catch {
    return undefined;
  }
}

// The whole conversation as a text file.
export async function transcript({ words: w, language, session }) {
  if (!session.conversation) { session.emit("note", { name: "no-transcript" }); return; }
  const answer = await session.call("GET", "/messages");
  if (!answer.ok) { session.emit("note", { name: "not-now" }); return; }
  const { messages } = await answer.json();
  const who = ({ speaker, reply }) => (speaker === "customer" ? w.you : speaker === "human" ? `${reply?.name ?? ""} (${w.human})`.trim() : w.assistant);
  const lines = messages.map((message) => `[${written.moment(new Date(message.said_at), language)}] ${who(message)}:\n${message.text}\n`);
  saved(new Blob([`${w.title}\n\n${lines.join("\n")}`], { type: "text/plain;charset=utf-8" }), `${w["transcript-name"]}.txt`);
}

// Has the conversation mailed to the person, at the address that they have shown to be theirs.
export async function mailTranscript(session) {
  if (!session.conversation) { session.emit("note", { name: "no-transcript" }); return; }
  const answer = await session.call("POST", "/transcript");
  const told = await answer.json();
  session.emit("note", answer.ok ? { name: "transcript-mailed", address: told.address } : { text: told.detail });
}
