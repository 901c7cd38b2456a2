/* The ledger: a list of numbers that open in their places, and its filter. What opens lies in one
   script for each chapter, which is loaded when it is asked for and works from a folder too.
   Without this script a line leads to the chapter's page of entries. The address of a number
   (#fact-…) always opens it: when the filter hides its line, the filter is cleared. What the filter
   is set to stands in the address too. */
(() => {
  "use strict";
  const { button, load, make } = window.expobook;
  const KINDS = {
    observed: "as reported by a source",
    derived: "computed from reported values",
    modelled: "modelled or inferred",
    "own count": "counted in the book's own records",
    parameter: "a setting of this run",
  };
  const MARKS = { modelled: "Modelled", "own count": "Own counts, no grade",
    setting: "Settings, no grade" };
  const LONG = 1000; // more than the letters of any label
  const FIRST = 50; // answers that are shown at once
  const DRAWN = 60; // milliseconds until what was put into the page has been drawn
  const SLICE = 20; // milliseconds of work after which a slow phone may answer its reader

  const lines = Array.from(document.querySelectorAll(".entry-lines .entry"), (entry) => {
    const section = entry.closest("section");
    return { entry, section, id: entry.id.replace(/^fact-/, ""), home: entry.parentNode,
      fold: entry.closest(".entry-others"), link: entry.querySelector(".entry-label"),
      part: section.id.replace(/^ledger-/, ""), gap: document.createComment(""), head: "", text: "",
      rank: 1, shown: true };
  });
  if (!lines.length) return;
  const byAnchor = new Map(lines.map((line) => [line.entry.id, line]));
  const sections = [...new Set(lines.map(({ section }) => section))];
  const folds = Array.from(document.querySelectorAll(".entry-others"), (box) => {
    const summary = box.querySelector("summary");
    return { box, summary, words: summary.textContent.replace(/^\d+ /, "") };
  });
  const facets = {
    grade: { label: "Evidence", all: "All evidence", of: ({ entry }) => entry.dataset.grade,
      words: (value) => MARKS[value] ?? `Grade ${value}` },
    chapter: { label: "Chapter", all: "All chapters", of: ({ section }) => section.id,
      words: (value) =>
        document.getElementById(value).querySelector("h2").firstChild.textContent.trim() },
    kind: { label: "Kind", all: "All kinds", of: ({ entry }) => entry.dataset.kind,
      words: (value) => KINDS[value] ?? value },
  };
  const names = Object.keys(facets);
  const ORDERS = {
    "": { words: "As in the chapters", key: () => "" },
    best: { words: "Best evidence first", key: facets.grade.of },
    name: { words: "Name, A to Z", key: ({ link }) => link.textContent },
  };

  const { compare } = new Intl.Collator("en", { numeric: true });

  /* What is compared: small letters, digits without separators, one kind of dash and quote. */
  const plain = (text) => text.toLowerCase().replace(/(\d),(?=\d{3})/g, "$1")
    .replace(/[−–]/g, "-").replace(/[“”‘’"']/g, "").replace(/\bbillion\b/g, "bn")
    .replace(/\btrillion\b/g, "tn").replace(/\s+/g, " ").trim();

  const entriesOf = (part) => load(`_ledger/${part}.js`);

  /* Opening ------------------------------------------------------------------------------------ */
  async function open(line) {
    try {
      const content = await entriesOf(line.part);
      if (!line.body) {
        const holder = make("div");
        holder.innerHTML = content[line.id];
        line.body = holder.querySelector(".entry-body");
        line.entry.append(line.body);
      }
      set(line, true);
    } catch {
      location.href = line.link.href;
    }
  }

  function set(line, isOpen) {
    line.entry.dataset.open = isOpen;
    line.link.setAttribute("aria-expanded", isOpen);
  }

  const targetOf = (hash) =>
    hash.length > 1 && document.getElementById(decodeURIComponent(hash.slice(1)));

  async function reveal(hash) {
    const target = targetOf(hash);
    const line = target && byAnchor.get(target.id);
    if (target && target.closest("[hidden]")) {
      clear("The filter was cleared: ");
      target.scrollIntoView();
    }
    if (!line) return;
    if (line.fold?.contains(target)) line.fold.open = true;
    await open(line);
    target.scrollIntoView();
  }

  /* What follows a number in the page: while the number opens, it would jump in view. */
  function following(entry) {
    const after = [];
    for (let at = entry; at !== document.body; at = at.parentNode) {
      for (let next = at.nextElementSibling; next; next = next.nextElementSibling) after.push(next);
    }
    return after;
  }

  async function revealFirst() {
    const target = targetOf(location.hash);
    if (!target || !byAnchor.has(target.id)) return;
    const after = following(target);
    const show = (how) => after.forEach((one) => { one.style.visibility = how; });
    show("hidden");
    await reveal(location.hash);
    setTimeout(show, DRAWN, ""); // once it stands where it will stay
  }

  /* The filter --------------------------------------------------------------------------------- */
  function labelled(label, control) {
    control.id = `filter-${control.name}`;
    return make("p", { class: "filter-field" }, make("label", { for: control.id }, label), control);
  }

  const place = document.querySelector(".ledger-filter-place");
  const grid = make("div", { class: "filter-grid" });
  for (const name of names) {
    const facet = facets[name];
    facet.values = [...new Set(lines.map(facet.of))];
    if (name !== "chapter") facet.values.sort();
    facet.control = make("select", { name },
      ["", ...facet.values].map((value) => new Option("", value)));
    grid.append(labelled(facet.label, facet.control));
  }
  const order = make("select", { name: "order" },
    Object.entries(ORDERS).map(([name, { words: label }]) => new Option(label, name)));
  grid.append(labelled("Order within a chapter", order));
  const choices = make("details", { class: "filter-choices" },
    make("summary", {}, "Filter and order"), grid);
  choices.open = matchMedia("(min-width: 60rem)").matches;
  const words = make("input", { type: "search", name: "text", autocomplete: "off",
    placeholder: "Words or digits, in any order" });
  const count = make("output", { "aria-live": "polite" });
  const reset = button("Show all", () => {
    clear();
    words.focus();
  });
  const thing = place.closest("section").id;
  const controls = { text: words, order,
    ...Object.fromEntries(names.map((name) => [name, facets[name].control])) };
  grid.append(expobookSending.link(thing));
  const form = make("form", { class: "ledger-filter", role: "search",
    "aria-label": "Numbers of the ledger" },
  labelled("Find a number", words), make("p", { class: "filter-result" }, count, reset), choices);
  const found = make("div", { class: "entry-lines entry-found" });
  const more = button("", () => apply("", lines.length), { class: "entry-more" });

  /* How well a number answers: each word must stand in its line or, for less, in its entry. */
  function rankOf(line, wanted) {
    let total = line.fold ? 1 : 2;
    if (wanted.length) line.head ||= ` ${plain(`${line.entry.textContent} ${line.id}`)} `;
    for (const word of wanted) {
      if (line.head.includes(` ${word} `)) total += 16;
      else if (line.head.includes(` ${word}`)) total += 12;
      else if (line.head.includes(word)) total += 8;
      else if (line.text.includes(word)) total += 1;
      else return 0;
    }
    if (line.head.includes(wanted.join(" "))) total += 4;
    return total - line.head.length / LONG;
  }

  const passes = (line, without) => line.rank > 0 && names.every((name) => {
    const wanted = facets[name].control.value;
    return name === without || !wanted || facets[name].of(line) === wanted;
  });

  /* How many numbers each choice would show under the other choices. */
  function recount(name) {
    const facet = facets[name];
    const counts = new Map();
    const passing = lines.filter((line) => passes(line, name));
    for (const line of passing) counts.set(facet.of(line), (counts.get(facet.of(line)) ?? 0) + 1);
    for (const option of facet.control.options) {
      option.textContent = option.value
        ? `${facet.words(option.value)} (${counts.get(option.value) ?? 0})`
        : `${facet.all} (${passing.length})`;
    }
  }

  /* With words the best answers are taken out of their chapters, and put back afterwards. */
  let answers = [];
  function answer(wanted, most) {
    answers.forEach((line) => line.gap.replaceWith(line.entry));
    const all = wanted.length ? lines.filter(({ shown }) => shown) : [];
    answers = all.sort((one, two) => two.rank - one.rank).slice(0, most);
    for (const line of answers) {
      line.entry.hidden = false;
      line.entry.replaceWith(line.gap);
      found.append(line.entry);
    }
    more.textContent = `Show ${all.length - answers.length} more`;
    more.hidden = all.length === answers.length;
    found.append(more);
    found.hidden = !wanted.length;
  }

  function inChapters() {
    for (const line of lines) {
      if (line.entry.hidden === line.shown) line.entry.hidden = !line.shown;
    }
    for (const { box, summary, words: label } of folds) {
      const number = box.querySelectorAll(".entry:not([hidden])").length;
      box.hidden = !number;
      summary.textContent = `${number} ${label}`;
    }
    for (const section of sections) {
      const list = section.querySelector(".entry-lines");
      list.style.setProperty("--lines", list.querySelectorAll(".entry:not([hidden])").length);
      section.hidden = !section.querySelector(".entry:not([hidden])");
    }
  }

  function sort() {
    const { key } = ORDERS[order.value];
    answer([], 0);
    const keys = new Map(lines.map((line) => [line, key(line)]));
    [...lines].sort((one, two) => compare(keys.get(one), keys.get(two)))
      .forEach((line) => line.home.append(line.entry));
  }

  function apply(remark = "", most = FIRST) {
    const wanted = plain(words.value).split(" ").filter(Boolean);
    for (const line of lines) {
      line.rank = rankOf(line, wanted);
      line.shown = passes(line, "");
    }
    answer(wanted, most);
    if (wanted.length) sections.forEach((section) => { section.hidden = true; });
    else inChapters();
    names.forEach(recount);
    const shown = lines.filter((line) => line.shown).length;
    reset.hidden = shown === lines.length && !wanted.length;
    count.textContent = `${remark}${shown === lines.length ? "" : `${shown} of `}`
      + `${lines.length.toLocaleString("en")} numbers`;
  }

  function clear(remark) {
    names.forEach((name) => { facets[name].control.value = ""; });
    words.value = "";
    apply(remark);
    keep();
  }

  function keep() {
    expobookSending.keepSoon(thing, Object.fromEntries(
      Object.entries(controls).map(([name, { value }]) => [name, value])));
  }

  /* The setting that the address has; what it can't be set to is passed over. */
  function restore() {
    for (const [name, value] of expobookSending.setting(thing)) {
      const control = controls[name];
      if (control === words || [...control?.options ?? []].some((one) => one.value === value)) {
        control.value = value;
      }
    }
    if (order.value) sort();
    if (words.value) readEntries();
  }

  /* The words of the entries are found too, once somebody is about to search. */
  async function readEntries() {
    try {
      const contents = await Promise.all(sections.map(({ id }) =>
        entriesOf(id.replace(/^ledger-/, ""))));
      readFrom(Object.assign({}, ...contents), 0);
    } catch { /* the lines are found without them */ }
  }

  function readFrom(entries, start) {
    const end = performance.now() + SLICE;
    let at = start;
    for (; at < lines.length && performance.now() < end; at += 1) {
      lines[at].text = plain(entries[lines[at].id].replace(/<[^>]*>/g, " "));
    }
    if (at < lines.length) setTimeout(readFrom, 0, entries, at);
    else if (words.value) apply();
  }

  form.addEventListener("change", ({ target }) => {
    if (target === order) sort();
    if (target !== words) apply();
    keep();
  });
  words.addEventListener("focus", readEntries, { once: true });
  words.addEventListener("input", () => {
    apply();
    keep();
    if (found.getBoundingClientRect().top < place.getBoundingClientRect().bottom) {
      found.scrollIntoView(); // the best answer would lie above the window
    }
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  document.addEventListener("click", (event) => {
    const anchor = event.target.closest?.("a[href]");
    if (!anchor || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const line = anchor.matches(".entry-label") && byAnchor.get(anchor.closest(".entry").id);
    if (line) {
      event.preventDefault();
      if (line.entry.dataset.open === "true") return void set(line, false);
      history.replaceState(null, "", `#${line.entry.id}`);
      open(line);
    } else if (anchor.hash && anchor.pathname === location.pathname
      && ["", location.search].includes(anchor.search)) {
      event.preventDefault(); // with a filter in the address the link would load the page anew
      location.hash = anchor.hash;
      reveal(anchor.hash);
    }
  });
  addEventListener("hashchange", () => reveal(location.hash));

  lines.forEach((line) => line.link.setAttribute("aria-expanded", "false"));
  place.append(form);
  place.after(found);
  restore();
  apply();
  revealFirst();
})();
