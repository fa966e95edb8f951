// The heat map: the first axis upwards, the second to the right; a cell is a target. An axis of one value counts as
// none, if there are others: the keys would do nothing along it.
const canvas = $("map");
const [upward, across, deep] = mapAxes();
const VIRIDIS = ["#440154", "#482475", "#414487", "#355f8d", "#2a788e", "#21918c", "#22a884", "#44bf70",
  "#7ad151", "#bddf26", "#fde725"];
const DIVERGING = ["#2166ac", "#4393c3", "#92c5de", "#d1e5f0", "#f7f7f7", "#fde0c5", "#f4b07a", "#d6822f", "#a05000"];
let box = null;

// Of the map's two axes and of the next one the numbers; -1: there is none.
function mapAxes() {
  const long = [...shape.keys()].filter((axis) => shape[axis] > 1), all = long.length ? long : [...shape.keys()];
  return all.length > 1 ? [all[0], all[1], all[2] ?? -1] : [-1, all[0], -1];
}

function ramp(stops) {
  const colours = stops.map((hex) => [1, 3, 5].map((n) => parseInt(hex.slice(n, n + 2), 16)));
  return (share) => {
    const place = Math.min(Math.max(share, 0), 1) * (colours.length - 1);
    const n = Math.min(Math.floor(place), colours.length - 2);
    return colours[n].map((part, k) => part + (place - n) * (colours[n + 1][k] - part));
  };
}
const shades = { plain: ramp(VIRIDIS), signed: ramp(DIVERGING) };

function scale() {
  const { low, high, wide, positive } = ranges[state.map];
  if (data.numbers[state.map].signed) {
    const most = Math.max(Math.abs(low), Math.abs(high)) || 1;
    return { low: -most, high: most, stops: DIVERGING, log: false, can: false,
      colour: (value) => shades.signed((value + most) / (2 * most)) };
  }
  const log = positive && (state.log === null ? wide : state.log);
  const [a, b] = log ? [Math.log(low), Math.log(high)] : [low, high];
  const share = (value) => (b > a ? ((log ? Math.log(value) : value) - a) / (b - a) : 0.5);
  return { low, high, stops: VIRIDIS, log, can: positive, colour: (value) => shades.plain(share(value)) };
}

function drawMap() {
  if (!$("map-part").open) return;
  const width = canvas.parentElement.clientWidth;
  const density = window.devicePixelRatio || 1;
  const pen = canvas.getContext("2d");
  const font = `12px ${getComputedStyle(document.body).fontFamily}`;
  pen.font = font;
  const rows = upward < 0 ? 1 : shape[upward];
  const cols = shape[across];
  const words = upward < 0 ? [] : data.axes[upward].written;
  const widest = Math.min(90, Math.max(0, ...sample(words, 60).map((word) => pen.measureText(word).width)));
  const left = Math.ceil(widest) + (upward < 0 ? 4 : 26), bottom = 40, top = 4, right = 6;
  const wide = width - left - right;
  const high = upward < 0 ? 46 : Math.round(wide * Math.min(Math.max(rows / cols, 0.75), 1.1));
  const height = high + top + bottom;
  canvas.width = Math.round(width * density);
  canvas.height = Math.round(height * density);
  canvas.style.height = `${height}px`;
  box = { left, top, wide, high, rows, cols };
  pen.setTransform(density, 0, 0, density, 0, 0);
  pen.font = font;
  drawCells(pen);
  drawTicks(pen);
  dotMarks(pen);
  if (state.pin >= 0) ring(pen, state.pin, themed("pinned"));
  ring(pen, state.at, "#111");
  drawBar();
}

function cellTarget(row, col) {
  const where = places(state.at);
  where[across] = col;
  if (upward >= 0) where[upward] = row;
  return targetAt(where);
}

// The cells change less often than the place among them.
let cells = null, cellsKey = "";
function drawCells(pen) {
  const { left, top, wide, high } = box;
  const others = places(state.at).map((place, axis) => (axis === across || axis === upward ? 0 : place));
  const key = JSON.stringify([state.map, state.log, chosenKey, others, isDark()]);
  if (key !== cellsKey) {
    cells = paintCells();
    cellsKey = key;
  }
  pen.imageSmoothingEnabled = false;
  pen.drawImage(cells, left, top, wide, high);
}

function paintCells() {
  const { rows, cols } = box, picture = new ImageData(cols, rows);
  const values = state.map < 0 ? null : columns[state.map];
  const { colour } = values ? scale() : {}, nothing = isDark() ? [62, 65, 71] : [217, 218, 214];
  for (let row = 0; row < rows; row++) {
    for (let col = 0; col < cols; col++) {
      const target = cellTarget(row, col);
      const value = values ? values[target] : NaN;
      const known = Number.isFinite(value) && status[target] < FAILED;
      let shade = known ? colour(value) : values || status[target] ? nothing : [146, 172, 192];
      if (status[target] === FAILED) shade = [196, 120, 92];
      const alpha = isShown(target) ? 255 : 46;
      const place = 4 * ((rows - 1 - row) * cols + col);
      [picture.data[place], picture.data[place + 1], picture.data[place + 2]] = shade;
      picture.data[place + 3] = alpha;
    }
  }
  const small = element("canvas", { width: cols, height: rows });
  small.getContext("2d").putImageData(picture, 0, 0);
  return small;
}

