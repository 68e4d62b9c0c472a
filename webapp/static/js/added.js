// What came to the archive since this reader's last visit. When she was last here is kept in this browser alone: the moment of the
// index that she saw, never sent to anyone. A visit lasts as long as its tab.

const KEY = "tcd-seen";

// A browser may keep nothing (private windows, settings): then every visit is the first.
function kept(storage, name, value) {
  try {
    if (value !== undefined) storage().setItem(name, value);
    return storage().getItem(name);
  } catch {
    return null;
  }
}

const local = () => localStorage;
const tab = () => sessionStorage;

/** The moment of the index at the end of the visit before this one; "" at the first. */
function lastVisit(moment) {
  const before = kept(tab, KEY) ?? kept(tab, KEY, kept(local, KEY) ?? "") ?? "";
  if (moment > (kept(local, KEY) ?? "")) kept(local, KEY, moment);
  return before;
}

/** Mark the hits that came since, and say how many there are among all results. */
export async function mark() {
  const note = document.getElementById("added-since");
  if (!note) return;
  const { moment, search, link, text, date } = note.dataset;
  const since = lastVisit(moment);
  if (!since || since >= moment) return;
  for (const badge of document.querySelectorAll(".added-badge")) badge.hidden = badge.dataset.added <= since;
  const address = (path) => `${path}${path.includes("?") ? "&" : "?"}since=${encodeURIComponent(since)}`;
  try {
    const response = await fetch(address(search));
    const { total } = await response.json();
    if (!total || !note.isConnected) return;
    const day = new Date(since).toLocaleString(document.documentElement.lang, { dateStyle: "short", timeStyle: "short" });
    const anchor = document.createElement("a");
    anchor.href = address(link);
    anchor.rel = "nofollow";
    anchor.textContent = text.replace("{count}", total.toLocaleString(document.documentElement.lang));
    note.replaceChildren(anchor, ` ${date.replace("{moment}", day)}`);
    note.hidden = false;
  } catch {
    // what is new is told another time
  }
}

mark();
