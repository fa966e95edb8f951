// The reader's own marks and notes, kept in this browser for this page's place and this sweep's axes.
const NOTES_KEY = `sweepfig notes ${location.pathname} ${data.axes.map((axis) => axis.label).join(" ")}`;
const notes = new Map();  // of a target {mark, note}; what is neither marked nor noted is not there
let notesVersion = 0, strangers = {}, isKept = true;

function isMarked(target) {
  return notes.get(target)?.mark === true;
}

// Notes on targets that the sweep does not have now are kept for when it has them again.
function readNotes() {
  let stored = null;
  try { stored = JSON.parse(localStorage.getItem(NOTES_KEY)); } catch { isKept = false; }
  for (const [name, { mark, note }] of Object.entries(stored || {})) {
    const target = targetOf(name);
    if (target >= 0) notes.set(target, { mark: mark === true, note: String(note || "") });
    else strangers[name] = { mark, note };
  }
}

function keepNotes() {
  const stored = { ...strangers };
  for (const [target, note] of notes) stored[path(target)] = note;
  try { localStorage.setItem(NOTES_KEY, JSON.stringify(stored)); isKept = true; } catch { isKept = false; }
}

function annotate(target, what) {
  const now = { mark: false, note: "", ...notes.get(target), ...what };
  if (now.mark || now.note) notes.set(target, now);
  else notes.delete(target);
  notesVersion += 1;
  keepNotes();
  draw();
}

function toggleMark(target = state.at) {
  annotate(target, { mark: !isMarked(target) });
}

function drawNotes() {
  for (const [id, target] of [["here", state.at], ["pinned", state.pin]]) {
    const button = document.querySelector(`#${id} .mark`), field = document.querySelector(`#${id} textarea`);
    if (!button || !field) continue;
    button.setAttribute("aria-pressed", String(isMarked(target)));
    button.textContent = isMarked(target) ? "★ Marked" : "☆ Mark";
    if (document.activeElement !== field) field.value = notes.get(target)?.note || "";
  }
  $("kept").hidden = isKept;
  $("notes-count").textContent = notes.size === 1 ? "1 target has a mark or a note."
    : `${notes.size.toLocaleString("en")} targets have a mark or a note.`;
}

function markButton(target) {
  const button = element("button", { type: "button", className: "mark", title: "Mark as interesting (i)" });
  button.addEventListener("click", () => toggleMark(target));
  return button;
}

function noteField(target) {
  const field = element("textarea", { rows: 1, placeholder: "Your note", className: "own-note" });
  field.setAttribute("aria-label", `Note on ${caption(target)}`);
  field.addEventListener("input", () => annotate(target, { note: field.value }));
  return field;
}

// As CSV: the axes' values, the mark, the note.
function notesCsv() {
  const head = [...data.axes.map((axis) => axis.label), "mark", "note"];
  const lines = [...notes.keys()].sort((a, b) => a - b).map((target) => {
    const where = places(target), { mark, note } = notes.get(target);
    return [...data.axes.map((axis, n) => axis.written[where[n]]), mark ? "interesting" : "", note];
  });
  return [head, ...lines].map((line) => `${line.map(csvCell).join(",")}\r\n`).join("");
}

// An apostrophe goes before what a spreadsheet would take for a formula; also before one with an apostrophe of its own,
// which would be taken for ours when it is read.
function csvCell(text) {
  const isFormula = /^'*[=+@\t\r\n-]/.test(text) && !Number.isFinite(Number(text));
  return `"${(isFormula ? `'${text}` : text).replaceAll('"', '""')}"`;
}

function exportNotes() {
  const file = new Blob([notesCsv()], { type: "text/csv;charset=utf-8" });
  const anchor = element("a", { href: URL.createObjectURL(file), download: "notes.csv" });
  anchor.click();
  setTimeout(() => URL.revokeObjectURL(anchor.href), 1000);
}

function csvRows(text) {
  const rows = [[]], cell = /("(?:[^"]|"")*"|[^",\r\n]*)(,|\r?\n|\r|$)/gy;
  for (const [whole, quoted, end] of text.replace(/^\ufeff/, "").matchAll(cell)) {
    if (whole === "") break;
    const plain = quoted.startsWith('"') ? quoted.slice(1, -1).replaceAll('""', '"') : quoted;
    rows.at(-1).push(plain.replace(/^'(?='*[=+@\t\r\n-])/, ""));
    if (end !== ",") rows.push([]);
  }
  return rows.filter((row) => row.some((each) => each !== ""));
}

async function importNotes(file) {
  $("notes-said").textContent = takeNotes(csvRows(await file.text()), file.name);
}

// Take the notes of a file's rows; say how many, or what is wrong.
function takeNotes([head = [], ...rows], name) {
  const wanted = [...data.axes.map((axis) => axis.label), "mark", "note"];
  const missing = wanted.filter((label) => !head.includes(label));
  if (missing.length) return `${name}: the column ${missing[0]} is missing; needed are ${wanted.join(", ")}.`;
  const places = data.axes.map((axis) => new Map(axis.written.map((text, place) => [text, place])));
  let count = 0;
  for (const row of rows) {
    const cell = (label) => row[head.indexOf(label)] ?? "";
    const where = data.axes.map((axis, n) => places[n].get(cell(axis.label)));
    if (where.includes(undefined)) continue;
    const target = targetAt(where), mark = cell("mark") !== "", note = cell("note");
    if (mark || note) { notes.set(target, { mark, note }); count += 1; }
  }
  notesVersion += 1;
  keepNotes();
  draw();
  const strange = rows.length - count;
  return `${count} taken from ${name}${strange ? `; ${strange} rows are of no target of this sweep, or empty` : ""}.`;
}

function buildNotes() {
  readNotes();
  $("notes-button").addEventListener("click", () => $("notes").showModal());
  $("export").addEventListener("click", exportNotes);
  $("import").addEventListener("change", () => {
    if ($("import").files.length) importNotes($("import").files[0]);
    $("import").value = "";
  });
}
