import { go } from "./filters.js";

// Dragging across the bars of the timeline chooses a period; a click stays what it is, a link.

const NEAR = 6; // pixels before a press counts as a drag
let drag = null;

const bars = (chart) => [...chart.querySelectorAll(".bar")];

function nearest(chart, x) {
  const all = bars(chart);
  const box = chart.querySelector("svg").getBoundingClientRect();
  const index = Math.floor(((x - box.left) / box.width) * all.length);
  return Math.max(0, Math.min(all.length - 1, index));
}

function chosen(chart, from, to) {
  const [low, high] = [Math.min(from, to), Math.max(from, to)];
  return bars(chart).slice(low, high + 1);
}

function address(unit, keys) {
  const params = new URLSearchParams(location.search);
  for (const name of ["year", "from", "to", "page"]) params.delete(name);
  if (unit === "year") {
    for (const key of keys) params.append("year", key);
  } else {
    const [year, month] = keys.at(-1).split("-").map(Number);
    const last = new Date(Date.UTC(year, month, 0)).getUTCDate();
    params.set("from", `${keys[0]}-01`);
    params.set("to", `${keys.at(-1)}-${last}`);
  }
  return `/search?${params}`;
}

function mark({ chart, first, last }) {
  chart.classList.toggle("dragging", last !== null);
  const within = new Set(last === null ? [] : chosen(chart, first, last));
  for (const bar of bars(chart)) bar.classList.toggle("bar-dragged", within.has(bar));
}

document.addEventListener("dragstart", (event) => {
  if (event.target.closest?.(".timeline")) event.preventDefault();
});
document.addEventListener("pointerdown", (event) => {
  const chart = event.target.closest?.(".timeline-svg")?.closest(".timeline");
  // The chart of a card is about another search than the page: its bars are links and no more.
  if (!chart || chart.closest(".answer-card") || event.button || !event.isPrimary) return;
  drag = { chart, start: event.clientX, first: nearest(chart, event.clientX), last: null };
});
document.addEventListener("pointermove", (event) => {
  if (!drag || (drag.last === null && Math.abs(event.clientX - drag.start) < NEAR)) return;
  drag.last = nearest(drag.chart, event.clientX);
  mark(drag);
});
// A finger that moves up or down scrolls the page: the browser takes the gesture (see touch-action in the style).
document.addEventListener("pointercancel", () => {
  if (drag) mark({ ...drag, last: null });
  drag = null;
});
document.addEventListener("pointerup", (event) => {
  if (!drag) return;
  const { chart, first, last } = drag;
  drag = null;
  chart.classList.remove("dragging");
  if (last === null) return;
  // A mouse clicks after a drag, a finger does not.
  const click = (after) => { after.preventDefault(); after.stopPropagation(); };
  if (event.pointerType === "mouse") addEventListener("click", click, { capture: true, once: true });
  const keys = chosen(chart, first, last).map((bar) => bar.dataset.key);
  go(address(chart.dataset.unit, keys));
});
