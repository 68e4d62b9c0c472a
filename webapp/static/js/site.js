// What every page needs: the mark that scripts run, keys, printing, completions under the search box.

import { completions } from "./completions.js";
import "./keys.js";

document.documentElement.classList.replace("no-js", "js");

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) print();
});
for (const form of document.querySelectorAll("form[data-completions]")) completions(form);
