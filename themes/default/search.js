// The search: a field, and links to what it finds. What a project or a reader writes becomes text nodes only.
"use strict";
(() => {
  const place = document.getElementById("_search");
  const template = place?.querySelector("template");
  if (!template) return;

  // ---- Words -------------------------------------------------------------------------------------------------------

  const WORD = /[\p{L}\p{N}\p{M}]+/gu;
  const LIGATURES = { ß: "ss", æ: "ae", ø: "o", œ: "oe", ł: "l", đ: "d", ð: "d", þ: "th", ı: "i" };
  const known = new Map();
  /// A word without case and accents; `ä` and `ae` are one, as are `ö` and `oe`, `ü` and `ue`.
  const fold = (word) => {
    let plain = known.get(word);
    if (plain === undefined) {
      plain = word.toLowerCase().replace(/[ßæøœłđðþı]/g, (letter) => LIGATURES[letter])
        .normalize("NFKD").replace(/\p{M}/gu, "").replace(/([aou])e/g, "$1");
      known.set(word, plain);
    }
    return plain;
  };
  const split = (text) => text.match(WORD) ?? [];
  /// The id of a question, however it is written: `CEK-03.1` and `cek 3 1` are one.
  const idOf = (text) => idAsWritten(text).replace(/\.0+(?=\p{N})/gu, ".");
  const idAsWritten = (text) => {
    const parts = text.toLowerCase().match(/\p{L}+|\p{N}+/gu) ?? [];
    return parts.map((part) => /\p{N}/u.test(part) ? `.${part}` : part).join("");
  };
  /// Which letters a word has, as bits; most words that are no misspelling differ in these already.
  const letters = (word) => {
    let bits = 0;
    for (let at = 0; at < word.length; at += 1) bits |= 1 << (word.charCodeAt(at) % 31);
    return bits;
  };
  const countBits = (bits) => { let count = 0; for (; bits; bits &= bits - 1) count += 1; return count; };
  /// Insertions, omissions, replacements and swaps from one word to another, and to the nearest beginning of it.
  const rows = [new Uint8Array(64), new Uint8Array(64), new Uint8Array(64)];
  const distance = (a, b, most) => {
    const width = Math.min(b.length, a.length + most, 60);
    let [before, last, next] = rows;
    for (let j = 0; j <= width; j += 1) last[j] = j;
    for (let i = 1; i <= a.length; i += 1) {
      next[0] = i;
      let least = i;
      for (let j = 1; j <= width; j += 1) {
        const same = a[i - 1] === b[j - 1];
        let cost = Math.min(last[j] + 1, next[j - 1] + 1, last[j - 1] + (same ? 0 : 1));
        if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) cost = Math.min(cost, before[j - 2] + 1);
        next[j] = cost;
        if (cost < least) least = cost;
      }
      if (least > most) return [99, 99];
      [before, last, next] = [last, next, before];
    }
    let start = 99;
    for (let j = 0; j <= width; j += 1) start = Math.min(start, last[j]);
    return [width < b.length ? 99 : last[width], start];
  };

  // ---- The index ---------------------------------------------------------------------------------------------------

  const DIGITS = new Int8Array(128);
  [..."ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"]
    .forEach((digit, value) => { DIGITS[digit.charCodeAt(0)] = value; });
  const folder = place.dataset.index.replace(/\.json$/, "/");
  const fetched = new Map();
  const get = (address) => {
    if (!fetched.has(address)) {
      const file = fetch(address).then((response) => response.ok ? response.json() : Promise.reject(new Error(address)));
      file.catch(() => fetched.delete(address));
      fetched.set(address, file);
    }
    return fetched.get(address);
  };

  let index;
  const load = async () => {
    if (index) return index;
    const file = await get(place.dataset.index);
    const terms = [];
    let word = "";
    for (const coded of file.words ? file.words.split(" ") : []) {
      word = [...word].slice(0, parseInt(coded[0], 36)).join("") + coded.slice(1);
      terms.push(word);
    }
    const { skip, endings, same } = file.lexicon;
    index = {
      ...file, raw: terms, terms: terms.map(fold), bits: null,
      lists: file.postings ? file.postings.split(" ") : [], decoded: new Map(), matches: new Map(), ids: null,
      skip: new Set(skip), endings: new Set(["", ...endings.map(fold)]),
      same: same.map((group) => group.map((term) => split(term).filter((word) => !skip.includes(word)).map(fold))),
    };
    index.bits = Int32Array.from(index.terms, letters);
    if (!file.forms_apart) readIds(file.forms);
    return index;
  };
  const readIds = (forms) => {
    index.ids = [];
    for (const form of forms) {
      for (const [id, entries] of form.questions) index.ids.push({ form, id, entries, plain: idOf(id), written: idAsWritten(id) });
    }
  };
  const loadIds = async () => { if (!index.ids) readIds((await get(`${folder}forms.json`)).forms); };
  /// The file of postings that has a word; -1 when they are all here.
  const fileOf = (term) => {
    const from = index.words_from;
    let low = 0;
    for (let high = from.length; low < high;) {
      const middle = (low + high) >> 1;
      if (from[middle] <= term) low = middle + 1; else high = middle;
    }
    return low - 1;
  };
  const hasPostings = (term) => index.lists[term] !== undefined;
  const loadWords = async (file) => {
    const { postings } = await get(`${folder}words-${file}.json`);
    postings.split(" ").forEach((list, at) => { index.lists[index.words_from[file] + at] = list; });
  };
  const loadEntries = async (file) => {
    const { entries } = await get(`${folder}entries-${file}.json`);
    entries.forEach((entry, at) => { index.entries[file * index.entries_at_once + at] = entry; });
  };
  /// The entries that have a word, each followed by the place where it stands.
  const entriesWith = (term) => {
    let list = index.decoded.get(term);
    if (!list) {
      list = [];
      const text = index.lists[term];
      for (let at = 0, entry = 0; at < text.length;) {
        let value = 0, weight = 1, digit;
        do {
          digit = DIGITS[text.charCodeAt(at)];
          at += 1;
          value += (digit & 31) * weight;
          weight *= 32;
        } while (digit >= 32 && at < text.length);
        entry += value >> 2;
        list.push(entry, value & 3);
        entry += 1;
      }
      index.decoded.set(term, list);
    }
    return list;
  };

  // ---- Matching ----------------------------------------------------------------------------------------------------

  const COMPLETIONS = 80, GUESSES = 12;
  /// Whether two words begin alike and differ in an ending only.
  const areKin = (a, b) => {
    let same = 0;
    while (same < a.length && a[same] === b[same]) same += 1;
    if (same < 4 || same * 2 <= Math.max(a.length, b.length)) return false;
    return index.endings.has(a.slice(same)) && index.endings.has(b.slice(same));
  };
  /// The words of the index that a word may stand for, each with how near it is.
  const termsFor = (word, mayGrow) => {
    const key = `${mayGrow ? "+" : "="}${word}`;
    const before = index.matches.get(key);
    if (before) return before;
    const { terms } = index;
    const found = [], longer = [];
    for (let term = 0; term < terms.length; term += 1) {
      const other = terms[term];
      if (other === word) found.push([term, 1]);
      else if (other.startsWith(word)) { if (mayGrow) longer.push([term, 0.6 + 0.3 * (word.length / other.length)]); }
      else if (areKin(word, other)) found.push([term, 0.7]);
    }
    longer.sort(([, a], [, b]) => b - a);
    found.push(...longer.slice(0, COMPLETIONS));
    if (!found.length) found.push(...misspelled(word, mayGrow));
    index.matches.set(key, found);
    return found;
  };
  const misspelled = (word, mayGrow) => {
    const most = word.length < 4 ? 0 : word.length < 8 ? 1 : 2;
    if (!most || word.length > 50) return [];
    const bits = letters(word);
    const found = [];
    for (let term = 0; term < index.terms.length; term += 1) {
      const other = index.terms[term];
      if (other.length < word.length - most || countBits(bits & ~index.bits[term]) > most) continue;
      const [whole, start] = distance(word, other, most);
      // Letters are left out more often than added.
      if (whole <= most) found.push([term, 0.5 - 0.1 * whole - (other.length < word.length ? 0.1 : 0)]);
      else if (mayGrow && start <= most) found.push([term, 0.35 - 0.1 * start]);
    }
    found.sort(([, a], [, b]) => b - a).splice(GUESSES);
    if (!found.length) return found;
    const [[best]] = found;
    const guessed = new Set(found.map(([term]) => term));
    const kin = termsFor(index.terms[best], true).filter(([term, near]) => near >= 0.7 && !guessed.has(term));
    return [...found, ...kin.map(([term, near]) => [term, near * 0.4])];
  };

  const PLACES = [2, 6, 10, 12];
  /// What is sought: parts that have to match, each with one or more wordings of one or more words.
  const parse = (query) => {
    const written = split(query);
    const typing = /[\p{L}\p{N}\p{M}]$/u.test(query);
    let words = written.map((word, at) => ({ plain: fold(word), grows: word.length > 2 || typing && at === written.length - 1, raw: word.toLowerCase() }));
    const says = words.filter(({ raw }) => !index.skip.has(raw) && (raw.length > 1 || /\p{N}/u.test(raw)));
    if (says.length) words = says;
    const parts = [];
    for (let at = 0; at < words.length;) {
      const { length, group } = phraseAt(words, at);
      const own = words.slice(at, at + length);
      const wordings = [own.map(({ plain, grows }) => termsFor(plain, grows))];
      const first = own[0].plain;
      if (length === 1 && !wordings[0][0].some(([, near]) => near > 0.5)) {
        const halves = first.match(/\p{L}+|\p{N}+/gu) ?? [];
        if (halves.length > 1) wordings.push(halves.map((half) => termsFor(half, false)));
      }
      for (const other of group ?? []) {
        if (other.join(" ") !== own.map(({ plain }) => plain).join(" ")) {
          wordings.push(other.map((word) => termsFor(word, false).filter(([, near]) => near >= 0.7).map(([term, near]) => [term, near * 0.5])));
        }
      }
      parts.push(wordings);
      at += length;
    }
    return parts;
  };
  /// The longest term at a place that has others of the same meaning.
  const phraseAt = (words, at) => {
    let best = { length: 1, group: null };
    for (const group of index.same) {
      for (const term of group) {
        const fits = term.every((word, offset) => {
          const own = words[at + offset]?.plain;
          return own === word || own !== undefined && areKin(own, word);
        });
        if (fits && (term.length > best.length || !best.group)) best = { length: term.length, group };
      }
    }
    return best;
  };
  const score = (part) => {
    const best = new Float32Array(index.count);
    for (const wording of part) {
      let sum = null;
      for (const terms of wording) {
        const own = new Float32Array(index.count);
        for (const [term, near] of terms) {
          const list = entriesWith(term);
          for (let at = 0; at < list.length; at += 2) {
            const weight = PLACES[list[at + 1]] * near, before = own[list[at]];
            own[list[at]] = Math.max(weight, before) + 0.1 * Math.min(weight, before);
          }
        }
        if (sum) for (let at = 0; at < own.length; at += 1) sum[at] = sum[at] && own[at] ? sum[at] + own[at] : 0;
        else sum = own;
      }
      for (let at = 0; at < best.length; at += 1) best[at] = Math.max(best[at], sum[at] / wording.length);
    }
    return best;
  };
  /// Numbers of the entries that match, the best first, and whether they match in full.
  const rank = (parts) => {
    const total = new Float32Array(index.count), mass = new Float32Array(index.count), has = new Uint8Array(index.count);
    let whole = 0;
    for (const part of parts) {
      const own = score(part);
      let count = 0;
      for (const weight of own) if (weight) count += 1;
      const rare = Math.log2(2 + index.count / (count + 1));
      whole += rare;
      for (let at = 0; at < own.length; at += 1) {
        if (own[at]) { total[at] += own[at] * rare; mass[at] += rare; has[at] += 1; }
      }
    }
    const all = [], near = [];
    for (let at = 0; at < total.length; at += 1) {
      if (has[at] === parts.length) all.push(at);
      else if (mass[at] >= whole * 0.45) near.push(at);
    }
    const order = (list) => list.sort((a, b) => total[b] - total[a] || a - b);
    if (all.length && parts.length < 4) return { found: order(all), full: true };
    // A whole question is seldom asked in the words of the answer: what has most of it counts too.
    return { found: order([...all, ...near]), full: all.length > 0 };
  };
  const isId = (query) => {
    const whole = idOf(query);
    return index.ids?.some(({ plain }) => plain === whole) ?? false;
  };
  /// The questions whose ids a query names, or else begins.
  const idsIn = (query, mayBegin) => {
    if (!index.ids) return [];
    const whole = idOf(query);
    if (isId(query)) return index.ids.filter(({ plain }) => plain === whole);
    const written = query.split(/\s+/).filter((word) => /\p{L}/u.test(word) && /\p{N}/u.test(word)).map(idOf);
    const inside = index.ids.filter(({ plain }) => written.includes(plain));
    if (inside.length) return inside;
    if (!mayBegin || whole.length < 2) return [];
    const start = idAsWritten(query);
    return index.ids.filter((own) => own.plain.startsWith(whole) || own.written.startsWith(start));
  };

  /// What a query finds: first what has it as the id of a question, then entries by their words.
  const find = async (query) => {
    await load();
    if (!query.trim()) return { results: [], full: true };
    const hasNumber = /\p{N}/u.test(query);
    if (hasNumber) await loadIds();
    let ids = idsIn(query, hasNumber);
    const written = split(query).join("");
    // In a large library a single letter would load a good part of it.
    const parts = isId(query) || index.entries_at_once && written.length < 2 ? [] : parse(query);
    const terms = [...new Set(parts.flat(2).flat().map(([term]) => term))];
    const files = new Set(terms.filter((term) => !hasPostings(term)).map(fileOf));
    if (files.size) await Promise.all([...files].map(loadWords));
    const { found, full } = parts.length ? rank(parts) : { found: [], full: true };
    if (!ids.length && !found.length) {
      await loadIds();
      ids = idsIn(query, true);
    }
    const results = [];
    const taken = new Map();
    for (const { id, entries } of ids) {
      for (const entry of entries) {
        if (!taken.has(entry)) { taken.set(entry, []); results.push({ entry, ids: taken.get(entry) }); }
        if (!taken.get(entry).includes(id)) taken.get(entry).push(id);
      }
    }
    for (const own of ids) {
      const pages = own.form.pages;
      for (const [href, variant] of pages) results.push({ row: own, href, variant });
    }
    for (const entry of found) if (!taken.has(entry)) results.push({ entry });
    return { results, full: full || ids.length > 0, marks: new Set(terms.map((term) => index.terms[term])) };
  };
  const loadShown = async (results) => {
    const missing = results.filter(({ entry }) => entry !== undefined && !index.entries[entry]);
    const files = new Set(missing.map(({ entry }) => Math.floor(entry / index.entries_at_once)));
    if (files.size) await Promise.all([...files].map(loadEntries));
  };

  // ---- The field and the list --------------------------------------------------------------------------------------

  const parts = template.content.cloneNode(true);
  const [box, item, rowText, gapText] = ["search", "li", ".row", ".gap"].map((own) => parts.querySelector(own));
  const [input, status, failed, list, more] =
    ["input", "[role=status]", ".failed", "ol", "button"].map((own) => box.querySelector(own));
  place.replaceChildren(box);

  const isPage = place.closest("main").querySelector("#index") !== null;
  const FIRST = 10, STEP = 20;
  let shown = FIRST, current = { results: [], full: true };

  const element = (name, className, text) => {
    const made = document.createElement(name);
    if (className) made.className = className;
    made.append(text);
    return made;
  };
  /// The text with the words that were found marked.
  const marked = (text, marks) => {
    const pieces = document.createDocumentFragment();
    let from = 0;
    for (const { 0: word, index: at } of text.matchAll(WORD)) {
      if (!marks?.has(fold(word))) continue;
      pieces.append(text.slice(from, at), element("mark", "", word));
      from = at + word.length;
    }
    pieces.append(text.slice(from));
    return pieces;
  };
  /// The part of a text around the first words that were found.
  const AROUND = 160;
  const snippet = (text, marks) => {
    let at = 0;
    for (const match of text.matchAll(WORD)) {
      if (marks?.has(fold(match[0]))) { at = match.index; break; }
    }
    let from = at < AROUND * 0.7 ? 0 : text.indexOf(" ", at - 60) + 1;
    if (from > at) from = at;
    const cut = text.slice(from, from + AROUND);
    const ends = from + AROUND >= text.length;
    return (from ? "… " : "") + (ends ? cut : `${cut.slice(0, cut.lastIndexOf(" ") + 1 || AROUND)}…`);
  };
  const draw = ({ entry, ids, row, href, variant }, marks) => {
    const line = item.cloneNode(true);
    const [link, name, about] = ["a", ".name", ".says"].map((own) => line.querySelector(own));
    if (row) {
      link.setAttribute("href", `${href}#${row.id.replace(/[^a-z0-9]/gi, "-").toLowerCase()}`);
      const [before, between = "", after = ""] = rowText.textContent.split(/\{id\}|\{form\}/);
      name.append(before, element("mark", "", row.id), between, row.form.title, after);
      about.append(element("span", "kind", index.kinds[2]), " ", variant);
      if (!row.entries.length) about.append(" ", element("span", "gap", gapText.textContent));
      return line;
    }
    const [kind, number, title, address, text] = index.entries[entry];
    link.setAttribute("href", address);
    name.append(marked(title, marks));
    about.append(element("span", "kind", index.kinds[kind]), " ");
    if (ids) about.append(element("mark", "", ids.join(", ")), " ");
    const own = index.states[number];
    if (own) about.append(element("span", `state ${own.word}`, own.title), " ");
    about.append(marked(snippet(text, marks), marks));
    return line;
  };
  const say = (text) => { if (status.textContent !== text) status.textContent = text; };
  const show = () => {
    const { results, full, marks } = current;
    const now = results.slice(0, shown);
    const query = input.value.trim();
    const { one, many, some, none } = status.dataset;
    const count = results.length;
    const words = !query ? "" : !count ? none : !full ? some : count === 1 ? one : many;
    say(words.replace("{count}", String(count)));
    list.replaceChildren(...now.map((result) => draw(result, marks)));
    more.hidden = count <= now.length;
    failed.hidden = true;
  };
  const fail = () => { say(""); list.replaceChildren(); more.hidden = true; failed.hidden = false; };

  const remember = () => {
    const address = new URL(location.href);
    if (input.value.trim()) address.searchParams.set("q", input.value); else address.searchParams.delete("q");
    // Browsers refuse to be told too often; then the address is a letter behind.
    try { history.replaceState(history.state, "", address); } catch { return; }
  };
  // While files are being loaded only the latest query waits: what was typed in between is not looked for.
  let running = null, again = false;
  const run = async () => {
    list.setAttribute("aria-busy", "true");
    try {
      while (again) {
        again = false;
        const query = input.value;
        if (!index && query.trim()) say(status.dataset.wait);
        const found = await find(query);
        await loadShown(found.results.slice(0, shown));
        if (query === input.value) { current = found; show(); }
      }
    } catch { fail(); } finally {
      running = null;
      list.setAttribute("aria-busy", "false");
    }
  };
  const search = () => { again = true; return running ??= run(); };
  const changed = () => { shown = FIRST; remember(); search(); };

  input.addEventListener("input", changed);
  input.addEventListener("focus", () => { load().catch(fail); }, { once: true });
  more.addEventListener("click", async () => {
    const at = shown;
    shown += STEP;
    await search();
    list.children[at]?.querySelector("a").focus();
  });
  place.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey || event.isComposing) return;
    const stops = [input, ...list.querySelectorAll("a"), ...more.hidden ? [] : [more]];
    const at = stops.indexOf(document.activeElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1 }[event.key];
    if (event.key === "Escape") {
      event.preventDefault();
      input.value = "";
      input.focus();
      changed();
    } else if (at >= 0 && stops[to]) {
      event.preventDefault();
      stops[to].focus();
    } else if (event.key === "Enter" && at === 0) {
      event.preventDefault();
      search().then(() => list.querySelector("a")?.click());
    }
  });
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest?.("input, textarea, select, [contenteditable]");
    if (event.key !== "/" || typing || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    input.focus();
    input.select();
  });
  const start = () => {
    const query = new URLSearchParams(location.search).get("q");
    if (query !== null && query !== input.value) input.value = query;
    if (input.value) search();
    else if (isPage && !location.hash) input.focus({ preventScroll: true });
  };
  start();
})();
