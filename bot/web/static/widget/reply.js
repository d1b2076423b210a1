// What stands in a message: its text, contracts, tables, files, sources, suggestions, and the thumbs.
import { button, filled, iconButton, make, unbroken } from "./dom.js";
import { around, beside, cards as drawnCards, isBullet, yearBar } from "./cards.js";
import { anchor, folded, linked, prose } from "./prose.js";

const RATED = ["answer", "contract", "fallback"];
const FOLDED = ["answer"];
const REASONS = ["reason-wrong", "reason-unclear", "reason-other"];

// The elements of a message's body. `context`: {words, language, say, session, showContracts, rated}.
export function body(message, context) {
  const { reply } = message;
  if (message.speaker === "customer") return mine(message, context);
  const { data, kind } = reply ?? {};
  const cards = kind === "error" ? null : beside(message.text, data);
  // What a table shows in rows is not told in a list as well.
  const rows = data?.table && message.text.split("\n").some(isBullet) ? around(message.text.split("\n"), isBullet) : null;
  const said = text(message, context, cards ?? rows);
  if (reply?.withdrawn) return said.before;
  return [
    ...said.before,
    ...(cards ? contracts(data, context) : []),
    data?.table ? table(data.table, context) : null,
    ...said.after,
    reply?.files ? files(reply.files, context) : null,
    foot(message, context),
  ].filter(Boolean);
}

// What may be said next, below the message. What a card's own button says is left out; one that was pressed is not pressed again.
export function suggestions({ text: said, reply }, { words: w, say }) {
  const drawn = beside(said, reply?.data) ? reply.data.contracts : [];
  const left = reply?.withdrawn ? [] : (reply?.buttons ?? []).filter((one) => !drawn.some((contract) => contract.contract_number === one.say));
  if (!left.length) return null;
  const pressed = (one) => ({ target }) => { target.closest("button").disabled = say(one.say); };
  return make(
    "ul", { className: "buttons", ariaLabel: w.suggestions },
    ...left.map((one) => make("li", {}, button({ textContent: unbroken(one.label), onclick: pressed(one) }))),
  );
}

// One quiet line below an answer: what it rests on, and whether it helped. Of a request only its end asks that.
function foot({ id, reply }, context) {
  const rests = sources(reply?.sources, context);
  const rated = RATED.includes(reply?.kind) || reply?.data?.asks === "helped" ? thumbs(id, context) : null;
  return rests || rated ? make("div", { className: "foot" }, rests, rated) : null;
}

function mine(message, context) {
  if (message.reply?.files) return [files(message.reply.files, context)];
  return [make("p", { className: "plain", textContent: unbroken(message.text) })];
}

// The text before and after what is drawn in the place of some of its lines.
function text({ text: whole, reply }, { words: w }, drawn) {
  const links = reply?.links;
  const lines = whole.split("\n");
  const before = drawn ? prose(drawn.before, links) : FOLDED.includes(reply?.kind) ? folded(lines, links, w.more) : prose(lines, links);
  if (reply?.edited && !reply.withdrawn) before.at(-1)?.append(` ${w.edited}`);
  return { before, after: drawn ? prose(drawn.after, links) : [] };
}

function contracts(data, context) {
  const whole = data.contracts.length === data.total && data.total > 1;
  const all = data.total > 1
    ? [make("div", { className: "buttons" }, button({ textContent: filled(context.words["all-contracts"], { count: data.total }), onclick: context.showContracts }))]
    : [];
  return [...(whole ? [yearBar(data.contracts, context)] : []), drawnCards(data.contracts, context), ...all];
}

