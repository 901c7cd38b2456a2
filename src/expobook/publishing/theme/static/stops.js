/* One stop of the Tab key for all links of a paragraph with numbers, all links and buttons of a
   table, and the line below a figure; arrows lead from one to the next inside. Reading by a screen reader,
   its lists of links, and a pointer find everything as before. */
(() => {
  "use strict";
  const STOPS = "a[href]:not(.headerlink), button, summary";
  const STEPS = { ArrowRight: 1, ArrowLeft: -1, Home: -Infinity, End: Infinity };
  const article = document.querySelector("article.bd-article");
  if (!article) return;

  function blockOf(stop) {
    if (stop.closest("[popover], dialog, form")) return null;
    const block = stop.closest("table, .figure-foot") ?? stop.closest("p, li, dd, dt");
    return block?.matches("table, .figure-foot, :has(a.fact)") ? block : null;
  }
  const stopsOf = (block) => [...block.querySelectorAll(STOPS)].filter((one) =>
    blockOf(one) === block && one.checkVisibility({ visibilityProperty: true }));

  function choose(stops, chosen) {
    for (const one of stops) one.tabIndex = one === chosen ? 0 : -1;
  }

  /* Filters, sorting and folds may have hidden the stop that a block had. */
  function refresh() {
    const blocks = new Set([...article.querySelectorAll(STOPS)].map(blockOf));
    blocks.delete(null);
    for (const block of blocks) {
      const stops = stopsOf(block);
      if (stops.length > 1) choose(stops, stops.find((one) => one.dataset.stop) ?? stops[0]);
    }
  }

  article.addEventListener("focusin", ({ target }) => {
    const block = target.matches(STOPS) && blockOf(target);
    if (!block) return;
    for (const one of block.querySelectorAll("[data-stop]")) delete one.dataset.stop;
    target.dataset.stop = "here";
    choose(stopsOf(block), target);
  });
  article.addEventListener("keydown", (event) => {
    const step = STEPS[event.key];
    const block = step && event.target.matches(STOPS) && blockOf(event.target);
    if (!block || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const stops = stopsOf(block);
    const to = stops[Math.max(0, Math.min(stops.length - 1, stops.indexOf(event.target) + step))];
    if (stops.length < 2) return;
    event.preventDefault();
    to.focus();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Tab") refresh();
  }, { capture: true });
  document.addEventListener("DOMContentLoaded", refresh); // once tables have their buttons
})();
