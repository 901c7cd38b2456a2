/* Search. As somebody types into the search box or on the search page, numbers and passages of the
   report are listed; a link to a passage has its words marked there. Everything is loaded when it
   is asked for, from scripts, so that it works from a folder too. */
window.expobookSearch = (() => {
  "use strict";
  const { ROOT, button, load, make, style } = window.expobook;
  const MARKED = "highlight"; // in the address: the words to mark
  const PAUSE = 120;
  const AROUND = { before: 70, whole: 230 }; // letters of an excerpt
  const MOST = { box: { numbers: 6, passages: 5 }, page: { numbers: 10, passages: 20 } };
  const indexes = {};

  async function need(...names) {
    await Promise.all([load("_static/find.js"), ...names.map(async (name) => {
      indexes[name] = await load(`_search/${name}.js`);
    })]);
    return indexes;
  }

  const gradeMark = (grade) => grade && make("span",
    { class: `grade grade-${grade.toLowerCase()}` },
    make("span", { class: "sr-only" }, "evidence grade "), grade);

  /* In words, which editions a spell is of. */
  function editionsOf({ first, last }) {
    const { editions } = indexes.numbers;
    return first === last ? `edition ${editions[first]}`
      : `editions ${editions[first]} to ${editions[last]}`;
  }

  function lookUp(hit, spell) {
    const { editions, lookup } = indexes.numbers;
    const asked = new URLSearchParams({ id: hit.id, edition: editions[spell.last] });
    return `${ROOT}${lookup}#${asked}`;
  }

  function numberHit(hit) {
    const shown = hit.was ?? hit.now ?? hit.spells.at(-1);
    const old = shown !== hit.now;
    const link = make("a", { class: "hit", href: old ? lookUp(hit, shown) : ROOT + hit.address },
      make("span", { class: "hit-value" }, shown.display), " ", gradeMark(shown.grade), " ",
      make("span", { class: "hit-label" }, hit.label));
    const note = make("span", { class: "hit-note" }, old ? `${editionsOf(shown)}; ${
      hit.now ? `now ${hit.now.display}` : "no longer stated"}` : [hit.chapter, ...hit.spells
      .filter(({ first, display }) => first >= 0 && display !== shown.display).slice(-1)
      .map((spell) => `was ${spell.display} in ${editionsOf(spell)}`)].join("; "));
    const cite = !old && indexes.numbers.cite && make("a", { class: "cite-link",
      href: `${ROOT}${indexes.numbers.cite}#a-number`, "data-cite": hit.id, "data-part": hit.part },
    "Cite", make("span", { class: "sr-only" }, `: ${hit.label}`));
    return make("li", { class: old ? "number-hit old" : "number-hit" },
      make("div", {}, link, " ", note), cite);
  }

  function passageHit(hit, words, marks) {
    const address = `${ROOT}${hit.address}?${new URLSearchParams({ [MARKED]: words })}`;
    const first = hit.title === hit.chapter;
    return make("li", { class: "passage-hit" },
      make("a", { class: "hit", href: first ? address : `${address}#${hit.anchor}` },
        !first && make("span", { class: "hit-chapter" }, hit.chapter, " › "), hit.title),
      make("p", { class: "context" }, ...excerpt(hit.text, marks)));
  }

  /* The text around the first hit, with the hits marked. */
  function excerpt(text, marks) {
    const from = Math.max(0, text.search(marks) - AROUND.before);
    const start = from && text.indexOf(" ", from) + 1;
    const room = text.slice(start, start + AROUND.whole);
    const shown = start + AROUND.whole < text.length ? room.replace(/\s\S*$/, " …") : room;
    const pieces = [start ? "… " : ""];
    let done = 0;
    for (const hit of shown.matchAll(marks)) {
      pieces.push(shown.slice(done, hit.index), make("mark", {}, hit[0]));
      done = hit.index + hit[0].length;
    }
    return [...pieces, shown.slice(done)];
  }

  /* A list with a heading. What is over is shown on request, on the page, or left to the page. */
  function group(title, items, most, onPage) {
    if (!items.length) return null;
    const list = make("ol", { class: "hits" }, ...items.slice(0, most).map((one) => one()));
    const section = make("section", { class: "hit-group" },
      make("h2", { class: "hit-head" }, title), list);
    if (!onPage || items.length <= most) return section;
    section.append(button(`Show all ${items.length}`, ({ target }) => {
      list.append(...items.slice(most).map((one) => one()));
      list.children[most].querySelector("a").focus();
      target.remove();
    }, { class: "more-hits" }));
    return section;
  }

  /* Numbers and passages for a query. A passage has a number as the book writes it, which isn't
     always as it was typed. Without the index of passages, numbers alone. */
  function ask(query) {
    const { expobookFind: find } = window;
    const found = find.numbers(indexes.numbers, query);
    const words = find.wordsOf(query, found[0]);
    if (!indexes.passages) return { query, words, numbers: found, found: [], whole: true };
    return { query, words, numbers: found, ...find.passages(indexes.passages, words) };
  }

  function answerTo(query) {
    const answer = ask(query);
    if (answer.numbers.length || !indexes.passages || (answer.whole && answer.found.length)) {
      return answer;
    }
    const better = window.expobookFind.corrected(indexes, query);
    const second = better && { ...ask(better), better };
    return second && (second.numbers.length || second.found.length) ? second : answer;
  }

  const counted = (count, one) => `${count} ${one}${count === 1 ? "" : "s"}`;

  function summary({ better, numbers, found, whole }, query) {
    const counts = [numbers.length && counted(numbers.length, "number"),
      found.length && counted(found.length, "passage")].filter(Boolean).join(" and ");
    if (better) return `Nothing has “${query}”. Shown for “${better}”: ${counts}.`;
    if (!counts) return "No page has all of these words. Try fewer words, or another spelling.";
    if (whole || !found.length) return `${counts}.`;
    return `${counts}. No page has all of these words; these passages have most of them.`;
  }

  function list(holder, query, most) {
    const answer = answerTo(query);
    const words = answer.words.join(" ");
    const marks = window.expobookFind.matcher(answer.words);
    const first = window.expobookFind.amountOf(query) ? most.numbers : most.numbers / 2;
    const groups = [
      ["Numbers", answer.numbers.map((one) => () => numberHit(one)), first],
      ["In the text", answer.found.map((one) => () => passageHit(one, words, marks)),
        most.passages],
    ];
    const over = most.page && groups.some(([, items, shown]) => items.length > shown);
    put(holder, summary(answer, query), ...groups.map((one) => group(...one, !most.page)),
      over && make("a", { class: "hit more-hits",
        href: `${most.page}?${new URLSearchParams({ q: query })}` }, "All results"));
    if (answer.numbers.length) citing();
  }

  /* What is said of the search stays one element, so that a screen reader hears that it changes. */
  function put(holder, words, ...children) {
    const [status, ...old] = holder.children;
    status.textContent = words;
    old.forEach((one) => one.remove());
    holder.append(...children.filter(Boolean));
  }

  /* List what is found for a query, in a place of the box or of the page: numbers at once, passages
     when their larger index is there. */
  async function show(holder, query, most) {
    holder.asked = query;
    if (!query.trim()) return put(holder, "");
    try {
      for (const name of ["numbers", "passages"]) {
        await need(name);
        if (holder.asked !== query) return undefined;
        if (indexes.passages || window.expobookFind.numbers(indexes.numbers, query).length) {
          list(holder, query, most);
        }
        if (indexes.passages) return undefined;
      }
    } catch {
      put(holder, "The search can't be loaded. Reload the page, or look into the chapters.");
    }
    return undefined;
  }

  /* The dialog of citations, for a page that has none yet. */
  function citing() {
    if (document.querySelector('script[data-holds~="cite.js"]')) return;
    style("_static/cite.css");
    load("_static/cite.js");
  }

  /* Listing begins when somebody types; arrows lead from the field through the hits and back. */
  function listen(form, holder, most, changed) {
    const input = form.querySelector("input");
    let timer = 0;
    holder.append(make("p", { class: "search-summary", role: "status" }));
    input.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(() => { changed?.(input.value); show(holder, input.value, most); }, PAUSE);
    });
    input.addEventListener("focus", () => {
      style("_static/search.css");
      need("numbers", "passages").catch(() => {});
    }, { once: true });
    form.parentElement.addEventListener("keydown", (event) => {
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      const stops = [input, ...holder.querySelectorAll("a.hit")];
      const at = stops.indexOf(document.activeElement);
      if (!step || at < 0 || !stops[at + step]) return;
      event.preventDefault();
      stops[at + step].focus();
    });
    return input;
  }

  function makeBox(dialog) {
    const holder = make("div", { class: "search-hits" });
    dialog.append(holder);
    const form = dialog.querySelector("form");
    form.querySelector(".search-button__kbd-shortcut").replaceWith(button("×",
      () => dialog.close(), { class: "search-close", title: "Close",
        "aria-label": "Close the search" }));
    listen(form, holder, { ...MOST.box, page: form.getAttribute("action") });
  }

  function makePage(holder) {
    const form = document.querySelector(".bd-search-container form");
    const input = listen(form, holder, MOST.page, (query) => history.replaceState(null, "",
      query ? `?${new URLSearchParams({ q: query })}` : location.pathname));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      input.dispatchEvent(new Event("input"));
    });
    input.value = new URLSearchParams(location.search).get("q") ?? "";
    if (matchMedia("(pointer: fine)").matches) input.select(); // a phone would open its keyboard
    show(holder, input.value, MOST.page);
  }

  function start() {
    const dialog = document.getElementById("pst-search-dialog");
    const page = document.getElementById("search-results");
    if (dialog) makeBox(dialog);
    if (page) makePage(page);
    const words = new URLSearchParams(location.search).get(MARKED);
    if (words) load("_static/find.js").then(() => load("_static/marks.js"));
  }

  document.addEventListener("DOMContentLoaded", start);
  return { MARKED, editionsOf, need };
})();
