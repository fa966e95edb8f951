// A histogram of one number, in which dragging chooses the range of the filter.
const BINS = 48, HISTOGRAM = { left: 4, right: 4, top: 6, bottom: 18, height: 120 };
let histogramCounts = null, histogramKey = "", dragged = null;

function histogramNumber() {
  if (state.histogram >= 0) return state.histogram;
  return state.filter >= 0 ? state.filter : state.map;
}

function histogramScale() {
  const { low, high, wide, positive } = ranges[histogramNumber()];
  const log = positive && (state.histogramLog === null ? wide : state.histogramLog);
  const way = log ? Math.log : Number, back = log ? Math.exp : Number;
  const span = way(high) - way(low);
  return { low, high, log, can: positive,
    share: (value) => (span > 0 ? (way(value) - way(low)) / span : 0.5),
    value: (share) => back(way(low) + share * span) };
}

function drawHistogram() {
  $("histogram-part").hidden = !columns.length;
  if (!columns.length || !$("histogram-part").open) return;
  const number = histogramNumber(), { log, can, low, high } = histogramScale();
  $("histogram-number").value = number;
  $("histogram-log").checked = log;
  $("histogram-log").disabled = !can;
  const key = JSON.stringify([number, log, chosenKey]);
  if (key !== histogramKey) {
    histogramKey = key;
    histogramCounts = countBins(columns[number], histogramScale());
  }
  $("histogram-low").textContent = format(low, { low, high });
  $("histogram-high").textContent = format(high, { low, high });
  paintHistogram();
}

function countBins(values, { share }) {
  const all = new Uint32Array(BINS), kept = new Uint32Array(BINS);
  for (let target = 0; target < total; target++) {
    if (status[target] === ABSENT || !Number.isFinite(values[target])) continue;
    const bin = Math.min(Math.floor(share(values[target]) * BINS), BINS - 1);
    all[bin] += 1;
    kept[bin] += chosen[target];
  }
  return { all, kept, most: Math.max(1, ...all) };
}

function paintHistogram() {
  const canvas = $("histogram"), wide = canvas.parentElement.clientWidth, high = HISTOGRAM.height;
  const pen = sized(canvas, wide, high), { all, kept, most } = histogramCounts;
  const step = wide / BINS;
  for (const [counts, style] of [[all, themed("bar")], [kept, themed("accent")]]) {
    pen.fillStyle = style;
    counts.forEach((count, bin) => {
      const tall = count ? Math.max(1, (count / most) * (high - 6)) : 0;
      pen.fillRect(bin * step + 0.5, high - tall, Math.max(step - 1, 1), tall);
    });
  }
  paintRange(pen, wide, high);
}

function paintRange(pen, wide, high) {
  const [from, to] = dragged || filterRange();
  if (from === 0 && to === 1) return;
  pen.fillStyle = themed("veil");
  pen.fillRect(0, 0, from * wide, high);
  pen.fillRect(to * wide, 0, (1 - to) * wide, high);
  pen.fillStyle = themed("ink");
  pen.fillRect(from * wide - 1, 0, 2, high);
  pen.fillRect(to * wide - 1, 0, 2, high);
}

// The filter's range as shares of the histogram's width.
function filterRange() {
  if (state.filter !== histogramNumber()) return [0, 1];
  const { share, low, high } = histogramScale();
  const within = (value) => Math.min(Math.max(value <= low ? 0 : value >= high ? 1 : share(value), 0), 1);
  return [state.min === null ? 0 : within(state.min), state.max === null ? 1 : within(state.max)];
}

// A canvas of this size in the window's own pixels.
function sized(canvas, wide, high) {
  const density = window.devicePixelRatio || 1;
  canvas.width = Math.round(wide * density);
  canvas.height = Math.round(high * density);
  canvas.style.height = `${high}px`;
  const pen = canvas.getContext("2d");
  pen.setTransform(density, 0, 0, density, 0, 0);
  return pen;
}

function buildHistogram(choices) {
  const canvas = $("histogram");
  let from = 0;
  const shareAt = (event) => {
    const area = canvas.getBoundingClientRect();
    return Math.min(Math.max((event.clientX - area.left) / area.width, 0), 1);
  };
  canvas.addEventListener("pointerdown", (event) => {
    canvas.setPointerCapture(event.pointerId);
    from = shareAt(event);
    dragged = [from, from];
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!dragged) return;
    dragged = [from, shareAt(event)].sort((a, b) => a - b);
    paintHistogram();
  });
  canvas.addEventListener("pointerup", () => {
    if (dragged) takeRange(...dragged);
  });
  canvas.addEventListener("pointercancel", () => { dragged = null; paintHistogram(); });
  $("histogram-number").append(...choices());
  $("histogram-number").addEventListener("change", () => change({ histogram: Number($("histogram-number").value), histogramLog: null }));
  $("histogram-log").addEventListener("change", () => change({ histogramLog: $("histogram-log").checked }));
}

// A click without a drag lets go of the range.
function takeRange(from, to) {
  dragged = null;
  const number = histogramNumber(), { value } = histogramScale();
  const isClick = to - from < 0.01, end = (share) => rounded(value(share), ranges[number]);
  change({ filter: isClick ? -1 : number, status: -1, histogram: number,
    min: isClick || from === 0 ? null : end(from), max: isClick || to === 1 ? null : end(to) });
}
