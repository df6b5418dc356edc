// A question: options to choose from, or an axis to point into. Once something was guessed, it tells
// what came and what that guess means; whoever shows the question then shows the rest.
//
// question: plain values of a `Question` (course/questions/__init__.py)
// guess: an index, a list of numbers, or null

const KEY = "resnet-lessons-guess-";
const WIDTH = 640;
// From a point to its label.
const [ABOVE, FAR_ABOVE, BELOW] = [14, 32, -24];
const EDGE = { left: 64, right: 24, top: 16, bottom: 48 };
const NOT_YET = "no guess yet";
const COMES_WITH_THE_GUESS = "shown once you have guessed";

function create(tag, className, parent, html) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (html !== undefined) element.innerHTML = html;
  parent?.append(element);
  return element;
}

function createButton(className, parent, html, react) {
  const button = create("button", className, parent, html);
  button.type = "button";
  // Else JupyterLab would take some keys for its own.
  button.dataset.lmSuppressShortcuts = "true";
  button.addEventListener("click", react);
  return button;
}

function isGuess(question, guess) {
  if (question.options.length) return Number.isInteger(guess) && guess in question.options;
  return (
    Array.isArray(guess) &&
    guess.length === question.axes.length &&
    guess.every((each, n) => each >= question.axes[n].low && each <= question.axes[n].high)
  );
}

function withUnit(number, { unit }) {
  return `${number}${unit.startsWith("%") ? "" : " "}${unit}`.trim();
}

function inWords(question, guess) {
  if (question.options.length) return question.options[guess].text;
  return guess.map((each, n) => withUnit(each, question.axes[n])).join(", ");
}

function outcome(question) {
  const right = question.options.findIndex((option) => option.right);
  return inWords(question, right < 0 ? question.came : right);
}

function explanation(question, guess) {
  const holds = ([axis, side, number]) =>
    side === "up to" ? guess[axis] <= number : guess[axis] > number;
  return question.regions.find((region) => region.limits.every(holds)).explanation;
}

// --- Options -------------------------------------------------------------------------------------

function createOptions(question, parent, onGuess) {
  const list = create("ul", "options", parent);
  question.options.forEach((option, index) =>
    createButton("option", create("li", "", list), option.text, () => onGuess(index)),
  );
}

// What was chosen stands open; the others can be opened.
function tellOptions(question, guess, parent) {
  question.options.forEach((option, index) => {
    const box = create("details", "told", parent);
    const mark = option.right ? "✓ " : index === guess ? "✗ " : "";
    const summary = create("summary", "", box, `${mark}${option.text}`);
    // Else JupyterLab would take the space bar for its own.
    summary.dataset.lmSuppressShortcuts = "true";
    const verdict = option.right ? "Right." : "Not quite.";
    create("p", "", box, `<strong>${verdict}</strong> ${option.explanation}`);
    if (index !== guess) return;
    box.open = true;
    create("span", "yours", summary, "your guess");
  });
}

// --- An axis, or two -----------------------------------------------------------------------------

function svg(tag, attributes, parent, text) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  if (text !== undefined) element.textContent = text;
  parent?.append(element);
  return element;
}

function ticks({ low, high }) {
  const rough = (high - low) / 6;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((each) => each * power).find((each) => each >= rough);
  const first = Math.ceil(low / step);
  const count = Math.floor(high / step) - first + 1;
  return Array.from({ length: count }, (_, n) => Number(((first + n) * step).toPrecision(6)));
}

function snapped({ low, high, step }, value) {
  const near = low + Math.round((value - low) / step) * step;
  return Number(Math.min(Math.max(near, low), high).toPrecision(6));
}

