// Adds a search field where the page has a place for it. Text nodes only.
"use strict";
(() => {
  const place = document.getElementById("_search");
  if (!place) return;
  const make = (tag, attributes, ...children) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.append(...children);
    return element;
  };
  const input = make("input", {
    type: "search", id: "_query", autocomplete: "off", spellcheck: "false",
    placeholder: "Encryption, backups, GDPR …",
  });
  const status = make("p", { role: "status", class: "soft" });
  const list = make("ol", { class: "found" });
  place.append(make("search", {}, make("label", { for: "_query" }, "Search the answers"), input, status, list));

  const plain = (text) => text.toLowerCase().normalize("NFD").replace(/\p{M}/gu, "");
  let index;
  const load = () => index ??= fetch(place.dataset.index)
    .then((response) => response.ok ? response.json() : Promise.reject(response.status))
    .then(({ kinds, found }) => found.map(([kind, title, href, words]) =>
      ({ kind: kinds[kind], title, href, name: plain(title), words: plain(words) })));

  const weigh = (entry, parts) => {
    let weight = 0;
    for (const part of parts) {
      const inName = entry.name.indexOf(part);
      if (inName >= 0) weight += inName === 0 || /[^\p{L}\p{N}]/u.test(entry.name[inName - 1]) ? 4 : 2;
      else if (entry.words.includes(part)) weight += 1;
      else return 0;
    }
    return weight;
  };
  const show = (entries, query) => {
    const shown = entries.slice(0, 20);
    status.textContent = !query ? "" : !entries.length ? "Nothing found."
      : entries.length > shown.length ? `${entries.length} found, the first ${shown.length} shown.`
      : `${entries.length} found.`;
    list.replaceChildren(...shown.map(({ kind, title, href }) =>
      make("li", {}, make("a", { href }, title), make("span", { class: "count" }, kind))));
  };
  const search = async () => {
    const query = input.value;
    const parts = plain(query).split(/\s+/).filter(Boolean);
    try {
      const entries = await load();
      if (query !== input.value) return;
      const found = parts.length ? entries.map((entry) => [weigh(entry, parts), entry])
        .filter(([weight]) => weight).sort(([a], [b]) => b - a).map(([, entry]) => entry) : [];
      show(found, query.trim());
    } catch {
      index = undefined;
      status.textContent = "The search cannot be loaded; the topics below list every answer.";
    }
  };
  input.addEventListener("input", search);
  input.addEventListener("focus", () => load().catch(() => { index = undefined; }), { once: true });
  place.addEventListener("keydown", (event) => {
    const stops = [input, ...list.querySelectorAll("a")];
    const at = stops.indexOf(document.activeElement);
    if (event.key === "Escape") { input.value = ""; show([], ""); input.focus(); return; }
    const next = event.key === "ArrowDown" ? at + 1 : event.key === "ArrowUp" ? at - 1 : -1;
    if (at >= 0 && stops[next]) { event.preventDefault(); stops[next].focus(); }
  });
})();
