// What the browser keeps: in localStorage the person's conversations, in sessionStorage whether this tab's chat was open.
// A browser may refuse either; the chat then lasts as long as the page.

export const KEEP = "renewal-assistant";
const OPEN = `${KEEP}-open`;
const SOUND = `${KEEP}-sound`;
const MOST_CONVERSATIONS = 20;

const read = (storage, key) => { try { return globalThis[storage].getItem(key); } catch { return null; } };
const write = (storage, key, value) => {
  try {
    if (value === null) globalThis[storage].removeItem(key);
    else globalThis[storage].setItem(key, value);
  } catch { /* private windows may refuse */ }
};

// What is kept, whosever it is: {owner, conversation, others, waiting, language}; null where there is nothing, or nothing that we wrote.
export function kept() {
  try {
    const found = JSON.parse(read("localStorage", KEEP));
    return found && typeof found === "object" ? found : null;
  } catch {
    return null;
  }
}

export const keep = (value) => write("localStorage", KEEP, value && JSON.stringify(value));

// The conversations of one person beside the current one: those kept before, without the one that is `dropped`, and none that has ended.
export function others(before, current, dropped, now = Date.now()) {
  const known = before ? [before.conversation, ...(before.others ?? [])] : [];
  const found = new Map();
  for (const one of known) {
    if (one && one.id !== current?.id && one.id !== dropped && !(Date.parse(one.until) < now)) found.set(one.id, found.get(one.id) ?? one);
  }
  return [...found.values()].slice(0, MOST_CONVERSATIONS);
}

export const wasOpen = () => read("sessionStorage", OPEN) === "yes";
export const keepOpen = (open) => write("sessionStorage", OPEN, open ? "yes" : null);
export const soundOn = () => read("localStorage", SOUND) !== "off";
export const keepSound = (on) => write("localStorage", SOUND, on ? null : "off");

// Whether the browser keeps anything for this page.
export function keeps() {
  try {
    localStorage.setItem(`${KEEP}-try`, "");
    localStorage.removeItem(`${KEEP}-try`);
    return true;
  } catch {
    return false;
  }
}
