// What a reader prefers, kept in this browser alone: {size: "-1" … "4", theme: "light" | "dark", keys: "off", offline: "off"}; what is the default is
// left out. `display.js` applies it at the next page.

import { clear, kept, possible, stop } from "./offline.js";

const KEY = "tcd-preferences";
const SMALLEST = -1;
const LARGEST = 4;
const root = document.documentElement;

/** Keep a preference and apply it; "" for the default. False where the browser keeps nothing. */
export function prefer(name, value) {
  if (value) root.dataset[name] = value;
  else delete root.dataset[name];
  const { size, theme, keys, offline } = root.dataset;
  try {
    localStorage.setItem(KEY, JSON.stringify({ size, theme, keys, offline }));
    return true;
  } catch {
    return false;
  }
}

const size = () => Number(root.dataset.size ?? 0);

function showSize() {
  for (const button of document.querySelectorAll("[data-size-step]")) {
    const then = size() + Number(button.dataset.sizeStep);
    button.setAttribute("aria-disabled", String(then < SMALLEST || then > LARGEST));
  }
  for (const shown of document.querySelectorAll("[data-size-shown]")) {
    shown.textContent = `${Math.round(100 * parseFloat(getComputedStyle(root).getPropertyValue("--zoom")))} %`;
  }
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-size-step]");
  if (!button) return;
  const then = size() + Number(button.dataset.sizeStep);
  if (then < SMALLEST || then > LARGEST) return;
  prefer("size", then ? String(then) : "");
  showSize();
});

async function showKept(form) {
  const count = (await kept()).length;
  const status = form.querySelector("[data-kept-count]");
  status.textContent = status.dataset[count ? "some" : "none"].replace("{n}", count.toLocaleString(root.lang));
  form.querySelector("[data-clear]").hidden = !count;
}

async function keepOffline(form, wanted) {
  prefer("offline", wanted ? "" : "off");
  if (!wanted) await stop();
  showKept(form);
}

for (const form of document.querySelectorAll("[data-preferences]")) {
  for (const choice of form.elements.theme) choice.checked = choice.value === (root.dataset.theme ?? "");
  form.elements.keys.checked = root.dataset.keys !== "off";
  form.addEventListener("change", ({ target }) => {
    if (target.name === "theme") prefer("theme", target.value);
    if (target.name === "keys") prefer("keys", target.checked ? "" : "off");
    if (target.name === "offline") keepOffline(form, target.checked);
  });
  form.elements.offline.checked = possible && root.dataset.offline !== "off";
  form.elements.offline.disabled = !possible;
  form.querySelector("[data-impossible]").hidden = possible;
  form.querySelector("[data-clear]").addEventListener("click", async () => {
    await clear();
    showKept(form);
  });
  showKept(form);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.hidden = false;
}
for (const controls of document.querySelectorAll(".size-controls")) controls.hidden = false;
showSize();
