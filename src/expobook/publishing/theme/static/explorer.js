/* The explorer: the model of the outlook in closed form, computed in the page.
   The log of the value after n years is normal with mean ln(base) + n ln(1 + mean). Its variance is
   that of one year times n + n² / rates and times a factor, plus the tracking error's. The factors
   make it Student's t where mean and spread are estimates; the base is divided by a share of the
   year that isn't known. Both are averaged over the points and weights that the page was given. */
(() => {
  "use strict";
  const SVG = "http://www.w3.org/2000/svg";
  const WIDE = { width: 640, left: 52, right: 150, labels: 8 };
  const NARROW = { width: 330, left: 36, right: 116, labels: 3 };
  const phone = matchMedia("(max-width: 34rem)");
  const HEIGHT = 320;
  const TOP = 18;
  const BOTTOM = 30;

  /* The complementary error function: a series near zero, a continued fraction farther out. */
  function erfc(x) {
    if (x < 0) return 2 - erfc(-x);
    if (x < 2.5) {
      let term = x;
      let sum = x;
      for (let n = 1; n < 200 && Math.abs(term) > 1e-17 * Math.abs(sum); n += 1) {
        term *= -x * x / n;
        sum += term / (2 * n + 1);
      }
      return 1 - (2 / Math.sqrt(Math.PI)) * sum;
    }
    let fraction = x;
    for (let n = 120; n > 0; n -= 1) fraction = x + n / 2 / fraction;
    return Math.exp(-x * x) / (Math.sqrt(Math.PI) * fraction);
  }

  function level(now, years) {
    const doubt = now.rates ? years * years / now.rates : 0;
    return {
      centre: Math.log(now.base) + years * Math.log1p(now.mean / 100),
      varied: (years + doubt) * (now.spread / 100) ** 2,
      tracked: (years + now.strayed) * (now.tracking / 100) ** 2,
    };
  }

  /* The weight of all paths that end at a log distance above the middle, or farther. */
  function above(distance, now, { varied, tracked }) {
    let sum = 0;
    for (const [shift, outer] of now.shares) {
      for (const [factor, inner] of now.factors) {
        const spread = Math.sqrt(2 * (factor * varied + tracked));
        const away = distance - shift;
        const tail = spread === 0 ? (away <= 1e-12 ? 2 : 0) : erfc(away / spread);
        sum += outer * inner * tail / 2;
      }
    }
    return sum;
  }

  /* The share of paths at or above the target in its year, from 0 to 1. */
  function probability(now, years) {
    const at = level(now, years);
    return above(Math.log(now.target) - at.centre, now, at);
  }

  /* The value that a percentage of paths lie below, by halving. */
  function quantile(now, years, percent) {
    const at = level(now, years);
    let [low, high] = [-1, 1];
    while (above(low, now, at) < 1 - percent / 100) low *= 2;
    while (above(high, now, at) > 1 - percent / 100) high *= 2;
    for (let step = 0; step < 30; step += 1) {
      const middle = (low + high) / 2;
      if (above(middle, now, at) > 1 - percent / 100) low = middle;
      else high = middle;
    }
    return Math.exp(at.centre + (low + high) / 2);
  }

  const written = (value, decimals) =>
    value.toLocaleString("en-GB", { minimumFractionDigits: decimals, maximumFractionDigits: decimals });

  function percent(share) {
    if (share > 0 && share < 0.0005) return "less than 0.1%";
    if (share < 1 && share > 0.9995) return "more than 99.9%";
    return `${written(share * 100, 1)}%`;
  }

  function make(tag, attributes = {}, ...children) {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    made.append(...children);
    return made;
  }

  function draw(tag, attributes, text = "") {
    const made = document.createElementNS(SVG, tag);
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    made.textContent = text;
    return made;
  }

  function niceStep(top) {
    const raw = top / 4;
    const scale = 10 ** Math.floor(Math.log10(raw));
    return [1, 2, 2.5, 5, 10].map((one) => one * scale).find((one) => one >= raw);
  }

  /* The fan from the base year to the target year, with the target and the ends in words. */
  function fan(svg, now, settings) {
    const { width, left, right, labels } = phone.matches ? NARROW : WIDE;
    svg.setAttribute("viewBox", `0 0 ${width} ${HEIGHT}`);
    const years = now.year - settings.baseYear;
    const values = settings.quantiles.map((percent) =>
      Array.from({ length: years + 1 }, (_, year) => quantile(now, year, percent)));
    const top = 1.08 * Math.max(now.target, ...values.at(-1));
    const x = (year) => left + (year / years) * (width - left - right);
    const y = (value) => HEIGHT - BOTTOM - (value / top) * (HEIGHT - TOP - BOTTOM);
    const path = (line) => line.map((value, year) => `${x(year).toFixed(2)},${y(value).toFixed(2)}`);
    const parts = [];
    const step = niceStep(top);
    for (let value = 0; value <= top; value += step) {
      parts.push(draw("line", { class: "grid", x1: left, x2: width - right, y1: y(value), y2: y(value) }));
      parts.push(draw("text", { class: "scale", x: left - 8, y: y(value) + 4, "text-anchor": "end" },
        written(value, 0)));
    }
    const middle = (values.length - 1) / 2;
    for (let outer = 0; outer < middle; outer += 1) {
      const edge = [...path(values[outer]), ...path(values[values.length - 1 - outer]).reverse()];
      parts.push(draw("polygon", { class: "band", points: edge.join(" ") }));
    }
    parts.push(draw("polyline", { class: "middle", points: path(values[middle]).join(" ") }));
    for (let year = 0; year <= years; year += Math.ceil(years / labels)) {
      parts.push(draw("text", { class: "scale", x: x(year), y: HEIGHT - 8, "text-anchor": "middle" },
        String(settings.baseYear + year)));
    }
    parts.push(draw("line", { class: "target", x1: left, x2: x(years), y1: y(now.target), y2: y(now.target) }));
    parts.push(draw("path", { class: "target-mark", d: `M${x(years)},${y(now.target)}m-6,0l6,-6l6,6l-6,6z` }));
    parts.push(draw("text", { class: "target-words", x: left + 2, y: y(now.target) - 7 },
      `target: ${written(now.target, 0)} ${settings.unit}`));
    const ends = [["1 in 10 above", 5], ["middle", middle], ["1 in 10 below", 1]];
    let lowest = -Infinity;
    for (const [words, which] of ends) {
      const value = values[which].at(-1);
      lowest = Math.max(y(value) + 4, lowest + 15);
      parts.push(draw("text", { class: "end", x: x(years) + 12, y: lowest },
        `${words}: ${written(value, 0)}`));
    }
    svg.replaceChildren(...parts);
  }

  function slider(given, name, changed) {
    const id = `explorer-${name}`;
    const { value, step, down, up } = given;
    const input = make("input", {
      type: "range", id, min: -down, max: up, step: 1, value: 0,
    });
    const output = make("output", { for: id });
    const unit = given.unit.startsWith("%") || !given.unit ? given.unit : ` ${given.unit}`;
    const read = () => value + Number(input.value) * step;
    const words = () =>
      (given.decimals ? written(read(), given.decimals) : String(Math.round(read()))) + unit;
    const show = () => {
      output.textContent = words();
      input.setAttribute("aria-valuetext", words());
    };
    input.addEventListener("input", () => { show(); changed(); });
    show();
    const row = make("div", { class: "explorer-row" },
      make("label", { for: id }, given.label), input, output);
    const set = (wanted) => { input.value = Math.round((wanted - value) / step); show(); };
    const changedTo = () => (input.value === "0" ? "" : String(Number(read().toPrecision(10))));
    return { row, read, set, changedTo, reset: () => set(value) };
  }

  function build(place) {
    const settings = JSON.parse(place.querySelector("script").textContent);
    const sliders = {};
    for (const given of settings.sliders) sliders[given.name] = slider(given, given.name, change);
    for (const [name, value] of expobookSending.setting(place.id)) {
      if (Number.isFinite(Number(value))) sliders[name]?.set(Number(value));
    }
    const chance = make("output", { class: "explorer-chance" });
    const detail = make("p", { class: "explorer-detail" });
    const svg = draw("svg", { role: "img" });
    const reset = make("button", { type: "button" }, "Back to this run's setting");
    reset.addEventListener("click", () => {
      Object.values(sliders).forEach((one) => one.reset());
      change();
    });

    function change() {
      update();
      expobookSending.keepSoon(place.id, Object.fromEntries(
        Object.entries(sliders).map(([name, one]) => [name, one.changedTo()])));
    }

    function update() {
      const now = Object.fromEntries(Object.entries(sliders).map(([name, one]) => [name, one.read()]));
      now.year = Math.round(now.year);
      for (const name of ["rates", "tracking", "strayed", "shares", "factors"]) now[name] = settings[name];
      const years = now.year - settings.baseYear;
      const share = probability(now, years);
      const needed = 100 * (Math.exp(Math.log(now.target / now.base) / years) - 1);
      const [low, middle, high] = [1, 3, 5].map((which) =>
        written(quantile(now, years, settings.quantiles[which]), 0));
      place.dataset.probability = String(100 * share);
      place.dataset.needed = String(needed);
      chance.textContent = percent(share);
      detail.textContent = `The target needs ${written(needed, 1)}% a year. The middle path ends at `
        + `${middle} ${settings.unit}; four paths in five end between ${low} and ${high}.`;
      svg.setAttribute("aria-label", `A fan of paths from ${settings.baseYear} to ${now.year}. `
        + `${percent(share)} reach ${written(now.target, 0)} ${settings.unit}. ${detail.textContent}`);
      fan(svg, now, settings);
    }

    const picture = make("div", { class: "explorer-picture", tabindex: "0", role: "group",
      "aria-label": "Chart" }, svg);
    const answer = make("p", { class: "explorer-answer" }, "Chance of reaching the target: ", chance);
    place.querySelector(".explorer-still").replaceWith(
      make("div", { class: "explorer-result" }, answer, detail),
      make("div", { class: "explorer-sliders" }, ...Object.values(sliders).map((one) => one.row), reset,
        expobookSending.link(place.id)),
      picture);
    phone.addEventListener("change", update);
    update();
  }

  document.querySelectorAll("section.explorer").forEach(build);
})();
