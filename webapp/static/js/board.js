// The screen on the wall renews itself without a flicker: the same address is fetched, and its part of the page swapped. Without a network it keeps
// what it shows and says since when. It rests while nobody sees it, and while somebody is in it with the keyboard.

const SLOWEST = 16;
const shown = () => document.getElementById("board");
const seconds = Number(shown().dataset.refresh);
let failures = 0;

async function renew() {
  const busy = document.hidden || shown().contains(document.activeElement);
  if (!busy) {
    try {
      const response = await fetch(location.href, { headers: { Accept: "text/html" } });
      if (!response.ok) throw new TypeError(response.statusText);
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      const fresh = page.getElementById("board");
      if (!fresh) throw new TypeError("another page");
      failures = 0;
      show(fresh);
    } catch {
      failures += 1;
      lost();
    }
  }
  setTimeout(renew, 1000 * seconds * Math.min(SLOWEST, 2 ** Math.max(0, failures - 1)));
}

function show(fresh) {
  document.getElementById("board-lost").hidden = true;
  if (fresh.innerHTML === shown().innerHTML) return;
  const before = document.getElementById("board-today").textContent;
  shown().replaceWith(fresh);
  const status = document.getElementById("status");
  if (document.getElementById("board-today").textContent !== before) status.textContent = status.dataset.new;
}

function lost() {
  const note = document.getElementById("board-lost");
  if (!note.hidden) return;
  const now = new Date().toLocaleTimeString(document.documentElement.lang, { timeStyle: "short" });
  note.textContent = shown().dataset.lost.replace("{time}", now);
  note.hidden = false;
}

if (seconds) setTimeout(renew, 1000 * seconds);
