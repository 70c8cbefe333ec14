// Shows one variant, carries it from page to page, copies answers, opens details on paper. Every page is read without it.
"use strict";
(() => {
  const { body } = document;
  const variants = (body.dataset.variants ?? "").split(" ");
  const switches = document.querySelectorAll(".switch");

  const wanted = () => {
    const variant = new URLSearchParams(location.search).get("variant");
    return variant && variants.includes(variant) ? variant : "";
  };
  const setVariant = (url, variant) => {
    if (variant) url.searchParams.set("variant", variant);
    else url.searchParams.delete("variant");
    return url;
  };
  const isPage = (url) =>
    url.origin === location.origin && url.pathname.startsWith(body.dataset.root) && !/\.\w+$/.test(url.pathname);

  // The address alone remembers the variant: a link gets it when it is about to be used. One that an author wrote stays.
  const authored = new WeakMap();
  const carry = ({ target }) => {
    const link = target.closest?.("a[href]");
    if (!link || link.getAttribute("href").startsWith("#")) return;
    const url = new URL(link.href);
    if (!isPage(url)) return;
    const isChoice = link.closest(".switch");
    const here = document.querySelector(".switch a[aria-current=page][data-variant]")?.dataset.variant;
    const own = link.dataset.variant;
    if (!authored.has(link)) authored.set(link, url.searchParams.get("variant"));
    const variant = isChoice ? own : authored.get(link) || wanted() && (own || here || wanted());
    const before = url.href;
    if (setVariant(url, variant).href !== before) link.href = url.href;
  };
  for (const type of ["pointerover", "focusin", "click"]) document.addEventListener(type, carry, true);

  // Hides only where something for the variant is shown, never what the address points at, and says so.
  const show = () => {
    const variant = wanted();
    const target = document.getElementById(location.hash.slice(1));
    for (const group of document.querySelectorAll(".statements")) {
      const all = [...group.children];
      const isFor = (own) => own.dataset.variants?.split(" ").includes(variant);
      const some = all.some(isFor);
      for (const own of all) own.hidden = some && !isFor(own) && !(target && own.contains(target));
    }
    for (const place of switches) {
      const status = place.querySelector("[data-shown]");
      if (!status) continue;
      place.hidden = false;
      let name = "";
      for (const link of place.querySelectorAll("a")) {
        const isIt = (link.dataset.variant ?? "") === variant;
        if (isIt) link.setAttribute("aria-current", "true");
        else link.removeAttribute("aria-current");
        if (isIt && variant) name = link.textContent;
      }
      status.textContent = name && status.dataset.shown.replace("{variant}", () => name);
    }
  };
  for (const place of switches) {
    place.addEventListener("click", (event) => {
      const link = event.target.closest("a");
      if (!link || !place.querySelector("[data-shown]")) return;
      if (event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
      event.preventDefault();
      const url = setVariant(new URL(location), link.dataset.variant);
      url.hash = "";
      if (url.href !== location.href) history.pushState(null, "", url);
      show();
    });
  }
  addEventListener("popstate", show);
  addEventListener("hashchange", show);
  show();

  // The answer as plain text: paragraphs apart, items with a dash, nothing that is hidden.
  const plain = (node) => {
    if (node.nodeType === Node.TEXT_NODE) return node.data.replace(/\s+/g, " ");
    if (node.nodeType !== Node.ELEMENT_NODE || node.hidden) return "";
    const text = [...node.childNodes].map(plain).join("");
    if (node.tagName === "BR") return "\n";
    if (node.tagName === "LI") return `\n- ${text.trim()}`;
    if (/^(TH|TD)$/.test(node.tagName)) return `${text.trim()} | `;
    if (/^(TR|UL|OL)$/.test(node.tagName)) return `\n${text}\n`;
    return /^(P|H\d|DIV|PRE|BLOCKQUOTE|TABLE)$/.test(node.tagName) ? `\n\n${text}\n\n` : text;
  };
  const tidy = (text) => text.replace(/[ \t]*\n[ \t]*/g, "\n").replace(/\n{3,}/g, "\n\n").trim();
  const address = (article) => {
    const canonical = document.querySelector("link[rel=canonical]")?.href ?? location.href;
    return setVariant(new URL(article.dataset.href, canonical), article.querySelector("[data-variants]") && wanted()).href;
  };
  const written = (article) => [
    article.querySelector("h1, h2").textContent.trim(),
    tidy(plain(article.querySelector(".statements"))),
    [tidy(plain(article.querySelector(".reviewed"))), address(article)].filter(Boolean).join("\n"),
  ].join("\n\n");

  const texts = document.getElementById("_texts")?.dataset;
  for (const place of texts && navigator.clipboard ? document.querySelectorAll(".actions") : []) {
    const article = place.closest("article");
    const status = document.createElement("span");
    status.setAttribute("role", "status");
    const add = (label, make, done) => {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = label;
      button.addEventListener("click", async () => {
        status.textContent = "";
        status.textContent = await navigator.clipboard.writeText(make(article)).then(() => done, () => texts.refused);
        setTimeout(() => { status.textContent = ""; }, 4000);
      });
      place.append(button);
    };
    add(texts.copy, written, texts.copied);
    add(texts.link, address, texts.linked);
    place.append(status);
  }

  // On paper everything is open; afterwards what was closed is closed again.
  let opened = [];
  addEventListener("beforeprint", () => {
    opened = [...document.querySelectorAll("main details:not([open])")];
    for (const own of opened) own.open = true;
  });
  addEventListener("afterprint", () => { for (const own of opened) own.open = false; });
})();
