// The results page without reloading: filters act at once and keep the reader's place; on a phone they open
// as a sheet. Every state is an address that the server renders: this only fetches it and swaps two regions.

import { mark } from "./added.js";
import { showSaved } from "./saved.js";

/** Statuses that pass by themselves: the results stay, and the reader may try again. */
const PASSING = new Set([429, 502, 503, 504]);
const REGIONS = ["results", "filters"];
const PHONE = matchMedia("(max-width: 59.99rem)");
let request = null;

const sheet = () => document.getElementById("filters");
const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").replace(/đ/g, "d").replace(/Đ/g, "D").toLowerCase();

export async function go(url, { push = true } = {}) {
  request?.abort();
  const mine = (request = new AbortController());
  const grid = document.getElementById("results-grid");
  grid.setAttribute("aria-busy", "true");
  lost(null);
  let page;
  try {
    const response = await fetch(url, { signal: mine.signal, headers: { Accept: "text/html" } });
    const text = await response.text();
    if (PASSING.has(response.status)) throw new TypeError(response.statusText);
    page = new DOMParser().parseFromString(text, "text/html");
    if (!response.ok || !page.getElementById("results")) return location.assign(url);
  } catch (error) {
    if (error.name !== "AbortError") lost(() => go(url, { push }));
    return;
  } finally {
    if (mine === request) grid.removeAttribute("aria-busy");
  }
  swap(page);
  mark();
  showSaved();
  if (push) history.pushState({}, "", url);
  document.title = page.title;
  document.getElementById("address").textContent = location.href;
  const masthead = document.querySelector(".masthead .search");
  const fresh = page.querySelector(".masthead .search");
  renew(masthead?.elements.q, fresh?.elements.q);
  for (const field of masthead?.querySelectorAll('input[type="hidden"]') ?? []) field.remove();
  masthead?.append(...(fresh?.querySelectorAll('input[type="hidden"]') ?? []));
  document.getElementById("status").textContent = announcement();
}

// How many results, in which order, which page: what is said twice in the same words is not read out again.
function announcement() {
  const parts = ["#results-title", ".sorts [aria-current]", ".pages [aria-current]"];
  return parts.map((part) => document.querySelector(part)?.textContent.trim()).filter(Boolean).join(", ");
}

// What could not be fetched is told above the results, which stay; `again` is the same attempt once more.
function lost(again) {
  const notice = document.getElementById("connection");
  notice.hidden = !again;
  if (again) notice.querySelector("button").onclick = again;
}

// The box shows what was searched for; what is being typed into it stays unless the query is another one.
function renew(box, fresh) {
  if (!box || !fresh || box.defaultValue === fresh.defaultValue) return;
  box.defaultValue = fresh.defaultValue;
  box.value = fresh.defaultValue;
}

function swap(page) {
  const focus = remembered(document.activeElement);
  const open = [...document.querySelectorAll(".facet-more")].map((d) => d.open && d.closest(".facet").dataset.facet);
  const scroll = sheet().scrollTop;
  const isOpen = sheet().classList.contains("open");
  const folded = document.querySelector(".fold:not([open])");
  const dates = document.querySelector(".facet-dates:focus-within");
  for (const id of REGIONS) {
    const fresh = document.adoptNode(page.getElementById(id));
    if (id === "filters" && dates && fresh.querySelector(".facet-dates")) replaceAround(dates, fresh);
    else document.getElementById(id).replaceWith(fresh);
  }
  for (const more of document.querySelectorAll(".facet-more")) {
    const name = more.closest(".facet").dataset.facet;
    more.open = open.includes(name) || Boolean(focus.id && more.querySelector(`#${CSS.escape(focus.id)}`));
  }
  const fold = document.querySelector(".fold");
  if (fold) fold.open = !folded;
  ready();
  if (isOpen) openSheet();
  sheet().scrollTop = scroll;
  if (!dates) restore(focus);
}

// Whoever is typing a date keeps the very field: a new one would begin again at the day.
function replaceAround(dates, fresh) {
  const form = dates.closest("form");
  const twin = fresh.querySelector(".facet-dates");
  for (const field of dates.querySelectorAll("input")) {
    const next = twin.querySelector(`[name="${field.name}"]`).value;
    field.defaultValue = next;
    if (field !== document.activeElement) field.value = next;
  }
  const around = [...fresh.querySelector("form").children];
  for (const child of [...form.children]) if (child !== dates) child.remove();
  const at = around.indexOf(twin);
  dates.before(...around.slice(0, at));
  dates.after(...around.slice(at + 1));
  sheet().querySelector(".filters-head").replaceWith(fresh.querySelector(".filters-head"));
}

// What has the focus, by what the next page knows it by: its id, or its group and its key or words.
function remembered(element) {
  const group = element?.closest?.("nav, .map-svg, .timeline-svg, .chips");
  return { id: element?.id, group: group?.classList[0], key: element?.dataset?.key ?? element?.textContent.trim(), within: Boolean(element?.closest?.("#results, #filters")) };
}

function restore({ id, group, key, within }) {
  if (!within) return;
  const links = group && !id ? [...document.querySelectorAll(`.${group} a`)] : [];
  const same = id ? document.getElementById(id) : links.find((link) => (link.dataset.key ?? link.textContent.trim()) === key);
  (same && !same.disabled ? same : document.getElementById("results-title")).focus({ preventScroll: true });
}

// Dates: a field reports a year from its first digit on, so that only a year of four is searched for at once.
function faultOf(form) {
  const { from, to } = form.elements;
  const { early, order } = form.querySelector(".facet-dates").dataset;
  if ([from, to].some((field) => field.value && field.value < "1900") || [from, to].some((field) => field.validity.badInput)) return early;
  return from.value && to.value && from.value > to.value ? order : "";
}

function submit(form) {
  const fault = faultOf(form);
  document.getElementById("f-dates-fault").textContent = fault;
  for (const name of ["from", "to"]) form.elements[name].setAttribute("aria-invalid", String(Boolean(fault)));
  if (!fault) go(address(form));
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
  if (!form || event.target.matches(".facet-search")) return;
  const unfinished = event.target.type === "date" && event.target.value < "1900";
  if (unfinished && document.activeElement === event.target) return;
  submit(form);
});
document.addEventListener("focusout", (event) => {
  if (event.target.type !== "date") return;
  const { from, to } = event.target.form.elements;
  if ([from, to].some((field) => field.value !== field.defaultValue || field.validity.badInput)) submit(event.target.form);
});
document.addEventListener("submit", (event) => {
  if (!event.target.matches("#filters-form")) return;
  event.preventDefault();
  submit(event.target);
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
  } else if (link.closest("#results, #filters") && new URL(link.getAttribute("href") ?? "", location.href).pathname === "/search") {
    event.preventDefault();
    const top = link.closest(".pages");
    const where = link.getAttribute("href");
    go(where).then(() => {
      if (top) document.getElementById("results-title").scrollIntoView({ block: "start" });
    });
  }
});
addEventListener("popstate", () => go(location.href, { push: false }));
PHONE.addEventListener("change", closeSheet);
ready();
