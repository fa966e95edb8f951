// The slices' numbers: files of neighbouring targets, loaded when one of them is looked at, and decoded.
// What a file holds, and how: sweepfig.report.gallery.codes and slice_file.
const MOST_FILES = 48;  // kept, of half a megabyte each
const SHARED = -1;  // in the place of a row: the coordinate of the whole sweep
const files = new Map(), delivered = new Map();
window.takeSlices = (name, content) => delivered.set(name, content);

function fileOf(name, read) {
  const known = files.get(name);
  const file = known || loaded(name).then(read);
  files.delete(name);
  files.set(name, file);  // as the youngest
  if (!known) file.catch(() => files.delete(name));
  if (files.size > MOST_FILES) files.delete([...files.keys()].find((each) => each !== "sweep"));
  return file;
}

// A script: a page opened from a folder may load nothing else.
function loaded(name) {
  return new Promise((resolve, reject) => {
    const source = `slices/${name}.js`, script = element("script", { src: source });
    const end = () => {
      script.remove();
      if (delivered.has(name)) resolve(delivered.get(name));
      else reject(new Error(`${source} is missing or damaged; a run makes it again`));
      delivered.delete(name);
    };
    script.addEventListener("load", end);
    script.addEventListener("error", end);
    document.head.append(script);
  });
}

async function unpack(text) {
  if (!window.DecompressionStream) {
    throw new Error("This browser can't unpack the numbers; Firefox 113, Chrome 80, Safari 16.4 and later can.");
  }
  const stream = new Blob([bytes(text)]).stream().pipeThrough(new DecompressionStream("deflate"));
  const content = new Uint8Array(await new Response(stream).arrayBuffer());
  const size = new DataView(content.buffer).getUint32(0, true);
  const head = JSON.parse(new TextDecoder().decode(content.subarray(4, 4 + size)));
  const high = content.subarray(4 + size), low = high.subarray(high.length / 2);
  let begin = 0;
  const begins = head.rows.map(([length]) => (begin += length) - length);
  return { targets: head.targets, row: (n) => decode(head.rows[n], begins[n], high, low) };
}

// A row of numbers, with the step between two neighbouring codes: of the number, or of its logarithm.
function decode([length, levels, isWide, low, step], begin, highBytes, lowBytes) {
  const values = new Float64Array(length), half = levels >> 1;
  let code = 0;
  for (let n = 0; n < length; n++) {
    const folded = (highBytes[begin + n] << 8) | lowBytes[begin + n];
    code = (code + ((folded >> 1) ^ -(folded & 1))) & 0xffff;
    if (code > levels) values[n] = NaN;
    else if (!isWide) values[n] = low + code * step;
    else if (code) values[n] = (code > half ? -1 : 1) * Math.exp(low + ((code - 1) % half) * step);
  }
  return { values, step, isWide };
}

function sharedOf() {
  return fileOf("sweep", (shared) => {
    const coordinate = (its) => its && { ...its, values: new Float64Array(bytes(its.values).buffer), step: 0 };
    return { ...shared, x: coordinate(shared.x), y: coordinate(shared.y) };
  });
}

// Files count targets without the points of the grid that are none.
let places_ = null;
function placeInFiles(target) {
  if (!places_) {
    places_ = new Uint32Array(total + 1);
    for (let n = 0; n < total; n++) places_[n + 1] = places_[n] + (status[n] !== ABSENT);
  }
  return places_[target];
}

// A target's slice: coordinates and curves, each with values and step; or null if it has no figure.
async function sliceOf(target) {
  const place = placeInFiles(target), name = String(Math.floor(place / data.slices)).padStart(4, "0");
  const [shared, file] = await Promise.all([sharedOf(), fileOf(name, unpack)]);
  const found = file.targets[place % data.slices];
  if (!found || status[target] >= FAILED) return null;
  const coordinate = (row, its) => (row === SHARED ? its : file.row(row));
  const x = coordinate(found.x, shared.x), y = found.y === undefined ? null : coordinate(found.y, shared.y);
  const curves = found.curves.map(file.row);
  return y ? { target, x, y, curves, shape: found.shape, of: found.of, marks: [] }
    : { target, ...inOrder(x, curves), of: found.of, marks: found.marks };
}

// uPlot wants ascending abscissas; of others points are drawn, as lines would go to and fro.
function inOrder(x, curves) {
  const places = [...x.values.keys()].filter((n) => Number.isFinite(x.values[n]));
  const goes = (sign) => places.every((n, k) => !k || sign * (x.values[n] - x.values[places[k - 1]]) >= 0);
  const isUp = goes(1), isDown = !isUp && goes(-1);
  if (isDown) places.reverse();
  else if (!isUp) places.sort((a, b) => x.values[a] - x.values[b]);
  const taken = (its) => ({ ...its, values: Float64Array.from(places, (n) => its.values[n]) });
  return { x: taken(x), curves: curves.map(taken), isLine: isUp || isDown };
}

// A number with no more digits than its codes can tell apart.
function told(value, { step, isWide } = { step: 0 }) {
  if (!Number.isFinite(value)) return "–";
  const known = isWide ? 1 / step : Math.abs(value) / step;
  if (!(known >= 0.5)) return "0";
  const digits = Math.min(Math.max(Math.ceil(Math.log10(known)), 1), 5);
  return format(Number(value.toPrecision(digits)));
}
function withUnit(text, units) {
  return units && units !== "1" ? `${text} ${units}` : text;
}
function toldPlace(value, its, row = its) {
  if (!its.dates || !Number.isFinite(value)) return withUnit(told(value, row), its.units);
  return new Date(value * 1000).toISOString().replace("T", " ").replace(/(:00)?\.000Z$/, "");
}
