// The ticks of uPlot's axes.
function tickText(value) {
  if (value === null) return "";
  const size = Math.abs(value), rounded = Number(value.toPrecision(6));
  return size !== 0 && (size < 1e-3 || size >= 1e5) ? rounded.toExponential().replace("e+", "e") : String(rounded);
}

// Ticks with as many digits as their step has; very large and small ones with an exponent.
function ticks(plot, splits, axis, space, step) {
  const most = Math.max(...splits.map(Math.abs)), digits = digitsOf(step);
  // An exponent shortens nothing where the digits are needed to tell large numbers apart.
  if (most < 1e5 && (digits < 6 || most >= 1e-3)) return splits.map((value) => value.toFixed(Math.max(0, digits)));
  const places = Math.max(0, Math.floor(Math.log10(most) + 1e-9) + digits);
  return splits.map((value) => (value === 0 ? "0" : value.toExponential(places).replace("e+", "e")));
}

// The digits after the point that a step has, also 2.5 of the one before; below zero: it ends in so many noughts.
function digitsOf(step) {
  const least = -Math.floor(Math.log10(step) + 1e-9), units = step * 10 ** least;
  return Math.abs(units - Math.round(units)) < 1e-6 ? least : least + 1;
}

function widthOfTicks(plot, words) {
  const longest = Math.max(0, ...(words || []).map((word) => String(word ?? "").length));
  return Math.max(38, 16 + 7 * longest);
}

// uPlot's own logarithmic ticks go on for ever from some numbers on (1.6.32): these are the powers of ten, of few
// decades also 2 and 5 times if there is room, within one decade even steps.
function logTicks(plot, axis, low, high) {
  const first = Math.floor(Math.log10(low)), last = Math.ceil(Math.log10(high));
  const within = (values) => values.filter((value) => value >= low * (1 - 1e-9) && value <= high * (1 + 1e-9));
  const powers = Array.from({ length: last - first + 1 }, (_, n) => 10 ** (first + n));
  const clear = (values) => clearTicks(plot, axis, low, high, values);
  if (last - first <= 3) {
    const between = within(powers.flatMap((power) => [power, 2 * power, 5 * power]));
    if (between.length > 2 && clear(between).length === between.length) return between;
  }
  const whole = within(powers);
  for (let every = Math.ceil((last - first) / 8); whole.length > 2; every++) {
    const some = powers.filter((power, n) => n % every === 0 && whole.includes(power));
    if (some.length < 3 || clear(some).length === some.length) return clear(some);
  }
  const step = 10 ** Math.floor(Math.log10((high - low) / 2)), begin = Math.ceil(low / step);
  return clear(Array.from({ length: Math.floor(high / step) - begin + 1 }, (_, n) => (begin + n) * step));
}

// Those of a logarithmic axis's ticks whose words do not run into the words before.
function clearTicks(plot, axis, low, high, values) {
  const { width, height } = plot.bbox, isAcross = plot.axes[axis].side % 2 === 0;
  const perDecade = (isAcross ? width : height) / (window.devicePixelRatio || 1) / Math.log10(high / low);
  const longest = Math.max(0, ...values.map((value) => tickText(value).length)), room = isAcross ? 10 + 7 * longest : 18;
  let before = -Infinity;
  return values.filter((value) => {
    const place = Math.log10(value) * perDecade, isClear = place - before >= room;
    if (isClear) before = place;
    return isClear;
  });
}
// What an axis with a logarithmic scale is given; every tick has its line.
const logAxis = { splits: logTicks, filter: (_, splits) => splits };
