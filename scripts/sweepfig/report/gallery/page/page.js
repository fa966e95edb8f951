// The page: figures with their numbers, sliders, choices, keys. All goes through `change`.
const KEYS = [
  ["← →", `along ${data.axes[across].label}`],
  ...(upward >= 0 ? [["↑ ↓", `along ${data.axes[upward].label}`]] : []),
  ...(deep >= 0 ? [["Page ↑ ↓", `along ${data.axes[deep].label}`]] : []),
  ["n p", "next and previous target in the list"],
  ["c", "keep this figure to compare others with it; again to let go"],
  ["x", "exchange the two compared"],
  ...(data.twins.length ? [["t", "the next of the figure and its twins"]] : []),
  ["s", "the two compared over one another, divided by a slider; again to have them beside"],
  ["b", "the two compared in turn"],
  ["space", "play along the axis of the cut; any key stops it"],
  ["a", "the next axis for the cut and for play"],
  ["i", "mark as interesting; again to unmark"],
  ["v", "the next view: list, grid, parallel coordinates"],
  ...dataView.keys,
  ["?", "this list"],
];

const PARTS = ["map", "cut", "histogram"];
const MOST_ACROSS = 7;  // kinds of number in a table: all of lines

function change(what) {
  state = { ...state, ...what };
  writeLink();
  draw();
}

function draw() {
  choose();
  $("view").className = state.pin >= 0 && !state.data ? "two" : "";
  showPane($("here"), state.at, false);
  showPane($("pinned"), state.pin, true);
  const where = places(state.at);
  data.axes.forEach((axis, n) => {
    const slider = $(`axis-${n}`);
    slider.value = where[n];
    slider.setAttribute("aria-valuetext", axis.written[where[n]]);
    $(`value-${n}`).textContent = axis.written[where[n]];
  });
  $("twin").value = state.twin;
  $("colour").value = state.map;
  $("sort").value = state.sort;
  $("order").textContent = state.down ? "↓ falling" : "↑ rising";
  $("along").value = state.along;
  $("filter").value = state.status >= 0 ? `status ${state.status}` : state.filter;
  $("range").hidden = state.filter < 0;
  for (const id of ["min", "max"]) {
    if (document.activeElement !== $(id)) $(id).value = state[id] === null ? "" : state[id];
  }
  drawBrushes();
  drawParts();
  drawCompare();
  drawNotes();
  drawPlay();
  dataView.draw();
}

// What is folded or not in view is drawn when it is shown.
function drawParts() {
  for (const part of PARTS) $(`${part}-part`).open = state.open.includes(part);
  for (const button of $("views").querySelectorAll("button")) {
    button.setAttribute("aria-pressed", String(button.value === state.view));
    $(`${button.value}-view`).hidden = button.value !== state.view;
  }
  for (const node of document.querySelectorAll("[data-view]")) node.hidden = node.dataset.view !== state.view;
  drawList();
  drawGrid();
  drawMap();
  drawParallel();
  drawCut();
  drawHistogram();
}

function showPane(pane, target, isPinned) {
  pane.hidden = target < 0 || (isPinned && state.data);
  const shown = `${target} ${isPinned || state.pin >= 0} ${state.twin} ${state.data}`;
  if (target < 0 || pane.dataset.shown === shown) return;
  pane.dataset.shown = shown;
  const keep = element("button", { type: "button" }, isPinned || state.pin >= 0 ? "Let go" : "Compare");
  keep.addEventListener("click", pin);
  const open = status[target] >= FAILED ? ""  // there is no figure
    : element("a", { href: address(target, state.twin), target: "_blank" }, "open");
  const title = element("h2", {}, element("span", {}, caption(target)), markButton(target), isPinned ? "" : dataView.choice(),
    open, keep);
  const shownSo = state.data && !isPinned ? dataView.box : element("div", { className: "figure" }, figure(target));
  pane.replaceChildren(title, shownSo, noteField(target), numbers(target));
}

function figure(target) {
  if (status[target] === ABSENT) return element("p", { className: "cause" }, "There are no data of this point, or not of all curves.");
  if (status[target] === FAILED) {
    return element("p", { className: "cause" }, `Not drawn: ${data.causes[target] || "no cause is known"}`);
  }
  if (data.format === "pdf") return element("object", { data: address(target, state.twin), type: "application/pdf" });
  return element("img", { src: address(target, state.twin), alt: `Figure ${caption(target)}` });
}

