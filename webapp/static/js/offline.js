// Articles that were read or put on the reading list, kept in this browser for when there is no network: their pages in a cache, their titles in a
// list {link, title, note}, the last first. A reader may switch it off or empty it in her preferences. `service-worker.js` answers from it.

const CACHE = "tcd-read";
const LIST = "tcd-read";
const MOST = 200;

export const possible = "serviceWorker" in navigator && "caches" in self;
const wanted = () => possible && document.documentElement.dataset.offline !== "off";

/** The address under which the page of an article is kept: without the search that led to it. */
function keyOf(link) {
  const url = new URL(link, location.href);
  const lang = url.searchParams.get("lang");
  return url.pathname + (lang ? `?lang=${encodeURIComponent(lang)}` : "");
}

const isRow = (row) => ["link", "title"].every((name) => typeof row?.[name] === "string") && /^\/articles\//.test(row.link);

function listed() {
  try {
    const kept = JSON.parse(localStorage.getItem(LIST));
    return Array.isArray(kept) ? kept.filter(isRow) : [];
  } catch {
    return [];
  }
}

/** What can be read without a network, the last first. */
export async function kept() {
  if (!possible || !(await caches.has(CACHE))) return [];
  const cache = await caches.open(CACHE);
  const keys = new Set((await cache.keys()).map(({ url }) => keyOf(url)));
  return listed().filter(({ link }) => keys.has(link));
}

/** Keep the page at `link`, {title, note} for the list. It comes from the browser's own cache where that has it. */
export async function keep(link, { title, note = "" }) {
  if (!wanted()) return;
  const key = keyOf(link);
  try {
    const cache = await caches.open(CACHE);
    const response = await fetch(link, { cache: "force-cache", headers: { Accept: "text/html" } });
    if (!response.ok || response.redirected) return;
    await cache.put(key, response);
    const rows = [{ link: key, title, note }, ...listed().filter((row) => row.link !== key)];
    for (const { link: old } of rows.slice(MOST)) await cache.delete(old);
    localStorage.setItem(LIST, JSON.stringify(rows.slice(0, MOST)));
    await navigator.serviceWorker.register("/sw.js");
  } catch {
    // no room, no network, or a browser that keeps nothing: then it is read on the network only
  }
}

/** Forget every page and the list. */
export async function clear() {
  localStorage.removeItem(LIST);
  if (possible) await caches.delete(CACHE);
}

/** Forget everything and keep nothing more. */
export async function stop() {
  await clear();
  if (!possible) return;
  for (const name of await caches.keys()) if (name.startsWith("tcd-")) await caches.delete(name);
  for (const registration of await navigator.serviceWorker.getRegistrations()) await registration.unregister();
}
