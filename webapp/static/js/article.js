// The article page: from hit to hit (buttons, "j" and "k", "n" and "p"), on in the list of results, copying a citation, printing,
// and keeping the page for when there is no network.

import { addKeys, scrolling } from "./keys.js";
import { keep } from "./offline.js";

const marks = [...document.querySelectorAll("#article mark")];
const bar = document.getElementById("hit-bar");
let current = -1;

function step(by) {
  marks[current]?.classList.remove("current");
  current = (current + by + marks.length) % marks.length;
  const mark = marks[current];
  mark.classList.add("current");
  mark.scrollIntoView({ block: "center", behavior: scrolling() });
  document.getElementById("hit-position").textContent = bar.dataset.text.replace("{i}", current + 1).replace("{n}", marks.length);
}

const on = () => step(1);
const back = () => step(current < 0 ? 0 : -1);

if (bar && marks.length) {
  bar.hidden = false;
  document.getElementById("hit-position").textContent = bar.dataset.text.replace("{i}", "–").replace("{n}", marks.length);
  bar.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button) (button.dataset.step === "-1" ? back : on)();
  });
  addKeys({ j: on, n: on, k: back, p: back });
}

// "[" and "]": the article before and after in the list of results.
const turn = (by) => () => document.querySelector(`[data-read="${by}"]`)?.click();
addKeys({ "[": turn(-1), "]": turn(1) });

const actions = document.querySelector(".cite-actions");
if (actions) {
  actions.hidden = false;
  actions.addEventListener("click", async (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    if ("print" in button.dataset) return; // see site.js
    const source = document.getElementById(button.dataset.copy);
    try {
      await navigator.clipboard.writeText(source.textContent);
      document.getElementById("cite-status").textContent = actions.dataset.done;
      const label = button.textContent;
      button.textContent = actions.dataset.done;
      setTimeout(() => { button.textContent = label; }, 1600);
    } catch {
      getSelection().selectAllChildren(source); // the reader can copy by hand
    }
  });
}

if (/^\/articles\/[^/]+$/.test(location.pathname) && !document.documentElement.dataset.kept) {
  const words = (element) => element.textContent.trim();
  const note = [...document.querySelectorAll(".byline > *")].map(words).join(" · ");
  const keepPage = () => keep(location.href, { title: words(document.querySelector("#article h1")), note });
  if (document.readyState === "complete") keepPage();
  else addEventListener("load", keepPage);
}
