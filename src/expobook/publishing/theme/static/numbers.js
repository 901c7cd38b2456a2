/* Number cards. A number is a link to its entry in the ledger; pointing at it, reaching it with the
   keyboard or tapping it opens a card with what the entry says first, and what copies its citation.
   The data stands in the page. The card stays while the pointer or the focus is on the number or
   the card; its links join the order of the Tab key once ↓ has led into it; Escape closes it. */
(() => {
  "use strict";
  const island = document.getElementById("number-cards");
  if (!island || !("showPopover" in HTMLElement.prototype)) return;
  const { make } = window.expobook;
  const data = JSON.parse(island.textContent);
  const OPEN_AFTER = 180;
  const CLOSE_AFTER = 260;
  const GAP = 6;
  const EDGE = 12; // pixels kept free at the sides of the window
  const LEAST = 160; // height below which a card would be too small to read
  let card = null;
  let owner = null;
  let title = "";
  let timer = 0;
  let tapped = null; // the number under a finger whose card was not open yet

  const link = (href, text, spoken) => make("a", { href, ...(spoken && { title: spoken }) }, text);
  const entry = (id) => `${data.pages.fact}#fact-${id}`;

  function factOf(anchor) {
    const id = anchor.hash.replace("#fact-", "");
    return Object.hasOwn(data.facts, id) ? id : "";
  }

  function printed([text, lang]) {
    return make("span", lang ? { lang } : {}, `“${text}”`);
  }

  /* Publisher, title and date lead to the list of sources; then the place in it, and the original. */
  function source([id, place]) {
    const [publisher, called, dated, original] = data.sources[id];
    const named = [publisher, called, dated].join(", ");
    return [data.pages.source ? link(`${data.pages.source}#source-${id}`, named) : named,
      place && `, ${place}`,
      original && [" · ", make("a", { href: original, rel: "external" }, "Original ↗")]].flat();
  }

  /* With the values in place of the ids: what each of them is stands below, under Inputs. */
  function formula(fact) {
    const known = new Map((fact.inputs ?? []).map((input) => [input.fact, input]));
    return make("span", { class: "card-formula" }, fact.formula.split(/([A-Za-z_][A-Za-z0-9_]*)/)
      .map((part) => {
        const input = known.get(part);
        return input ? link(entry(part), input.number, `${input.label}: ${input.text}`) : part;
      }));
  }

  function input(one) {
    const page = one.fact ? entry(one.fact)
      : one.source && data.pages.source && `${data.pages.source}#source-${one.source}`;
    return [`${one.label}: `, page ? link(page, one.text) : one.text];
  }

  const withMore = (items, count) => (count ? [...items, `and ${count} more, in the ledger`] : items);

  function rows(fact) {
    return [
      ["Evidence", [data.marks[fact.mark] + (fact.evidence ? ` (${fact.evidence})` : "")]],
      ["Value", fact.value && [fact.value]],
      ["As printed", fact.printed ? [printed(fact.printed)] : fact.unprinted && [fact.unprinted]],
      ["Formula", fact.formula && [formula(fact)]],
      ["Method", fact.method && [fact.method]],
      ["Inputs", fact.inputs && withMore(fact.inputs.map(input), fact.more_inputs)],
      ["Parameters", fact.parameters?.map(([name, value]) => (value ? `${name} = ${value}` : name))],
      ["Period", fact.period && [fact.period]],
      ["Status", fact.status && [fact.status]],
      ["Source", fact.sources && withMore(fact.sources.map(source), fact.more_sources)],
      ["Kind", [fact.kind]],
    ].filter(([, items]) => items?.length).flatMap(([name, items]) => [
      make("span", { class: "card-name" }, name),
      make("span", { class: "card-content" }, items.map((item) =>
        make("span", { class: "card-item" }, item))),
    ]);
  }

  /* A letter in its box, or the word for what has no grade. */
  function badge(mark) {
    const style = mark.length === 1 ? `grade-${mark.toLowerCase()}` : mark.replace(" ", "-");
    return make("span", { class: `grade ${style}`, title: data.marks[mark] }, mark);
  }

  function actions(id, fact) {
    const cite = (label, kind) => data.pages.cite && make("a", { class: "cite-link",
      href: data.pages.cite, "data-cite": id, "data-part": fact.part, "data-copy": kind }, label);
    return make("span", { class: "card-actions" },
      make("span", {}, cite("Copy citation", "citation")),
      make("span", {}, cite("Copy for a brief", "brief")),
      link(entry(id), "Open in the ledger"));
  }

  function build(id) {
    const fact = data.facts[id];
    const panel = make("span", { id: "number-card", class: "number-card", popover: "manual",
      role: "group", "aria-labelledby": "number-card-about" },
    make("span", { id: "number-card-about", class: "card-about" },
      make("span", { class: "card-value" }, fact.display), " ", badge(fact.mark), " ",
      make("span", { class: "card-label" }, fact.label)),
    make("span", { class: "card-rows" }, rows(fact)),
    actions(id, fact),
    make("span", { class: "card-keys", "aria-hidden": "true" },
      "↓ into the card · ← → other links of the paragraph · Esc closes"));
    panel.querySelectorAll("a").forEach((one) => { one.tabIndex = -1; });
    panel.addEventListener("focusin", () => {
      panel.querySelectorAll("a").forEach((one) => { one.tabIndex = 0; });
    }, { once: true });
    panel.addEventListener("pointerenter", keep);
    panel.addEventListener("pointerleave", () => closeUnused(CLOSE_AFTER));
    panel.addEventListener("focusout", () => closeUnused(0));
    return panel;
  }

  /* Beside the line of the link that the pointer is on: a link may run over two lines. */
  function place(anchor, point) {
    const lines = [...anchor.getClientRects()];
    const line = lines.find(({ top, bottom }) => point && point.y >= top - 2 && point.y <= bottom + 2)
      ?? lines[0] ?? anchor.getBoundingClientRect();
    card.style.maxHeight = "";
    const above = line.top - GAP - EDGE;
    const below = innerHeight - line.bottom - GAP - EDGE;
    const up = card.offsetHeight > below && above > below;
    card.style.maxHeight = `${Math.min(card.offsetHeight, Math.max(LEAST, up ? above : below))}px`;
    if (card.scrollHeight > card.clientHeight) card.tabIndex = 0; // arrows scroll it
    else card.removeAttribute("tabindex");
    const width = document.documentElement.clientWidth;
    const left = Math.max(EDGE, Math.min(line.left, width - card.offsetWidth - EDGE));
    const top = up ? line.top - GAP - card.offsetHeight : line.bottom + GAP;
    card.style.left = `${left + scrollX}px`;
    card.style.top = `${top + scrollY}px`;
  }

  function open(anchor, point) {
    keep();
    if (owner === anchor) return;
    close();
    owner = anchor;
    ({ title } = anchor);
    anchor.removeAttribute("title");
    card = build(factOf(anchor));
    anchor.after(card);
    anchor.dataset.card = "open";
    anchor.setAttribute("aria-details", card.id);
    anchor.setAttribute("aria-describedby", "number-card-about");
    card.showPopover();
    place(anchor, point);
  }

  function close() {
    keep();
    if (!owner) return;
    const was = owner;
    owner = null;
    card.remove();
    card = null;
    if (title) was.title = title;
    delete was.dataset.card;
    was.removeAttribute("aria-details");
    was.removeAttribute("aria-describedby");
  }

  function keep() {
    clearTimeout(timer);
  }

  function later(act, delay) {
    keep();
    timer = setTimeout(act, delay);
  }

  function inUse() {
    const active = document.activeElement;
    return card && (card.contains(active) || card.matches(":hover") || owner.matches(":hover")
      || (active === owner && owner.matches(":focus-visible")));
  }

  function closeUnused(delay) {
    later(() => { if (!inUse()) close(); }, delay);
  }

  for (const anchor of document.querySelectorAll("a.fact")) {
    if (!factOf(anchor)) continue;
    anchor.addEventListener("pointerenter", ({ pointerType, clientX: x, clientY: y }) => {
      if (pointerType !== "touch") later(() => open(anchor, { x, y }), OPEN_AFTER);
    });
    anchor.addEventListener("pointerleave", ({ pointerType }) => {
      if (pointerType !== "touch") closeUnused(CLOSE_AFTER);
    });
    anchor.addEventListener("pointerdown", ({ pointerType }) => {
      tapped = pointerType === "touch" && owner !== anchor ? anchor : null;
    });
    anchor.addEventListener("focus", () => {
      if (!tapped && anchor.matches(":focus-visible")) open(anchor);
    });
    anchor.addEventListener("blur", () => closeUnused(0));
    anchor.addEventListener("click", (event) => {
      if (tapped !== anchor) return;
      tapped = null;
      event.preventDefault();
      open(anchor);
    });
  }

  document.addEventListener("keydown", (event) => {
    if (!owner) return;
    const anchor = owner;
    // A browser that meets an open popover without a stop ends the way through the page there.
    if (event.key === "Tab" && !card.contains(document.activeElement)) return void close();
    if (event.key === "ArrowDown" && document.activeElement === anchor) {
      event.preventDefault();
      (card.querySelector(".card-actions a") ?? card).focus();
    }
    if (event.key !== "Escape") return;
    const inside = card.contains(document.activeElement);
    event.preventDefault();
    close();
    if (inside) {
      tapped = anchor; // the focus comes back without opening the card again
      anchor.focus();
      tapped = null;
    }
  });
  document.addEventListener("pointerdown", ({ target }) => {
    if (owner && !card.contains(target) && !owner.contains(target)) close();
  });
  addEventListener("resize", () => { if (owner) place(owner); });
})();
