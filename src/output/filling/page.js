"use strict";
(() => {
  const own = document.getElementById("report");
  const bar = document.getElementById("bar");
  if (!own || !bar) return;
  const report = JSON.parse(own.textContent);
  const rows = [...document.querySelectorAll("article.row")].filter((row) => row.querySelector("fieldset"));
  const left = document.getElementById("left");
  const chosen = (row) => row.querySelector("input:checked")?.value;
  const waiting = () => rows.filter((row) => row.matches(".review") && !chosen(row));
  let unsaved = false;

  const show = () => {
    for (const row of rows.filter((row) => row.matches(".review"))) {
      const is = Boolean(chosen(row));
      row.classList.toggle("chosen", is);
      row.querySelector(".state").textContent = is ? "Chosen" : "To decide";
    }
    const all = rows.filter((row) => row.matches(".review")).length;
    const open = waiting().length;
    left.textContent = `${all - open} of ${all} decided, ${open} left${unsaved ? ", not saved" : ""}`;
    document.getElementById("go").disabled = open === 0;
  };
  const decision = (value) =>
    value === "" ? null : !value.includes("=") ? value :
      { [value.split("=")[0] || "answer"]: value.slice(value.indexOf("=") + 1) };
  const save = () => {
    for (const row of rows) {
      const value = chosen(row);
      if (value !== undefined) report.rows[Number(row.dataset.row)].decision = decision(value);
    }
    const blob = new Blob([JSON.stringify(report, null, 2) + "\n"], { type: "application/json" });
    const link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = own.dataset.name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
    unsaved = false;
    show();
  };
  const go = () => {
    const open = waiting();
    const seen = open.find((row) => row.getBoundingClientRect().top > 24) ?? open[0];
    if (!seen) return;
    location.hash = "";
    seen.scrollIntoView({ block: "start" });
    seen.querySelector("input").focus({ preventScroll: true });
  };

  document.addEventListener("change", (event) => {
    if (!event.target.closest("fieldset")) return;
    unsaved = true;
    show();
  });
  document.getElementById("save").addEventListener("click", save);
  document.getElementById("go").addEventListener("click", go);
  window.addEventListener("beforeunload", (event) => {
    if (unsaved) event.preventDefault();
  });
  for (const own of document.querySelectorAll("fieldset, .change")) own.hidden = false;
  bar.hidden = false;
  document.body.classList.add("deciding");
  show();
})();
