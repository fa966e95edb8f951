// The thumbnails: sorted, filtered, and only those in sight are in the page.
const list = $("list"), space = $("space");
const GAP = 10;
let order = new Uint32Array(0);
let orderKey = "";
let onPage = new Map();
let varying = [];  // the axes along which the targets in the list differ
// A thumbnail shows its Axes if it is known where they are, else the whole picture.
const thumbAspect = data.crop ? data.crop.aspect : data.aspect;
let tiling = { columns: 1, width: 200, height: 140 };

function sortTargets() {
  const key = JSON.stringify([state.sort, state.down, chosenKey]);
  if (key === orderKey) return false;
  orderKey = key;
  const found = new Uint32Array(total);
  let count = 0;
  for (let target = 0; target < total; target++) if (isShown(target)) found[count++] = target;
  order = found.subarray(0, count);
  if (state.sort >= 0) {
    const values = columns[state.sort], sign = state.down ? -1 : 1;
    order.sort((a, b) => {
      const x = values[a], y = values[b];
      if (x === y || (x !== x && y !== y)) return a - b;
      if (x !== x) return 1;  // what has no number comes last, whichever way it goes
      if (y !== y) return -1;
      return sign * (x - y);
    });
  } else if (state.down) order.reverse();
  varying = varyingAxes();
  return true;
}

function varyingAxes() {
  return [...shape.keys()].filter((axis) => {
    const first = coordinateValue(axis, order[0]);
    return order.some((target) => coordinateValue(axis, target) !== first);
  });
}

function drawList() {
  const isNew = sortTargets();
  $("shown").textContent = order.length === there ? `${there.toLocaleString("en")} targets`
    : `${order.length.toLocaleString("en")} of ${there.toLocaleString("en")} targets`;
  if (isNew) {
    for (const node of onPage.values()) node.remove();
    onPage = new Map();
    layOut();
    list.scrollTop = 0;
  }
  fillList();
}

function layOut() {
  const wide = list.clientWidth - 2 * GAP;
  const count = Math.max(2, Math.floor((wide + GAP) / 220));
  const width = Math.floor((wide - GAP * (count - 1)) / count);
  // With padding and borders, and a line of words below the picture.
  tiling = { columns: count, width, height: Math.round((width - 15.5) * thumbAspect + 36.5) };
  space.style.height = `${Math.ceil(order.length / count) * (tiling.height + GAP) + GAP}px`;
}

function fillList() {
  if (state.view !== "list") return;
  const { columns: count, height } = tiling, row = height + GAP;
  const first = Math.max(0, Math.floor(list.scrollTop / row) - 1) * count;
  const last = Math.min(order.length, (Math.ceil((list.scrollTop + list.clientHeight) / row) + 1) * count);
  const wanted = new Set(order.subarray(first, last));
  for (const [target, node] of onPage) {
    if (!wanted.has(target)) { node.remove(); onPage.delete(target); }
  }
  for (let place = first; place < last; place++) {
    const target = order[place];
    if (!onPage.has(target)) {
      const node = thumbnail(target);
      onPage.set(target, node);
      const next = [...space.children].find((other) => Number(other.dataset.place) > place);
      node.dataset.place = place;
      space.insertBefore(node, next || null);  // so that Tab goes in the order seen
    }
    put(onPage.get(target), place, target);
  }
}

function put(node, place, target) {
  const { columns: count, width, height } = tiling;
  node.style.left = `${GAP + (place % count) * (width + GAP)}px`;
  node.style.top = `${GAP + Math.floor(place / count) * (height + GAP)}px`;
  node.style.width = `${width}px`;
  node.style.height = `${height}px`;
  node.className = thumbClass(target, "thumb");
  if (target === state.at) node.setAttribute("aria-current", "true");
  else node.removeAttribute("aria-current");
}

function thumbClass(target, name) {
  const is = { here: target === state.at, pinned: target === state.pin, marked: isMarked(target) };
  return [name, ...Object.keys(is).filter((each) => is[each])].join(" ");
}

function thumbnail(target) {
  const shown = state.sort >= 0 ? format(columns[state.sort][target], ranges[state.sort]) : "";
  const words = element("span", { className: "words" },
    element("span", { title: caption(target) }, caption(target, varying.length ? varying : undefined)), element("b", {}, shown));
  const node = element("button", { type: "button" }, picture(target, "none"), words);
  node.addEventListener("click", (event) => pick(event, target));
  return node;
}

// After a click with the mouse the space key plays; a button would keep it.
function pick(event, target) {
  change({ at: target });
  if (event.detail > 0) event.currentTarget.blur();
}

// A target's picture for a thumbnail, or words where there is none to show.
function picture(target, className) {
  if (status[target] >= FAILED) return element("span", { className }, NO_FIGURE[status[target] - FAILED]);
  if (data.format === "pdf") return element("span", { className }, "PDF");
  const image = element("img", { loading: "lazy", decoding: "async", src: address(target), alt: `Figure ${caption(target)}` });
  if (!data.crop) return image;
  const { left, top, width, height } = data.crop;
  Object.assign(image.style, { width: `${100 / width}%`, height: `${100 / height}%`,
    left: `${(-100 * left) / width}%`, top: `${(-100 * top) / height}%` });
  return element("span", { className: "crop" }, image);
}

function step(by) {
  const place = order.indexOf(state.at);
  const next = place < 0 ? 0 : Math.min(Math.max(place + by, 0), order.length - 1);
  if (order.length) change({ at: order[next] });
  reveal();
}

function reveal() {
  revealInGrid();
  if (state.view !== "list") return;
  layOut();  // it may have been hidden until now
  const place = order.indexOf(state.at), row = tiling.height + GAP;
  if (place < 0) return;
  const top = Math.floor(place / tiling.columns) * row;
  if (top < list.scrollTop) list.scrollTop = top;
  else if (top + row + GAP > list.scrollTop + list.clientHeight) list.scrollTop = top + row + GAP - list.clientHeight;
}

let isWaiting = false;
list.addEventListener("scroll", () => {
  if (isWaiting) return;
  isWaiting = true;
  requestAnimationFrame(() => { isWaiting = false; fillList(); });
});
