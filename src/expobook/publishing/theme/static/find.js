/* Finding numbers by value, words or id, and passages by words; near words for slips. It works on
   the indexes in `_search/` and touches no page. */
window.expobookFind = (() => {
  "use strict";
  const POWERS = { 万亿: 12, 亿: 8, 億: 8, 千万: 7, 百万: 6, 万: 4, 萬: 4, trillion: 12, tn: 12,
    billion: 9, bn: 9, million: 6, mn: 6, thousand: 3 };
  const OFTEN = [0, 3, 4, 6, 8, 9, 12]; // powers in which the same amount is written elsewhere
  const LEAST_DIGITS = 3; // a shorter number without a scale says too little to be sought in others
  const AMOUNT = new RegExp("(?<![\\p{L}\\d_])([-+]?)"
    + "(\\d{1,3}(?:[, ]\\d{3}(?!\\d))+|\\d+)(?:[.,](\\d+))?"
    + `\\s*(?:(${Object.keys(POWERS).join("|")})(?![a-z]))?`
    + "\\s*(%|percent(?:age points?)?\\b|per cent\\b|个百分点)?", "u");
  const CURRENCIES = [["USD", /us dollars?|dollars?|\busd\b|us\$|\$|美元/g],
    ["CNY", /\byuan\b|renminbi|\brmb\b|\bcny\b|人民币|¥|元/g]];
  const BOUNDS = /\b(about|around|at least|at most|more than|over|nearly|almost)\b|约|超过|超|近/g;
  const STOPS = new Set(["the", "a", "an", "of", "in", "and", "to", "is", "for", "by", "on", "at"]);
  const HAN = /\p{Script=Han}/u;

  const plain = (text) => text.normalize("NFKC").toLowerCase().replace(/[‘’]/g, "'")
    .replace(/[−–]/g, "-");
  const escaped = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

  /* The number in a query, with the precision that was typed and the words beside it. */
  function amountOf(query) {
    let text = plain(query).replace(BOUNDS, " ");
    const found = CURRENCIES.filter(([, words]) => text.search(words) >= 0);
    found.forEach(([, words]) => { text = text.replace(words, " "); });
    const [whole, sign, digits, decimals = "", scale, percent] = text.match(AMOUNT) ?? [];
    if (!whole) return null;
    const typed = `${digits.replace(/[, ]/g, "")}${decimals && `.${decimals}`}`;
    return {
      typed,
      value: Number(sign + typed),
      signed: sign !== "",
      half: 0.5 / 10 ** decimals.length,
      digits: typed.replace(/^0*\.?0*|\./g, "").length,
      power: scale === undefined ? null : POWERS[scale],
      kind: percent ? "percent" : found.length === 1 ? found[0][0] : "",
      rest: text.replace(whole, " ").trim(),
    };
  }

  /* 0: written so; 1: rounded to it; 2: the same amount in another scale; null: another number. */
  function closeness(amount, spell) {
    if (amount.kind && !spell.kept.includes(amount.kind)) return null;
    let best = null;
    for (const [number, power] of spell.writings) {
      const own = amount.signed ? number : Math.abs(number);
      const powers = amount.power !== null ? [amount.power]
        : amount.digits < LEAST_DIGITS ? [power] : [power, ...OFTEN];
      for (const one of powers) {
        const off = Math.abs(own * 10 ** (power - one) - amount.value);
        if (off > amount.half * (1 + 1e-9)) continue;
        const level = one !== power ? 2 : off < amount.half * 1e-6 ? 0 : 1;
        best = best === null ? level : Math.min(best, level);
      }
    }
    return best;
  }

  const spellOf = ([first, last, display, grade, kept, said, writings]) =>
    ({ first, last, display, grade, kept, said, writings });

  /* A number of the index; `now` is what the book states, if it states it. */
  function entryOf(index, id) {
    const [label, rank, page, part, spells] = index.facts[id];
    const all = spells.map(spellOf);
    return { id, label, rank, spells: all, now: page < 0 ? null : all.at(-1),
      address: page < 0 ? "" : `${index.pages[page]}#fact-${id}`,
      part: index.parts[part]?.[0] ?? "", chapter: index.parts[part]?.[1] ?? "" };
  }

  const entriesOf = (index) => (index.entries ??= Object.keys(index.facts).map((id) =>
    Object.assign(entryOf(index, id),
      { text: plain(`${index.facts[id][0]} ${id} ${id.replaceAll("_", " ")}`) })));

  function termsOf(query) {
    const words = plain(query).split(/[^\p{L}\p{N}.,'%_-]+/u)
      .map((word) => word.replace(/^[.,'-]+|[.,'-]+$/g, "")).filter(Boolean);
    const telling = words.filter((word) => !STOPS.has(word));
    return telling.length ? telling : words;
  }

  /* What a term looks like in a text: from the start of a word, in other endings, with or without
     commas between thousands. */
  function patternOf(term) {
    if (HAN.test(term)) return escaped(term);
    if (/^\d[\d,.]*%?$/.test(term)) {
      const digits = [...term.replace(/[,%]/g, "")].map(escaped).join(",?");
      return `(?<![\\d.,])${digits}${term.endsWith("%") ? "\\s?%" : "(?!\\d|[.,]\\d)"}`;
    }
    const root = escaped(term.replace(/'s$/, "")).replace(/(?<=.{3})ies$/, "(?:y|ies)")
      .replace(/(?<=.{4})(?:s|ed|ing)$/, "").replaceAll("'", "['‘’]");
    return `(?<![\\p{L}\\p{N}_])${root}[\\p{L}\\p{N}]*`;
  }

  const matcher = (terms) => new RegExp(terms.map(patternOf).join("|"), "giu");

  /* The words to look for in a text; for an amount the digits of the number that it was found to
     be, or those typed, whatever the scale is called in the text. */
  function wordsOf(query, number) {
    const amount = amountOf(query);
    if (!amount) return termsOf(query);
    const shown = number?.level < 3 && number.now.display.match(/\d[\d,.]*%?/)?.[0];
    return [shown || amount.typed, ...termsOf(amount.rest)];
  }

  /* Numbers, best first: by value, then by words. `was` is the spell of an older edition that alone
     matches. */
  function numbers(index, query) {
    const amount = amountOf(query);
    const asked = plain(query).trim();
    const all = termsOf(query).map((term) => new RegExp(patternOf(term), "u"));
    const beside = termsOf(amount?.rest ?? "").map((term) => new RegExp(patternOf(term), "u"));
    return entriesOf(index).map((entry) => {
      const hit = { ...entry, was: null, level: null };
      if (entry.id === asked) return { ...hit, level: -1 };
      if (amount && beside.every((term) => term.test(entry.text))) {
        if (entry.now) hit.level = closeness(amount, entry.now);
        for (const spell of hit.level === null ? entry.spells : []) {
          const level = closeness(amount, spell);
          if (level !== null) Object.assign(hit, { level: level + 3, was: spell });
        }
      }
      if (hit.level === null && all.length && all.every((term) => term.test(entry.text))) {
        hit.level = entry.now ? 6 : 7;
      }
      return hit;
    }).filter((hit) => hit.level !== null).sort((one, two) => one.level - two.level
      || two.rank - one.rank || one.label.length - two.label.length || (one.id < two.id ? -1 : 1));
  }

  /* Passages, best first. Those with all words or, where none has them, with most of them. */
  function passages(index, terms) {
    const patterns = terms.map((term) => new RegExp(patternOf(term), "giu"));
    const phrase = terms.join(" ");
    const found = index.passages.map(([page, anchor, title, text], place) => {
      const counts = patterns.map((one) => [title.match(one), text.match(one)]
        .map((hits) => hits?.length ?? 0));
      const matched = counts.filter(([head, body]) => head + body).length;
      const score = counts.reduce((sum, [head, body]) => sum + 6 * Math.min(head, 1)
        + Math.min(body, 3), terms.length > 1 && plain(text).includes(phrase) ? 8 : 0)
        + 8 * index.pages[page][2];
      return { page, anchor, title, text, place, matched, score };
    }).filter(({ matched }) => matched > 0);
    const most = Math.max(0, ...found.map(({ matched }) => matched));
    return {
      whole: most === terms.length,
      found: 2 * most < terms.length ? [] : found.filter(({ matched }) => matched === most)
        .sort((one, two) => two.score - one.score || one.place - two.place)
        .map((one) => ({ ...one, address: index.pages[one.page][0],
          chapter: index.pages[one.page][1] })),
    };
  }

  /* How many letters must be changed, added, left out or swapped. */
  function distance(one, two) {
    let [older, before] = [[], [...Array(two.length + 1).keys()]];
    for (let i = 1; i <= one.length; i += 1) {
      const row = [i];
      for (let j = 1; j <= two.length; j += 1) {
        row[j] = Math.min(row[j - 1] + 1, before[j] + 1,
          before[j - 1] + (one[i - 1] === two[j - 1] ? 0 : 1));
        if (i > 1 && j > 1 && one[i - 1] === two[j - 2] && one[i - 2] === two[j - 1]) {
          row[j] = Math.min(row[j], older[j - 2] + 1);
        }
      }
      [older, before] = [before, row];
    }
    return before[two.length];
  }

  /* Every word of the book, with how often it stands there. */
  function vocabulary(indexes) {
    const words = new Map();
    const texts = [...entriesOf(indexes.numbers).map(({ text }) => text),
      ...(indexes.passages?.passages ?? []).map(([, , title, text]) => plain(`${title} ${text}`))];
    for (const text of texts) {
      for (const [word] of text.matchAll(/[\p{L}_][\p{L}\p{N}_]{2,}/gu)) {
        words.set(word, (words.get(word) ?? 0) + 1);
      }
    }
    return words;
  }

  /* The query with each unknown word replaced by the nearest one of the book; null without any.
     Slips seldom touch the first letter: it is the same one, or was swapped with the second. */
  function corrected(indexes, query) {
    const words = (indexes.vocabulary ??= vocabulary(indexes));
    const all = (indexes.allWords ??= [...words.keys()].join("\n"));
    let changed = false;
    const terms = termsOf(query).map((term) => {
      if (term.length < 3 || HAN.test(term) || new RegExp(patternOf(term), "u").test(all)) {
        return term;
      }
      const most = term.length < 5 ? 1 : 2;
      const near = [...words].filter(([word]) => Math.abs(word.length - term.length) <= most
          && (word[0] === term[0] || (word[0] === term[1] && word[1] === term[0])))
        .map(([word, count]) => ({ word, count, off: distance(term, word) }))
        .filter(({ off }) => off <= most)
        .sort((one, two) => one.off - two.off || two.count - one.count)[0];
      changed ||= Boolean(near);
      return near?.word ?? term;
    });
    return changed ? terms.join(" ") : null;
  }

  return { amountOf, closeness, corrected, entryOf, matcher, numbers, passages, termsOf, wordsOf };
})();
