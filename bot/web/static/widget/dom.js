// Elements made without markup from strings: nothing here needs innerHTML, so pages that demand Trusted Types run it as it is.

const SVG = "http://www.w3.org/2000/svg";
const PATHS = {
  chat: "M21 12a8 8 0 0 1-8 8H4l2-3a8 8 0 1 1 15-5z",
  close: "M6 6l12 12M18 6L6 18",
  menu: "M5 12h.01M12 12h.01M19 12h.01",
  back: "M15 5l-7 7 7 7",
  attach: "M20 11l-8.5 8.5a5 5 0 0 1-7-7L13 4a3.4 3.4 0 0 1 4.8 4.8L9.4 17.2a1.7 1.7 0 0 1-2.4-2.4l7.5-7.3",
  up: "M7 11v9H4v-9zM7 11l4-7c1.5 0 2.5 1 2.5 2.5L13 10h5.5a2 2 0 0 1 2 2.4l-1.2 6A2 2 0 0 1 17.3 20H7",
  down: "M17 13V4h3v9zM17 13l-4 7c-1.5 0-2.5-1-2.5-2.5L11 14H5.5a2 2 0 0 1-2-2.4l1.2-6A2 2 0 0 1 6.7 4H17",
};

// An element with properties and children; `part` is an attribute, for `Element.part` cannot be assigned everywhere.
export function make(tag, { part, ...properties } = {}, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  if (part) element.setAttribute("part", part);
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

export function icon(name, size = 20) {
  const svg = document.createElementNS(SVG, "svg");
  const drawn = {
    viewBox: "0 0 24 24", width: size, height: size, fill: "none", stroke: "currentColor", "stroke-linecap": "round",
    "stroke-linejoin": "round", "stroke-width": name === "menu" ? 3.5 : 2, "aria-hidden": "true",
  };
  for (const [attribute, value] of Object.entries(drawn)) svg.setAttribute(attribute, value);
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", PATHS[name]);
  svg.append(path);
  return svg;
}

export const button = (properties, ...children) => make("button", { type: "button", ...properties }, ...children);

// A button that shows an icon alone.
export const iconButton = (name, label, properties = {}) =>
  button({ className: "icon", ariaLabel: label, title: label, ...properties }, icon(name));

// French puts a space before some signs; it must not break the line there.
export const unbroken = (text) => text.replace(/ ([?!;:»])/g, "\u00a0$1").replace(/« /g, "«\u00a0");

export const filled = (text, values) => text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);

// The style sheets of the widget's folder, each fetched once a page. As constructed sheets they need no style-src of the page's policy.
const sheets = new Map();
export function sheet(name) {
  if (!sheets.has(name)) {
    const fetched = fetch(new URL(name, import.meta.url)).then(async (answer) => {
      if (!answer.ok) throw new TypeError(`${name}: ${answer.status}`);
      const made = new CSSStyleSheet();
      made.replaceSync(await answer.text());
      return made;
    });
    fetched.catch(() => sheets.delete(name));
    sheets.set(name, fetched);
  }
  return sheets.get(name);
}
