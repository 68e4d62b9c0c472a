// The page of the reading list and the saved searches: filled from what this browser keeps, as text only.

import { remove, saved } from "./saved.js";

const shell = document.getElementById("saved");

function make(name, properties, ...children) {
  const element = Object.assign(document.createElement(name), properties);
  element.append(...children);
  return element;
}

function item(kind, { key, link, title, note }) {
  const button = make("button", { type: "button", className: "button remove", textContent: shell.dataset.remove });
  button.setAttribute("aria-label", `${shell.dataset.remove}: ${title}`);
  button.addEventListener("click", () => takeOut(kind, key, title));
  const anchor = make("a", { href: link, textContent: title });
  const address = make("span", { className: "saved-address", textContent: new URL(link, location.href).href });
  const heading = make("h3", { className: "teaser-title", lang: "vi" }, anchor);
  return make("li", {}, make("article", { className: "teaser" }, heading, make("p", { className: "quiet", textContent: note ?? "" }), address, button));
}

function takeOut(kind, key, title) {
  const list = shell.querySelector(`[data-list="${kind}"]`);
  const at = saved()[kind].findIndex((row) => row.key === key);
  remove(kind, key);
  fill();
  const next = list.querySelectorAll(".remove");
  (next[Math.min(at, next.length - 1)] ?? document.getElementById("saved-title")).focus();
  document.getElementById("saved-status").textContent = shell.dataset.removed.replace("{title}", title);
}

function fill() {
  const all = saved();
  for (const [kind, rows] of Object.entries(all)) {
    shell.querySelector(`[data-list="${kind}"]`).replaceChildren(...rows.map((row) => item(kind, row)));
    shell.querySelector(`[data-empty="${kind}"]`).hidden = rows.length > 0;
  }
  const form = shell.querySelector(".saved-export");
  form.hidden = !all.articles.length;
  for (const field of form.querySelectorAll("input")) field.remove();
  form.append(...all.articles.map(({ key }) => make("input", { type: "hidden", name: "id", value: key })));
  shell.hidden = false;
}

addEventListener("storage", fill);
addEventListener("pageshow", fill);
fill();
