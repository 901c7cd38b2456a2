/* Number cards. A number is a link to its entry in the ledger; pointing at it, reaching it with the
   keyboard or tapping it opens a card with what the entry says first. The data stands in the page.
   The card stays while the pointer or the focus is on the number or the card; Escape closes it. */
(function () {
  "use strict";
  var island = document.getElementById("number-cards");
  if (!island || !("showPopover" in HTMLElement.prototype)) return;
  var data = JSON.parse(island.textContent);
  var OPEN_AFTER = 180;
  var CLOSE_AFTER = 260;
  var GAP = 6;
  var EDGE = 12; // pixels kept free at the sides of the window
  var LEAST = 160; // height below which a card would be too small to read
  var card = null;
  var owner = null;
  var title = "";
  var timer = 0;
  var tapped = null; // the number under a finger whose card was not open yet

  function make(tag, className, children) {
    var element = document.createElement(tag);
    if (className) element.className = className;
    [].concat(children || []).forEach(function (child) {
      element.append(child);
    });
    return element;
  }

  function link(address, text, spoken) {
    var element = make("a", "", text);
    element.href = address;
    if (spoken) element.title = spoken;
    return element;
  }

  function entry(id) {
    return data.pages.fact + "#fact-" + id;
  }

  function factOf(anchor) {
    var id = (anchor.hash || "").replace("#fact-", "");
    return Object.prototype.hasOwnProperty.call(data.facts, id) ? id : "";
  }

  function row(name, items) {
    return [
      make("span", "card-name", name),
      make("span", "card-content", items.map(function (item) {
        return make("span", "card-item", item);
      })),
    ];
  }

  function printed(phrase) {
    var text = make("span", "", "“" + phrase[0] + "”");
    if (phrase[1]) text.lang = phrase[1];
    return text;
  }

  function source(id) {
    var words = data.sources[id];
    var text = words[0] + ", " + words[1] + ", " + words[2];
    return data.pages.source ? link(data.pages.source + "#source-" + id, text) : text;
  }

  function formula(fact) {
    // With the values in place of the ids: what each of them is stands below, under Inputs.
    var known = {};
    (fact.inputs || []).forEach(function (input) {
      if (input.fact) known[input.fact] = input;
    });
    var parts = fact.formula.split(/([A-Za-z_][A-Za-z0-9_]*)/).map(function (part) {
      var input = known[part];
      return input ? link(entry(part), input.number, input.label + ": " + input.text) : part;
    });
    return make("span", "card-formula", parts);
  }

  function input(one) {
    if (one.fact) return [one.label + ": ", link(entry(one.fact), one.text)];
    if (one.source && data.pages.source) {
      return [one.label + ": ", link(data.pages.source + "#source-" + one.source, one.text)];
    }
    return one.label + ": " + one.text;
  }

  function withMore(items, count) {
    return count ? items.concat("and " + count + " more, in the ledger") : items;
  }

  function rows(fact) {
    var found = [];
    function add(name, items) {
      if (items && items.length) found = found.concat(row(name, items));
    }
    add("Evidence", [data.marks[fact.mark] + (fact.evidence ? " (" + fact.evidence + ")" : "")]);
    add("Value", fact.value && [fact.value]);
    add("As printed", fact.printed ? [printed(fact.printed)] : fact.unprinted && [fact.unprinted]);
    add("Formula", fact.formula && [formula(fact)]);
    add("Method", fact.method && [fact.method]);
    add("Inputs", fact.inputs && withMore(fact.inputs.map(input), fact.more_inputs));
    add("Parameters", (fact.parameters || []).map(function (setting) {
      return setting[1] ? setting[0] + " = " + setting[1] : setting[0];
    }));
    add("Period", fact.period && [fact.period]);
    add("Status", fact.status && [fact.status]);
    add("Source", fact.sources && withMore(fact.sources.map(source), fact.more_sources));
    add("Kind", [fact.kind]);
    return found;
  }

  /* A letter in its box, or the word for what has no grade. */
  function badge(mark) {
    var style = mark.length === 1 ? "grade-" + mark.toLowerCase() : mark.replace(" ", "-");
    var made = make("span", "grade " + style, mark);
    made.title = data.marks[mark];
    return made;
  }

  function build(id) {
    var fact = data.facts[id];
    var about = make("span", "card-about", [
      make("span", "card-value", fact.display),
      " ",
      badge(fact.mark),
      " ",
      make("span", "card-label", fact.label),
    ]);
    about.id = "number-card-about";
    var panel = make("span", "number-card", [
      about,
      make("span", "card-rows", rows(fact)),
      make("span", "card-open", link(entry(id), "Open in the ledger")),
    ]);
    panel.id = "number-card";
    panel.setAttribute("popover", "manual");
    panel.setAttribute("role", "group");
    panel.setAttribute("aria-labelledby", about.id);
    panel.addEventListener("pointerenter", keep);
    panel.addEventListener("pointerleave", leave);
    panel.addEventListener("focusout", blurred);
    return panel;
  }

  function place(anchor, x) {
    // Beside the line of the link that the pointer is on: a link may run over two lines.
    var lines = Array.prototype.slice.call(anchor.getClientRects());
    var line = lines[0] || anchor.getBoundingClientRect();
    if (x) {
      line = lines.find(function (one) {
        return x.y >= one.top - 2 && x.y <= one.bottom + 2;
      }) || line;
    }
    card.style.maxHeight = "";
    var above = line.top - GAP - EDGE;
    var below = window.innerHeight - line.bottom - GAP - EDGE;
    var up = card.offsetHeight > below && above > below;
    card.style.maxHeight = Math.min(card.offsetHeight, Math.max(LEAST, up ? above : below)) + "px";
    var width = document.documentElement.clientWidth;
    var left = Math.max(EDGE, Math.min(line.left, width - card.offsetWidth - EDGE));
    var top = up ? line.top - GAP - card.offsetHeight : line.bottom + GAP;
    card.style.left = left + window.scrollX + "px";
    card.style.top = top + window.scrollY + "px";
  }

  function open(anchor, point) {
    keep();
    if (owner === anchor) return;
    var id = factOf(anchor);
    if (!id) return;
    close();
    owner = anchor;
    title = anchor.title;
    anchor.removeAttribute("title");
    card = build(id);
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
    var was = owner;
    owner = null;
    card.remove();
    card = null;
    if (title) was.title = title;
    delete was.dataset.card;
    was.removeAttribute("aria-details");
    was.removeAttribute("aria-describedby");
  }

  function keep() {
    window.clearTimeout(timer);
  }

  function later(what, delay) {
    keep();
    timer = window.setTimeout(what, delay);
  }

  function inUse() {
    var active = document.activeElement;
    return Boolean(card && (card.contains(active) || card.matches(":hover")
      || owner.matches(":hover") || (active === owner && owner.matches(":focus-visible"))));
  }

  function leave() {
    later(function () {
      if (!inUse()) close();
    }, CLOSE_AFTER);
  }

  function blurred() {
    later(function () {
      if (!inUse()) close();
    }, 0);
  }

  document.querySelectorAll("a.fact").forEach(function (anchor) {
    if (!factOf(anchor)) return;
    anchor.addEventListener("pointerenter", function (event) {
      if (event.pointerType === "touch") return;
      var point = { x: event.clientX, y: event.clientY };
      later(function () {
        open(anchor, point);
      }, OPEN_AFTER);
    });
    anchor.addEventListener("pointerleave", function (event) {
      if (event.pointerType !== "touch") leave();
    });
    anchor.addEventListener("pointerdown", function (event) {
      tapped = event.pointerType === "touch" && owner !== anchor ? anchor : null;
    });
    anchor.addEventListener("focus", function () {
      if (!tapped && anchor.matches(":focus-visible")) open(anchor);
    });
    anchor.addEventListener("blur", blurred);
    anchor.addEventListener("click", function (event) {
      if (tapped !== anchor) return;
      tapped = null;
      event.preventDefault();
      open(anchor);
    });
  });

  document.addEventListener("keydown", function (event) {
    if (event.key !== "Escape" || !owner) return;
    var anchor = owner;
    var inside = card.contains(document.activeElement);
    event.preventDefault();
    close();
    if (inside) {
      tapped = anchor; // the focus comes back without opening the card again
      anchor.focus();
      tapped = null;
    }
  });
  document.addEventListener("pointerdown", function (event) {
    if (owner && !card.contains(event.target) && !owner.contains(event.target)) close();
  });
  window.addEventListener("resize", function () {
    if (owner) place(owner);
  });
})();
