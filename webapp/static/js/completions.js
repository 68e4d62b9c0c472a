// Completions under a search box: a combobox with a grouped listbox (ARIA 1.2).
// In: the form. Requests are spaced, aborted when outdated, and remembered, so that a slow line never flickers.

const DELAY = 120;
let boxes = 0;

export function completions(form) {
  const input = form.querySelector(".search-input");
  const id = `completions-${(boxes += 1)}`;
  const list = Object.assign(document.createElement("div"), { id, className: "completions", hidden: true });
  const status = Object.assign(document.createElement("p"), { className: "sr" });
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", input.labels[0].textContent);
  status.setAttribute("role", "status");
  form.append(list, status);
  for (const [name, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": id })) {
    input.setAttribute(name, value);
  }

  const known = new Map();
  let options = [];
  let current = -1;
  let typed = input.value;
  let timer = 0;
  let request = null;

  const close = () => {
    list.hidden = true;
    current = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };

  const choose = (index) => {
    options[current]?.setAttribute("aria-selected", "false");
    current = index;
    const option = options[index];
    if (!option) {
      input.removeAttribute("aria-activedescendant");
      input.value = typed;
      return;
    }
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", option.id);
    input.value = option.dataset.group === "query" ? option.dataset.value : typed;
  };

  const follow = (option) => {
    if (option.dataset.group === "query") {
      input.value = option.dataset.value;
      close();
      form.requestSubmit();
    } else {
      const url = new URL(option.dataset.link, location.href);
      const lang = new URLSearchParams(location.search).get("lang");
      if (lang) url.searchParams.set("lang", lang);
      location.assign(url);
    }
  };

  const show = (rows) => {
    list.replaceChildren();
    options = [];
    current = -1;
    input.removeAttribute("aria-activedescendant");
    for (const [group, heading] of Object.entries(JSON.parse(input.dataset.groups))) {
      const members = rows.filter((row) => row.group === group);
      if (!members.length) continue;
      const box = document.createElement("div");
      const head = Object.assign(document.createElement("div"), {
        className: "completions-group", id: `${id}-${group}`,
        textContent: heading,
      });
      box.setAttribute("role", "group");
      box.setAttribute("aria-labelledby", head.id);
      box.append(head);
      for (const row of members) {
        const option = Object.assign(document.createElement("div"), { className: "completion", id: `${id}-${options.length}` });
        option.setAttribute("role", "option");
        option.setAttribute("aria-selected", "false");
        Object.assign(option.dataset, { group, value: row.value, link: row.link });
        const label = row.through ? `${row.label} (${row.through})` : row.label;
        option.append(Object.assign(document.createElement("span"), { textContent: label }));
        if (row.count) {
          const count = row.count.toLocaleString(input.dataset.lang);
          option.append(Object.assign(document.createElement("span"), { className: "completion-count", textContent: count }));
        }
        options.push(option);
        box.append(option);
      }
      list.append(box);
    }
    list.hidden = !options.length;
    input.setAttribute("aria-expanded", String(Boolean(options.length)));
    status.textContent = options.length ? input.dataset.status.replace("{n}", options.length) : input.dataset.none;
  };

  const ask = async () => {
    const q = input.value.trim();
    if (!q) return close();
    if (known.has(q)) return show(known.get(q));
    request?.abort();
    request = new AbortController();
    try {
      const url = `${form.dataset.completions}?${new URLSearchParams({ q, size: 9, lang: input.dataset.lang })}`;
      const response = await fetch(url, { signal: request.signal });
      if (!response.ok) return;
      const { suggestions } = await response.json();
      known.set(q, suggestions);
      if (input.value.trim() === q && document.activeElement === input) show(suggestions);
    } catch (error) {
      if (error.name !== "AbortError") close(); // without completions the box is still a search box
    }
  };

  input.addEventListener("input", () => {
    typed = input.value;
    clearTimeout(timer);
    timer = setTimeout(ask, DELAY);
  });
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (list.hidden) return ask();
      const step = event.key === "ArrowDown" ? 1 : -1;
      const places = options.length + 1; // one place is "none": back to what was typed
      choose(((current + 1 + step + places) % places) - 1);
    } else if (event.key === "Enter" && current >= 0) {
      event.preventDefault();
      follow(options[current]);
    } else if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      input.value = typed;
      close();
    }
  });
  input.addEventListener("blur", close);
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const option = event.target.closest('[role="option"]');
    if (option) follow(option);
  });
  form.addEventListener("submit", () => {
    clearTimeout(timer);
    request?.abort();
  });
}
