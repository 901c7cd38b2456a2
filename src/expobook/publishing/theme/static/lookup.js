/* Is my citation still good? Finds a number in the released editions; everything it needs stands in
   the page. The form is made here, so that a reader without scripts sees no dead control. */
(function () {
  "use strict";
  var holder = document.getElementById("lookup-data");
  if (!holder) return;
  var data = JSON.parse(holder.textContent);
  var place = holder.closest(".lookup");
  var editions = data.editions;
  var newest = editions.length - 1;
  var ids = Object.keys(data.facts);

  function make(tag, className, text) {
    var element = document.createElement(tag);
    if (className) element.className = className;
    if (text) element.textContent = text;
    return element;
  }

  function labelled(className, words, control) {
    var field = make("p", className);
    var label = make("label", "", words);
    label.htmlFor = control.id;
    field.append(label, control);
    return field;
  }

  var form = make("form");
  form.setAttribute("role", "search");
  form.setAttribute("aria-label", "Numbers of the released editions");
  var input = make("input");
  input.id = "lookup-id";
  input.name = "id";
  input.type = "search";
  input.autocomplete = "off";
  input.spellcheck = false;
  input.setAttribute("autocapitalize", "none");
  var chosen = make("select");
  chosen.id = "lookup-edition";
  chosen.name = "edition";
  editions.slice().reverse().forEach(function (name) {
    var option = make("option", "", name);
    option.value = name;
    chosen.append(option);
  });
  var ask = make("button", "", "Look up");
  ask.type = "submit";
  form.append(labelled("lookup-id", "Id, address or words of the number", input),
    labelled("lookup-in", "Edition cited", chosen), ask);
  var answer = make("div", "lookup-answer");
  answer.setAttribute("role", "status");

  /* An id as typed, or as it stands at the end of an address. */
  function clean(text) {
    var last = text.trim().split("#").pop();
    return last.indexOf("fact-") === 0 ? last.slice(5) : last;
  }

  function link(id, edition) {
    return "#" + new URLSearchParams({ id: id, edition: edition }).toString();
  }

  /* How many of the words or, failing that, of the letter pairs a number shares with the query. */
  function pairs(text) {
    var found = {};
    for (var at = 0; at < text.length - 1; at += 1) found[text.slice(at, at + 2)] = true;
    return found;
  }

  function near(query) {
    var words = query.toLowerCase().split(/[\s_]+/).filter(Boolean);
    var wanted = pairs(words.join("_"));
    var most = Math.max(1, Object.keys(wanted).length);
    return ids.map(function (id) {
      var text = (id + " " + data.facts[id][0]).toLowerCase();
      var hits = words.filter(function (word) { return text.indexOf(word) >= 0; }).length;
      var own = pairs(id);
      var shared = Object.keys(wanted).filter(function (pair) { return own[pair]; }).length;
      var alike = 2 * shared / (most + Object.keys(own).length);
      return { id: id, score: hits / Math.max(1, words.length) + alike };
    }).filter(function (one) { return one.score >= 0.6; }).sort(function (a, b) {
      return b.score - a.score || (a.id < b.id ? -1 : 1);
    }).slice(0, 6).map(function (one) { return one.id; });
  }

  function suggest(query, edition) {
    var found = near(query);
    answer.append(make("p", "", "No released edition has the number “" + query + "”."
      + (found.length ? " Did you mean:" : "")));
    if (!found.length) {
      answer.append(make("p", "", "An id is the last part of a number's address in the ledger, "
        + "after #fact-."));
      return;
    }
    var list = make("ul", "lookup-near");
    found.forEach(function (id) {
      var item = make("li");
      var anchor = make("a", "", data.facts[id][0]);
      anchor.href = link(id, edition);
      anchor.append(make("code", "", id));
      item.append(anchor);
      list.append(item);
    });
    answer.append(list);
  }

  function spellOf(spells, position) {
    return spells.filter(function (one) { return one[0] <= position && position <= one[1]; })[0];
  }

  /* The same number for a reader who cites it: as written, grade, value and unit. */
  function alike(one, other) {
    return [2, 3, 4].every(function (part) { return one[part] === other[part]; });
  }

  /* What no source graded says what it is. */
  function graded(mark) {
    var words = { "": "a setting", "modelled": "modelled", "own count": "an own count" };
    return mark in words ? words[mark] : "grade " + mark;
  }

  function show(id, edition) {
    var label = data.facts[id][0];
    var spells = data.facts[id][1];
    var position = editions.indexOf(edition);
    var cited = spellOf(spells, position);
    if (position < 0 || !cited) {
      var where = position < 0 ? editions : editions.filter(function (name, at) {
        return spellOf(spells, at);
      });
      answer.append(make("p", "", position < 0
        ? "There is no edition “" + edition + "”; released so far: " + where.join(", ") + "."
        : "Edition " + edition + " has no number “" + id + "”; it stands in: "
          + where.join(", ") + "."));
      return;
    }
    var now = spellOf(spells, newest);
    var status = !now ? "withdrawn" : alike(cited, now) ? "current" : "revised";
    var signs = { current: "✓ Current", revised: "↻ Revised", withdrawn: "✕ Withdrawn" };
    var card = make("div", "lookup-card " + status);
    card.append(make("p", "lookup-state", signs[status]),
      make("p", "lookup-number", cited[2]),
      make("p", "", label + "; " + graded(cited[3]) + ", edition " + edition + "."));
    if (status === "current") {
      card.append(make("p", "", "It stands so in the newest edition, " + editions[newest] + "."));
    } else if (now) {
      card.append(make("p", "", "In the newest edition, " + editions[newest] + ": " + now[2]
        + ", " + graded(now[3]) + "."));
    } else {
      card.append(make("p", "", "The newest edition, " + editions[newest]
        + ", doesn't state it any more."));
    }
    var list = make("ul");
    spells.forEach(function (one) {
      if (one[1] >= position && one[5]) list.append(make("li", "", one[5]));
    });
    if (list.children.length) card.append(list);
    if (now) {
      var entry = make("a", "", "Its entry in the ledger");
      entry.href = "ledger.html#fact-" + encodeURIComponent(id);
      var line = make("p");
      line.append(entry);
      card.append(line);
    }
    answer.append(card);
  }

  function find(id, edition) {
    answer.textContent = "";
    if (!id) return;
    if (Object.prototype.hasOwnProperty.call(data.facts, id)) show(id, edition);
    else suggest(id, edition);
  }

  /* A deep link: lookup.html?id=…&edition=…, or the same after a #. */
  function follow() {
    var given = new URLSearchParams(
      location.hash.indexOf("id=") >= 0 ? location.hash.slice(1) : location.search);
    if (!given.has("id")) return;
    var id = clean(given.get("id"));
    var edition = given.get("edition") || editions[newest];
    input.value = id;
    if (editions.indexOf(edition) >= 0) chosen.value = edition;
    find(id, edition);
  }

  form.addEventListener("submit", function (event) {
    event.preventDefault();
    var target = link(clean(input.value), chosen.value);
    if (location.hash === target) follow();
    else location.hash = target;
  });
  window.addEventListener("hashchange", follow);
  place.querySelector(".lookup-without-script").hidden = true;
  if (!editions.length) {
    place.append(make("p", "", "No edition has been released yet: there is nothing to look up."));
    return;
  }
  place.append(form, answer);
  follow();
})();
