// The chat for any page: <script type="module" src="https://…/static/widget.js" data-auto></script> puts it in the corner;
// <renewal-assistant></renewal-assistant> is the element itself. docs/widget.md lists attributes, functions and events.
import { RenewalAssistant } from "./widget/element.js";
import { install } from "./widget/host-api.js";

// Loaded twice, also from two addresses, the first one serves the page.
if (!customElements.get("renewal-assistant")) {
  customElements.define("renewal-assistant", RenewalAssistant);
  install();
  const asked = document.querySelector("script[data-auto][src*='/static/'][src*='widget.js']");
  if (asked && document.body) putIntoCorner();
  else if (asked) addEventListener("DOMContentLoaded", putIntoCorner, { once: true });
}

function putIntoCorner() {
  if (document.querySelector("renewal-assistant")) return;
  const chat = document.createElement("renewal-assistant");
  document.body.append(chat);
  // Sites that exchange the whole body at a navigation (Turbo) would lose it.
  new MutationObserver(() => { if (!document.querySelector("renewal-assistant")) document.body?.append(chat); })
    .observe(document.documentElement, { childList: true });
}
