/* Brings the charts of a page to life, one after the other, when a reader comes near them.
   Until then, and wherever a script can't run, the drawing in the page stands for itself. */
(() => {
  "use strict";
  const own = document.currentScript.src;
  const vegaAddress = new URL("vega.js", own).href;
  const UNKNOWN = new Set(["", "null", "undefined", "NaN"]);
  let loading = null;
  let line = Promise.resolve();

  function loadVega() {
    loading ??= new Promise((done, failed) => {
      const script = document.createElement("script");
      script.src = vegaAddress;
      script.onload = () => done(window.expobookEmbed);
      script.onerror = failed;
      document.head.append(script);
    });
    return loading;
  }

  const idle = () =>
    new Promise((done) => {
      if (window.requestIdleCallback) requestIdleCallback(done, { timeout: 1500 });
      else setTimeout(done, 50);
    });

  /* Charts measure their words, so the faces have to be there first. */
  const faces = () =>
    Promise.all(['12px "Source Sans Pro"', '600 12px "Source Sans Pro"'].map((face) =>
      document.fonts.load(face)));

  let tip = null;
  function showTip(handler, event, item, value) {
    tip ??= makeTip();
    const lines = Object.entries(value ?? {}).filter(([, text]) => !UNKNOWN.has(text));
    tip.hidden = !lines.length;
    if (tip.hidden) return;
    tip.replaceChildren(...lines.map(lineOf));
    const { width, height } = tip.getBoundingClientRect();
    const left = Math.min(event.clientX + 14, innerWidth - width - 8);
    const above = event.clientY - height - 12;
    tip.style.left = `${Math.max(8, left)}px`;
    tip.style.top = `${above > 8 ? above : event.clientY + 18}px`;
  }

  /* A line without a name is the heading; a bar in it stands for a break. */
  function lineOf([name, text]) {
    const line = document.createElement("div");
    const label = document.createElement(name.trim() ? "span" : "b");
    const words = String(text).replaceAll("|", " ");
    label.textContent = name.trim() ? `${name}: ` : words;
    line.append(label, name.trim() ? words : "");
    return line;
  }

  function makeTip() {
    const made = document.createElement("div");
    made.className = "chart-tip";
    made.setAttribute("aria-hidden", "true"); // the data table says the same, in order
    document.body.append(made);
    addEventListener("scroll", () => { made.hidden = true; }, { passive: true });
    return made;
  }

  /* A twin for another width is kept as changes to the specification of the chart. */
  function specificationOf(picture) {
    const figure = picture.closest("figure");
    const spec = JSON.parse(figure.querySelector("script.figure-spec").textContent);
    if (!picture.classList.contains("twin")) return spec;
    const changes = JSON.parse(figure.querySelector("script.figure-twin").textContent);
    for (const [path, ...value] of changes) {
      const last = path.pop();
      const place = path.reduce((inside, name) => inside[name], spec);
      if (value.length) [place[last]] = value;
      else delete place[last];
    }
    return spec;
  }

  async function enliven(picture) {
    picture.dataset.chart = "loading";
    try {
      const [embed] = await Promise.all([loadVega(), faces()]);
      await idle();
      const holder = document.createElement("div");
      const result = await embed(holder, specificationOf(picture), {
        mode: "vega-lite", renderer: "svg", actions: false, tooltip: showTip, logLevel: 1,
        defaultStyle: false,
      });
      await result.view.runAsync();
      replace(picture, holder.querySelector("svg"));
      offerChoices(picture, result);
      openEvents(picture, result);
      picture.dataset.chart = "live";
    } catch (error) {
      picture.dataset.chart = "still";
      console.warn("A chart stays a drawing:", error);
    }
  }

  /* The live drawing takes exactly the place of the still one, and its name and description. */
  function replace(picture, live) {
    const still = picture.querySelector("svg");
    const { width, height } = still.viewBox.baseVal;
    const words = [...still.querySelectorAll(":scope > title, :scope > desc")];
    live.setAttribute("role", "img");
    live.setAttribute("aria-label", words.map((one) => one.textContent).join(". "));
    for (const name of ["role", "aria-label", "aria-roledescription", "aria-hidden"]) {
      live.querySelectorAll(`[${name}]`).forEach((mark) => mark.removeAttribute(name));
    }
    live.removeAttribute("aria-roledescription");
    live.style.aspectRatio = `${width} / ${height}`;
    for (const name of ["width", "height"]) live.setAttribute(name, still.getAttribute(name));
    still.replaceWith(live);
  }

  /* The mark of an event opens its row in the list of all events, where its source is. */
  function openEvents(picture, { view }) {
    const { events } = picture.closest("figure").querySelector("script.figure-spec").dataset;
    view.addEventListener("click", (event, item) => {
      if (events && item?.datum?.event_id) location.href = `${events}#event-${item.datum.event_id}`;
    });
  }

  /* A chart whose specification binds settings to lists of choices gets these above it. The two
     pictures of a chart, wide and narrow, share them. */
  function offerChoices(picture, { view, vgSpec }) {
    const bound = vgSpec.signals?.filter((one) => one.bind?.input === "select") ?? [];
    if (!bound.length) return;
    const figure = picture.closest("figure");
    const bar = figure.querySelector(".chart-choices") ?? makeChoices(figure, bound);
    const apply = () => {
      for (const select of bar.querySelectorAll("select")) view.signal(select.name, select.value);
      return view.runAsync();
    };
    bar.addEventListener("change", apply);
    apply();
  }

  /* The choices as the page offers them at first are no setting. */
  function keepChoices(figure, selects) {
    expobookSending.keep(figure.id, Object.fromEntries(selects.map((one) =>
      [one.name, one.selectedIndex ? one.value : ""])));
  }

  function makeChoices(figure, bound) {
    const bar = document.createElement("div");
    bar.className = "table-filters chart-choices";
    bar.setAttribute("role", "group");
    bar.setAttribute("aria-label", "Filter the chart");
    for (const { name, bind } of bound) {
      const label = document.createElement("label");
      const select = document.createElement("select");
      select.name = name;
      select.append(...bind.options.map((one, place) =>
        new Option(bind.labels?.[place] ?? one, one)));
      const wanted = expobookSending.setting(figure.id).get(name);
      if (bind.options.map(String).includes(wanted)) select.value = wanted;
      label.append(bind.name, select);
      bar.append(label);
    }
    bar.addEventListener("change", () => keepChoices(figure, [...bar.querySelectorAll("select")]));
    bar.append(expobookSending.link(figure.id));
    figure.querySelector(".figure-picture").before(bar);
    return bar;
  }

  function start(picture) {
    const spec = picture.closest("figure")?.querySelector("script.figure-spec");
    if (!spec || picture.dataset.chart) return;
    line = line.then(() => enliven(picture));
  }

  const pictures = document.querySelectorAll(".figure-picture");
  for (const picture of pictures) {
    for (const sign of ["pointerenter", "focusin", "touchstart"]) {
      picture.addEventListener(sign, () => start(picture), { once: true, passive: true });
    }
  }
  if (!navigator.connection?.saveData && "IntersectionObserver" in window) {
    const watcher = new IntersectionObserver((seen) => {
      for (const one of seen) {
        if (!one.isIntersecting) continue;
        watcher.unobserve(one.target);
        start(one.target);
      }
    }, { rootMargin: "100px 0px" });
    const watch = () => idle().then(() => pictures.forEach((one) => watcher.observe(one)));
    if (document.readyState === "complete") watch();
    else addEventListener("load", watch, { once: true });
  }
})();
