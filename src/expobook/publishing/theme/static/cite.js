/* Citing. A link “Cite” beside a figure or number opens a dialog with its citation: as text in
   several styles, or as a file for reference managers; to copy or to download. A link that copies
   does so in its place, in the style that was chosen last. The texts lie in one script for each
   chapter, loaded on the first click. Without this script the links lead to the page on citing. */
(() => {
  "use strict";
  const { button, copy, load, make, say } = window.expobook;
  const FILES = [
    { id: "bibtex", label: "BibTeX", ending: "bib", type: "application/x-bibtex" },
    { id: "ris", label: "RIS", ending: "ris", type: "application/x-research-info-systems" },
    { id: "csl", label: "CSL-JSON", ending: "json", type: "application/json" },
  ];
  const REFUSED = "This browser doesn't allow it: select the text and copy it.";
  const STYLE_KEPT = "expobook-cite";
  let parts = null; // the elements of the dialog
  let shown = null; // what the dialog shows: id, data, thing, brief

  const contentOf = (name) => load(`_cite/${name}.js`);
  const fileOf = (style) => FILES.find(({ id }) => id === style);
  const choices = ({ data }) => [...data.styles, ...FILES];
  const paragraphs = (lines) => lines.map((line) => `<p>${line}</p>`).join("");

  function plain(html) {
    const holder = make("div");
    holder.innerHTML = html;
    holder.querySelectorAll("br").forEach((one) => one.replaceWith("\n"));
    return [...holder.querySelectorAll("p, figcaption")].map((one) => one.textContent.trim())
      .filter(Boolean).join("\n");
  }

  /* The style that was chosen last, where the thing has it. */
  function chosen(one) {
    let kept = "apa";
    try { kept = localStorage.getItem(STYLE_KEPT) ?? kept; } catch { /* a private window */ }
    return choices(one).find(({ id }) => id === kept) ?? choices(one)[0];
  }

  function remember(style) {
    try { localStorage.setItem(STYLE_KEPT, style); } catch { /* a private window */ }
  }

  /* The citation and its original sources: lines of HTML. */
  function cited({ data, thing }, style) {
    const sources = thing.sources.map((name) => data.sources[name].texts[style]);
    if (sources.length) {
      sources[0] = `Original source${sources.length > 1 ? "s" : ""}: ${sources[0]}`;
    }
    return [thing.texts[style], ...sources];
  }

  function fileText({ data, thing }, { id }) {
    const items = [thing, ...thing.sources.map((name) => data.sources[name])].map((one) => one[id]);
    return id === "csl" ? `${JSON.stringify(items, null, 1)}\n`
      : items.join(id === "ris" ? "\n" : "");
  }

  /* Plain and rich text of a citation, with what must be said of it; a file has no rich text. */
  function written(one, style) {
    if (fileOf(style)) return [fileText(one, fileOf(style)), ""];
    const html = paragraphs([...cited(one, style), ...one.data.remarks]);
    return [plain(html), html];
  }

  /* Pieces for a brief are kept in the first style; here they get the one that was chosen. */
  function restyled(one, brief, style) {
    if (!one.thing.texts || fileOf(style)) return brief;
    const first = cited(one, one.data.styles[0].id);
    const put = (html) => cited(one, style).reduce((text, line, which) =>
      text.replace(`>${first[which]}</p>`, () => `>${line}</p>`), html);
    return { fragment: put(brief.fragment), page: put(brief.page) };
  }

  async function briefOf(one) {
    if (!one.thing.figure) return { fragment: one.thing.brief, page: "" };
    const [piece, { faces }] = await Promise.all([one.id, "faces"].map(contentOf));
    return { fragment: piece.fragment, page: piece.page.replace("/*faces*/", () => faces) };
  }

  function build() {
    const choice = make("select");
    choice.addEventListener("change", () => { remember(choice.value); fill(); });
    parts = {
      choice,
      title: make("p", { class: "cite-title" }),
      heading: make("h2", { id: "cite-heading" }, "Cite"),
      field: make("label", { class: "cite-field" }, "Style or format ", choice),
      text: make("div", { class: "cite-text", tabindex: "0", role: "region",
        "aria-label": "Citation" }),
      said: make("p", { class: "cite-said", role: "status" }),
      copy: button("Copy", () => copyShown(...written(shown, choice.value), "Copied."),
        { class: "cite-first" }),
      save: button("Download", saveShown),
      brief: button("Copy for a brief", copyBrief),
      page: button("Download page", savePage),
      close: button("Close", () => parts.dialog.close(), { class: "cite-close" }),
    };
    parts.dialog = make("dialog", { class: "cite-dialog", "aria-labelledby": "cite-heading" },
      parts.close, parts.heading, parts.title, parts.field, parts.text,
      make("p", { class: "cite-buttons" }, parts.copy, parts.save, parts.brief, parts.page),
      parts.said);
    parts.dialog.addEventListener("click", (event) => {
      if (event.target === parts.dialog) parts.dialog.close(); // the ground around it
    });
    document.body.append(parts.dialog);
  }

  function open(one) {
    if (!parts) build();
    shown = one;
    parts.title.textContent = one.thing.title;
    parts.said.textContent = "";
    parts.choice.replaceChildren(...choices(one).map(({ id, label }) => new Option(label, id)));
    parts.choice.value = chosen(one).id;
    show(false);
    if (!parts.dialog.open) parts.dialog.showModal();
    (parts.field.hidden ? parts.close : parts.choice).focus();
    parts.text.scrollTop = 0;
  }

  function show(asBrief) {
    const refused = Boolean(shown.thing.refused);
    shown.asBrief = asBrief;
    parts.heading.textContent = asBrief ? "For a brief" : "Cite";
    parts.text.setAttribute("aria-label", asBrief ? "Piece for a brief" : "Citation");
    for (const part of ["field", "copy", "save"]) parts[part].hidden = asBrief || refused;
    parts.brief.hidden = !asBrief && !shown.thing.brief && !shown.thing.figure;
    parts.page.hidden = !asBrief;
    fill();
    keepFocus();
  }

  /* Focus on a control that is taken away would fall to the page behind, out of reach of Escape. */
  function keepFocus() {
    const held = document.activeElement;
    if (!parts.dialog.open) return;
    if (!parts.dialog.contains(held) || held.closest("[hidden]")) parts.close.focus();
  }

  function fill() {
    const asFile = !shown.asBrief && !shown.thing.refused && fileOf(parts.choice.value);
    parts.text.classList.toggle("cite-file", Boolean(asFile));
    if (asFile) parts.text.replaceChildren(make("pre", {}, fileText(shown, asFile)));
    else {
      parts.text.innerHTML = shown.asBrief ? shown.brief.fragment
        : shown.thing.refused ? `<p>${shown.thing.refused}</p>`
          : written(shown, parts.choice.value)[1];
    }
  }

  async function copyShown(text, html, words) {
    parts.said.textContent = "";
    parts.said.textContent = await copy(text, html) ? words : REFUSED;
  }

  async function copyBrief() {
    try {
      shown.brief ??= await briefOf(shown);
    } catch {
      parts.said.textContent = "The citations of this chapter can't be loaded.";
      return;
    }
    shown.brief = restyled(shown, shown.brief, parts.choice.value);
    show(true);
    const { fragment } = shown.brief;
    copyShown(plain(fragment), fragment, shown.thing.figure
      ? "Copied: picture, finding, source line and citation."
      : "Copied: number, source line and citation.");
  }

  function saveShown() {
    const [text] = written(shown, parts.choice.value);
    const file = fileOf(parts.choice.value);
    if (file) save(text, file.ending, file.type);
    else save(`${text}\n`, "txt", "text/plain");
  }

  function savePage() {
    save(shown.brief.page || '<!DOCTYPE html>\n<html lang="en-GB"><head><meta charset="utf-8">'
      + `<title>${shown.id}</title></head>\n<body>\n${shown.brief.fragment}</body></html>\n`,
    "html", "text/html");
  }

  function save(text, ending, type) {
    const name = `${shown.id}.${ending}`;
    const href = URL.createObjectURL(new Blob([text], { type: `${type};charset=utf-8` }));
    make("a", { href, download: name }).click();
    URL.revokeObjectURL(href);
    parts.said.textContent = `Saved as ${name}.`;
  }

  /* A number is copied where the reader is: its citation, or as a piece for a brief. */
  async function copyInPlace(link, one) {
    const style = chosen(one);
    const { fragment } = restyled(one, await briefOf(one), style.id);
    const [text, html] = link.dataset.copy === "brief" ? [plain(fragment), fragment]
      : written(one, style.id);
    say(link, !await copy(text, html) ? REFUSED
      : link.dataset.copy === "brief" ? "Copied, with source and citation"
        : `Copied: ${style.label}`);
  }

  document.addEventListener("click", async (event) => {
    const link = event.target.closest?.("a.cite-link");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const { cite: id, part, copy: wanted } = link.dataset;
    let one;
    try {
      const data = await contentOf(part);
      one = { id, data, thing: data.things[id], brief: null };
    } catch {
      location.href = link.href;
      return;
    }
    if (wanted && !one.thing.figure && !one.thing.refused) copyInPlace(link, one);
    else {
      open(one);
      if (wanted === "brief") copyBrief();
    }
  });
})();
