// A text of the assistant's as elements: paragraphs, lists and steps, with its links; a long one folded behind its first sentence.
import { make, unbroken } from "./dom.js";

const LONG = 260;
const BULLET = /^\s*[•*-]\s+/;
const NUMBER = /\b([A-Z]{1,4}-[A-Z\d][A-Z\d-]{2,15})\b/;
const STEP = /^\s*(\d+)[.)]\s+/;

export const anchor = (text, href) => make("a", { href, textContent: text, target: "_blank", rel: "noopener noreferrer" });

// Only addresses that the gateway gave, and none that could run something.
const followable = ({ href, kind }) => kind !== "section" && /^(https|mailto):/.test(href);

// A text with what it names as links. A contract's number and a request's reference stay in one line.
export function linked(text, links = []) {
  let parts = [unbroken(text)];
  for (const { label, href } of links.filter(followable)) {
    parts = parts.flatMap((part) => (typeof part !== "string" ? [part]
      : part.split(label).flatMap((piece, place) => (place ? [anchor(label, href), piece] : [piece]))));
  }
  const whole = (part) => part.split(NUMBER).map((piece, place) => (place % 2 ? make("span", { className: "number", textContent: piece }) : piece));
  return parts.flatMap((part) => (typeof part === "string" ? whole(part) : [part])).filter((part) => part !== "");
}

// The lines as paragraphs and lists. Steps keep the number that they begin with.
export function prose(lines, links) {
  const blocks = [];
  for (const line of lines) {
    if (!line.trim()) continue;
    const kind = BULLET.test(line) ? "ul" : STEP.test(line) ? "ol" : "p";
    const last = blocks.at(-1);
    const text = line.replace(kind === "ul" ? BULLET : kind === "ol" ? STEP : "", "");
    if (kind !== "p" && last?.kind === kind) last.lines.push(text);
    else blocks.push({ kind, lines: [text], first: Number(STEP.exec(line)?.[1] ?? 1) });
  }
  return blocks.map(({ kind, lines: [...texts], first }) => {
    if (kind === "p") return make("p", {}, ...linked(texts[0], links));
    return make(kind, kind === "ol" ? { start: first } : {}, ...texts.map((text) => make("li", {}, ...linked(text, links))));
  });
}

// The first line leads, with the list that it announces. What follows is folded where it is long; a question at the end never is, for it
// wants an answer.
export function folded(lines, links, more) {
  const shown = lines.filter((line) => line.trim());
  const asks = shown.length > 1 && shown.at(-1).trim().endsWith("?") && !BULLET.test(shown.at(-1)) ? shown.pop() : null;
  const isItem = (line) => BULLET.test(line) || STEP.test(line);
  const announced = shown[0]?.trim().endsWith(":") ? shown.findIndex((line, place) => place > 0 && !isItem(line)) : 1;
  const led = announced < 0 ? shown.length : announced;
  const rest = shown.slice(led);
  const ending = asks === null ? [] : prose([asks], links);
  if (rest.join("\n").length < LONG || BULLET.test(shown[0] ?? "")) return [...prose(shown, links), ...ending];
  const details = make("details", { className: "more" }, make("summary", { textContent: more }), ...prose(rest, links));
  return [...prose(shown.slice(0, led), links), details, ...ending];
}
