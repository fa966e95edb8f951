// The data of the target looked at, in the place of its picture: curves, overlaid with others' or less another's;
// fields with a cut. `state.data` says whether they are shown, `state.over` which targets are overlaid.
const DATA_KEYS = [
  ["d", "the data in the picture's place; again for the picture"],
  ["o", "data: overlay this target with others; again to take it off"],
  ["O", "data: take all off"],
  ["f", "data: difference of the last two, or of a target's curves from the first"],
  ["l k", "data: logarithmic scale up, and across"],
  ["+ - 0", "data: zoom in, out, back; also the wheel, a drag, a double click"],
  ["Shift ←", "data: move along; also a drag with Shift"],
];

const part = (className, ...children) => element("div", { className }, ...children);
function check(id, words) {
  const box = element("input", { type: "checkbox", id: `data-${id}` });
  box.addEventListener("change", () => change({ [id]: box.checked }));
  return { box, label: element("label", { className: "check" }, box, ` ${words}`) };
}
const xlog = check("xlog", "log x"), ylog = check("ylog", "log y"), diff = check("diff", "difference");
function button(words, id, act) {
  const made = element("button", { type: "button", id: `data-${id}` }, words);
  made.addEventListener("click", act);
  return made;
}
const overlay = button("Overlay", "over", toggleOverlay);
const takeOff = button("Take all off", "off", () => change({ over: [] }));
const resetZoom = button("Whole range", "reset", () => main.reset());
const which = element("select", { id: "data-curve", ariaLabel: "Curve" });
const along = element("select", { id: "data-along", ariaLabel: "Cut" },
  element("option", { value: "x" }, "cut along x"), element("option", { value: "y" }, "cut along y"));
which.append(...data.curves.map((label, n) => element("option", { value: n }, label)));
const controls = part("controls data-controls", which, along, xlog.label, ylog.label, diff.label, overlay, takeOff, resetZoom);
const note = element("p", { className: "note", id: "data-note" });
const bar = part("colours", element("span"), element("i"), element("span"));
const readout = element("p", { className: "readout", id: "data-readout" });
const plotBox = part("plot"), cutBox = part("plot cut");
const dataBox = part("data", controls, note, plotBox, bar, readout, cutBox);
cutBox.dataset.most = 0.15;
// The view is read out as it changes; the values under the pointer would be a flood.
for (const [name, value] of Object.entries({ role: "group", "aria-label": "Data", "aria-live": "off" })) {
  dataBox.setAttribute(name, value);
}
const main = new Plot(plotBox, { zoom: null }), cutPlot = new Plot(cutBox, { zoom: null });
for (const select of [which, along]) select.addEventListener("change", () => drawData(true));

function toggleOverlay() {
  const isOn = state.over.includes(state.at);
  change({ over: isOn ? state.over.filter((target) => target !== state.at) : [...state.over, state.at] });
}

// Which targets are shown: the one kept to compare, those overlaid, the one looked at.
function targetsShown() {
  const others = [state.pin, ...state.over].filter((target) => target >= 0 && target !== state.at);
  return [...new Set([...others, state.at])];
}

function choice() {
  const button = (words, isData) => {
    const made = element("button", { type: "button", ariaPressed: String(state.data === isData) }, words);
    made.addEventListener("click", () => change({ data: isData }));
    return made;
  };
  return element("span", { className: "choice", role: "group", ariaLabel: "Shown" },
    button("Picture", false), button("Data", true));
}

// In captions only the axes along which the shown targets differ.
function shortCaption(target, targets) {
  const of = targets.map(places), mine = places(target);
  return caption(target, [...shape.keys()].filter((axis) => of.some((other) => other[axis] !== mine[axis])));
}

function without() {
  return data.isTooMuch
    ? "This sweep has many slices: a run leaves their numbers beside the page only if the config says gallery: {data: true}."
    : "The config says gallery: {data: false}: a run leaves no numbers of the slices beside the page.";
}
function whyNone(target) {
  if (status[target] === ABSENT) return "There are no data of this point, or not of all curves.";
  if (status[target] === FAILED) return `Not drawn: ${data.causes[target] || "no cause is known"}`;
  return "The sweep has changed since this figure was drawn; a run brings both up to date.";
}

