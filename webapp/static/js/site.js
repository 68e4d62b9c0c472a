// What every page needs: the mark that scripts run, "/" for the search box, completions under it.

import { completions } from "./completions.js";

document.documentElement.classList.replace("no-js", "js");

for (const form of document.querySelectorAll("form[data-completions]")) completions(form);

document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input, textarea, select, [contenteditable]")) return;
  const box = document.querySelector(".search-input");
  if (!box) return;
  event.preventDefault();
  box.focus();
  box.select();
});
