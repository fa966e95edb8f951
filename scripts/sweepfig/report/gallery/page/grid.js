// A grid of figures: one axis down, one to the right, the others as at the target looked at.
const HEAD = { wide: 96, high: 28 };
const inGrid = new Map();  // what is in the page: only what is in sight

function gridSize() {
  const rows = state.rows < 0 ? 1 : shape[state.rows], cols = shape[state.across];
  const width = state.size, height = Math.round(state.size * thumbAspect) + 12;
  return { rows, cols, width, height };
}

function gridTarget(row, col) {
  const where = places(state.at);
  where[state.across] = col;
  if (state.rows >= 0) where[state.rows] = row;
  return targetAt(where);
}

function drawGrid() {
  if (state.view !== "grid") return;
  $("grid-rows").value = state.rows;
  $("grid-columns").value = state.across;
  $("grid-size").value = state.size;
  const { rows, cols, width, height } = gridSize();
  $("grid-space").style.width = $("grid-top").style.width = `${HEAD.wide + cols * width}px`;
  $("grid-space").style.height = `${HEAD.high + rows * height}px`;
  $("grid-left").style.height = `${rows * height}px`;
  fillGrid();
}

function fillGrid() {
  if (state.view !== "grid") return;
  const box = $("grid"), { rows, cols, width, height } = gridSize();
  const [firstRow, lastRow] = inSight(box.scrollTop, box.clientHeight, height, rows);
  const [firstCol, lastCol] = inSight(box.scrollLeft, box.clientWidth, width, cols);
  const wanted = new Set();
  const want = (key, make) => {
    wanted.add(key);
    if (!inGrid.has(key)) inGrid.set(key, make());
    return inGrid.get(key);
  };
  for (let col = firstCol; col < lastCol; col++) {
    putHead(want(`column ${state.across} ${col}`, () => gridHead($("grid-top"), state.across, col)),
      { left: HEAD.wide + col * width, width });
  }
  for (let row = firstRow; row < lastRow; row++) {
    if (state.rows >= 0) {
      putHead(want(`row ${state.rows} ${row}`, () => gridHead($("grid-left"), state.rows, row)), { top: row * height, height });
    }
    for (let col = firstCol; col < lastCol; col++) {
      const target = gridTarget(row, col);
      putCell(want(`cell ${target}`, () => gridCell(target)), target,
        { left: HEAD.wide + col * width, top: HEAD.high + row * height, width, height });
    }
  }
  for (const [key, node] of inGrid) {
    if (!wanted.has(key)) { node.remove(); inGrid.delete(key); }
  }
}

// The first and the last row that are in sight, or columns likewise, with one more on each side.
function inSight(from, length, size, count) {
  return [Math.max(0, Math.floor(from / size) - 1), Math.min(count, Math.ceil((from + length) / size) + 1)];
}

function gridHead(parent, axis, place) {
  const text = valueText(axis, place), node = element("span", { title: text }, text);
  parent.append(node);
  return node;
}

function gridCell(target) {
  const node = element("button", { type: "button", title: caption(target) }, picture(target, "none"));
  node.setAttribute("aria-label", caption(target));
  node.addEventListener("click", (event) => pick(event, target));
  $("grid-space").append(node);
  return node;
}

function putHead(node, place) {
  for (const [side, length] of Object.entries(place)) node.style[side] = `${length}px`;
}

function putCell(node, target, place) {
  putHead(node, place);
  node.className = thumbClass(target, `cell${isShown(target) ? "" : " left-out"}`);
  if (target === state.at) node.setAttribute("aria-current", "true");
  else node.removeAttribute("aria-current");
}

// In the grid the arrow keys go as its rows and columns lie.
function gridActions() {
  const along = { ArrowLeft: () => move(state.across, -1), ArrowRight: () => move(state.across, 1) };
  const down = { ArrowUp: () => move(state.rows, -1), ArrowDown: () => move(state.rows, 1) };
  const actions = state.rows < 0 ? along : { ...along, ...down };
  return Object.fromEntries(Object.entries(actions).map(([key, act]) => [key, () => { act(); revealInGrid(); }]));
}

// Scroll until the target looked at is in sight.
function revealInGrid() {
  if (state.view !== "grid") return;
  const box = $("grid"), { width, height } = gridSize(), where = places(state.at);
  const row = state.rows < 0 ? 0 : where[state.rows], col = where[state.across];
  box.scrollTop = nearest(box.scrollTop, row * height, height, box.clientHeight - HEAD.high);
  box.scrollLeft = nearest(box.scrollLeft, col * width, width, box.clientWidth - HEAD.wide);
}
function nearest(now, place, size, length) {
  if (place < now) return place;
  return place + size > now + length ? place + size - length : now;
}

function buildGrid() {
  const choices = () => data.axes.map((axis, n) => element("option", { value: n }, axis.label));
  $("grid-rows").append(...(shape.length > 1 ? [] : [element("option", { value: -1 }, "–")]), ...(shape.length > 1 ? choices() : []));
  $("grid-columns").append(...choices());
  // The same axis twice would be a diagonal: the other one takes the place of what was chosen.
  $("grid-rows").addEventListener("change", () => {
    const rows = Number($("grid-rows").value);
    change({ rows, across: rows === state.across ? state.rows : state.across });
  });
  $("grid-columns").addEventListener("change", () => {
    const across = Number($("grid-columns").value);
    change({ across, rows: across === state.rows ? state.across : state.rows });
  });
  $("grid-size").addEventListener("input", () => change({ size: Number($("grid-size").value) }));
  let isWaiting = false;
  $("grid").addEventListener("scroll", () => {
    if (isWaiting) return;
    isWaiting = true;
    requestAnimationFrame(() => { isWaiting = false; fillGrid(); });
  });
}
