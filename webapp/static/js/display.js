// How this reader wants to read, before anything is painted: size of the text, light or dark, single keys, keeping what was read. Kept in this browser alone
// (`tcd-preferences`). A plain script in the head: as a module it would come after the first paint, and the page would jump.
(() => {
  let kept = {};
  try {
    kept = JSON.parse(localStorage.getItem("tcd-preferences")) ?? {};
  } catch {
    // a browser that keeps nothing, or something else under this name
  }
  for (const name of ["size", "theme", "keys", "offline"]) {
    if (typeof kept[name] === "string" && /^[a-z0-9-]{1,8}$/.test(kept[name])) document.documentElement.dataset[name] = kept[name];
  }
  const { theme } = document.documentElement.dataset;
  if (!theme) return;
  // The browser's own frame, which asks the device otherwise.
  for (const colour of document.querySelectorAll('meta[name="theme-color"]')) colour.media = colour.media.includes(theme) ? "all" : "not all";
})();