// A table; on phones each row is a list of its own, with the columns' titles as terms.
function table({ columns, rows }, { words: w }) {
  const head = make("tr", {}, ...columns.map((column) => make("th", { scope: "col", textContent: column })));
  const lines = rows.map(([first, ...cells]) => make(
    "tr", {}, make("th", { scope: "row", textContent: first }), ...cells.map((cell) => make("td", { textContent: cell })),
  ));
  const wide = make(
    "div", { className: "wide", tabIndex: 0, role: "region", ariaLabel: columns[0] },
    make("table", {}, make("thead", {}, head), make("tbody", {}, ...lines)),
  );
  const narrow = make("ul", { className: "narrow" }, ...rows.map(([first, ...cells]) => make(
    "li", {}, make("strong", { textContent: first }),
    make("dl", {}, ...cells.map((cell, place) => make(
      "div", {}, make("dt", { textContent: filled(w.term, { name: columns[place + 1] }) }), make("dd", { textContent: cell }),
    ))),
  )));
  return make("div", { className: "table" }, wide, narrow);
}

// A file of either side: it is fetched with the conversation's token, for its address alone opens nothing.
function files(list, { session, words: w }) {
  const item = (file) => button({
    textContent: `📎 ${file.name}`,
    onclick: async () => {
      try {
        const answer = await session.call("GET", `/files/${file.id}`);
        if (answer.ok) saved(await answer.blob(), file.name);
        else session.emit("note", { name: "failed", reason: file.name });
      } catch (failure) { lost(failure, session); }
    },
  });
  return make("ul", { className: "files", ariaLabel: w.files }, ...list.map((file) => make("li", {}, item(file))));
}

// Gives the person a file to keep.
export function saved(content, name) {
  const link = make("a", { href: URL.createObjectURL(content), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

export const lost = ({ name }, session) => { if (name !== "AbortError") session.tell("offline"); };

function sources(list, { words: w }) {
  if (!list?.length) return null;
  // A section of the page: its name in the reader's language, then the heading; a link where its address is known.
  const item = ({ title, section, name, url }) => {
    const said = filled(w["from-page"], { title, section: name ? `${name} (${section})` : section });
    return make("li", {}, ...(url && /^https:/.test(url) ? [anchor(said, url)] : linked(said)));
  };
  return make("details", { className: "sources" }, make("summary", { textContent: w.sources }), make("ul", {}, ...list.map(item)));
}

function thumbs(id, context) {
  const { words: w, session, rated } = context;
  const row = make("div", { className: "thumbs", role: "group", ariaLabel: w.rating });
  const thanks = make("span", { className: "note", role: "status" });
  const give = async (feedback) => {
    try {
      const answer = await session.call("POST", "/feedback", { reply_id: id, ...feedback });
      if (!answer.ok) return;
      rated.set(id, feedback.helpful);
      press(feedback.helpful);
      thanks.textContent = w["thanks-feedback"];
      row.nextElementSibling?.remove();
      // What had the focus is gone.
      if (feedback.comment !== undefined) hands.get(false).focus();
      if (!feedback.helpful && feedback.comment === undefined) row.after(reasons(context, give));
    } catch (failure) { lost(failure, session); }
  };
  const hands = new Map([[true, ["up", w.helpful]], [false, ["down", w["not-helpful"]]]].map(([helpful, [name, label]]) =>
    [helpful, iconButton(name, label, { ariaPressed: "false", onclick: () => give({ helpful }) })]));
  const press = (helpful) => hands.forEach((hand, stands) => { hand.ariaPressed = String(stands === helpful); });
  if (rated.has(id)) press(rated.get(id));
  row.append(...hands.values(), thanks);
  return make("div", { className: "rating" }, row);
}

// Why it did not help: one of some reasons, or a sentence.
function reasons({ words: w }, give) {
  const field = make("input", { type: "text", maxLength: 500, placeholder: w["reason-own"], ariaLabel: w["reason-own"] });
  const form = make("form", { className: "reason" }, field, make("button", { type: "submit", textContent: w["reason-send"] }));
  form.onsubmit = (event) => { event.preventDefault(); if (field.value.trim()) give({ helpful: false, comment: field.value.trim() }); };
  const chips = REASONS.map((name) => make("li", {}, button({ textContent: w[name], onclick: () => give({ helpful: false, comment: w[name] }) })));
  return make("div", { className: "reasons", role: "group", ariaLabel: w["reason-why"] }, make("p", { textContent: w["reason-why"] }), make("ul", { className: "buttons" }, ...chips), form);
}
