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
// The browser may say that it is online when the site cannot be reached yet.
addEventListener("online", async () => {
  if (location.pathname === "/offline") return;
  try {
    await fetch("/healthz", { cache: "no-store" });
    location.reload();
  } catch {
    // the next time, or by the button
  }
});
