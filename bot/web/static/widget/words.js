// The widget's own words, in the languages that the gateway speaks.
import { home, rest } from "./gateway.js";

const ATTEMPTS = 5;
const read = new Map();

// The words of the first of some languages that the gateway speaks, else of its default one; `code` tells which. `part`: those of the
// "launcher" alone, or "all". Raises TypeError where the gateway does not give them after some attempts.
export function wordsOf(part, ...languages) {
  const wanted = [...new Set(languages.filter(Boolean).map((language) => language.toLowerCase().split("-")[0]))].join();
  const query = new URLSearchParams({ languages: wanted, part }).toString();
  if (!read.has(query)) {
    const words = fetched(query);
    words.catch(() => read.delete(query));
    read.set(query, words);
  }
  return read.get(query);
}

async function fetched(query) {
  const address = new URL(`static/words.json?${query}`, home);
  for (let attempt = 1; ; attempt += 1) {
    try {
      const answer = await fetch(address);
      if (answer.ok) return await answer.json();
    } catch { /* tried again */ }
    if (attempt === ATTEMPTS) throw new TypeError(`The renewal assistant at ${home.origin} does not answer.`);
    await rest(2 ** attempt / 2);
  }
}
