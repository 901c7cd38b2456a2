/* Tables of the report: sorting by a click on a heading, filters above long tables, copying; of
   long ones a phone shows the first rows. The controls are made
   here, so that a reader without scripts sees every row and no dead button. */
(() => {
  "use strict";
  const { button, copier, make } = window.expobook;
  const LEAST_SORTED = 5;
  const LEAST_FILTERED = 10;
  const LONG = 20; // rows; of more than that a phone shows the first ones
  const FIRST = 10;
  const SORT = "sort";
  const MOST_CHOICES = 12;
  const LONGEST_CHOICE = 30;
  const SCALES = { tn: 1e12, bn: 1e9, mn: 1e6 };
  const MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August",
    "September", "October", "November", "December"];
  const NOTHING = new Set(["", "–", "not found", "none"]);

  const AMOUNT = /^(?:about|at least|at most|up to)?\s*([−-]?\d[\d,]*(?:\.\d+)?)\s*(tn|bn|mn)?\b/;

  const textOf = (cell) => cell.textContent.trim().replace(/\s+/g, " ");
  const aroundOf = (table) => table.closest(".pst-scrollable-table-container") ?? table;

  /* "about 110 bn yuan" is 110e9, "63.6%" is 63.6. */
  function amountOf(text) {
    const found = text.match(AMOUNT);
    if (!found) return null;
    return Number(found[1].replaceAll(",", "").replace("−", "-")) * (SCALES[found[2]] ?? 1);
  }

  /* "about 2700 BC", "7th century", "March 2015", "12 March 2015": days from year to year. */
  function dateOf(text) {
    const before = text.match(/^about (\d+) BC/);
    if (before) return -Number(before[1]) * 372;
    const century = text.match(/^(\d+)th century/);
    if (century) return (Number(century[1]) - 1) * 100 * 372;
    const found = text.match(/^(?:(\d{1,2}) )?(?:([A-Z][a-z]+) )?(\d{3,4})\b/);
    if (!found) return null;
    const month = found[2] ? MONTHS.indexOf(found[2]) : 0;
    return month < 0 ? null : Number(found[3]) * 372 + month * 31 + Number(found[1] ?? 0);
  }

  /* What an amount counts: "yuan", "%", "projects". */
  const unitOf = (text) => text.replace(AMOUNT, "").trim().match(/^[^\s(;,]*/)[0];

  /* How the cells of a column are compared: as dates, amounts, or words. Amounts of several units
     have no order: such a column has no keys. */
  function keysOf(texts) {
    const filled = texts.filter((text) => !NOTHING.has(text));
    for (const read of [dateOf, amountOf]) {
      const known = filled.filter((text) => read(text) !== null);
      if (!filled.length || known.length < 0.8 * filled.length) continue;
      const mixed = read === amountOf && new Set(known.map(unitOf)).size > 1;
      return mixed ? null : texts.map(read);
    }
    const amounts = filled.filter((text) => amountOf(text) !== null && dateOf(text) === null);
    return new Set(amounts.map(unitOf)).size > 1 ? null
      : texts.map((text) => (NOTHING.has(text) ? null : text));
  }

  function compare(first, second) {
    return typeof first === "string" ? first.localeCompare(second, "en", { numeric: true })
      : first - second;
  }

  /* A column in the address: its heading, with a minus where it is sorted from the end. */
  function makeSortable(table, rows, thing, changed) {
    const heads = [...table.tHead.rows[0].cells];
    const wanted = expobookSending.setting(thing).get(SORT) ?? "";
    heads.forEach((head, column) => {
      const words = textOf(head);
      const keys = keysOf(rows.map((row) => textOf(row.cells[column])));
      if (!words || !keys) return;
      head.append(button([...head.childNodes], () => {
        const next = { ascending: "descending", descending: "" }[head.getAttribute("aria-sort")]
          ?? "ascending";
        sort(next);
        expobookSending.keep(thing, { [SORT]: next && (next === "descending" ? `-${words}` : words) });
      }, { class: "sort-button" }));
      if (wanted === words) sort("ascending");
      else if (wanted === `-${words}`) sort("descending");

      function sort(order) {
        heads.forEach((one) => one.removeAttribute("aria-sort"));
        if (order) head.setAttribute("aria-sort", order);
        table.tBodies[0].append(...sorted(rows, keys, order));
        changed();
      }
    });
  }

  /* Rows without a value stay last; equal rows keep the order of the report. */
  function sorted(rows, keys, order) {
    if (!order) return rows;
    const sign = order === "ascending" ? 1 : -1;
    return rows.map((row, place) => place).sort((one, two) => {
      if (keys[one] === null || keys[two] === null) {
        return (keys[one] === null) - (keys[two] === null) || one - two;
      }
      return sign * compare(keys[one], keys[two]) || one - two;
    }).map((place) => rows[place]);
  }

  /* What the mark of a verdict says, whatever words stand beside it. */
  function toneOf(cell) {
    const mark = cell.querySelector(".verdict");
    const tone = mark && [...mark.classList].find((name) => name.startsWith("verdict-"));
    return tone && tone.slice("verdict-".length).replaceAll("-", " ");
  }

  /* Columns of few, short, repeated words can be filtered, and columns of verdicts; amounts and
     columns that are mostly empty can't. A heading
     "Level and kind" over cells "national, rule" gives two filters. */
  function facetsOf(table, rows) {
    return [...table.tHead.rows[0].cells].flatMap((head, column) => {
      const label = textOf(head);
      const tones = rows.map((row) => toneOf(row.cells[column]));
      if (tones.every(Boolean)) return [{ label, values: tones }];
      const parts = rows.map((row) => textOf(row.cells[column]).split(", "));
      const names = label.split(" and ");
      const together = names.length > 1 && parts.every((one) => one.length === names.length);
      return (together ? names : [label]).map((name, place) => ({
        label: name[0].toUpperCase() + name.slice(1),
        values: parts.map((one) => (together ? one[place] : one.join(", "))),
      }));
    }).filter(({ values }) => {
      const choices = new Set(values);
      const filled = values.filter((one) => one && one !== "–");
      return filled.length >= rows.length / 2
        && !filled.every((one) => amountOf(one) !== null && !/^\d{4}$/.test(one))
        && choices.size > 1 && choices.size <= MOST_CHOICES
        && choices.size <= rows.length / 3
        && [...choices].every((choice) => choice.length <= LONGEST_CHOICE);
    });
  }

  function choiceList(facet, changed) {
    const choices = [...new Set(facet.values)].sort((one, two) => compare(one, two));
    const select = make("select", {}, new Option("all", ""),
      choices.map((one) => new Option(one, one)));
    select.addEventListener("change", changed);
    return { label: make("label", {}, `${facet.label} `, select), select };
  }

  function makeFilters(table, rows, thing, changed) {
    const facets = facetsOf(table, rows);
    if (!facets.length) return;
    const count = make("output");
    const lists = facets.map((facet) => choiceList(facet, change));
    const wanted = expobookSending.setting(thing);
    lists.forEach(({ select }, which) => {
      const value = wanted.get(facets[which].label);
      if (facets[which].values.includes(value)) select.value = value;
    });
    const reset = button("Show all", () => {
      lists.forEach(({ select }) => { select.value = ""; });
      change();
      lists[0].select.focus();
    });

    function change() {
      apply();
      expobookSending.keep(thing, Object.fromEntries(lists.map(({ select }, which) =>
        [facets[which].label, select.value])));
    }

    function apply() {
      let shown = 0;
      rows.forEach((row, place) => {
        row.hidden = lists.some(({ select }, which) =>
          select.value && select.value !== facets[which].values[place]);
        shown += !row.hidden;
      });
      reset.hidden = shown === rows.length;
      count.textContent = `${shown} of ${rows.length} rows`;
      changed();
    }

    aroundOf(table).before(make("div", { class: "table-filters", role: "group",
      "aria-label": "Filter the table" }, lists.map(({ label }) => label), count, reset));
    apply();
  }

  /* The button below a long table, which a phone shows; what it hides follows filter and order. */
  function shorten(table, rows) {
    if (rows.length <= LONG) return () => {};
    let whole = false;
    const all = button("", () => {
      whole = true;
      cut();
    }, { class: "all-rows" });
    function cut() {
      const shown = [...table.tBodies[0].rows].filter((row) => !row.hidden);
      rows.forEach((row) => row.classList.remove("over"));
      if (!whole) shown.slice(FIRST).forEach((row) => row.classList.add("over"));
      all.textContent = `All ${shown.length} rows`;
      all.hidden = whole || shown.length <= FIRST;
    }
    /* A link may name a row that is hidden. */
    const arrive = () => {
      if (document.querySelector(":target")?.closest(".over")) all.click();
    };
    aroundOf(table).after(all);
    cut();
    arrive();
    addEventListener("hashchange", arrive);
    return cut;
  }

  /* The rows that are shown, and whose numbers they are: for a spreadsheet, and for a text. */
  function contentOf(table) {
    const figure = table.closest("figure");
    const whole = table.cloneNode(true);
    whole.querySelectorAll(".sr-only, .verdict-mark, .number-card").forEach((one) => one.remove());
    const rows = [...whole.rows].filter((row) => !row.hidden);
    const cells = rows.map((row) => [...row.cells].map(textOf));
    const origin = [...figure.querySelectorAll(".figure-title, .figure-subtitle, .figure-source"),
      document.querySelector(".edition-line")].filter(Boolean).map(textOf);
    const plain = make("div", {}, make("table", {}, rows.map((row) => make("tr", {},
      [...row.cells].map((cell) => make(cell.tagName, {}, textOf(cell)))))),
    origin.map((line) => make("p", {}, line)));
    return [[...cells.map((one) => one.join("\t")), "", ...origin].join("\n"), plain.innerHTML];
  }

  /* Among the filters of a table, or below it. */
  function offerLink(table, thing) {
    const around = aroundOf(table);
    const bar = around.previousElementSibling;
    const link = expobookSending.link(thing);
    if (bar?.matches(".table-filters")) bar.append(link);
    else around.after(link);
  }

  /* The theme looks at load alone which tables scroll, and so can be scrolled with the keyboard. */
  document.addEventListener("toggle", ({ target }) => {
    for (const box of target.querySelectorAll(".pst-scrollable-table-container")) {
      const scrolls = box.scrollWidth > box.clientWidth || box.scrollHeight > box.clientHeight;
      box.tabIndex = scrolls ? 0 : -1;
    }
  }, { capture: true });

  for (const table of document.querySelectorAll("figure .expo-cells, figure .data-table")) {
    const rows = [...(table.tBodies[0]?.rows ?? [])];
    if (!table.tHead || !rows.length) continue;
    const changed = shorten(table, rows);
    const copies = copier("Copy the table", () => contentOf(table));
    if (table.matches(".data-table")) {
      aroundOf(table).before(copies);
      continue;
    }
    table.closest("figure").querySelector(".figure-extras")?.prepend(copies);
    if (rows.length < LEAST_SORTED) continue;
    const thing = table.closest("figure").id;
    if (rows.length >= LEAST_FILTERED) makeFilters(table, rows, thing, changed);
    makeSortable(table, rows, thing, changed);
    offerLink(table, thing);
  }
})();