function numbers(target) {
  const shown = element("div", { className: "numbers", tabIndex: 0, role: "group", "aria-label": `Numbers of ${caption(target)}` });
  const measured = data.numbers.filter((number) => number.curve !== OWN);
  const kinds = [...new Map(measured.map((number) => [number.kind, number])).values()];
  for (let first = 0; first < kinds.length; first += MOST_ACROSS) {
    shown.append(table(target, kinds.slice(first, first + MOST_ACROSS)));
  }
  if (status[target] === UNMEASURED) {
    shown.append(element("p", { className: "cause" }, `Not measured: ${data.causes[target] || "no cause is known"}`));
  }
  if (measured.length < data.numbers.length) shown.append(ownTable(target));
  return shown;
}

// A row a number that the user's function returned.
function ownTable(target) {
  const rows = [];
  data.numbers.forEach((number, n) => {
    if (number.curve !== OWN) return;
    rows.push(element("tr", {}, element("th", { scope: "row", title: number.name }, number.name),
      element("td", {}, format(columns[n][target], ranges[n]))));
  });
  return element("table", {}, element("tbody", {}, ...rows));
}

// A row a curve, a column a kind of number.
function table(target, kinds) {
  const head = element("tr", {}, element("th", { scope: "col" }, "curve"),
    ...kinds.map((number) => element("th", { scope: "col" }, withUnits(number.kind, number.units))));
  const rows = data.curves.map((label, curve) => element("tr", {}, element("th", { scope: "row", title: label }, label),
    ...kinds.map(({ kind }) => {
      const n = data.numbers.findIndex((number) => number.kind === kind && number.curve === curve);
      return element("td", {}, n < 0 ? "" : format(columns[n][target], ranges[n]));
    })));
  return element("table", {}, element("thead", {}, head), element("tbody", {}, ...rows));
}

function pin() {
  change({ pin: state.pin >= 0 ? -1 : state.at });
}

function move(axis, by) {
  const where = places(state.at);
  where[axis] = Math.min(Math.max(where[axis] + by, 0), shape[axis] - 1);
  change({ at: targetAt(where) });
}

function build() {
  data.axes.forEach((axis, n) => {
    const slider = element("input", { type: "range", id: `axis-${n}`, min: 0, max: shape[n] - 1, step: 1 });
    slider.addEventListener("input", () => move(n, Number(slider.value) - places(state.at)[n]));
    const play = element("button", { type: "button", id: `play-${n}`, className: "play" });
    play.addEventListener("click", () => togglePlay(n));
    $("sliders").append(element("div", { className: "slider" }, element("label", {}, element("span", {}, axis.label),
      element("output", { id: `value-${n}` }), slider), play));
  });
  $("along").append(...data.axes.map((axis, n) => element("option", { value: n }, axis.label)));
  $("twins").hidden = !data.twins.length;
  $("twin").append(...["the figure", ...data.twins].map((name, n) => element("option", { value: n - 1 }, name)));
  const choices = () => data.numbers.map((number, n) => element("option", { value: n }, number.name));
  $("colour").append(...choices());
  $("map-controls").hidden = !columns.length;
  $("sort").append(element("option", { value: -1 }, "place in the sweep"), ...choices());
  $("filter").append(element("option", { value: -1 }, "all targets"), ...statusChoices(), ...choices());
  buildNotes();
  buildHistogram(choices);
  buildParallel();
  buildGrid();
  buildCompare();
  $("keys").append(...KEYS.flatMap(([keys, what]) => [
    element("dt", {}, ...keys.split(" ").flatMap((key) => [element("kbd", {}, key), " "])), element("dd", {}, what)]));
}

function statusChoices() {
  return [[EMPTY, "the empty ones"], [UNMEASURED, "those not measured"], [FAILED, "those not drawn"]]
    .filter(([value]) => status.includes(value)).concat([[MARKED, "the marked ones"]])
    .map(([value, words]) => element("option", { value: `status ${value}` }, words));
}

function chooseFilter(value) {
  const [word, which] = value.split(" ");
  change(word === "status" ? { status: Number(which), filter: -1, min: null, max: null }
    : { status: -1, filter: Number(value), histogram: Number(value), min: null, max: null });
}

