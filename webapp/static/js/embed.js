// <tin-cong-doan>: a search box for any page. How to: docs/embed.md
{
const home = new URL(document.currentScript.src).origin;
const words = {
  vi: ["Tìm trong Tin Công Đoàn", "Tìm", "kết quả", "Xem tất cả", "Chưa tìm được. Hãy thử lại sau."],
  en: ["Search Tin Công Đoàn", "Search", "results", "See all", "Search failed. Try again later."],
};
const css = new CSSStyleSheet();
css.replaceSync(
  ":host{display:block;position:relative}" +
  "form{display:flex;gap:.4em}input{flex:1;min-width:0}input,button{font:inherit;padding:.4em .6em;min-height:2.75em}" +
  "ul{position:absolute;top:3em;z-index:9;margin:0;padding:0;list-style:none;background:Canvas;color:CanvasText;border:1px solid}" +
  "[role=option]{padding:.5em .8em}[aria-selected=true]{background:Highlight;color:HighlightText}" +
  "ol{padding-left:1.5em}li p{margin:.2em 0 1em}"
);
const signs = { amp: "&", lt: "<", gt: ">", quot: '"', "#x27": "'" };
const make = (tag, values, ...children) => {
  const made = document.createElement(tag);
  for (const name in values) made.setAttribute(name, values[name]);
  made.append(...children);
  return made;
};
const marked = (html = "") => html.split(/<\/?mark>/).map((part, i) => {
  const text = part.replace(/&(#?\w+);/g, (all, name) => signs[name] ?? all);
  return i % 2 ? make("mark", {}, text) : text;
});
customElements.define("tin-cong-doan", class extends HTMLElement {
  connectedCallback() {
    if (this.shadowRoot) return;
    const lang = this.closest("[lang]")?.lang.startsWith("en") ? "en" : "vi";
    const [label, go, found, all, failed] = words[lang];
    const input = make("input", {
      type: "search", role: "combobox", placeholder: label, autocomplete: "off",
      "aria-label": label, "aria-controls": "list", "aria-autocomplete": "list", "aria-expanded": false,
    });
    const list = make("ul", { id: "list", role: "listbox", "aria-label": label, hidden: "" });
    const status = make("p", { role: "status" });
    const hits = make("ol", {});
    const form = make("form", { role: "search" }, input, make("button", {}, go), list);
    const root = this.attachShadow({ mode: "open" });
    root.adoptedStyleSheets = [css];
    root.append(form, status, hits);
    let rows = [], at = -1, last, timer;
    const show = (chosen) => {
      at = chosen;
      list.hidden = !rows.length;
      input.setAttribute("aria-expanded", !list.hidden);
      input.setAttribute("aria-activedescendant", at < 0 ? "" : "o" + at);
      [...list.children].forEach((row, i) => row.setAttribute("aria-selected", i === at));
    };
    const close = () => { rows = []; show(-1); };
    const address = (path, values) => `${home}/${path}?${new URLSearchParams({ q: input.value, lang, ...values })}`;
    const ask = async (path, values) => {
      last?.abort();
      last = new AbortController();
      const answer = await fetch(address("api/" + path, values), { signal: last.signal });
      if (!answer.ok) throw answer;
      return answer.json();
    };
    const search = async () => {
      clearTimeout(timer);
      close();
      try {
        const answer = await ask("search", { size: 5, ...this.dataset });
        hits.replaceChildren(...answer.results.map((hit) => make("li", {},
          make("a", { href: home + hit.link }, ...marked(hit.highlights.title)),
          make("p", {}, ...marked(hit.highlights.text[0])))));
        status.replaceChildren(`${answer.total} ${found}. `, make("a", { href: address("search", this.dataset) }, all));
      } catch (error) {
        if (error.name === "AbortError") return;
        hits.replaceChildren();
        status.textContent = failed;
      }
    };
    const pick = (row) => {
      if (row.group !== "query") return location.assign(home + row.link);
      input.value = row.value;
      search();
    };
    const suggest = async () => {
      rows = input.value.trim() ? (await ask("suggest", { size: 6 })).suggestions : [];
      list.replaceChildren(...rows.map((row, i) => {
        const option = make("li", { role: "option", id: "o" + i }, row.label);
        option.onmousedown = (event) => (event.preventDefault(), pick(row));
        return option;
      }));
      show(-1);
    };
    input.oninput = () => {
      clearTimeout(timer);
      timer = setTimeout(() => suggest().catch(() => {}), 150);
    };
    input.onblur = close;
    input.onkeydown = (event) => {
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (step && rows.length) show((at + 1 + step + rows.length + 1) % (rows.length + 1) - 1);
      else if (event.key === "Escape" && rows.length) close();
      else if (event.key === "Enter" && at >= 0) pick(rows[at]);
      else return;
      event.preventDefault();
    };
    form.onsubmit = (event) => { event.preventDefault(); search(); };
  }
});
}
