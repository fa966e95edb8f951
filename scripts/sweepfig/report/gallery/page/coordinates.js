// The coordinates' own controls: names, ends, two handles each, dragging; which numbers are shown.
let area = null;  // where the coordinates are, as drawn last

function placeColumns(now) {
  area = now;
  const key = JSON.stringify(now.all);
  if (key !== columnsKey) {
    columnsKey = key;
    $("parallel-columns").replaceChildren(...now.all.map(column));
  }
  now.all.forEach((c, n) => {
    const node = $("parallel-columns").children[n], [from, to] = shareRange(c);
    node.style.left = `${now.places[n]}px`;
    node.style.setProperty("--wide", `${Math.min(150, (now.places[1] ?? 300) - now.places[0] - 6)}px`);
    [from, to].forEach((share, end) => setHandle(node.querySelectorAll("[role=slider]")[end], c, share, end));
  });
  for (const box of $("coordinates").querySelectorAll("input")) box.checked = now.all.includes(shape.length + Number(box.value));
}

function column(c) {
  const { low, high } = coordinateScale(c);
  const name = element("span", { className: "name", title: coordinateLabel(c) }, coordinateLabel(c));
  return element("div", { className: "column" }, name,
    element("span", { className: "end top" }, endText(c, high, "")), handle(c, 0), handle(c, 1),
    element("span", { className: "end foot" }, endText(c, low, "")));
}

function handle(c, end) {
  const node = element("div", { className: `handle ${end ? "upper" : "lower"}`, role: "slider", tabIndex: 0 });
  node.setAttribute("aria-label", `${end ? "highest" : "lowest"} ${coordinateLabel(c)}`);
  node.setAttribute("aria-orientation", "vertical");
  node.setAttribute("aria-valuemin", 0);
  node.setAttribute("aria-valuemax", 100);
  node.addEventListener("keydown", (event) => pressHandle(event, c, end));
  return node;
}

function setHandle(node, c, share, end) {
  node.style.top = `${area.bottom - share * (area.bottom - area.top)}px`;
  node.setAttribute("aria-valuenow", Math.round(100 * share));
  node.setAttribute("aria-valuetext", rangeOf(c)[end] === null ? "open" : endText(c, rangeOf(c)[end], ""));
}

function pressHandle(event, c, end) {
  const { step } = coordinateScale(c), now = shareRange(c);
  const by = { ArrowUp: step, ArrowRight: step, ArrowDown: -step, ArrowLeft: -step,
    PageUp: 5 * step, PageDown: -5 * step, Home: -1, End: 1 }[event.key];
  if (by === undefined && event.key !== "Escape") return;
  event.preventDefault();
  event.stopPropagation();
  if (event.key === "Escape") return void setRange(c, null, null);
  const [least, most] = end ? [now[0], 1] : [0, now[1]];
  now[end] = Math.min(Math.max(now[end] + by, least), most);
  setShares(c, ...now);
}

function buildParallel() {
  const over = $("parallel-over");
  let from = null;
  const at = (event) => {
    const box = over.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  };
  const shareAt = (y) => Math.min(Math.max((area.bottom - y) / (area.bottom - area.top), 0), 1);
  over.addEventListener("pointerdown", (event) => {
    const [x, y] = at(event), n = area.places.findIndex((place) => Math.abs(place - x) < 14);
    if (n < 0) { lookAt(x, y); return; }
    over.setPointerCapture(event.pointerId);
    from = { c: area.all[n], share: shareAt(y), ends: null };
  });
  over.addEventListener("pointermove", (event) => {
    const [x, y] = at(event);
    over.style.cursor = area.places.some((place) => Math.abs(place - x) < 14) ? "ns-resize" : "pointer";
    if (!from) return;
    from.ends = [from.share, shareAt(y)].sort((a, b) => a - b);
    setShares(from.c, ...from.ends);
  });
  over.addEventListener("pointerup", () => {
    if (from && (!from.ends || from.ends[1] - from.ends[0] < 0.005)) setRange(from.c, null, null);
    from = null;
  });
  $("coordinates").append(...data.numbers.map((number, n) => {
    const box = element("input", { type: "checkbox", value: n, disabled: !hasAny(n) });
    box.addEventListener("change", () => change({ coordinates: chosenNumbers() }));
    return element("label", { className: "check" }, box, ` ${number.name}`);
  }));
  $("coordinates-part").hidden = !columns.length;
}

function lookAt(x, y) {
  const target = area.all.length > 1 ? lineNear(x, y, area) : -1;
  if (target >= 0) change({ at: target });
}

function chosenNumbers() {
  return [...$("coordinates").querySelectorAll("input:checked")].map((box) => Number(box.value));
}
