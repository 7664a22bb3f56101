/* A row of a figure's table and its point light each other up: with the pointer on the one or the other, and with
   the arrow keys in the table. A row is known by its heading, a point of an HTML figure by its `data-row`, and a
   point of a line over years by its year. Only the page takes part: the server is not asked, so nothing is drawn
   anew. A map takes no orders from outside, so there a place lights its row but no row its place. */
(() => {
  const LIT = "bm-lit";
  const BUTTON = '[data-testid="stPopoverButton"][aria-expanded="true"]';
  const ROWS = '[data-testid="stPopoverBody"] .bm-table tbody tr';
  const POINTS = ".bm-dot[data-row], .bm-bar-row[data-row]";

  const rowsNow = () => [...document.querySelectorAll(ROWS)];
  const nameOf = (row) => row.querySelector("th")?.textContent.trim();

  /* Figure and table have one key: the popover is `table-…`, a chart `figure-…`, `wide-…` or `narrow-…`. */
  const keyOf = (element, kinds) => {
    const drawn = element.closest("[data-figure]");
    if (drawn) return drawn.dataset.figure.replace(/[^\w-]/g, "-");
    const named = element.closest(kinds.map((kind) => `[class*="st-key-${kind}-"]`).join());
    const found = [...(named?.classList ?? [])].join(" ").match(new RegExp(`st-key-(?:${kinds.join("|")})-(\\S+)`));
    return found?.[1];
  };
  const keyOfTable = () => {
    const button = document.querySelector(BUTTON);
    return button ? keyOf(button, ["table"]) : undefined;
  };
  const keyOfFigure = (element) => keyOf(element, ["figure", "wide", "narrow"]);

  const lightRow = (name) => {
    for (const row of rowsNow()) {
      const meant = nameOf(row) === name;
      row.classList.toggle(LIT, meant);
      if (meant) row.scrollIntoView({ block: "nearest" });
    }
  };

  const lightPoints = (key, name) => {
    let found = false;
    for (const point of document.querySelectorAll(POINTS)) {
      const meant = keyOfFigure(point) === key && point.dataset.row === name;
      point.classList.toggle(LIT, meant);
      found ||= meant;
    }
    for (const chart of document.querySelectorAll(".js-plotly-plot")) {
      if (!chart.checkVisibility() || keyOfFigure(chart) !== key) continue;
      const points = pointsOf(chart, name);
      const panels = [...new Set(points.map(({ panel }) => panel))];
      if (points.length) window.Plotly.Fx.hover(chart, points, panels, true);
      else window.Plotly.Fx.unhover(chart);
      found ||= points.length > 0;
    }
    return found;
  };

  const pointsOf = (chart, year) =>
    (chart.data ?? []).flatMap((trace, curveNumber) => {
      if (trace.type !== "scatter" || trace.hoverinfo === "skip") return [];
      const pointNumber = [...(trace.x ?? [])].findIndex((x) => String(x) === year);
      const panel = `${trace.xaxis ?? "x"}${trace.yaxis ?? "y"}`;
      return pointNumber < 0 ? [] : [{ curveNumber, pointNumber, panel }];
    });

  const out = () => {
    const key = keyOfTable();
    lightRow(undefined);
    if (key) lightPoints(key, undefined);
  };

  /* A chart says which point the pointer is on; it is asked to once, when the pointer first comes to it. */
  const heard = new WeakSet();
  const listen = (chart) => {
    if (heard.has(chart) || !chart.on) return;
    heard.add(chart);
    chart.on("plotly_hover", ({ points: [point] }) => {
      // What a map says of a place begins with its name.
      const name = point.data.type === "scatter" ? String(point.x) : point.text?.split(":")[0];
      if (keyOfTable() === keyOfFigure(chart)) lightRow(name);
    });
    chart.on("plotly_unhover", () => lightRow(undefined));
  };

  document.addEventListener("pointerover", ({ target }) => {
    if (!(target instanceof Element)) return;
    const chart = target.closest(".js-plotly-plot");
    if (chart) return listen(chart);
    const key = keyOfTable();
    if (!key) return;
    const row = target.closest(ROWS);
    const point = target.closest(POINTS);
    if (row) {
      lightRow(nameOf(row));
      lightPoints(key, nameOf(row));
    } else if (point && keyOfFigure(point) === key) {
      lightRow(point.dataset.row);
      lightPoints(key, point.dataset.row);
    } else if (document.querySelector(`.${LIT}`)) out();
  });

  document.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const key = keyOfTable();
    if (!step || !key || !event.target.matches?.('[data-testid="stPopoverBody"] .bm-table-scroll')) return;
    const rows = rowsNow();
    const at = rows.findIndex((row) => row.classList.contains(LIT));
    const next = rows[at < 0 && step < 0 ? rows.length - 1 : Math.min(Math.max(at + step, 0), rows.length - 1)];
    if (!next) return;
    event.preventDefault();
    lightRow(nameOf(next));
    lightPoints(key, nameOf(next));
  });
})();
