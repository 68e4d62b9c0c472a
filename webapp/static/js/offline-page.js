// The page for when there is no network: what was read, as text and links only.

import { kept } from "./offline.js";

const list = document.getElementById("kept");
for (const { link, title, note } of await kept()) {
  const anchor = Object.assign(document.createElement("a"), { href: link, textContent: title });
  const heading = Object.assign(document.createElement("h3"), { className: "teaser-title", lang: "vi" });
  const row = document.createElement("li");
  const about = Object.assign(document.createElement("p"), { className: "quiet", textContent: note ?? "" });
  heading.append(anchor);
  row.append(heading, about);
  list.append(row);
}
document.getElementById("kept-none").hidden = list.childElementCount > 0;
document.getElementById("retry").addEventListener("click", () => location.reload());
addEventListener("online", () => {
  if (location.pathname !== "/offline") location.reload();
});
