// The sweep's data, and the state of the page with its link.
const data = window.SWEEP;
const shape = data.axes.map((axis) => axis.written.length);
const total = shape.reduce((a, b) => a * b, 1);
// Drawn without the numbers of the user's function; a point of the grid that was never run.
const OK = 0, EMPTY = 1, UNMEASURED = 2, FAILED = 3, ABSENT = 4;
const STATUSES = ["ok", "empty", "unmeasured", "failed"];
const OWN = -1;  // the curve of a number that the user's function returned

function bytes(text) {
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
}
const status = bytes(data.status);
const there = status.filter((each) => each !== ABSENT).length;
const columns = data.numbers.map((number) => new Float64Array(bytes(number.values).buffer));
const byName = new Map(data.numbers.map((number, n) => [number.name, n]));

const $ = (id) => document.getElementById(id);

function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name in made && name !== "list") made[name] = value;
    else made.setAttribute(name, value);
  }
  made.append(...children);  // text, never markup: labels come from the user's files
  return made;
}

// Targets are numbered with the last axis fastest.
function places(target) {
  const found = [];
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    found[axis] = target % shape[axis];
    target = Math.floor(target / shape[axis]);
  }
  return found;
}
function targetAt(where) {
  return where.reduce((sum, place, axis) => sum * shape[axis] + place, 0);
}
function path(target) {
  return places(target).map((place, axis) => data.axes[axis].pieces[place]).join("/");
}
function address(target, twin = -1) {
  const name = twin < 0 ? "" : `.${data.twins[twin]}`;
  return `${`${path(target)}${name}`.split("/").map(encodeURIComponent).join("/")}.${data.format}`;
}
function caption(target) {
  return path(target).split("/").join(" · ");
}
const lookUps = data.axes.map((axis) => new Map(axis.pieces.map((piece, place) => [piece, place])));
function targetOf(text) {
  const pieces = shape.length > 1 ? (text || "").split("/") : [text];
  const where = lookUps.map((lookUp, axis) => lookUp.get(pieces[axis]));
  return pieces.length === shape.length && !where.includes(undefined) ? targetAt(where) : -1;
}

function format(value) {
  if (!Number.isFinite(value)) return "–";
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-3 || size >= 1e5)) return value.toExponential(3).replace("e+", "e");
  return String(Number(value.toPrecision(5)));
}
function withUnits(text, units) {
  return units && units !== "1" ? `${text} [${units}]` : text;
}

// What is looked at. A link holds all of it; what it does not say is as it is at first.
const ranges = columns.map((column) => {
  let low = Infinity, high = -Infinity, positive = true;
  for (const value of column) {
    if (!Number.isFinite(value)) continue;
    if (value < low) low = value;
    if (value > high) high = value;
    if (value <= 0) positive = false;
  }
  return { low, high, wide: positive && high / low >= 100, positive: positive && low <= high };
});

function initial() {
  const worst = data.first;
  let at = 0;
  if (worst >= 0) {
    let most = -Infinity;
    columns[worst].forEach((value, n) => { if (value > most) { most = value; at = n; } });
  }
  return { at, pin: -1, twin: -1, map: worst >= 0 ? worst : columns.length ? 0 : -1, log: null,
    sort: worst, down: worst >= 0, filter: -1, status: -1, min: null, max: null };
}
let state = initial();

function link() {
  const first = initial(), said = new URLSearchParams();
  const name = (n) => (n < 0 ? "none" : data.numbers[n].name);
  said.set("at", path(state.at));
  if (state.pin >= 0) said.set("with", path(state.pin));
  if (state.twin >= 0) said.set("twin", data.twins[state.twin]);
  if (state.map !== first.map) said.set("map", name(state.map));
  if (state.log !== null) said.set("log", state.log ? "1" : "0");
  if (state.sort !== first.sort) said.set("sort", name(state.sort));
  if (state.down !== first.down) said.set("order", state.down ? "down" : "up");
  if (state.status >= 0) said.set("show", STATUSES[state.status]);
  if (state.filter >= 0) {
    said.set("filter", name(state.filter));
    if (state.min !== null) said.set("min", state.min);
    if (state.max !== null) said.set("max", state.max);
  }
  return `#${said}`;
}

function follow(hash) {
  const said = new URLSearchParams(hash.slice(1)), found = initial();
  const number = (key, other) => {
    if (said.get(key) === "none") return -1;
    return byName.has(said.get(key)) ? byName.get(said.get(key)) : other;
  };
  const limit = (key) => {
    const text = said.get(key);
    return text !== null && text !== "" && Number.isFinite(Number(text)) ? Number(text) : null;
  };
  const at = targetOf(said.get("at"));
  if (at >= 0) found.at = at;
  found.pin = targetOf(said.get("with"));
  found.twin = data.twins.indexOf(said.get("twin"));
  found.map = number("map", found.map);
  if (found.map < 0 && columns.length) found.map = 0;
  if (said.has("log")) found.log = said.get("log") === "1";
  found.sort = number("sort", found.sort);
  if (said.has("order")) found.down = said.get("order") === "down";
  found.status = STATUSES.indexOf(said.get("show"));
  found.filter = number("filter", -1);
  found.min = limit("min");
  found.max = limit("max");
  return found;
}

function isShown(target) {
  if (status[target] === ABSENT) return false;
  if (state.status >= 0 && status[target] !== state.status) return false;
  if (state.filter < 0) return true;
  const value = columns[state.filter][target];
  if (!Number.isFinite(value)) return state.min === null && state.max === null;
  return (state.min === null || value >= state.min) && (state.max === null || value <= state.max);
}