let drawn = "", turn = 0;
async function drawData(anew = false) {
  if (!state.data) return;
  const key = JSON.stringify([targetsShown(), state.diff, state.xlog, state.ylog, isDark()]);
  if (!anew && key === drawn) return;
  drawn = key;
  const mine = ++turn, targets = targetsShown();
  let found, shared;
  try {
    if (!data.slices) throw new Error(without());
    [shared, ...found] = await Promise.all([sharedOf(), ...targets.map(sliceOf)]);
  } catch (error) {
    if (mine === turn) showNothing(error.message);
    return;
  }
  if (mine !== turn) return;
  const there = found.filter(Boolean);
  const isField = Boolean(shared.y), lacks = targets.filter((_, n) => !found[n]);
  const hints = lacks.map((target) => (targets.length > 1 ? `${shortCaption(target, targets)}: ` : "") + whyNone(target));
  if (!there.length) { showNothing(hints.join(" ")); return; }
  showControls(shared, isField, there);
  if (isField) showField(there, shared, hints);
  else showCurves(there, shared, hints);
  dataBox.dataset.shown = targets.map(path).join("|");
}

function showNothing(words) {
  for (const each of [main, cutPlot]) each.clear();
  for (const each of [controls, bar, readout, cutBox]) each.hidden = true;
  note.hidden = false;
  note.textContent = words;
  note.className = "cause";
  dataBox.dataset.shown = "";
}

function showControls(shared, isField, there) {
  controls.hidden = false;
  plotBox.dataset.most = isField ? 0.3 : 0.42;  // of the window's height
  for (const each of [bar, readout, cutBox, along]) each.hidden = !isField;
  which.hidden = !isField || data.curves.length < 2;
  xlog.label.hidden = isField || shared.x.dates;
  ylog.label.hidden = isField;
  xlog.box.checked = state.xlog ?? shared.xscale === "log";
  ylog.box.checked = state.ylog ?? shared.yscale === "log";
  diff.box.checked = state.diff;
  diff.label.hidden = there.length < 2 && (isField || data.curves.length < 2);
  const isOn = state.over.includes(state.at);
  overlay.textContent = isOn ? "Take off" : isField ? "Keep for difference" : "Overlay";
  overlay.setAttribute("aria-pressed", String(isOn));
  takeOff.hidden = !state.over.length;
}

function sayNote(words) {
  note.className = "note";
  note.hidden = !words.length;
  note.textContent = words.join(" ");
}

function showCurves(slices, shared, hints) {
  const targets = slices.map((slice) => slice.target), isOne = slices.length === 1;
  const all = slices.flatMap((slice, t) => slice.curves.map((curve, c) => ({
    slice, c, x: slice.x.values, ...curve, isLine: slice.isLine,
    colour: seriesColour(isOne ? c : t), dash: isOne ? [] : DASHES[c % 4],
    label: [isOne ? "" : shortCaption(slice.target, targets), data.curves[c]].filter(Boolean).join(" · "),
  })));
  const words = [...hints], of = slices.at(-1).of[0], kept = slices.at(-1).x.values.length;
  const isDifference = state.diff && (!isOne || data.curves.length > 1);
  const series = isDifference ? differences(all, slices, words) : all;
  if (of > kept + 1 && of > 2048) words.push(`Of ${of.toLocaleString("en")} points the smallest and the largest of every `
    + `${Math.ceil(of / 1024)} are shown.`);
  if (!series.every((each) => each.isLine)) words.push("The abscissa goes to and fro: points are shown.");
  if (!all.some((each) => each.values.some(Number.isFinite))) words.push("There is no number to draw.");
  sayNote(words);
  const logs = { x: xlog.box.checked, y: ylog.box.checked && !isDifference };
  const scales = JSON.stringify([logs, isDifference]);
  if (scales !== scalesShown) main.view.zoom = null;  // on other scales it would be another part
  scalesShown = scales;
  const yName = withUnits(isDifference ? `difference of ${shared.name}` : shared.name, shared.units);
  main.show(...curvePlot(series, { shared, logs, marks: slices.at(-1).marks, yName }));
}

let scalesShown = "";

// The second less the first: of the last two targets, curve by curve; of one target's curves, each less the first.
function differences(all, slices, words) {
  const last = slices.at(-1), before = slices.at(-2);
  const mine = all.filter((each) => each.slice === last);
  const pairs = before ? mine.map((each) => [all.find((other) => other.slice === before && other.c === each.c), each])
    : mine.slice(1).map((each) => [mine[0], each]);
  const targets = slices.map((slice) => slice.target);
  words.push(before ? `${shortCaption(last.target, targets)} less ${shortCaption(before.target, targets)}.`
    : `Each curve less ${data.curves[0]}.`);
  if (before && !isSame(before.x.values, last.x.values)) {
    words.push("The latter is interpolated linearly, as their abscissas differ.");
  }
  return pairs.map(([first, second], n) => ({ ...second, colour: seriesColour(n), dash: [], isWide: false,
    step: Math.max(stepOf(first), stepOf(second)), label: before ? data.curves[second.c] : second.label,
    values: second.values.map((value, k) => value - valueAt(first, second.x[k])) }));
}
function isSame(first, second) {
  return first.length === second.length && first.every((value, n) => value === second[n]);
}
function valueAt({ x, values }, place) {
  let low = 0, high = x.length - 1;
  if (!(place >= x[low] && place <= x[high])) return NaN;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (x[middle] <= place) low = middle;
    else high = middle;
  }
  if (place === x[low]) return values[low];
  if (place === x[high]) return values[high];
  return values[low] + ((place - x[low]) / (x[high] - x[low])) * (values[high] - values[low]);
}

