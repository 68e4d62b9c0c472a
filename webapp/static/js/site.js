// What every page needs: the mark that scripts run, keys, completions under the search box.

import { completions } from "./completions.js";
import "./keys.js";

document.documentElement.classList.replace("no-js", "js");

for (const form of document.querySelectorAll("form[data-completions]")) completions(form);
