// A cut through the map: the chosen number along one axis, through the target looked at.
let cut = null, cutKey = "", cutPlaces = [];

// The values of an axis as numbers if they are, else as places on it.
function positions(axis) {
  const numbers = data.axes[axis].written.map((text) => (text.trim() === "" ? NaN : Number(text)));
  const areNumbers = numbers.every(Number.isFinite) && new Set(numbers).size === numbers.length;
  if (!areNumbers) return { values: numbers.map((_, place) => place), areNumbers, log: false };
  const low = numbers.reduce((a, b) => Math.min(a, b)), high = numbers.reduce((a, b) => Math.max(a, b));
  return { values: numbers, areNumbers, log: low > 0 && high / low >= 100 };
}
const axisPositions = data.axes.map((_, axis) => positions(axis));

function drawCut() {
  const hasCut = state.map >= 0 && shape[state.along] > 1;
  $("cut-part").hidden = !hasCut;
  if (!hasCut || !$("cut-part").open) return;
  const width = $("cut").clientWidth, key = JSON.stringify([state.along, state.map, scale().log, width]);
  if (!cut || key !== cutKey) {
    cutKey = key;
    makeCut(width);
  }
  const points = cutPlaces.map((place) => columns[state.map][alongTarget(place)]);
  cut.setData([cutPlaces.map((place) => axisPositions[state.along].values[place]),
    points.map((value) => (Number.isFinite(value) ? value : null))]);
  sayCut(places(state.at)[state.along]);
}

function alongTarget(place) {
  return state.at + (place - coordinateValue(state.along, state.at)) * strides[state.along];
}

function makeCut(width) {
  if (cut) cut.destroy();
  const { values, log } = axisPositions[state.along];
  cutPlaces = values.map((_, place) => place).sort((a, b) => values[a] - values[b]);
  const number = data.numbers[state.map], widest = widestTick(width);
  const side = Math.ceil(widest / 2);  // the first and the last word go so far beyond the plot
  cut = new uPlot({
    width, height: 190, legend: { show: false },
    cursor: { drag: { x: false, y: false }, y: false },
    scales: { x: { time: false, distr: log ? 3 : 1 }, y: { distr: scale().log ? 3 : 1 } },
    series: [{}, { label: number.name, stroke: () => themed("accent"), width: 1.5, points: { show: values.length < 200, size: 5 } }],
    padding: [null, side, null, null],
    axes: [cutAxis(log, { label: data.axes[state.along].label, values: cutTicks, size: 26, space: widest + 12 }),
      cutAxis(scale().log, { values: numberTicks(scale().log),
        size: (...its) => Math.max(widthOfTicks(...its), side) })],
    hooks: { draw: [markCut], setCursor: [(plot) => sayCut(plot.cursor.idx === null
      ? places(state.at)[state.along] : cutPlaces[plot.cursor.idx])] },
  }, [[], []], $("cut"));
  cut.over.addEventListener("click", () => {
    if (cut.cursor.idx !== null) change({ at: alongTarget(cutPlaces[cut.cursor.idx]) });
  });
}

function cutAxis(isLog, more) {
  const line = { stroke: () => themed("line"), width: 1 };
  return { ...(isLog ? logAxis : {}), stroke: () => themed("soft"), grid: line, ticks: { ...line, size: 4 },
    font: plotFont(), labelFont: plotFont(), labelSize: 18, gap: 3, ...more };
}
function plotFont() {
  return `12px ${getComputedStyle(document.body).fontFamily}`;
}

function numberTicks(isLog) {
  return isLog ? (_, splits) => splits.map(tickText) : ticks;
}

function cutTicks(plot, splits, ...more) {
  const { written } = data.axes[state.along], { areNumbers, log } = axisPositions[state.along];
  if (areNumbers) return numberTicks(log)(plot, splits, ...more);
  return splits.map((place) => (Number.isInteger(place) ? shortened(written[place] ?? "") : ""));
}

// Long words without their middle: often they differ at the end alone.
function shortened(word) {
  return word.length > 16 ? `${word.slice(0, 7)}…${word.slice(-8)}` : word;
}

// The width that the words below the cut need, in pixels.
function widestTick(width) {
  const { written } = data.axes[state.along], { areNumbers, values, log } = axisPositions[state.along];
  const [low, high] = [cutPlaces[0], cutPlaces.at(-1)].map((place) => values[place]);
  const inNumbers = () => (log ? values.map(tickText)
    : ticks(null, [low, high], 0, 0, 10 ** Math.floor(Math.log10((high - low) / 8))));  // of no finer step are there ticks
  const pen = document.createElement("canvas").getContext("2d");
  pen.font = plotFont();
  const words = sample(areNumbers ? inNumbers() : written.map(shortened), 200);
  return Math.min(Math.max(48, ...words.map((word) => pen.measureText(word).width)), width / 2);
}

// A ring around the target looked at.
function markCut(plot) {
  const place = places(state.at)[state.along], value = columns[state.map][state.at];
  if (!Number.isFinite(value)) return;
  const pen = plot.ctx, x = plot.valToPos(axisPositions[state.along].values[place], "x", true);
  const y = plot.valToPos(value, "y", true), density = window.devicePixelRatio || 1;
  pen.save();
  pen.strokeStyle = themed("ink");
  pen.lineWidth = 2 * density;
  pen.beginPath();
  pen.arc(x, y, 6 * density, 0, 2 * Math.PI);
  pen.stroke();
  pen.restore();
}

function sayCut(place) {
  const value = format(columns[state.map][alongTarget(place)], ranges[state.map]);
  $("cut-value").textContent = `${valueText(state.along, place)}: ${value}`;
  $("cut").setAttribute("aria-label", `${data.numbers[state.map].name} along ${data.axes[state.along].label}`);
}
