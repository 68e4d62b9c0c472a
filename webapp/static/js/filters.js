// The results page without reloading: filters act at once and keep the reader's place; on a phone they open
// as a sheet. Every state is an address that the server renders: this only fetches it and swaps two regions.

const REGIONS = ["results", "filters"];
const PHONE = matchMedia("(max-width: 59.99rem)");
let request = null;
let opener = null;

const sheet = () => document.getElementById("filters");
const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").replace(/đ/g, "d").replace(/Đ/g, "D").toLowerCase();

async function go(url, { push = true } = {}) {
  request?.abort();
  request = new AbortController();
  const grid = document.getElementById("results-grid");
  grid.setAttribute("aria-busy", "true");
  try {
    const response = await fetch(url, { signal: request.signal, headers: { Accept: "text/html" } });
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    if (!response.ok || !page.getElementById("results")) return location.assign(url);
    swap(page);
    if (push) history.pushState({}, "", url);
    document.title = page.title;
    const masthead = document.querySelector(".masthead .search");
    const fresh = page.querySelector(".masthead .search");
    renew(masthead?.elements.q, fresh?.elements.q);
    for (const field of masthead?.querySelectorAll('input[type="hidden"]') ?? []) field.remove();
    masthead?.append(...(fresh?.querySelectorAll('input[type="hidden"]') ?? []));
    document.getElementById("status").textContent = document.getElementById("results-title").textContent;
  } catch (error) {
    if (error.name !== "AbortError") location.assign(url);
    return;
  }
  grid.removeAttribute("aria-busy");
}

// The box shows what was searched for; what is being typed into it stays unless the query is another one.
function renew(box, fresh) {
  if (!box || !fresh || box.defaultValue === fresh.defaultValue) return;
  box.defaultValue = fresh.defaultValue;
  box.value = fresh.defaultValue;
}

function swap(page) {
  const focused = document.activeElement?.id;
  const open = [...document.querySelectorAll(".facet-more")].map((d) => d.open && d.closest(".facet").dataset.facet);
  const scroll = sheet().scrollTop;
  const isOpen = sheet().classList.contains("open");
  for (const id of REGIONS) document.getElementById(id).replaceWith(document.adoptNode(page.getElementById(id)));
  for (const more of document.querySelectorAll(".facet-more")) {
    const name = more.closest(".facet").dataset.facet;
    more.open = open.includes(name) || (focused && Boolean(more.querySelector(`#${CSS.escape(focused)}`)));
  }
  ready();
  if (isOpen) openSheet();
  sheet().scrollTop = scroll;
  if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
}

function address(form) {
  const pairs = [...new FormData(form)].filter(([name, value]) => value && !(name === "size" && value === "10"));
  const query = new URLSearchParams(pairs.filter(([, value]) => typeof value === "string")).toString();
  return query ? `/search?${query}` : "/search";
}

function openSheet() {
  const panel = sheet();
  panel.classList.add("open");
  panel.setAttribute("role", "dialog");
  panel.setAttribute("aria-modal", "true");
  document.body.classList.add("sheet-open");
  for (const part of document.querySelectorAll(".masthead, .results, .footer")) part.inert = true;
}

function closeSheet() {
  const panel = sheet();
  if (!panel.classList.contains("open")) return;
  panel.classList.remove("open");
  panel.removeAttribute("role");
  panel.removeAttribute("aria-modal");
  document.body.classList.remove("sheet-open");
  for (const part of document.querySelectorAll(".masthead, .results, .footer")) part.inert = false;
  document.querySelector(".to-filters")?.focus({ preventScroll: true });
}

function ready() {
  for (const search of document.querySelectorAll(".facet-search")) search.hidden = false;
}

document.addEventListener("change", (event) => {
  const form = event.target.closest("#filters-form");
  if (form && !event.target.matches(".facet-search")) go(address(form));
});
document.addEventListener("submit", (event) => {
  if (!event.target.matches("#filters-form")) return;
  event.preventDefault();
  go(address(event.target));
});
document.addEventListener("input", (event) => {
  if (!event.target.matches(".facet-search")) return;
  const wanted = fold(event.target.value.trim());
  const facet = event.target.closest(".facet");
  for (const value of facet.querySelectorAll(".facet-value")) {
    value.hidden = !fold(value.querySelector(".facet-label").textContent).includes(wanted);
  }
  const more = facet.querySelector(".facet-more");
  if (more) more.open = Boolean(wanted);
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") closeSheet();
  if (event.key === "Enter" && event.target.matches(".facet-search")) event.preventDefault();
});
document.addEventListener("click", (event) => {
  if (event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const link = event.target.closest("a");
  if (!link) {
    if (document.body.classList.contains("sheet-open") && !event.target.closest("#filters")) closeSheet();
    return;
  }
  if (link.matches(".to-filters") && PHONE.matches) {
    event.preventDefault();
    openSheet();
    sheet().focus({ preventScroll: true });
  } else if (link.matches(".filters-close")) {
    event.preventDefault();
    closeSheet();
  } else if (link.closest("#results, #filters") && new URL(link.href, location.href).pathname === "/search") {
    event.preventDefault();
    const top = link.closest(".pages");
    const where = link.getAttribute("href");
    go(where).then(() => {
      if (top) document.getElementById("results-title").scrollIntoView({ block: "start" });
      if (!document.activeElement || document.activeElement === document.body) {
        document.getElementById("results-title").focus({ preventScroll: true });
      }
    });
  }
});
addEventListener("popstate", () => go(location.href, { push: false }));
PHONE.addEventListener("change", closeSheet);
ready();
