// The reading list and the saved searches, kept in this browser alone: {articles: [row], searches: [row]}, newest first,
// where a row is {key, link, title, note}. The buttons that put rows there and take them out again.

const KEY = "tcd-saved";
const KINDS = ["articles", "searches"];

const isRow = (row) => ["key", "link", "title"].every((name) => typeof row?.[name] === "string") && /^\/(?!\/)/.test(row.link);

/** What is kept; whatever is no row of ours is left out. */
export function saved() {
  let kept = null;
  try {
    kept = JSON.parse(localStorage.getItem(KEY));
  } catch {
    // a browser that keeps nothing, or something else under this name
  }
  return Object.fromEntries(KINDS.map((kind) => [kind, Array.isArray(kept?.[kind]) ? kept[kind].filter(isRow) : []]));
}

function keep(all) {
  try {
    localStorage.setItem(KEY, JSON.stringify(all));
    return true;
  } catch {
    return false;
  }
}

export function remove(kind, key) {
  const all = saved();
  all[kind] = all[kind].filter((row) => row.key !== key);
  return keep(all);
}

function add(kind, row) {
  const all = saved();
  all[kind] = [row, ...all[kind].filter((other) => other.key !== row.key)];
  return keep(all);
}

const words = (element) => element?.textContent.replace(/\s+/g, " ").trim() ?? "";

function rowOf(button) {
  const { key, link, title } = button.dataset;
  const article = button.closest("article");
  const details = [...(article?.querySelector(".meta, .byline")?.children ?? [])].map(words);
  return { key, link, title: title ?? words(article.querySelector(".hit-title, h1")), note: details.join(" · ") };
}

/** Let the buttons say what is kept. */
export function showSaved() {
  const works = keep(saved());
  const all = saved();
  for (const button of document.querySelectorAll(".save")) {
    button.hidden = !works;
    button.setAttribute("aria-pressed", String(all[button.dataset.kind].some((row) => row.key === button.dataset.key)));
    button.setAttribute("aria-label", `${words(button)}: ${rowOf(button).title}`);
  }
}

document.addEventListener("click", (event) => {
  const button = event.target.closest(".save");
  if (!button) return;
  const { kind, key } = button.dataset;
  if (button.getAttribute("aria-pressed") === "true") remove(kind, key);
  else {
    const row = rowOf(button);
    add(kind, row);
    if (kind === "articles") import("./offline.js").then(({ keep }) => keep(row.link, row)); // to be read without a network too
  }
  showSaved();
});
addEventListener("storage", showSaved);
addEventListener("pageshow", showSaved);
showSaved();