// The empty axis. `mark(class, at, label)` draws a point; `at(event)` is where a click fell.
function drawAxes(question, parent) {
  const [across, up] = question.axes;
  const height = up ? 340 : 110;
  const [right, bottom] = [WIDTH - EDGE.right, height - EDGE.bottom];
  const box = svg("svg", { viewBox: `0 0 ${WIDTH} ${height}`, class: "axes" }, parent);
  // The sliders below say the same to whoever cannot see it.
  box.setAttribute("aria-hidden", "true");
  const x = (value) =>
    EDGE.left + ((value - across.low) / (across.high - across.low)) * (right - EDGE.left);
  const y = (value) =>
    up ? bottom - ((value - up.low) / (up.high - up.low)) * (bottom - EDGE.top) : bottom;
  svg("path", { class: "frame", d: `M${EDGE.left} ${up ? EDGE.top : bottom}V${bottom}H${right}` }, box);
  for (const value of ticks(across)) {
    svg("path", { class: "frame", d: `M${x(value)} ${bottom}v6` }, box);
    svg("text", { x: x(value), y: bottom + 20, "text-anchor": "middle" }, box, value);
  }
  svg("text", { x: (EDGE.left + right) / 2, y: height - 6, "text-anchor": "middle" }, box, across.label);
  for (const value of up ? ticks(up) : []) {
    svg("path", { class: "frame", d: `M${EDGE.left} ${y(value)}h-6` }, box);
    svg("text", { x: EDGE.left - 10, y: y(value) + 4, "text-anchor": "end" }, box, value);
  }
  if (up) {
    const place = `translate(16 ${(EDGE.top + bottom) / 2}) rotate(-90)`;
    svg("text", { transform: place, "text-anchor": "middle" }, box, up.label);
  }
  const mark = (name, at, label, above = ABOVE) => {
    const [left, top] = [x(at[0]), y(at[1])];
    const group = svg("g", { class: name }, box);
    svg("circle", { cx: left, cy: top, r: 7 }, group);
    const middle = Math.min(Math.max(left, 40), WIDTH - 40);
    const place = { x: middle, y: top - above, "text-anchor": "middle" };
    // Beside its point, where no other label comes.
    const beside = { x: left - 12, y: top + 4, "text-anchor": "end" };
    svg("text", name === "known" ? beside : place, group, label);
    return group;
  };
  const at = (event) => {
    const place = box.getBoundingClientRect();
    const left = ((event.clientX - place.left) / place.width) * WIDTH;
    const top = ((event.clientY - place.top) / place.height) * height;
    const share = [(left - EDGE.left) / (right - EDGE.left), (bottom - top) / (bottom - EDGE.top)];
    return question.axes.map((axis, n) => snapped(axis, axis.low + share[n] * (axis.high - axis.low)));
  };
  question.known.forEach((point) => mark("known", point.at, point.label));
  const areNear = (one, other) => Math.hypot(x(one[0]) - x(other[0]), y(one[1]) - y(other[1])) < 90;
  return { box, mark, at, areNear };
}

let questionsSoFar = 0;

function createAxes(question, parent, onGuess) {
  questionsSoFar += 1;
  const { box, mark, at } = drawAxes(question, parent);
  let drawn;
  const rows = create("div", "sliders", parent);
  const fields = question.axes.map((axis, number) => {
    const row = create("div", "slider", rows);
    const id = `resnet-question-${questionsSoFar}-${number}`;
    const label = create("label", "", row);
    label.htmlFor = id;
    label.textContent = axis.label;
    const reading = create("output", "", row);
    const field = create("input", "", row);
    Object.assign(field, { type: "range", id, min: axis.low, max: axis.high, step: axis.step });
    field.value = (axis.low + axis.high) / 2;
    field.dataset.lmSuppressShortcuts = "true";
    field.addEventListener("input", () => show());
    return { field, reading, axis };
  });
  const guess = () => fields.map(({ field }) => Number(field.value));
  const button = createButton("commit", parent, "This is my guess", () => drawn && onGuess(guess()));
  button.setAttribute("aria-disabled", "true");
  const show = () => {
    drawn?.remove();
    drawn = mark("guess", guess(), "your guess");
    button.setAttribute("aria-disabled", "false");
    for (const { field, reading, axis } of fields) {
      reading.textContent = withUnit(field.value, axis);
      field.setAttribute("aria-valuetext", withUnit(field.value, axis));
    }
  };
  const point = (event) => {
    at(event).forEach((value, n) => (fields[n].field.value = value));
    show();
  };
  box.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    point(event);
    box.setPointerCapture(event.pointerId);
    box.onpointermove = point;
  });
  for (const end of ["pointerup", "pointercancel"])
    box.addEventListener(end, () => (box.onpointermove = null));
}

