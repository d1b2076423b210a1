// What an owner chooses: attributes of the element first, then `renewals.config`, then what is usual. docs/widget.md lists all of it.

// By their names as attributes; in `renewals.config` they are written alike, or with capitals (`launcherText`).
export const OPTIONS = {
  language: null, "identity-token": null, mode: null,
  name: null, logo: null, greeting: null, color: null, theme: "system", position: "right", "offset-x": "20", "offset-y": "20",
  "launcher-text": null, "hide-on": null, texts: null, sound: "on", notice: null,
};
const PAPER = { light: "#ffffff", dark: "#1a2029" };
const READABLE = 4.5;

const camel = (name) => name.replace(/-(\w)/g, (_, letter) => letter.toUpperCase());

// The value of an option, as its owner wrote it.
export function option(element, name) {
  const config = globalThis.renewals?.config ?? {};
  return element.getAttribute(name) ?? config[name] ?? config[camel(name)] ?? OPTIONS[name];
}

// A text of the owner's: as it stands, by language ({"en": …}), or by a function of language and hour, which may look at the page.
export function ownText(value, language) {
  const given = typeof value === "function" ? value({ language, hour: new Date().getHours(), path: location.pathname }) : value;
  if (given && typeof given === "object") return given[language] ?? null;
  return given === null || given === undefined ? null : String(given);
}

// The widget's words with those that the owner has put in their place: {"welcome": …} or {"en": {"welcome": …}}.
export function withOwnTexts(element, words) {
  let texts = option(element, "texts");
  if (typeof texts === "string") {
    try {
      texts = JSON.parse(texts);
    } catch {
      console.warn("renewal-assistant: the attribute `texts` is no JSON object.");
      texts = null;
    }
  }
  const own = texts?.[words.code] && typeof texts[words.code] === "object" ? texts[words.code] : texts;
  const known = Object.entries(own ?? {}).filter(([name, text]) => typeof words[name] === "string" && typeof text === "string");
  const greeting = ownText(option(element, "greeting"), words.code);
  const name = ownText(option(element, "name"), words.code);
  return { ...words, ...Object.fromEntries(known), ...(greeting && { welcome: greeting }), ...(name && { title: name, assistant: name }) };
}

// Whether the owner hides the chat on this page: paths, separated by spaces or in a list, `*` standing for anything.
export function isHiddenHere(element, path = location.pathname) {
  const given = option(element, "hide-on") ?? [];
  const paths = Array.isArray(given) ? given : String(given).split(/\s+/);
  return paths.some((pattern) => pattern && new RegExp(`^${pattern.split("*").map((piece) => piece.replace(/[.+?^${}()|[\]\\]/g, "\\$&")).join(".*")}$`).test(path));
}

// Colours that can be read: the owner's colour behind black or white, and as ink on paper so far lightened or darkened as is needed.
export function colours(color) {
  const rgb = parsed(color);
  if (!rgb) return null;
  const white = contrast(rgb, [255, 255, 255]) >= READABLE;
  return { fill: color, onFill: white ? "#ffffff" : "#000000", light: hex(inked(rgb, "light")), dark: hex(inked(rgb, "dark")) };
}

function inked(rgb, scheme) {
  const paper = parsed(PAPER[scheme]);
  const towards = scheme === "light" ? 0 : 255;
  for (let share = 0; share <= 1; share += 0.05) {
    const mixed = rgb.map((value) => Math.round(value + (towards - value) * share));
    if (contrast(mixed, paper) >= READABLE) return mixed;
  }
  return [towards, towards, towards];
}

function parsed(color) {
  if (!color) return null;
  const digits = /^#([0-9a-f]{3}|[0-9a-f]{6})$/i.exec(String(color).trim())?.[1];
  if (!digits) {
    console.warn(`renewal-assistant: the color ${color} is not of the form #1d4ed8.`);
    return null;
  }
  const long = digits.length === 3 ? [...digits].map((digit) => digit + digit).join("") : digits;
  return [0, 2, 4].map((at) => parseInt(long.slice(at, at + 2), 16));
}

const hex = (rgb) => `#${rgb.map((value) => value.toString(16).padStart(2, "0")).join("")}`;

// The relative luminance and contrast of WCAG 2.2.
function contrast(one, other) {
  const [light, dark] = [one, other].map(luminance).sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

function luminance(rgb) {
  const [red, green, blue] = rgb.map((value) => value / 255).map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
