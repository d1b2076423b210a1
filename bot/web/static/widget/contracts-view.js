// "My contracts": all that the person may see, to sort, filter and page through, to take away, and to follow in a calendar.
import { button, filled, make } from "./dom.js";
import { cards, yearBar } from "./cards.js";
import { lost, saved } from "./reply.js";
import * as written from "./written.js";

const AT_ONCE = 200, MOST = 1000, PER_PAGE = 6;
const STATUSES = ["due", "active", "check", "expired"];
const SORTS = {
  end: (one, other) => one.end_date.localeCompare(other.end_date),
  product: (one, other) => one.product.localeCompare(other.product),
  account: (one, other) => one.account.localeCompare(other.account),
};

// Fills a view. `context`: {words, language, session, say, shown}; `shown` leads back to the conversation.
export async function contractsView(box, context) {
  const { words: w, session } = context;
  const state = make("p", { className: "note", role: "status", textContent: w.loading });
  box.replaceChildren(state);
  try {
    const found = await all(session);
    if (found.problem) box.replaceChildren(...unknown(found.problem, context));
    else if (!found.contracts.length) state.textContent = w["no-contracts"];
    else box.replaceChildren(...listing(found, context), await subscription(context));
  } catch (failure) {
    lost(failure, session);
    state.textContent = w["not-now"];
  }
}

async function all(session) {
  if (!session.conversation) return { problem: 403 };
  const contracts = [];
  for (let total = Infinity; contracts.length < Math.min(total, MOST);) {
    const answer = await session.call("GET", `/contracts?skip=${contracts.length}&most=${AT_ONCE}`);
    if (!answer.ok) return { problem: answer.status };
    const page = await answer.json();
    total = page.total;
    contracts.push(...page.contracts);
    if (contracts.length >= total || !page.contracts.length) return { contracts, total };
  }
  return { contracts, total: MOST };
}

// Who has not shown who they are hears how; everything else is tried again.
function unknown(status, context) {
  const { words: w, say, shown } = context;
  if (status !== 403) return [make("p", { className: "note", textContent: w["not-now"] })];
  return [make("p", { textContent: w["contracts-unknown"] }), make("div", { className: "buttons" }, button({ textContent: w["contracts-prove"], onclick: () => { shown(); say(w["contracts-say"]); } }))];
}

function listing({ contracts, total }, context) {
  const { words: w, language } = context;
  const named = (name) => [...new Set(contracts.map((one) => one[name]))].sort();
  const [accounts, products] = [named("account"), named("product")];
  const status = choice(w.status, [["", w["all-statuses"]], ...STATUSES.map((name) => [name, w[`status-${name}`]])]);
  const account = choice(w.account, [["", w["all-accounts"]], ...accounts.map((name) => [name, name])]);
  const product = choice(w.product, [["", w["all-products"]], ...products.map((name) => [name, name])]);
  const sort = choice(w.sort, Object.keys(SORTS).map((name) => [name, w[`sort-${name}`]]));
  const search = make("input", { type: "search", placeholder: w.search, ariaLabel: w.search });
  const count = make("p", { className: "note", role: "status" });
  const list = make("div", { tabIndex: -1 });
  const turn = (label, step) => button({ textContent: label, onclick: () => { page += step; draw(); list.focus(); list.scrollIntoView({ block: "nearest" }); } });
  const [previous, next] = [turn(w.previous, -1), turn(w.next, 1)];
  const where = make("span");
  const pages = make("div", { className: "pages" }, previous, where, next);
  let page = 0;
  const draw = () => {
    const wanted = search.value.trim().toLocaleLowerCase();
    const fits = (one) => (!status.value || one.status === status.value) && (!account.value || one.account === account.value)
      && (!product.value || one.product === product.value)
      && (!wanted || [one.product, one.account, one.contract_number, one.offering_name].some((text) => text?.toLocaleLowerCase().includes(wanted)));
    const found = contracts.filter(fits).sort(SORTS[sort.value]);
    const last = Math.max(0, Math.ceil(found.length / PER_PAGE) - 1);
    page = Math.min(page, last);
    count.textContent = filled(w["contracts-found"], { count: written.number(found.length, language), total: written.number(total, language) });
    list.replaceChildren(...(found.length ? [cards(found.slice(page * PER_PAGE, (page + 1) * PER_PAGE), context, false)] : []));
    previous.disabled = page === 0;
    next.disabled = page === last;
    pages.hidden = last === 0;
    where.textContent = filled(w.page, { page: page + 1, pages: last + 1 });
  };
  for (const control of [status, product, account, sort]) control.onchange = () => { page = 0; draw(); };
  search.oninput = () => { page = 0; draw(); };
  draw();
  const controls = [search, status, ...(products.length > 1 ? [product] : []), ...(accounts.length > 1 ? [account] : []), sort];
  return [yearBar(contracts, context), make("div", { className: "filters", role: "group", ariaLabel: w.filters }, ...controls), count, list, pages, downloads(context)];
}

function choice(label, options) {
  return make("select", { ariaLabel: label }, ...options.map(([value, text]) => make("option", { value, textContent: text })));
}

function downloads({ words: w, session }) {
  const take = (end, name) => button({
    textContent: w[name],
    onclick: async () => {
      try {
        const answer = await session.call("GET", `/contracts.${end}`);
        if (answer.ok) saved(await answer.blob(), /filename="([^"]+)"/.exec(answer.headers.get("Content-Disposition") ?? "")?.[1] ?? `contracts.${end}`);
        else session.emit("warning", { text: (await answer.json()).detail });
      } catch (failure) { lost(failure, session); }
    },
  });
  return make("div", { className: "buttons" }, take("csv", "take-table"), take("ics", "take-calendar"));
}

// The calendar that a program reads by itself: made, seen and revoked here.
async function subscription(context) {
  const { words: w, session, language } = context;
  const box = make("section", { className: "subscription" });
  const draw = (found) => {
    const told = make("p", { className: "note", role: "status" });
    const call = async (method) => {
      try {
        const answer = await session.call(method, "/calendar");
        if (!answer.ok) { told.textContent = (await answer.json()).detail; return; }
        draw(method === "DELETE" ? null : (await answer.json()).subscription);
        // What was pressed is gone.
        box.querySelector("button").focus();
      } catch (failure) { lost(failure, session); }
    };
    const heading = make("p", {}, make("strong", { textContent: w["subscription"] }));
    if (!found) {
      box.replaceChildren(heading, make("p", { textContent: w["subscription-none"] }), make("div", { className: "buttons" }, button({ textContent: w["subscription-make"], onclick: () => call("POST") })), told);
      return;
    }
    const address = make("input", { type: "text", readOnly: true, value: found.address, ariaLabel: w["subscription-address"], onfocus: () => address.select() });
    const copy = button({
      textContent: w["subscription-copy"],
      onclick: async () => {
        try { await navigator.clipboard.writeText(found.address); told.textContent = w["subscription-copied"]; } catch { address.focus(); }
      },
    });
    const read = found.read_at ? filled(w["subscription-read"], { date: written.moment(new Date(found.read_at), language) }) : w["subscription-unread"];
    box.replaceChildren(
      heading, make("p", { textContent: w["subscription-secret"] }), address,
      make("div", { className: "buttons" }, copy, button({ textContent: w["subscription-again"], onclick: () => call("POST") }), button({ textContent: w["subscription-revoke"], onclick: () => call("DELETE") })),
      make("p", { className: "note", textContent: read }), told,
    );
  };
  const answer = await session.call("GET", "/calendar");
  draw(answer.ok ? (await answer.json()).subscription : null);
  return box;
}
