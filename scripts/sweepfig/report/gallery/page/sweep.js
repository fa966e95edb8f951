// The sweep's data, and the state of the page with its link.
const data = window.SWEEP;
const shape = data.axes.map((axis) => axis.written.length);
const total = shape.reduce((a, b) => a * b, 1);
// Drawn without the numbers of the user's function; a point of the grid that is no target.
const OK = 0, EMPTY = 1, UNMEASURED = 2, FAILED = 3, ABSENT = 4;
const NO_FIGURE = ["not drawn", "no data"];  // of the last two
const MARKED = 5;  // by the reader: not a status, but shown alone in the same way
const STATUSES = ["ok", "empty", "unmeasured", "failed", "no data", "marked"];
const OWN = -1;  // the curve of a number that the user's function returned

function bytes(text) {
  const letters = atob(text), found = new Uint8Array(letters.length);
  for (let n = 0; n < found.length; n++) found[n] = letters.charCodeAt(n);  // ten times as fast as Uint8Array.from
  return found;
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
// The axes' values in words: of all axes, or of those given.
function caption(target, axes = [...shape.keys()]) {
  const where = places(target);
  const said = axes.filter((axis) => shape[axis] > 1);
  return (said.length ? said : axes).map((axis) => valueText(axis, where[axis])).join(", ");
}
function valueText(axis, place) {
  return data.axes[axis].caption.split("{}").join(data.axes[axis].written[place]);
}
const lookUps = data.axes.map((axis) => new Map(axis.pieces.map((piece, place) => [piece, place])));
function targetOf(text) {
  if (typeof text !== "string") return -1;  // a link may hold anything
  const pieces = shape.length > 1 ? text.split("/") : [text];
  const where = lookUps.map((lookUp, axis) => lookUp.get(pieces[axis]));
  return pieces.length === shape.length && !where.includes(undefined) ? targetAt(where) : -1;
}

// The digits of a value that tell it from others in a range, to a thousandth of that; at least so many.
function digitsWithin(value, { low, high }, least) {
  if (!(high > low)) return least;
  const finest = Math.floor(Math.log10(high - low)) - 3;
  return Math.min(Math.max(least, Math.floor(Math.log10(Math.abs(value))) - finest + 1), 17);
}
// A value in words, with digits enough for the range that the values beside it have.
function format(value, range = { low: 0, high: 0 }) {
  if (!Number.isFinite(value)) return "–";
  // What differs by less than this is equal but for rounding: days since 1970 leave an error of 1e-11 in a width.
  const isApart = range.high - range.low > 1e-9 * Math.max(Math.abs(range.low), Math.abs(range.high));
  const size = Math.abs(value), digits = isApart ? digitsWithin(value, range, 4) : 4;
  const isLong = size >= 1e5 && size < 10 ** digits;  // an exponent would shorten nothing
  if (size !== 0 && !isLong && (size < 1e-3 || size >= 1e5)) return value.toExponential(digits - 1).replace("e+", "e");
  return String(Number(value.toPrecision(Math.max(digits, 5))));
}
function withUnits(text, units) {
  return units && units !== "1" ? `${text} [${units}]` : text;
}
