// Play: the targets along one axis, one after the other, until a key is pressed.
const stillness = window.matchMedia("(prefers-reduced-motion: reduce)");
let playing = 0;

function togglePlay(axis = state.along) {
  change({ along: axis, play: !(state.play && state.along === axis) });
}

// Any key stops it; the space key does nothing else then. Whether there is nothing more to do.
function stopPlay(event) {
  if (!state.play || event.key === "Tab") return false;
  change({ play: false });
  if (event.key === " ") event.preventDefault();
  return event.key === " ";
}

// A link starts no motion where the reader's system asks for none.
function stayStill() {
  if (!stillness.matches) return;
  state.play = false;
  if (state.compare === "blink") state.compare = "swipe";
}

function drawPlay() {
  data.axes.forEach((axis, n) => {
    const runs = state.play && state.along === n, button = $(`play-${n}`);
    button.textContent = runs ? "❚❚" : "▶";
    button.setAttribute("aria-label", `${runs ? "Stop" : "Play along"} ${axis.label}`);
    button.setAttribute("aria-pressed", String(runs));
  });
  $("speed").value = state.speed;
  $("view").setAttribute("aria-live", state.play ? "off" : "polite");
  if (state.play && !playing) playing = setTimeout(playNext, 1000 / state.speed);
  if (!state.play) { clearTimeout(playing); playing = 0; }
}

// The next one is shown when its picture is there.
async function playNext() {
  const next = nextAlong(), mine = playing;
  await loaded(next);
  if (mine !== playing) return;  // stopped meanwhile, or stopped and begun anew
  playing = setTimeout(playNext, 1000 / state.speed);
  change({ at: next });
  reveal();
}

function nextAlong() {
  const where = places(state.at), length = shape[state.along];
  for (let tried = 0; tried < length; tried++) {
    where[state.along] = (where[state.along] + 1) % length;
    if (status[targetAt(where)] < FAILED) break;
  }
  return targetAt(where);
}

function loaded(target) {
  if (data.format === "pdf" || status[target] >= FAILED) return Promise.resolve();
  const image = new Image();
  image.src = address(target, state.twin);
  return image.decode().catch(() => {});  // a picture that is missing stops nothing
}
