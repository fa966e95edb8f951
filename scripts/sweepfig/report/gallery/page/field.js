// Fields: colours over an abscissa and an ordinate, and a cut through the place pointed at.

// Where the cells of a coordinate begin and end, ascending, and which cell each is.
function cells(values) {
  const order = [...values.keys()].filter((n) => Number.isFinite(values[n])).sort((a, b) => values[a] - values[b]);
  const middles = order.map((n) => values[n]);
  const edges = middles.slice(1).map((each, n) => (each + middles[n]) / 2);
  const first = middles[0] - (edges.length ? edges[0] - middles[0] : 0.5);
  const last = middles.at(-1) + (edges.length ? middles.at(-1) - edges.at(-1) : 0.5);
  return { order, edges: [first, ...edges, last] };
}
function cellAt({ order, edges }, value) {
  if (!(value >= edges[0] && value <= edges.at(-1))) return -1;
  let low = 0, high = order.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (edges[middle] <= value) low = middle;
    else high = middle - 1;
  }
  return order[low];
}

// A slice's field on its grid. Coordinates over two dimensions are told, but the field is shown by row and column.
function fieldOf(slice, curve, shared) {
  const [rows, cols] = slice.shape, isFlat = slice.x.values.length === cols && slice.y.values.length === rows;
  const along = (its, row, name, length) => (isFlat ? { ...its, ...row }
    : { name, units: "", step: 0, values: Float64Array.from({ length }, (_, n) => n) });
  const x = along(shared.x, slice.x, "column", cols), y = along(shared.y, slice.y, "row", rows);
  const place = (row, col) => [["x", col], ["y", row]].map(([name, n]) =>
    toldPlace(slice[name].values[isFlat ? n : row * cols + col], shared[name], slice[name]));
  return { rows, cols, isFlat, x, y, place, ...slice.curves[curve], xCells: cells(x.values), yCells: cells(y.values) };
}

// Two fields on one grid: the second less the first; null if their grids differ.
function fieldDifference(first, second) {
  const isSame = first.rows === second.rows && first.cols === second.cols
    && ["x", "y"].every((name) => first[name].values.every((value, n) =>
      Math.abs(value - second[name].values[n]) <= 1e-3 * Math.abs(second[name].values.at(-1) - second[name].values[0])));
  if (!isSame) return null;
  const values = second.values.map((value, n) => value - first.values[n]);
  return { ...second, values, isWide: false, step: Math.max(stepOf(first), stepOf(second)) };
}
function stepOf({ values, step, isWide }) {
  return isWide ? step * values.reduce((most, each) => Math.max(most, Math.abs(each) || 0), 0) : step;
}

function extremes(values) {
  let low = Infinity, high = -Infinity;
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return [low, high];
}

// The colour of a number: the figures' own, or for a difference one that parts at zero.
function colouring(field, shared, isDifference) {
  const [least, most] = extremes(field.values);
  if (isDifference) {
    const end = Math.max(Math.abs(least), Math.abs(most)) || 1;
    return { low: -end, high: end, colour: (value) => shades.signed((value + end) / (2 * end)), stops: DIVERGING };
  }
  const table = shared.table || (shared.table = bytes(shared.colours));
  const rgb = (n) => table.subarray(3 * n, 3 * n + 3);
  const low = shared.limits?.[0] ?? least, high = shared.limits?.[1] ?? most;
  const scales = {
    log: (value) => Math.log(Math.max(value, Number.MIN_VALUE)),
    symlog: (value) => (Math.abs(value) <= shared.linthresh ? value / shared.linthresh
      : Math.sign(value) * (1 + Math.log(Math.abs(value) / shared.linthresh))),
  };
  const scaled = scales[shared.norm] || ((value) => value), a = scaled(low), b = scaled(high);
  const place = (value) => Math.round(255 * Math.min(Math.max(b > a ? (scaled(value) - a) / (b - a) : 0.5, 0), 1));
  const stops = [0, 32, 64, 96, 128, 160, 192, 224, 255].map((n) => `rgb(${rgb(n).join(" ")})`);
  return { low, high, colour: (value) => rgb(place(value)), stops };
}

function fieldPlot(field, { colour }, onMove) {
  const ends = ({ edges }) => [edges[0], edges.at(-1)];
  const options = {
    axes: [{ label: withUnits(field.x.name, field.x.units), grid: { show: false },
      size: HEIGHT_OF_TICKS }, { label: withUnits(field.y.name, field.y.units), grid: { show: false }, size: widthOfTicks }],
    scales: { x: { time: Boolean(field.x.dates) }, y: { time: Boolean(field.y.dates), isWhole: true } },
    tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), "Etc/UTC"),
    series: [{}, { paths: () => null, points: { show: false } }],
    legend: { show: false },
    cursor: { points: { show: false } },
    hooks: {
      drawClear: [(plot) => paintField(plot, field, colour)],
      setCursor: [({ cursor: { left, top }, posToVal }) => {
        const col = cellAt(field.xCells, posToVal(left, "x")), row = cellAt(field.yCells, posToVal(top, "y"));
        if (left >= 0 && col >= 0 && row >= 0) onMove(row, col);
      }],
    },
  };
  return [options, [ends(field.xCells), ends(field.yCells)]];
}

// Pixel by pixel, so that cells of any width are where the axes say.
function paintField(plot, field, colour) {
  const { left, top, width, height } = plot.bbox, density = window.devicePixelRatio || 1;
  const across = Int32Array.from({ length: width }, (_, n) => cellAt(field.xCells, plot.posToVal((n + 0.5) / density, "x")));
  const down = Int32Array.from({ length: height }, (_, n) => cellAt(field.yCells, plot.posToVal((n + 0.5) / density, "y")));
  const none = themed("bar").slice(1).match(/../g).map((part) => parseInt(part, 16));
  const shadesOf = Uint32Array.from(field.values, (value) => {
    const [red, green, blue] = Number.isFinite(value) ? colour(value) : none;
    return (255 << 24) | (blue << 16) | (green << 8) | red;
  });
  const picture = new ImageData(width, height), pixels = new Uint32Array(picture.data.buffer);
  for (let y = 0; y < height; y++) {
    if (down[y] < 0) continue;
    const begin = down[y] * field.cols, at = y * width;
    for (let x = 0; x < width; x++) if (across[x] >= 0) pixels[at + x] = shadesOf[begin + across[x]];
  }
  plot.ctx.putImageData(picture, left, top);
}

// The numbers of a row or a column, as a series for `curvePlot`.
function cut(field, row, col, isAlongY, name) {
  const coordinate = isAlongY ? field.y : field.x;
  const { order } = isAlongY ? field.yCells : field.xCells;
  const values = order.map((n) => field.values[isAlongY ? n * field.cols + col : row * field.cols + n]);
  const series = { x: Float64Array.from(order, (n) => coordinate.values[n]), values, step: field.step,
    isWide: field.isWide, label: name, colour: seriesColour(0), dash: [], isLine: true };
  return { series, coordinate };
}
