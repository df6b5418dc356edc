// An explorer: controls above one picture. In a notebook the kernel draws the frames when they are
// asked for; in the static site every frame is a file.
//
// description: {title, controls: [{name, options: [text], start, kind: "slider" | "choice"}]}
// fetchFrame(position, theme, onProgress): a promise of {source, alt, width, height}

const MILLISECONDS_UNTIL_DRAWING = 400;
const MILLISECONDS_UNTIL_WAITING = 4000;
const GONE = "The kernel that drew this is gone. Run the cell again.";
const WAITING = "Waiting for the kernel. Is it running, and done with other cells?";

let explorersSoFar = 0;

function isDark() {
  const lab = document.body.dataset.jpThemeLight;
  if (lab !== undefined) return lab === "false";
  const chosen = document.documentElement.dataset.theme;
  if (chosen === "dark" || chosen === "light") return chosen === "dark";
  // A notebook in another front end stays light, as its other figures do.
  const isSite = document.documentElement.dataset.site !== undefined;
  return isSite && matchMedia("(prefers-color-scheme: dark)").matches;
}

function onThemeChange(react) {
  const observer = new MutationObserver(react);
  observer.observe(document.body, { attributeFilter: ["data-jp-theme-light"] });
  observer.observe(document.documentElement, { attributeFilter: ["data-theme"] });
  const system = matchMedia("(prefers-color-scheme: dark)");
  system.addEventListener("change", react);
  return () => {
    observer.disconnect();
    system.removeEventListener("change", react);
  };
}

function create(tag, className, parent) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  parent?.append(element);
  return element;
}

function createSlider(control, id, row) {
  const input = create("input", "", row);
  Object.assign(input, { type: "range", id, min: 0, max: control.options.length - 1, step: 1 });
  input.value = control.start;
  const reading = create("output", "reading", row);
  reading.htmlFor = id;
  const read = () => {
    reading.textContent = control.options[input.value];
    input.setAttribute("aria-valuetext", control.options[input.value]);
  };
  read();
  input.addEventListener("input", read);
  return input;
}

function createChoice(control, id, row) {
  const select = create("select", "", row);
  select.id = id;
  control.options.forEach((text, index) => {
    const option = create("option", "", select);
    option.value = index;
    option.textContent = text;
  });
  select.value = control.start;
  return select;
}

function createControls(controls, parent, react) {
  const box = create("div", "controls", parent);
  const inputs = controls.map((control, number) => {
    const row = create("div", "control", box);
    const label = create("label", "", row);
    const id = `resnet-explorer-${explorersSoFar}-${number}`;
    label.htmlFor = id;
    label.textContent = control.name;
    const make = control.kind === "choice" ? createChoice : createSlider;
    const input = make(control, id, row);
    // Else JupyterLab would take the arrow keys for its own, to move through the cells.
    input.dataset.lmSuppressShortcuts = "true";
    return input;
  });
  inputs.forEach((input) => input.addEventListener("input", react));
  return () => inputs.map((input) => Number(input.value));
}

function createState(parent) {
  const box = create("div", "state", parent);
  const bar = create("progress", "", box);
  bar.hidden = true;
  bar.setAttribute("aria-label", "progress of this picture");
  const text = create("span", "", box);
  text.setAttribute("role", "status");
  return {
    progress({ done, total, what }) {
      bar.hidden = false;
      bar.max = total;
      bar.value = done;
      text.textContent = what;
    },
    say(words) {
      bar.hidden = true;
      text.textContent = words;
    },
  };
}

async function putInto(image, frame) {
  const next = new Image();
  next.src = frame.source;
  // Undecoded, the picture would flicker.
  await next.decode();
  image.src = frame.source;
  image.alt = frame.alt;
  image.width = frame.width;
  image.height = frame.height;
}

