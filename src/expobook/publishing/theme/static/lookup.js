/* Is my citation still good? Finds a number of the released editions by its value, id or words, and
   says what became of it. The form is made here, so that a reader without scripts sees no dead
   control; the numbers come from the index that search reads. */
(async () => {
  "use strict";
  const place = document.querySelector("div.lookup");
  if (!place) return;
  const { ROOT, make } = window.expobook;
  const { editionsOf, need } = window.expobookSearch;
  const MOST = 12;
  const SIGNS = { current: "✓ Current", revised: "↻ Revised", withdrawn: "✕ Withdrawn" };
  let index;
  try {
    ({ numbers: index } = await need("numbers"));
  } catch {
    return; // what stands without scripts goes on standing
  }
  const { expobookFind: find } = window;
  const { editions } = index;
  const newest = editions.length - 1;
  place.querySelector(".lookup-without-script").hidden = true;
  if (!editions.length) {
    place.append(make("p", {}, "No edition has been released yet: there is nothing to look up."));
    return;
  }

  const labelled = (kind, words, control) =>
    make("p", { class: kind }, make("label", { for: control.id }, words), control);
  const input = make("input", { id: "lookup-id", name: "id", type: "search", autocomplete: "off",
    autocapitalize: "none", spellcheck: "false" });
  const chosen = make("select", { id: "lookup-edition", name: "edition" },
    new Option("any, or I don’t know", ""),
    ...editions.map((name) => new Option(name, name)).reverse());
  const form = make("form", { role: "search", "aria-label": "Numbers of the released editions" },
    labelled("lookup-id", "Value, id, address or words of the number", input),
    labelled("lookup-in", "Edition cited", chosen),
    make("button", { type: "submit" }, "Look up"));
  const answer = make("div", { class: "lookup-answer", role: "status" });

  /* An id as typed, or as it stands at the end of an address. */
  function clean(text) {
    const last = text.trim().split("#").pop();
    return last.startsWith("fact-") ? last.slice(5) : text.trim();
  }

  const link = (id, edition) => `#${new URLSearchParams({ id, edition })}`;
  const released = (entry) => entry.spells.filter(({ first }) => first >= 0);
  const spellIn = (entry, position) => released(entry)
    .find(({ first, last }) => first <= position && position <= last);

  /* The same number for a reader who cites it: as written, grade, value and unit. */
  const alike = (one, other) =>
    ["display", "grade", "kept"].every((part) => one[part] === other[part]);

  function stateOf(entry, cited) {
    const now = spellIn(entry, newest);
    return !now ? "withdrawn" : alike(cited, now) ? "current" : "revised";
  }

  /* What no source graded says what it is. */
  const UNGRADED = { "": "a setting", modelled: "modelled", "own count": "an own count" };
  const graded = (mark) => UNGRADED[mark] ?? `grade ${mark}`;

  function became(entry, cited, state) {
    const now = spellIn(entry, newest);
    const name = editions[newest];
    if (state === "current") return `It is the same in the newest edition, ${name}.`;
    if (state === "withdrawn") return `The newest edition, ${name}, has no such number.`;
    return `In the newest edition, ${name}: ${now.display}, ${graded(now.grade)}.`;
  }

  function card(entry, cited, edition) {
    const state = stateOf(entry, cited);
    const reasons = released(entry).filter(({ last, said }) => last >= cited.last && said)
      .map(({ said }) => make("li", {}, said));
    return make("div", { class: `lookup-card ${state}` },
      make("p", { class: "lookup-state" }, SIGNS[state]),
      make("p", { class: "lookup-number" }, cited.display),
      make("p", {}, `${entry.label}; ${graded(cited.grade)}, ${edition}.`),
      make("p", {}, became(entry, cited, state)),
      reasons.length && make("ul", {}, ...reasons),
      entry.address && make("p", {}, make("a",
        { href: ROOT + entry.address }, "Its entry in the ledger")));
  }

  function lines(entries, edition) {
    return make("ul", { class: "lookup-near" }, ...entries.map((entry) => make("li", {},
      make("a", { href: link(entry.id, edition) }, entry.label, make("code", {}, entry.id)))));
  }

  function show(entry, edition) {
    const position = editions.indexOf(edition);
    const unknown = edition && position < 0;
    const cited = edition ? spellIn(entry, position) : released(entry).at(-1);
    const where = editions.filter((name, at) => spellIn(entry, at)).join(", ");
    if (unknown) {
      answer.append(make("p", {}, `There is no edition “${edition}”; released so far: `
        + `${editions.join(", ")}.`));
    } else if (!cited) {
      answer.append(make("p", {}, where
        ? `Edition ${edition} has no number “${entry.id}”; it is in: ${where}.`
        : `No released edition has the number “${entry.id}”; it is new in this book.`));
    } else {
      answer.append(card(entry, cited, edition ? `edition ${edition}` : editionsOf(cited)));
    }
  }

  /* All numbers that a released edition gave with this value, each once for all editions alike. */
  function valued(text, edition) {
    const amount = find.amountOf(text);
    const position = editions.indexOf(edition);
    const found = [];
    for (const entry of amount ? find.numbers(index, text) : []) {
      const own = [];
      for (const spell of released(entry)) {
        const level = find.closeness(amount, spell);
        const meant = !edition || (spell.first <= position && position <= spell.last);
        const same = own.find((one) => alike(one.spell, spell));
        if (same && meant) same.where += ` and ${editionsOf(spell)}`;
        else if (meant && level !== null) {
          own.push({ entry, spell, level, where: editionsOf(spell) });
        }
      }
      found.push(...own);
    }
    return found.sort((one, two) => one.level - two.level || two.entry.rank - one.entry.rank);
  }

  function answerValue(text, found) {
    const count = found.length === 1 ? "One number" : `${found.length} numbers`;
    const more = found.length > MOST ? `; the first ${MOST} are shown. Add a word of its name` : "";
    answer.classList.toggle("several", found.length > 1);
    answer.append(make("p", {}, `${count} with the value “${text}”${more}.`),
      ...found.slice(0, MOST).map(({ entry, spell, where }) => card(entry, spell, where)));
  }

  function suggest(text, edition) {
    const better = find.corrected({ numbers: index }, text);
    const near = [...find.numbers(index, text), ...(better ? find.numbers(index, better) : [])];
    const found = near.filter((entry) => released(entry).length).slice(0, MOST);
    answer.append(make("p", {}, `No released edition has the number “${text}”`
      + `${edition && find.amountOf(text) ? ` in edition ${edition}` : ""}.`
      + `${found.length ? " Did you mean:" : ""}`));
    if (found.length) answer.append(lines(found, edition));
    else answer.append(make("p", {}, "Type a value as it was printed, such as 158.93 or 158.9 "
      + "billion, or an id: the last part of a number’s address in the ledger, after #fact-."));
  }

  function ask(text, edition) {
    answer.replaceChildren();
    answer.classList.remove("several");
    if (!text) return;
    const found = Object.hasOwn(index.facts, text) ? null : valued(text, edition);
    if (!found) show(find.entryOf(index, text), edition);
    else if (found.length) answerValue(text, found);
    else suggest(text, edition);
  }

  /* A deep link: lookup.html?id=…&edition=…, or the same after a #. */
  function follow() {
    const given = new URLSearchParams(
      location.hash.includes("id=") ? location.hash.slice(1) : location.search);
    if (!given.has("id")) return;
    input.value = clean(given.get("id"));
    const edition = given.get("edition") ?? "";
    chosen.value = editions.includes(edition) ? edition : "";
    ask(input.value, edition);
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const target = link(clean(input.value), chosen.value);
    if (location.hash === target) follow();
    else location.hash = target;
  });
  window.addEventListener("hashchange", follow);
  place.append(form, answer);
  follow();
})();
