// Whose a conversation is: the person that an identity token names, or nobody (docs/identity.md).

export const NOBODY = "nobody";

// The address that an identity token names, read as the gateway reads it. A token that names none stands for itself.
export function personOf(token) {
  if (!token) return NOBODY;
  try {
    const claims = atob(token.split(".")[1].replaceAll("-", "+").replaceAll("_", "/"));
    const bytes = Uint8Array.from(claims, (sign) => sign.charCodeAt(0));
    const { sub } = JSON.parse(new TextDecoder().decode(bytes));
    if (sub.includes("@")) return sub.trim().toLowerCase();
  } catch { /* told by the gateway when a conversation begins */ }
  return `?${token}`;
}

// What is kept beside a conversation to tell whose it is: a digest, never the address. Null where nothing may be kept:
// for a token that names no one, and on a site without HTTPS, where browsers offer no digest.
export async function ownerOf(person) {
  if (person === NOBODY) return NOBODY;
  if (person.startsWith("?") || !crypto.subtle) return null;
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(person));
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