function showExplorer(element, description, fetchFrame) {
  explorersSoFar += 1;
  const before = [...element.childNodes];
  element.classList.add("resnet-explorer");
  element.setAttribute("role", "group");
  element.setAttribute("aria-label", `Explorer: ${description.title}`);
  create("p", "title", element).textContent = description.title;
  const position = createControls(description.controls, element, () => show());
  const state = createState(element);
  // On a phone the picture scrolls sideways: shrunk to the screen, its text could not be read.
  const image = create("img", "frame", create("div", "view scroller", element));
  // What stood here before, as in the site, goes when there is something better to see.
  before.forEach((child) => child.remove());
  const fallback = before.find((child) => child.querySelector?.("img"));
  if (fallback) element.append(fallback);
  let isBusy = false;
  let isStale = false;

  // One frame at a time; what was asked for meanwhile is only remembered as "something else".
  async function show() {
    isStale = true;
    if (isBusy) return;
    isBusy = true;
    while (isStale) {
      isStale = false;
      const words = [
        setTimeout(() => state.say("Drawing …"), MILLISECONDS_UNTIL_DRAWING),
        setTimeout(() => state.say(WAITING), MILLISECONDS_UNTIL_WAITING),
      ];
      const silence = () => words.forEach(clearTimeout);
      const relay = (progress) => {
        silence();
        state.progress(progress);
      };
      const wanted = position();
      try {
        await putInto(image, await fetchFrame(wanted, isDark() ? "dark" : "light", relay));
        fallback?.remove();
        element.dataset.shown = wanted.join(" ");
        silence();
        state.say("");
      } catch (error) {
        silence();
        state.say(error.message);
      }
    }
    isBusy = false;
  }

  const forget = onThemeChange(() => show());
  show();
  return forget;
}

// --- In a notebook: the kernel draws -------------------------------------------------------------

function kernelFrames(model) {
  const known = new Map();
  const waiting = new Map();
  const key = (position, theme) => `${theme} ${position.join(" ")}`;

  const keep = (frame, png) => {
    if (known.has(key(frame.position, frame.theme))) return;
    const source = URL.createObjectURL(new Blob([png], { type: "image/png" }));
    known.set(key(frame.position, frame.theme), { ...frame, source });
  };
  const first = model.get("first_frame");
  keep(first, first.png);

  const receive = (message, buffers) => {
    const name = key(message.position, message.theme);
    const waiter = waiting.get(name);
    if (message.kind === "progress") return waiter?.onProgress(message);
    waiting.delete(name);
    if (message.kind === "failure") return waiter?.reject(new Error(message.text));
    keep(message, buffers[0]);
    waiter?.resolve(known.get(name));
  };
  model.on("msg:custom", receive);
  const giveUp = () => {
    waiting.forEach(({ reject }) => reject(new Error(GONE)));
    waiting.clear();
  };
  // The widget manager says so when the kernel is restarted or gone.
  model.on("comm_live_update", giveUp);

  const fetchFrame = (position, theme, onProgress) => {
    const name = key(position, theme);
    if (known.has(name)) return Promise.resolve(known.get(name));
    return new Promise((resolve, reject) => {
      waiting.set(name, { resolve, reject, onProgress });
      try {
        model.send({ position, theme });
      } catch {
        giveUp();
      }
    });
  };
  const close = () => {
    model.off("msg:custom", receive);
    model.off("comm_live_update", giveUp);
    known.forEach(({ source }) => URL.revokeObjectURL(source));
  };
  return { fetchFrame, close };
}

export default {
  render({ model, el }) {
    const { fetchFrame, close } = kernelFrames(model);
    const description = { title: model.get("title"), controls: model.get("controls") };
    const forget = showExplorer(el, description, fetchFrame);
    return () => {
      forget();
      close();
    };
  },
};

// --- In the static site: every frame is a file ---------------------------------------------------

function fileFrames({ controls, frames }) {
  return async (position, theme) => {
    const index = position.reduce((sum, at, n) => sum * controls[n].options.length + at, 0);
    const frame = frames[index];
    return { ...frame, source: frame[theme] };
  };
}

// Fetches the pictures one step away from where the controls stand.
function fetchAhead(description, position, theme) {
  const fetchFrame = fileFrames(description);
  position.forEach((at, number) => {
    for (const near of [at - 1, at + 1]) {
      if (near < 0 || near >= description.controls[number].options.length) continue;
      fetchFrame(position.map((each, n) => (n === number ? near : each)), theme).then(({ source }) => {
        new Image().src = source;
      });
    }
  });
}

function mountAll(root) {
  for (const element of root.querySelectorAll(".resnet-explorer[data-explorer]")) {
    const description = JSON.parse(root.getElementById(element.dataset.explorer).textContent);
    const fetchFrame = fileFrames(description);
    showExplorer(element, description, async (position, theme) => {
      const frame = await fetchFrame(position, theme);
      fetchAhead(description, position, theme);
      return frame;
    });
  }
}