function sample(words, most) {
  const step = Math.ceil(words.length / most) || 1;
  return words.filter((_, n) => n % step === 0);
}

function drawTicks(pen) {
  const { left, top, wide, high, rows, cols } = box;
  pen.fillStyle = themed("soft");
  pen.textBaseline = "middle";
  pen.textAlign = "right";
  if (upward >= 0) {
    const step = Math.ceil(rows / Math.max(2, Math.floor(high / 26)));
    for (let row = 0; row < rows; row += step) {
      pen.fillText(data.axes[upward].written[row], left - 6, top + high * (1 - (row + 0.5) / rows), left - 24);
    }
    pen.save();
    pen.translate(8, top + high / 2);
    pen.rotate(-Math.PI / 2);
    pen.textAlign = "center";
    pen.fillText(data.axes[upward].label, 0, 0, high);
    pen.restore();
  }
  const words = data.axes[across].written;
  const widest = Math.max(...sample(words, 60).map((word) => pen.measureText(word).width)) + 14;
  const step = Math.max(1, Math.ceil((widest * cols) / wide));
  pen.textAlign = "center";
  let free = 0;
  for (let col = 0; col < cols; col += step) {
    const half = pen.measureText(words[col]).width / 2;
    const middle = Math.max(left + (wide * (col + 0.5)) / cols, half);
    if (middle - half < free || middle + half > left + wide + 4) continue;
    pen.fillText(words[col], middle, top + high + 12);
    free = middle + half + 8;
  }
  pen.fillText(data.axes[across].label, left + wide / 2, top + high + 31, wide);
}

function ring(pen, target, colour) {
  const where = places(target);
  const isHere = where.every((place, axis) => axis === across || axis === upward || place === places(state.at)[axis]);
  if (!isHere) return;
  const { left, top, wide, high, rows, cols } = box;
  const w = Math.max(wide / cols, 7), h = Math.max(high / rows, 7);
  const row = upward < 0 ? 0 : where[upward];
  const x = left + (wide * (where[across] + 0.5)) / cols - w / 2;
  const y = top + high * (1 - (row + 0.5) / rows) - h / 2;
  for (const [pad, style, line] of [[0, colour, 2], [2, "#fff", 1.5]]) {
    pen.strokeStyle = style;
    pen.lineWidth = line;
    pen.strokeRect(x + pad, y + pad, w - 2 * pad, h - 2 * pad);
  }
}

// A small dot on each target that the reader marked.
function dotMarks(pen) {
  const { left, top, wide, high, rows, cols } = box, here = places(state.at);
  const size = Math.max(1.5, Math.min(3, wide / cols / 4));
  for (const [target, { mark }] of notes) {
    const where = places(target);
    if (!mark || where.some((place, axis) => axis !== across && axis !== upward && place !== here[axis])) continue;
    pen.beginPath();
    pen.arc(left + (wide * (where[across] + 0.5)) / cols, top + high * (1 - ((upward < 0 ? 0 : where[upward]) + 0.5) / rows),
      size, 0, 2 * Math.PI);
    pen.fillStyle = "#fff";
    pen.fill();
    pen.strokeStyle = "#111";
    pen.lineWidth = 1;
    pen.stroke();
  }
}

function drawBar() {
  $("bar").hidden = !hasAny(state.map);
  if (state.map < 0) return;
  const { low, high, stops, log, can } = scale();
  $("low").textContent = format(low, ranges[state.map]);
  $("high").textContent = format(high, ranges[state.map]);
  $("ramp").style.background = `linear-gradient(to right, ${stops.join(", ")})`;
  $("log").checked = log;
  $("log").disabled = !can;
}

function cellUnder(event) {
  const area = canvas.getBoundingClientRect();
  const col = Math.floor(((event.clientX - area.left - box.left) / box.wide) * box.cols);
  const row = Math.floor((1 - (event.clientY - area.top - box.top) / box.high) * box.rows);
  const inside = col >= 0 && row >= 0 && col < box.cols && row < box.rows;
  return inside ? cellTarget(row, col) : -1;
}

function showTip(event) {
  const target = cellUnder(event), tip = $("tip");
  tip.hidden = target < 0;
  if (target < 0) return;
  const value = state.map < 0 ? "" : `\n${data.numbers[state.map].name}: ${format(columns[state.map][target], ranges[state.map])}`;
  tip.textContent = caption(target) + (status[target] >= FAILED ? `\n${NO_FIGURE[status[target] - FAILED]}` : value);
  const area = canvas.getBoundingClientRect();
  const x = event.clientX - area.left, y = event.clientY - area.top;
  tip.style.left = `${Math.max(0, Math.min(x + 14, area.width - tip.offsetWidth))}px`;
  tip.style.top = `${y + 18}px`;
}

canvas.addEventListener("pointermove", (event) => {
  showTip(event);
  const target = event.buttons & 1 ? cellUnder(event) : -1;
  if (target >= 0) change({ at: target });
});
canvas.addEventListener("pointerleave", () => { $("tip").hidden = true; });
canvas.addEventListener("pointerdown", (event) => {
  const target = cellUnder(event);
  if (target >= 0) change({ at: target });
});
