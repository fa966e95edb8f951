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

// Whether any target has this number.
function hasAny(n) {
  return n >= 0 && ranges[n].low <= ranges[n].high;
}

function initial() {
  // Numbers that no target has come last: the first view would be empty.
  const worst = hasAny(data.first) ? data.first : -1, known = [...columns.keys()].filter(hasAny);
  const many = Math.max(shape.length, data.parameters) > 2, measured = known.find((n) => n >= data.parameters) ?? known[0];
  let at = 0;
  if (worst >= 0) {
    let most = -Infinity;
    columns[worst].forEach((value, n) => { if (value > most) { most = value; at = n; } });
  }
  return { at, pin: -1, twin: -1, map: worst >= 0 ? worst : measured ?? (columns.length ? 0 : -1), log: null,
    sort: worst, down: worst >= 0, filter: -1, status: -1, min: null, max: null, brushes: [],
    along: Math.max(shape.findLastIndex((length) => length > 1), 0), play: false, speed: 4, open: ["map", "cut"],
    histogram: -1, histogramLog: null, view: many ? "parallel" : "list",
    coordinates: known.slice(0, data.parameters + MOST_COORDINATES),
    rows: shape.length > 1 ? 0 : -1, across: shape.length > 1 ? 1 : 0, size: 180,
    compare: "beside", swipe: 50, data: false, over: [], diff: false, xlog: null, ylog: null };
}
const MOST_COORDINATES = 5;  // numbers among the parallel coordinates, at first
const AT_FIRST = initial();
let state = { ...AT_FIRST };

// How a part of the state is written in a link; `read` returns undefined for what is not there.
const TARGET = { write: path, read: (text) => (targetOf(text) >= 0 ? targetOf(text) : undefined) };
const TARGETS = { write: (list) => JSON.stringify(list.map(path)),
  read: (text) => [...new Set(parsed(text).map(targetOf))].filter((target) => target >= 0) };
const NUMBER = { write: (n) => (n < 0 ? "none" : data.numbers[n].name),
  read: (text) => (text === "none" ? -1 : byName.get(text)) };
const AXIS = { write: (n) => (n < 0 ? "none" : data.axes[n].label),
  read: (text) => (text === "none" ? -1 : found(data.axes.findIndex((axis) => axis.label === text))) };
const FLAG = { write: (is) => (is ? "1" : "0"), read: (text) => text === "1" };
const ORDER = { write: (down) => (down ? "down" : "up"), read: (text) => text === "down" };
const AMOUNT = { write: String,
  read: (text) => (text.trim() !== "" && Number.isFinite(Number(text)) ? Number(text) : undefined) };
const within = (low, high) => ({ write: String, read: (text) => {
  const number = AMOUNT.read(text);
  return number === undefined ? undefined : Math.min(Math.max(number, low), high);
} });
const oneOf = (words) => ({ write: (n) => words[n], read: (text) => found(words.indexOf(text)) });
const wordOf = (...words) => ({ write: String, read: (text) => (words.includes(text) ? text : undefined) });
const oneNumberOf = (...numbers) => ({ write: String, read: (text) => numbers.find((number) => String(number) === text) });
const some = (words) => ({ write: (list) => list.join(" "),
  read: (text) => words.filter((word) => text.split(" ").includes(word)) });
const NUMBERS = { write: (list) => JSON.stringify(list.map(NUMBER.write)),
  read: (text) => [...new Set(parsed(text).map((name) => byName.get(name)))].filter((n) => n !== undefined) };
const BRUSHES = { write: (list) => JSON.stringify(list.map(([c, low, high]) => [coordinateName(c), low, high])),
  read: (text) => parsed(text).filter(Array.isArray).map(([name, ...ends]) => [coordinateOf(name), ...ends.map(limit)])
    .filter(([c]) => c >= 0).map(([c, low, high]) => [c, low ?? null, high ?? null]) };

function found(place) {
  return place >= 0 ? place : undefined;
}
function limit(end) {
  return Number.isFinite(end) ? end : null;
}
function parsed(text) {
  try { return [JSON.parse(text)].flat(1); } catch { return []; }
}
// The parallel coordinates are numbered: the axes, then the numbers.
function coordinateName(c) {
  return c < shape.length ? `axis ${data.axes[c].label}` : data.numbers[c - shape.length].name;
}
function coordinateOf(name) {
  const axis = data.axes.findIndex((each) => `axis ${each.label}` === name);
  return axis >= 0 ? axis : byName.has(name) ? shape.length + byName.get(name) : -1;
}

// The word in the link, the part of the state, and how it is written.
const LINKED = [
  ["at", "at", TARGET], ["with", "pin", TARGET], ["twin", "twin", oneOf(data.twins)],
  ["map", "map", NUMBER], ["log", "log", FLAG], ["sort", "sort", NUMBER], ["order", "down", ORDER],
  ["show", "status", oneOf(STATUSES)], ["filter", "filter", NUMBER], ["min", "min", AMOUNT], ["max", "max", AMOUNT],
  ["brush", "brushes", BRUSHES], ["along", "along", AXIS], ["play", "play", FLAG], ["speed", "speed", oneNumberOf(1, 2, 4, 8, 16)],
  ["open", "open", some(["map", "cut", "histogram"])],
  ["histogram", "histogram", NUMBER], ["histogram-log", "histogramLog", FLAG],
  ["view", "view", wordOf("list", "grid", "parallel")], ["coordinates", "coordinates", NUMBERS],
  ["rows", "rows", AXIS], ["columns", "across", AXIS], ["size", "size", within(60, 400)],
  ["compare", "compare", wordOf("beside", "swipe", "blink")], ["swipe", "swipe", within(0, 100)],
  ["data", "data", FLAG], ["over", "over", TARGETS], ["diff", "diff", FLAG], ["xlog", "xlog", FLAG], ["ylog", "ylog", FLAG],
];

function link() {
  const said = new URLSearchParams();
  for (const [word, part, way] of LINKED) {
    const isAtFirst = JSON.stringify(state[part]) === JSON.stringify(AT_FIRST[part]);
    if (part === "at" || !isAtFirst) said.set(word, way.write(state[part]));
  }
  return `#${said}`;
}

function follow(hash) {
  const said = new URLSearchParams(hash.slice(1)), read = { ...AT_FIRST };
  for (const [word, part, way] of LINKED) {
    const value = said.has(word) ? way.read(said.get(word)) : undefined;
    if (value !== undefined) read[part] = value;
  }
  if (read.map < 0) read.map = AT_FIRST.map;
  if (read.across < 0 || read.across === read.rows || (read.rows < 0) !== (AT_FIRST.rows < 0)) Object.assign(read, { rows: AT_FIRST.rows, across: AT_FIRST.across });
  if (read.along < 0) read.along = AT_FIRST.along;
  return read;
}

// Browsers refuse addresses that change too often: a few at once, then some each second.
let credit = 40, lastWritten = performance.now(), later = 0;
function writeLink() {
  const now = performance.now();
  credit = Math.min(40, credit + (now - lastWritten) / 200);
  lastWritten = now;
  clearTimeout(later);
  if (credit < 1) later = setTimeout(writeLink, 300);
  else { credit -= 1; history.replaceState(null, "", link()); }
}
