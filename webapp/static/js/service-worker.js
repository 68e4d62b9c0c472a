// What was read can be read again without a network. Before this file the server writes VERSION, FILES and PAGES (`webapp/pages/offline.py`).
//
// Only two things are ever answered from here: static files, whose addresses change with their content, and an article whose page the network
// does not give, which then says that it is a kept copy. Searches, exports and the API always go to the network: where there is none, a page
// says so and lists what was read. What is kept was put there by `offline.js`.

const STATIC = `tcd-static-${VERSION}`;
const READ = "tcd-read";

addEventListener("install", (event) => {
  skipWaiting();
  event.waitUntil(caches.open(STATIC).then((cache) => cache.addAll([...FILES, ...PAGES])));
});

addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    for (const name of await caches.keys()) {
      if (name.startsWith("tcd-static-") && name !== STATIC) await caches.delete(name);
    }
    await registration.navigationPreload?.enable();
    await clients.claim();
  })());
});

addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (url.origin !== location.origin) return;
  if (event.request.mode === "navigate") event.respondWith(page(event, url));
  else if (url.pathname.startsWith("/static/")) event.respondWith(file(event.request, url));
});

async function page(event, url) {
  try {
    return (await event.preloadResponse) ?? (await fetch(event.request));
  } catch {
    return (await article(url)) ?? offline(url);
  }
}

// A page that was kept names the files of its day: those of today stand in.
async function file(request, url) {
  const name = url.pathname.split("/").slice(3).join("/");
  return (await caches.match(`/static/${VERSION}/${name}`, { cacheName: STATIC })) ?? fetch(request);
}

const language = (url) => {
  const lang = url.searchParams.get("lang");
  return lang ? `?lang=${encodeURIComponent(lang)}` : "";
};

async function article(url) {
  if (!url.pathname.startsWith("/articles/")) return null;
  const from = { cacheName: READ };
  const kept = (await caches.match(url.pathname + language(url), from)) ?? (await caches.match(url.pathname, { ...from, ignoreSearch: true }));
  if (!kept) return null;
  const html = (await kept.text()).replace("<html ", '<html data-kept="yes" ');
  return new Response(html, { headers: kept.headers });
}

async function offline(url) {
  const from = { cacheName: STATIC };
  const kept = (await caches.match(`/offline${language(url)}`, from)) ?? (await caches.match("/offline", from));
  return kept ? new Response(kept.body, { status: 503, headers: kept.headers }) : Response.error();
}
