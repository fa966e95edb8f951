// Two pictures laid over one another: a slider divides them, or they are shown in turn.
const BLINK = 800;  // milliseconds a picture; slower than what may harm a reader
let blinking = 0;

function canOverlay() {
  return !state.data && state.pin >= 0 && data.format !== "pdf" && status[state.at] < FAILED && status[state.pin] < FAILED;
}

function toggleCompare(way) {
  if (canOverlay()) change({ compare: state.compare === way ? "beside" : way });
}

function drawCompare() {
  const isOver = canOverlay() && state.compare !== "beside", pane = $("over");
  $("ways").hidden = !canOverlay();
  for (const button of $("ways").querySelectorAll("button")) {
    button.setAttribute("aria-pressed", String(button.value === state.compare));
  }
  $("view").classList.toggle("overlaid", isOver);
  pane.hidden = !isOver;
  clearInterval(blinking);
  if (!isOver) return;
  const shown = [state.pin, state.at, state.twin].join(" ");
  if (pane.dataset.shown !== shown) {
    pane.dataset.shown = shown;
    $("over-pictures").replaceChildren(...[state.pin, state.at].map((target) => element("div", {}, element("img",
      { src: address(target, state.twin), alt: `Figure ${caption(target)}`, draggable: false }))));
  }
  showOver();
}

function showOver() {
  const [, upper] = $("over-pictures").children, isBlink = state.compare === "blink";
  $("divider").value = state.swipe;
  $("divider-label").hidden = isBlink;
  $("over-pictures").style.setProperty("--at", `${state.swipe}%`);
  $("over-pictures").className = isBlink ? "" : "swipe";
  upper.style.clipPath = isBlink ? "" : `inset(0 0 0 ${state.swipe}%)`;
  upper.style.visibility = "";
  const sides = [state.pin, state.at].map((target) => caption(target));
  $("over-left").textContent = sides[0];
  $("over-right").textContent = sides[1];
  if (isBlink) blinking = setInterval(() => blink(upper), BLINK);
}

function blink(upper) {
  const hides = upper.style.visibility === "";
  upper.style.visibility = hides ? "hidden" : "";
  $("over-left").classList.toggle("now", hides);
  $("over-right").classList.toggle("now", !hides);
}

function buildCompare() {
  for (const button of $("ways").querySelectorAll("button")) {
    button.addEventListener("click", () => change({ compare: button.value }));
  }
  $("divider").addEventListener("input", () => change({ swipe: Number($("divider").value) }));
  const pictures = $("over-pictures");
  const divide = (event) => {
    if (!(event.buttons & 1) || state.compare !== "swipe") return;
    const area = pictures.getBoundingClientRect();
    const share = (100 * (event.clientX - area.left)) / area.width;
    change({ swipe: Math.round(Math.min(Math.max(share, 0), 100)) });
  };
  pictures.addEventListener("pointerdown", divide);
  pictures.addEventListener("pointermove", divide);
}