function readLimit(input) {
  const text = input.value.trim().replace(",", ".");
  const number = text === "" ? null : Number(text);
  input.classList.toggle("bad", Number.isNaN(number));
  if (!Number.isNaN(number)) change({ [input.id]: number });
}

function press(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
  const isNative = [" ", "Enter"].includes(event.key) && event.target.closest("button, summary");
  if (isNative && event.target.closest(".play")) return;
  if (stopPlay(event) || isNative) return;
  const inField = event.target.closest("input, select, textarea");
  if (inField && !(inField.type === "checkbox" && event.key !== " ")) return;
  const actions = {
    ArrowLeft: () => move(across, -1), ArrowRight: () => move(across, 1),
    n: () => step(1), p: () => step(-1), c: pin, "?": () => $("help").showModal(),
    t: () => change({ twin: state.twin + 1 < data.twins.length ? state.twin + 1 : -1 }),
    x: () => { if (state.pin >= 0) change({ at: state.pin, pin: state.at }); },
    s: () => toggleCompare("swipe"), b: () => toggleCompare("blink"), i: () => toggleMark(), " ": () => togglePlay(),
    a: () => change({ along: (state.along + 1) % shape.length }), v: nextView,
  };
  if (upward >= 0) Object.assign(actions, { ArrowUp: () => move(upward, 1), ArrowDown: () => move(upward, -1) });
  if (deep >= 0) Object.assign(actions, { PageUp: () => move(deep, 1), PageDown: () => move(deep, -1) });
  if (event.target.closest("#grid-view")) Object.assign(actions, gridActions());
  Object.assign(actions, dataView.actions(event));
  if (!Object.hasOwn(actions, event.key)) return;
  event.preventDefault();
  actions[event.key]();
}

function nextView() {
  const views = [...$("views").querySelectorAll("button")].map((button) => button.value);
  showView(views[(views.indexOf(state.view) + 1) % views.length]);
}

function showView(view) {
  change({ view });
  reveal();
}

function sayTheme() {
  $("theme").textContent = { system: "◐ Auto", light: "☀ Light", dark: "☾ Dark" }[theme];
}

function foldOrUnfold(part) {
  const is = $(`${part}-part`).open;
  if (is === state.open.includes(part)) return;
  change({ open: PARTS.filter((each) => (each === part ? is : state.open.includes(each))) });
}

build();
state = follow(location.hash);
stayStill();
$("colour").addEventListener("change", () => change({ map: Number($("colour").value), log: null }));
$("twin").addEventListener("change", () => change({ twin: Number($("twin").value) }));
$("log").addEventListener("change", () => change({ log: $("log").checked }));
$("sort").addEventListener("change", () => change({ sort: Number($("sort").value) }));
$("order").addEventListener("click", () => change({ down: !state.down }));
$("filter").addEventListener("change", () => chooseFilter($("filter").value));
for (const id of ["min", "max"]) $(id).addEventListener("input", () => readLimit($(id)));
$("help-button").addEventListener("click", () => $("help").showModal());
$("along").addEventListener("change", () => change({ along: Number($("along").value) }));
$("speed").addEventListener("change", () => change({ speed: Number($("speed").value) }));
for (const part of PARTS) $(`${part}-part`).addEventListener("toggle", () => foldOrUnfold(part));
for (const button of $("views").querySelectorAll("button")) button.addEventListener("click", () => showView(button.value));
$("theme").addEventListener("click", () => { nextTheme(); sayTheme(); draw(); });
darkSystem.addEventListener("change", () => { showTheme(); draw(); });
document.addEventListener("keydown", press);
window.addEventListener("hashchange", () => { state = follow(location.hash); stayStill(); draw(); reveal(); });
new ResizeObserver(() => { layOut(); drawParts(); }).observe(document.body);
new ResizeObserver(() => { layOut(); fillList(); }).observe(list);
for (const id of ["grid", "parallel"]) new ResizeObserver(() => { drawGrid(); drawParallel(); }).observe($(id));
sayTheme();
draw();
reveal();
// The figure takes room when it is there, and the list has less.
document.querySelector("#here img")?.addEventListener("load", () => requestAnimationFrame(reveal), { once: true });
