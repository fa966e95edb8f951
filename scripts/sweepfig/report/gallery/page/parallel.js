// Parallel coordinates: an upright line for each axis and each number wanted, a polyline for each target.
const LINES = 4000, PALE = 1500;  // most lines drawn: of the chosen ones, of the others
const FRAME = { top: 58, bottom: 26, side: 70, least: 118 };
const shares = new Map();  // of each coordinate its scale
let parallelKey = "", columnsKey = "", drawnLines = [];

function coordinateScale(c) {
  if (shares.has(c)) return shares.get(c);
  let low = 0, high = shape[c] - 1, log = false;
  if (c >= shape.length) ({ low, high, wide: log } = ranges[c - shape.length]);
  if (c >= shape.length && data.numbers[c - shape.length].signed) log = false;
  const way = log ? Math.log : Number, back = log ? Math.exp : Number, span = way(high) - way(low);
  const made = { low, high, share: (value) => (span > 0 ? (way(value) - way(low)) / span : 0.5),
    value: (share) => (c < shape.length ? Math.round(share * span) : rounded(back(way(low) + share * span), { low, high })),
    step: c < shape.length ? 1 / Math.max(span, 1) : 0.02 };
  shares.set(c, made);
  return made;
}

function coordinates() {
  return [...shape.keys(), ...state.coordinates.filter(hasAny).map((n) => n + shape.length)];
}

function drawParallel() {
  if (state.view !== "parallel") return;
  const all = coordinates(), wide = Math.max($("parallel").clientWidth, 2 * FRAME.side + FRAME.least * (all.length - 1));
  const high = Math.max($("parallel").clientHeight - $("parallel-note").offsetHeight, 260);
  const places = all.map((_, n) => FRAME.side + ((wide - 2 * FRAME.side) * n) / Math.max(all.length - 1, 1));
  const area = { all, places, wide, high, top: FRAME.top, bottom: high - FRAME.bottom };
  $("parallel-frame").style.width = `${wide}px`;
  $("parallel-frame").style.height = `${high}px`;
  placeColumns(area);
  const key = JSON.stringify([all, wide, high, chosenKey, state.map, state.log, isDark()]);
  if (key !== parallelKey) {
    parallelKey = key;
    paintLines(area);
  }
  paintLooked(area);
}

// So many of a list's targets, spread over it without a beat against the axes' lengths.
function spread(list, most) {
  if (list.length <= most) return list;
  return Array.from({ length: most }, (_, n) => list[Math.floor(((n * 0.6180339887498949) % 1) * list.length)]);
}

function paintLines(area) {
  const pen = sized($("parallel-lines"), area.wide, area.high);
  const others = [];
  if (order.length < there) for (let t = 0; t < total; t++) if (!chosen[t] && status[t] !== ABSENT) others.push(t);
  pen.lineWidth = 1;
  pen.strokeStyle = themed("line");
  pen.globalAlpha = 0.5;
  for (const target of spread(others, PALE)) trace(pen, target, area);
  drawnLines = spread(order, LINES);
  const values = state.map < 0 ? null : columns[state.map], { colour } = values ? scale() : {};
  pen.globalAlpha = Math.max(0.12, Math.min(0.85, 400 / drawnLines.length));
  for (const target of drawnLines) {
    const known = values && Number.isFinite(values[target]);
    pen.strokeStyle = known ? `rgb(${colour(values[target]).map(Math.round)})` : themed("soft");
    trace(pen, target, area);
  }
  pen.globalAlpha = 1;
  $("parallel-note").textContent = drawnLines.length < order.length
    ? `${LINES.toLocaleString("en")} lines stand for ${order.length.toLocaleString("en")} targets: a sample of them is drawn. `
    : "";
  $("parallel-note").append("Drag along a line to choose a range; the colour is the map's.");
}

// NaN for what is missing, also where all others have one value.
function heightOf(target, c, area) {
  const { share } = coordinateScale(c), value = coordinateValue(c, target);
  return Number.isFinite(value) ? area.bottom - (area.bottom - area.top) * share(value) : NaN;
}

// A line is broken where a number is missing.
function trace(pen, target, area) {
  let isDown = false;
  pen.beginPath();
  area.all.forEach((c, n) => {
    const y = heightOf(target, c, area);
    if (!Number.isFinite(y)) isDown = false;
    else if (isDown) pen.lineTo(area.places[n], y);
    else { pen.moveTo(area.places[n], y); isDown = true; }
  });
  pen.stroke();
}

// Above the lines: the axes with their ranges, the target looked at, the one kept.
function paintLooked(area) {
  const pen = sized($("parallel-over"), area.wide, area.high);
  const font = getComputedStyle(document.body).fontFamily;
  area.all.forEach((c, n) => {
    const x = area.places[n], [from, to] = shareRange(c), tall = area.bottom - area.top;
    pen.fillStyle = themed("soft");
    pen.fillRect(x - 0.5, area.top, 1, tall);
    if (from > 0 || to < 1) {
      pen.fillStyle = themed("veil-accent");
      pen.fillRect(x - 7, area.bottom - to * tall, 14, (to - from) * tall);
    }
  });
  for (const [target, style] of [[state.pin, themed("pinned")], [state.at, themed("ink")]]) {
    if (target < 0) continue;
    for (const [width, ink] of [[5, themed("paper")], [2.5, style]]) {
      pen.lineWidth = width;
      pen.strokeStyle = ink;
      trace(pen, target, area);
    }
  }
  pen.font = `12px ${font}`;
  pen.textAlign = "center";
  area.all.forEach((c, n) => {
    const y = heightOf(state.at, c, area);
    const above = y - area.top < 16 ? 16 : -7;
    if (Number.isFinite(y)) label(pen, endText(c, coordinateValue(c, state.at), ""), area.places[n], y + above);
  });
}

// Words that stay readable on lines.
function label(pen, text, x, y) {
  pen.lineWidth = 4;
  pen.lineJoin = "round";
  pen.strokeStyle = themed("paper");
  pen.strokeText(text, x, y);
  pen.fillStyle = themed("ink");
  pen.fillText(text, x, y);
}

function shareRange(c) {
  const [low, high] = rangeOf(c), { share } = coordinateScale(c);
  const within = (value) => Math.min(Math.max(share(value), 0), 1);
  return [low === null ? 0 : within(low), high === null ? 1 : within(high)];
}

function setShares(c, from, to) {
  const { low, high, value } = coordinateScale(c);
  setRange(c, value(from) <= low ? null : value(from), value(to) >= high ? null : value(to));
}

// The target whose drawn line passes nearest to a place, if one is near.
function lineNear(x, y, area) {
  const n = Math.min(Math.max(area.places.findLastIndex((place) => place <= x), 0), area.all.length - 2);
  const share = (x - area.places[n]) / (area.places[n + 1] - area.places[n]);
  let best = -1, least = 10;
  for (const target of drawnLines) {
    const from = heightOf(target, area.all[n], area), to = heightOf(target, area.all[n + 1], area);
    const far = Math.abs(from + (to - from) * share - y);
    if (far < least) { least = far; best = target; }
  }
  return best;
}
