// Plots of numbers by uPlot: curves over an abscissa, zoomed by mouse, wheel and keys.
const DASHES = [[], [7, 4], [2, 3], [9, 3, 2, 3]];
const COLOURS = 8;  // of which the styles have one each; further ones are computed
const HEIGHT_OF_TICKS = 32;
const ZOOM = 0.8, SHIFT = 0.15;  // of the range, a step

function seriesColour(n) {
  return n < COLOURS ? themed(`series-${n}`) : `hsl(${(n * 137.5) % 360} 60% 50%)`;
}

// The range upwards, if nothing is zoomed to.
function rangeOf(low, high, { distr, isWhole }) {
  if (low === null) return distr === 3 ? [1, 10] : [0, 1];
  if (isWhole) return [low, high];
  return distr === 3 ? uPlot.rangeLog(low, high, 10, false) : uPlot.rangeNum(low, high, 0.1, true);
}

// Not so far in or out that ticks could not be told apart, or numbers be held.
function canShow([low, high], { distr }) {
  const isWide = high - low > 1e-9 * Math.max(Math.abs(low), Math.abs(high));
  return isWide && (distr === 3 ? low > 1e-290 && high < 1e290 : Math.max(-low, high) < 1e290);
}

// A plot in a box. `view` keeps what is zoomed to, over one plot and the next: {x: [low, high], y: ...} or null.
class Plot {
  constructor(box, view) {
    this.box = box;
    this.view = view;
    this.plot = null;
    new ResizeObserver(() => this.fit()).observe(box);
  }

  size() {
    const width = this.box.clientWidth, most = Number(this.box.dataset.most || 0.42) * window.innerHeight;
    return { width, height: Math.round(Math.min(Math.max(width * 0.5, 200), Math.max(most, 120))) };
  }

  fit() {
    const { width, height } = this.size();
    if (this.plot && width && (width !== this.plot.width || height !== this.plot.height)) {
      this.plot.setSize({ width, height });
    }
  }

  show(options, table) {
    this.clear();
    const { x, y } = options.scales;
    const inWords = (scale) => (scale.distr === 3
      ? { ...logAxis, values: (_, splits) => splits.map(tickText) } : scale.time ? {} : { values: ticks });
    const axis = (its, n) => ({ ...inWords([x, y][n]), stroke: themed("soft"), grid: { stroke: themed("line"), width: 1 },
      ticks: { stroke: themed("line"), width: 1 }, font: "12px system-ui, sans-serif",
      labelFont: "12px system-ui, sans-serif", labelSize: 18, labelGap: 2, ...its });
    this.plot = new uPlot({
      ...this.size(),
      ...options,
      scales: { x: { ...x, range: (_, low, high) => [low, high] },
        y: { ...y, range: (_, low, high) => (this.view.zoom?.y ? [low, high] : rangeOf(low, high, y)) } },
      padding: [10, 14, 0, 0],
      axes: options.axes.map(axis),
      cursor: { drag: { x: true, y: true, uni: 30, dist: 4, setScale: false }, focus: { prox: 24 }, ...options.cursor,
        bind: { dblclick: () => () => this.reset(), mousedown: (plot, target, then) => (event) => this.press(event, then) } },
      focus: { alpha: 0.35 },
      hooks: { ...options.hooks, setSelect: [(plot) => this.take(plot.select)] },
    }, table, this.box);
    this.plot.over.addEventListener("wheel", (event) => this.roll(event), { passive: false });
    if (this.view.zoom) this.apply(this.view.zoom);
  }

  clear() {
    if (this.plot) this.plot.destroy();
    this.plot = null;
    this.box.replaceChildren();
  }

  // What lies between two places of the plotting area, in pixels, as ranges of the scales.
  between(left, right, top, bottom) {
    return { x: [this.plot.posToVal(left, "x"), this.plot.posToVal(right, "x")],
      y: [this.plot.posToVal(bottom, "y"), this.plot.posToVal(top, "y")] };
  }

  apply(zoom) {
    if (!Object.entries(zoom).every(([name, ends]) => canShow(ends, this.plot.scales[name]))) return;
    this.view.zoom = zoom;
    this.plot.batch(() => {
      for (const [name, [min, max]] of Object.entries(zoom)) this.plot.setScale(name, { min, max });
    });
  }

  reset() {
    this.view.zoom = null;
    this.plot.setData(this.plot.data, true);
  }

  // Zoom to what was dragged over; over the whole height, the numbers there decide the range upwards.
  take({ left, top, width, height }) {
    if (width < 4) return;
    const { x, y } = this.between(left, left + width, top, top + height);
    this.plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
    this.apply(height < this.plot.over.clientHeight ? { x, y } : { x });
  }

