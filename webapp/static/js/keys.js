// Keys of one sign: "/" for the search box, "j" and "k" from title to title, "?" for the sheet of keys. A page may add its own.
// They never act while something is typed, together with Ctrl, Alt or Cmd, under an open sheet, or where a reader switched them off
// (WCAG 2.1.4; `display.js`).

const TITLES = "main .hit-title a, main .teaser-title a";
const FIELDS = 'input:not([type="checkbox"], [type="radio"]), textarea, select';
const actions = new Map([["/", toSearchBox], ["?", openSheet], ["j", () => toTitle(1)], ["k", () => toTitle(-1)]]);

/** Let these keys do that: {key: function}. */
export function addKeys(more) {
  for (const [key, action] of Object.entries(more)) actions.set(key, action);
}

export const scrolling = () => (matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth");

function toSearchBox() {
  const box = document.querySelector(".search-input");
  box?.focus();
  box?.select();
}

// From the hit that holds the focus to its neighbour; from elsewhere to the first.
function toTitle(by) {
  const titles = [...document.querySelectorAll(TITLES)].filter((link) => link.checkVisibility());
  const at = titles.findIndex((link) => link.closest("article").contains(document.activeElement));
  const next = titles[at < 0 ? 0 : Math.min(Math.max(at + by, 0), titles.length - 1)];
  next?.focus({ preventScroll: true });
  next?.scrollIntoView({ block: "center", behavior: scrolling() });
}

function openSheet() {
  document.getElementById("keys-sheet").showModal();
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
  if (document.documentElement.dataset.keys === "off") return;
  if (event.target.isContentEditable || event.target.closest(FIELDS) || document.querySelector("dialog[open]")) return;
  const action = actions.get(event.key);
  if (!action) return;
  event.preventDefault();
  action();
});