function showField(slices, shared, hints) {
  const curve = Number(which.value) || 0, words = [...hints], targets = slices.map((slice) => slice.target);
  const fields = slices.slice(-2).map((slice) => fieldOf(slice, curve, shared));
  let field = fields.at(-1), isDifference = state.diff && fields.length > 1;
  if (isDifference) {
    const found = fieldDifference(...fields);
    const [first, second] = targets.slice(-2).map((target) => shortCaption(target, targets));
    words.push(found ? `${second} less ${first}.` : `${second} and ${first} are on other grids: there is no difference.`);
    isDifference = Boolean(found);
    field = found || field;
  }
  const { of, shape } = slices.at(-1);
  if (of[0] > shape[0] || of[1] > shape[1]) words.push(`Means of ${of.join(" × ")} points, on ${shape.join(" × ")}.`);
  if (!field.isFlat) words.push("The coordinates have two dimensions: the map is by row and column.");
  sayNote(words);
  const colours = colouring(field, shared, isDifference), name = data.curves[curve] || shared.name;
  const [low, ramp_, high] = bar.children;
  low.textContent = format(colours.low, colours);
  high.textContent = withUnit(format(colours.high, colours), shared.units);
  ramp_.style.background = `linear-gradient(to right, ${colours.stops.join(", ")})`;
  const point = (row, col) => {
    const [x, y] = field.place(row, col);
    readout.textContent = `${shared.x.name} ${x} · ${shared.y.name} ${y} · ${name} `
      + withUnit(told(field.values[row * field.cols + col], field), shared.units);
    showCut(field, row, col, shared, name);
  };
  cutKey = "";
  main.show(...fieldPlot(field, colours, point));
  point(...pointed(field));
}

// The cut stays where it was; at first it goes through the largest number.
let lastPlace = null, cutKey = "";
function pointed({ rows, cols, values }) {
  if (lastPlace && lastPlace[0] < rows && lastPlace[1] < cols) return lastPlace;
  let at = 0;
  values.forEach((value, n) => { if (value > values[at] || !Number.isFinite(values[at])) at = n; });
  return [Math.floor(at / cols), at % cols];
}
function showCut(field, row, col, shared, name) {
  lastPlace = [row, col];
  const isAlongY = along.value === "y";
  const { series, coordinate } = cut(field, row, col, isAlongY, name);
  const described = { x: { dates: false, ...coordinate }, units: shared.units, marks: [] };
  const yName = withUnits(name, shared.units);
  const [options, table] = curvePlot([series], { shared: described, logs: { x: false, y: false }, marks: [], yName });
  options.legend = { show: false };
  if (cutKey === along.value && cutPlot.plot) cutPlot.plot.setData(table, !cutPlot.view.zoom);
  else cutPlot.show(options, table);
  cutKey = along.value;
}

function dataActions(event) {
  const actions = { d: () => change({ data: !state.data }) };
  if (!state.data) return actions;
  Object.assign(actions, { o: toggleOverlay, O: () => change({ over: [] }), f: () => change({ diff: !state.diff }),
    l: () => change({ ylog: !ylog.box.checked }), k: () => change({ xlog: !xlog.box.checked }) });
  if (!main.plot) return actions;
  Object.assign(actions, { "+": () => main.zoom(ZOOM), "=": () => main.zoom(ZOOM), "-": () => main.zoom(1 / ZOOM),
    0: () => main.reset() });
  if (event.shiftKey) Object.assign(actions, { ArrowLeft: () => main.move(-SHIFT, 0), ArrowRight: () => main.move(SHIFT, 0),
    ArrowUp: () => main.move(0, SHIFT), ArrowDown: () => main.move(0, -SHIFT) });
  return actions;
}

return { keys: DATA_KEYS, box: dataBox, choice, draw: drawData, actions: dataActions };
