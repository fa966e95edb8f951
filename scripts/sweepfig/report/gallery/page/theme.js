// The page's colours: light or dark, as the system has it or as the reader chose. Pictures stay as they are.
const themes = ["system", "light", "dark"];
const darkSystem = window.matchMedia("(prefers-color-scheme: dark)");

function chosenTheme() {
  try { return themes.includes(localStorage.getItem("sweepfig theme")) ? localStorage.getItem("sweepfig theme") : "system"; }
  catch { return "system"; }  // where the browser keeps nothing
}
let theme = chosenTheme();

function isDark() {
  return theme === "dark" || (theme === "system" && darkSystem.matches);
}
function showTheme() {
  document.documentElement.dataset.theme = isDark() ? "dark" : "light";
}
function nextTheme() {
  theme = themes[(themes.indexOf(theme) + 1) % themes.length];
  try { localStorage.setItem("sweepfig theme", theme); } catch { /* kept until the page is closed */ }
  showTheme();
}

// A colour of the style sheet, for what is drawn on a canvas.
function themed(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}
showTheme();
