// Days, times and numbers as a language writes them.

const memo = new Map();
function format(kind, language, options) {
  const key = `${kind.name} ${language} ${JSON.stringify(options)}`;
  if (!memo.has(key)) memo.set(key, new kind(local(language), options));
  return memo.get(key);
}

// The person's own kind of the language, where their browser has one: dates of Great Britain, not of the United States.
const local = (language) => navigator.languages?.find((one) => one.split("-")[0] === language) ?? language;

export const time = (instant, language) => format(Intl.DateTimeFormat, language, { hour: "2-digit", minute: "2-digit" }).format(instant);

export const moment = (instant, language) => format(Intl.DateTimeFormat, language, { dateStyle: "medium", timeStyle: "short" }).format(instant);

// The day of an instant as people call it: today, yesterday, else its date.
export function day(instant, language, now = new Date()) {
  const midnight = (one) => new Date(one.getFullYear(), one.getMonth(), one.getDate());
  const ago = Math.round((midnight(instant) - midnight(now)) / 86_400_000);
  if (ago === 0 || ago === -1) return capital(format(Intl.RelativeTimeFormat, language, { numeric: "auto" }).format(ago, "day"));
  return capital(format(Intl.DateTimeFormat, language, { weekday: "long", day: "numeric", month: "long", year: "numeric" }).format(instant));
}

// A day of the calendar, which is the same everywhere ("2026-12-15").
const calendar = (iso) => new Date(`${iso}T00:00:00Z`);
export const date = (iso, language) => format(Intl.DateTimeFormat, language, { dateStyle: "long", timeZone: "UTC" }).format(calendar(iso));

export const days = (count, language) => format(Intl.NumberFormat, language, { style: "unit", unit: "day", unitDisplay: "long" }).format(Math.abs(count));

export const number = (count, language) => format(Intl.NumberFormat, language, {}).format(count);

// The twelve months from a day on, each as {key: "2026-12", short, long}.
export function months(iso, language) {
  const from = calendar(iso);
  return Array.from({ length: 12 }, (_, ahead) => {
    const month = new Date(Date.UTC(from.getUTCFullYear(), from.getUTCMonth() + ahead, 1));
    const named = (style) => format(Intl.DateTimeFormat, language, { ...style, timeZone: "UTC" }).format(month);
    return { key: month.toISOString().slice(0, 7), short: named({ month: "short" }), long: named({ month: "long", year: "numeric" }) };
  });
}

// The calendar's day so many days after another.
export const daysAfter = (iso, count) => new Date(calendar(iso).getTime() + count * 86_400_000).toISOString().slice(0, 10);

const capital = (text) => text.charAt(0).toLocaleUpperCase() + text.slice(1);