function tellAxes(question, guess, parent) {
  const { mark, areNear } = drawAxes(question, parent);
  // Else both names would stand on each other.
  const areClose = areNear(guess, question.came);
  const isPlane = question.axes.length > 1;
  const isBelow = isPlane && areClose && guess[1] < question.came[1];
  mark("guess", guess, "your guess", isBelow ? BELOW : ABOVE);
  mark("came", question.came, "outcome", !areClose || isBelow ? ABOVE : isPlane ? BELOW : FAR_ABOVE);
  const both = `You guessed ${inWords(question, guess)}. The outcome: ${outcome(question)}.`;
  create("p", "told", parent, `<strong>${both}</strong> ${explanation(question, guess)}`);
}

// --- The question --------------------------------------------------------------------------------

// Returns a function that shows it with another guess; `onGuess(guess)` is called with what the
// reader guesses, and with null where the guess is taken back.
function showQuestion(element, question, first, onGuess) {
  element.classList.add("resnet-question");
  element.setAttribute("role", "group");
  element.setAttribute("aria-label", `Question: ${question.heading}`);
  const box = create("div", "field");
  element.prepend(box);
  let shown;
  const change = (guess) => {
    show(guess);
    box.focus();
    onGuess(guess);
  };
  const show = (wanted) => {
    const guess = isGuess(question, wanted) ? wanted : null;
    if (JSON.stringify(guess) === shown) return;
    shown = JSON.stringify(guess);
    box.replaceChildren();
    box.tabIndex = -1;
    element.dataset.guessed = guess !== null;
    const [ask, tell] = question.options.length
      ? [createOptions, tellOptions]
      : [createAxes, tellAxes];
    if (guess === null) {
      ask(question, box, change);
    } else {
      tell(question, guess, box);
      createButton("again", box, "Guess again", () => change(null));
    }
  };
  show(first);
  return show;
}

// --- In a notebook: the kernel keeps the guess and shows the rest --------------------------------

export default {
  render({ model, el }) {
    const show = showQuestion(el, model.get("question"), model.get("guess"), (guess) => {
      model.set("guess", guess);
      model.save_changes();
    });
    const note = create("p", "note", el);
    const learn = () => show(model.get("guess"));
    const say = () => (note.textContent = model.get("note"));
    say();
    model.on("change:guess", learn);
    model.on("change:note", say);
    return () => {
      model.off("change:guess", learn);
      model.off("change:note", say);
    };
  },
};

// --- In the static site: the browser keeps the guess, and the page holds the rest ----------------

// Storage may be forbidden, as it is for files in some browsers: guesses then last as long as the page.
const held = {};

function keptGuess(id) {
  try {
    return JSON.parse(localStorage.getItem(KEY + id));
  } catch {
    return held[id] ?? null;
  }
}

function keepGuess(id, guess) {
  held[id] = guess;
  try {
    if (guess === null) localStorage.removeItem(KEY + id);
    else localStorage.setItem(KEY + id, JSON.stringify(guess));
  } catch {
    // It is held until the page is left.
  }
}

function showGuesses(element, questions) {
  element.querySelectorAll("tbody tr").forEach((row, number) => {
    const [asked, guess] = [questions[number], keptGuess(questions[number].id)];
    const isMade = isGuess(asked, guess);
    row.cells[1].innerHTML = isMade ? inWords(asked, guess) : NOT_YET;
    row.cells[2].innerHTML = isMade ? outcome(asked) : COMES_WITH_THE_GUESS;
  });
}

function mountQuestions(root) {
  const read = (name) => JSON.parse(root.getElementById(name).textContent);
  const tables = [...root.querySelectorAll("[data-guesses]")];
  const tell = () => tables.forEach((each) => showGuesses(each, read(each.dataset.guesses)));
  for (const element of root.querySelectorAll("[data-question]")) {
    const question = read(element.dataset.question);
    element.querySelector(".openings").remove();
    const rest = element.querySelector(".rest");
    const reveal = (guess) => {
      if (rest) rest.hidden = !isGuess(question, guess);
      if (rest) rest.open = true;
    };
    const guess = keptGuess(question.id);
    showQuestion(element, question, guess, (made) => {
      keepGuess(question.id, made);
      reveal(made);
      tell();
    });
    reveal(guess);
  }
  tell();
}