  zoom(factor, x = 0.5, y = 0.5) {
    const { clientWidth: wide, clientHeight: high } = this.plot.over;
    const ends = (place, size) => [place * size * (1 - factor), place * size + (1 - place) * size * factor];
    this.apply(this.between(...ends(x, wide), ...ends(y, high)));
  }

  move(across, up) {
    const { clientWidth: wide, clientHeight: high } = this.plot.over;
    this.apply(this.between(across * wide, (1 + across) * wide, -up * high, (1 - up) * high));
  }

  roll(event) {
    event.preventDefault();
    const area = this.plot.over.getBoundingClientRect();
    const factor = event.deltaY < 0 ? ZOOM : 1 / ZOOM;
    this.zoom(factor, (event.clientX - area.left) / area.width, (event.clientY - area.top) / area.height);
  }

  // With shift the plot is moved; without, uPlot zooms to what is dragged over.
  press(event, then) {
    if (event.button !== 0) return null;
    if (!event.shiftKey) return then(event);
    let { clientX, clientY } = event;
    const drag = (now) => {
      const { clientWidth: wide, clientHeight: high } = this.plot.over;
      this.move((clientX - now.clientX) / wide, (now.clientY - clientY) / high);
      ({ clientX, clientY } = now);
    };
    document.addEventListener("mousemove", drag);
    document.addEventListener("mouseup", () => document.removeEventListener("mousemove", drag), { once: true });
    return null;
  }
}

// On a logarithmic axis there is nothing at or below zero.
function onScale(values, isLog) {
  return Array.from(values, (value) => (Number.isFinite(value) && (!isLog || value > 0) ? value : null));
}

// The series of slices, one after another: {x, values, step, isWide, label, colour, dash, isLine}.
function curvePlot(series, { shared, logs, marks, yName }) {
  const xLog = logs.x && !shared.x.dates;
  const tables = series.map((each) => {
    const places = [...each.x.keys()].filter((n) => !xLog || each.x[n] > 0);
    const values = onScale(each.values, logs.y);
    return [places.map((n) => each.x[n]), places.map((n) => values[n])];
  });
  const axes = [{ label: withUnits(shared.x.name, shared.x.units), size: HEIGHT_OF_TICKS }, { label: yName, size: widthOfTicks }];
  const options = {
    axes,
    scales: { x: { time: shared.x.dates, distr: xLog ? 3 : 1 }, y: { distr: logs.y ? 3 : 1 } },
    tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), "Etc/UTC"),
    series: [
      { label: shared.x.name, value: (_, value) => toldPlace(value ?? NaN, shared.x) },
      ...series.map((each) => ({ label: each.label, stroke: each.colour, width: 1.6, dash: each.dash,
        paths: each.isLine ? undefined : () => null, points: { fill: themed("paper"), size: 5, ...(each.isLine ? {} : { show: true }) },
        value: (_, value) => withUnit(told(value ?? NaN, each), shared.units) })),
    ],
    legend: { live: true },
    cursor: { dataIdx: nearest },
    hooks: { draw: [(plot) => drawMarks(plot, marks, shared.marks)] },
  };
  const table = tables.length > 1 ? uPlot.join(tables) : tables[0];
  return [options, table];
}

// Where another series has a place of its own, the place of this one that is nearest.
function nearest(plot, series, at) {
  const values = plot.data[series];
  if (!series || values[at] !== undefined) return at;
  for (let by = 1; by < values.length; by++) {
    if (values[at - by] !== undefined && at >= by) return at - by;
    if (values[at + by] !== undefined) return at + by;
  }
  return at;
}

function drawMarks(plot, marks, described) {
  const pen = plot.ctx, { left, top, width, height } = plot.bbox, density = window.devicePixelRatio || 1;
  marks.forEach((place, n) => {
    const x = place === null ? NaN : plot.valToPos(place, "x", true);
    if (!(x >= left && x <= left + width)) return;
    pen.save();
    pen.strokeStyle = pen.fillStyle = themed("soft");
    pen.setLineDash([5 * density, 4 * density]);
    pen.lineWidth = density;
    pen.beginPath();
    pen.moveTo(x, top);
    pen.lineTo(x, top + height);
    pen.stroke();
    pen.font = `${11 * density}px system-ui, sans-serif`;
    pen.textAlign = x > left + width / 2 ? "right" : "left";
    pen.fillText(described[n] || "", x + (x > left + width / 2 ? -4 : 4) * density, top + 12 * density);
    pen.restore();
  });
}
