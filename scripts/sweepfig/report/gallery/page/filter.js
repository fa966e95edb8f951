// Which targets are chosen: by status or mark, by the range of one number, by ranges of parallel coordinates.
const chosen = new Uint8Array(total);
const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((a, b) => a * b, 1));
let chosenKey = "";

function isShown(target) {
  return chosen[target] === 1;
}

function choose() {
  const marks = state.status === MARKED ? notesVersion : 0;
  const key = JSON.stringify([state.filter, state.status, state.min, state.max, state.brushes, marks]);
  if (key === chosenKey) return;
  chosenKey = key;
  for (let target = 0; target < total; target++) {
    chosen[target] = status[target] !== ABSENT && hasStatus(target) ? 1 : 0;
  }
  if (state.filter >= 0) keep(shape.length + state.filter, state.min, state.max);
  for (const [coordinate, low, high] of state.brushes) keep(coordinate, low, high);
}

function hasStatus(target) {
  if (state.status < 0) return true;
  return state.status === MARKED ? isMarked(target) : status[target] === state.status;
}

function keep(coordinate, low, high) {
  if (low === null && high === null) return;
  for (let target = 0; target < total; target++) {
    const value = coordinateValue(coordinate, target);
    // Written so that what has no number is left out.
    if (!((low === null || value >= low) && (high === null || value <= high) && value === value)) chosen[target] = 0;
  }
}

// An axis's coordinate is the place on it.
function coordinateValue(c, target) {
  return c < shape.length ? Math.floor(target / strides[c]) % shape[c] : columns[c - shape.length][target];
}

function rangeOf(c) {
  if (state.filter >= 0 && c === shape.length + state.filter) return [state.min, state.max];
  const [, low, high] = state.brushes.find(([other]) => other === c) || [c, null, null];
  return [low, high];
}

function setRange(c, low, high) {
  if (state.filter >= 0 && c === shape.length + state.filter) return change({ min: low, max: high });
  const others = state.brushes.filter(([other]) => other !== c);
  return change({ brushes: low === null && high === null ? others : [...others, [c, low, high]] });
}

// The end of a range of one number, short to read but fine enough for where its values lie close together.
function rounded(value, range) {
  return Number(value.toPrecision(digitsWithin(value, range, 4)));
}

// The ranges of parallel coordinates in words, each a button that lets it go.
function drawBrushes() {
  const shown = $("brushes"), key = JSON.stringify(state.brushes);
  if (shown.dataset.key === key) return;
  shown.dataset.key = key;
  shown.replaceChildren(...state.brushes.map(([c, low, high]) => {
    const words = `${coordinateLabel(c)} ${endText(c, low, "lowest")} – ${endText(c, high, "highest")}`;
    const button = element("button", { type: "button", className: "chip", title: "Let go of this range" }, `${words} ×`);
    button.addEventListener("click", () => setRange(c, null, null));
    return button;
  }));
}

function coordinateLabel(c) {
  return c < shape.length ? data.axes[c].label : data.numbers[c - shape.length].name;
}
function endText(c, value, other) {
  if (value === null) return other;
  return c < shape.length ? data.axes[c].written[Math.min(Math.max(Math.round(value), 0), shape[c] - 1)]
    : format(value, ranges[c - shape.length]);
}
