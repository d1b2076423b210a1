// Contracts to look at: cards, and a bar of the next twelve months. What a card shows is taken out of the text beside it.
import { button, filled, make } from "./dom.js";
import * as written from "./written.js";

export const isBullet = (line) => /^\s*•/.test(line);

// What of a reply's text its cards do not tell, as the lines before and after them; null where the reply is to be shown as text alone.
export function beside(text, data) {
  const contracts = data?.contracts ?? [];
  if (!contracts.length || data.timeline) return null;
  const lines = text.split("\n");
  const drawn = lines.filter((line) => isBullet(line) && contracts.some((one) => line.includes(one.contract_number)));
  if (drawn.length >= contracts.length) return around(lines, (line) => drawn.includes(line));
  const [only] = contracts;
  const particulars = (line) => line.startsWith(`${only.account} · `);
  return contracts.length > 1 || !lines.some(particulars) ? null : around(lines, (line) => particulars(line) || line === only.next_step);
}

// The lines before and after what is drawn in their place.
export function around(lines, isDrawn) {
  const first = lines.findIndex(isDrawn);
  return { before: lines.slice(0, first), after: lines.slice(first).filter((line) => !isDrawn(line)) };
}

// A list of cards. `full`: with everything on file. `say`: says something in the person's name.
export const cards = (contracts, context, full = contracts.length === 1) =>
  make("ul", { className: "cards" }, ...contracts.map((contract) => make("li", {}, card(contract, context, full))));

function card(contract, { words: w, language, say }, full) {
  const { status, product, account, contract_number: number, end_date: end, days_left: left } = contract;
  const ends = left === 0 ? w.today : filled(left < 0 ? w.ago : w.left, { days: written.days(left, language) });
  const named = status === "check" ? w["should-renew"] : left < 0 ? w.ended : contract.auto_renew ? w["renews-on"] : w.ends;
  const rows = [[named, `${written.date(end, language)} (${ends})`]];
  // The last day to stop the renewal counts while it is ahead; it is then the day by which to act.
  if (contract.notice_date && contract.notice_date === contract.deadline) rows.push([w.notice, written.date(contract.notice_date, language)]);
  if (full) {
    rows.push(
      [w.quantity, written.number(contract.quantity, language)], [w.maintenance, contract.offering_name ?? contract.offering],
      [w.automatic, contract.auto_renew ? w.yes : w.no], [w.reseller, contract.reseller || "—"], [w.contact, contract.contact || "—"],
    );
  }
  const [label, asks] = !full ? [w.details, number] : contract.auto_renew && left >= 0 ? [w["stop-renewal"], w["stop-renewal-say"]] : [w.renew, w["renew-say"]];
  const pressed = button({ textContent: label, ariaLabel: `${label}: ${product}, ${number}`, onclick: () => say(filled(asks, { number, product })) });
  return make(
    "article", { className: `card ${status}`, part: "card", ariaLabel: `${product}, ${number}` },
    make("p", { className: "product" }, make("strong", { textContent: product }), make("span", { className: "status", textContent: w[`status-${status}`] })),
    make("p", { className: "of", textContent: `${account} · ${number}` }),
    make("dl", {}, ...rows.map(([name, value]) => make("div", {}, make("dt", { textContent: filled(w.term, { name }) }), make("dd", { textContent: value })))),
    contract.next_step ? make("p", { className: "next", textContent: contract.next_step }) : null,
    pressed,
  );
}

// A month's name; where twelve of them have no room, its letter stands alone.
const monthName = ([letter, ...rest]) =>
  make("span", { className: "month", ariaHidden: "true" }, make("span", { textContent: letter }), make("span", { className: "rest", textContent: rest.join("") }));

// In which of the next twelve months contracts end: a row of months, each with its number.
export function yearBar(contracts, { words: w, language }) {
  const [one] = contracts;
  const months = written.months(written.daysAfter(one.end_date, -one.days_left), language);
  const ending = (key) => contracts.filter((contract) => contract.end_date.startsWith(key) && contract.days_left >= 0);
  const highest = Math.max(1, ...months.map(({ key }) => ending(key).length));
  const columns = months.map(({ key, short, long }) => {
    const there = ending(key);
    const bar = make("span", { className: `bar ${there.some(({ status }) => status === "due") ? "due" : "active"}`, hidden: !there.length, ariaHidden: "true" });
    bar.style.height = `${8 + Math.round((28 * there.length) / highest)}px`;
    return make(
      "li", {}, make("span", { className: "count", textContent: there.length || "", ariaHidden: "true" }), bar,
      monthName(short.replace(".", "").slice(0, 4)),
      make("span", { className: "quiet", textContent: `${long}: ${there.length}` }),
    );
  });
  return make("figure", { className: "year" }, make("figcaption", { textContent: w["next-year"] }), make("ol", {}, ...columns));
}
