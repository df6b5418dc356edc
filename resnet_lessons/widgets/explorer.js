// An explorer: controls above one picture. In a notebook the kernel draws the frames when they are
// asked for; in the static site every frame is a file. `theme.js` stands before this script.
//
// description: {title, controls: [{name, options: [text], start, kind: "slider" | "choice"}],
//   note: where the frames come from, or nothing}
// fetchFrame(position, theme, onProgress, run): a promise of {source, alt, width, height}
// live, where a kernel can measure too, else nothing:
//   {actions: {position: text of the button}, measured(): {position: {run, note}},
//    start(position, theme, onProgress, onDraft): a promise that ends with the run,
//    onMeasured(react): a function that stops listening}
// onGone(react), where there is a kernel: calls it when that is gone

const MILLISECONDS_UNTIL_DRAWING = 400;
const MILLISECONDS_UNTIL_WAITING = 4000;
const GONE = "The kernel that drew this is gone. Run this cell again to explore.";
const WAITING = "Waiting for the kernel. Is it running, and done with other cells?";
const RUNNING = "Running in the kernel. Its stop button (■) ends this; what was measured stays.";
const SHOW_RECORDED = "Show the recorded run";
const SHOW_MEASURED = "Show what was measured here";

let explorersSoFar = 0;

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
  const lock = (isLocked) => inputs.forEach((input) => (input.disabled = isLocked));
  return { position: () => inputs.map((input) => Number(input.value)), lock };
}

// Two buttons: one measures here, the other changes between that and the recorded run.
// `react(wantsRun)` is called when a picture has to change.
function createButtons(live, parent, position, react) {
  const box = create("div", "buttons", parent);
  const [start, change] = [0, 1].map(() => {
    const button = create("button", "", box);
    button.type = "button";
    button.dataset.lmSuppressShortcuts = "true";
    return button;
  });
  const isRecordedWanted = new Map();
  let isRunning = false;
  const name = () => position().join(" ");
  const found = () => live.measured()[name()];
  const shown = () => (isRecordedWanted.get(name()) ? undefined : found());
  const refresh = () => {
    start.textContent = live.actions[name()];
    // Disabled it would lose the keyboard's focus.
    start.setAttribute("aria-disabled", isRunning);
    change.textContent = shown() ? SHOW_RECORDED : SHOW_MEASURED;
    change.hidden = isRunning || !found();
  };
  start.addEventListener("click", () => {
    if (!isRunning) react(true);
  });
  change.addEventListener("click", () => {
    isRecordedWanted.set(name(), Boolean(shown()));
    react(false);
  });
  const running = (value) => {
    isRunning = value;
    refresh();
  };
  refresh();
  return { shown, refresh, running, showMeasured: () => isRecordedWanted.clear() };
}

function createState(parent) {
  const box = create("div", "state", parent);
  const bar = create("progress", "", box);
  bar.hidden = true;
  bar.setAttribute("aria-label", "progress of this picture");
  const text = create("span", "", box);
  text.setAttribute("role", "status");
  const share = create("span", "share", box);
  // The bar has it too; else every step would be read out.
  share.setAttribute("aria-hidden", "true");
  return {
    progress({ done, total, what }) {
      bar.hidden = false;
      bar.max = total;
      bar.value = done;
      share.textContent = `${Math.floor((100 * done) / total)}%`;
      if (text.textContent !== what) text.textContent = what;
    },
    say(words) {
      bar.hidden = true;
      share.textContent = "";
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

// Says "Drawing …", then "Waiting …", until it is told to be silent.
function impatience(state, isRun) {
  const words = [
    setTimeout(() => state.say(isRun ? "Starting …" : "Drawing …"), MILLISECONDS_UNTIL_DRAWING),
    setTimeout(() => state.say(WAITING), MILLISECONDS_UNTIL_WAITING),
  ];
  return () => words.forEach(clearTimeout);
}

function showExplorer(element, description, fetchFrame, live, onGone) {
  explorersSoFar += 1;
  const before = [...element.childNodes];
  element.classList.add("resnet-explorer");
  element.setAttribute("role", "group");
  element.setAttribute("aria-label", `Explorer: ${description.title}`);
  create("p", "title", element).textContent = description.title;
  const { position, lock } = createControls(description.controls, element, () => show());
  const buttons = live && createButtons(live, element, position, (wantsRun) => show(wantsRun));
  const state = createState(element);
  // On a phone the picture scrolls sideways: shrunk to the screen, its text could not be read.
  const image = create("img", "frame", create("div", "view scroller", element));
  const note = description.note && create("p", "note", element);
  // What stood here before, as in the site, goes when there is something better to see.
  before.forEach((child) => child.remove());
  const fallback = before.find((child) => child.querySelector?.("img"));
  if (fallback) element.append(fallback);
  let isBusy = false;
  let isStale = false;
  let isRunWanted = false;
  const annotate = (words) => {
    if (note) note.textContent = words;
  };

  // One step of work: a run, or the frame where the controls stand.
  async function work() {
    const isRun = isRunWanted;
    isStale = isRunWanted = false;
    const wanted = position();
    const silence = impatience(state, isRun);
    const relay = (progress) => {
      silence();
      state.progress(progress);
    };
    try {
      if (isRun) await run(wanted, relay);
      buttons?.refresh();
      const measured = buttons?.shown();
      const frame = await fetchFrame(wanted, isDark() ? "dark" : "light", relay, measured?.run);
      await putInto(image, frame);
      fallback?.remove();
      annotate(measured?.note ?? description.note);
      element.dataset.shown = wanted.join(" ");
      silence();
      state.say("");
    } catch (error) {
      silence();
      state.say(error.message);
    }
  }

  async function run(wanted, relay) {
    // One after another, or a late draft would stand over the last picture.
    let drafts = Promise.resolve();
    const onDraft = (draft) => {
      drafts = drafts
        .then(() => putInto(image, draft))
        // The run goes on without the picture of a draft.
        .catch(() => {})
        .finally(() => URL.revokeObjectURL(draft.source));
    };
    const former = { source: image.src, alt: image.alt, width: image.width, height: image.height };
    const words = note?.textContent;
    lock(true);
    buttons.running(true);
    annotate(RUNNING);
    try {
      await live.start(wanted, isDark() ? "dark" : "light", relay, onDraft);
      buttons.showMeasured();
    } catch (error) {
      await drafts;
      // Before the first frame there was nothing; what went wrong with the run is to be told.
      if (former.source) await putInto(image, former).catch(() => {});
      else image.removeAttribute("src");
      annotate(words);
      throw error;
    } finally {
      await drafts;
      lock(false);
      buttons.running(false);
    }
  }

  // One at a time; what was asked for meanwhile is only remembered as "something else".
  async function show(wantsRun = false) {
    isStale = true;
    isRunWanted ||= wantsRun;
    if (isBusy) return;
    isBusy = true;
    while (isStale) await work();
    isBusy = false;
  }

  const forget = [onThemeChange(() => show()), live?.onMeasured(() => show())];
  onGone?.(() => state.say(GONE));
  show();
  return () => forget.forEach((stop) => stop?.());
}

// --- In a notebook: the kernel draws -------------------------------------------------------------

function pictureSource(png) {
  return URL.createObjectURL(new Blob([png], { type: "image/png" }));
}

function kernelFrames(model) {
  const known = new Map();
  const waiting = new Map();
  // `of` tells frames of one position apart: of the recorded run or of one made here, or a run.
  const key = ({ position, theme, of }) => `${of ?? ""} ${theme} ${position.join(" ")}`;
  let measured = model.get("measured") ?? {};

  const keep = (frame, png) => {
    if (known.has(key(frame))) return;
    known.set(key(frame), { ...frame, source: pictureSource(png) });
  };
  const first = model.get("first_frame");
  keep(first, first.png);

  const receive = (message, buffers) => {
    const name = key(message);
    const waiter = waiting.get(name);
    if (message.kind === "progress") return waiter?.onProgress(message);
    if (message.kind === "draft")
      return waiter?.onDraft({ ...message, source: pictureSource(buffers[0]) });
    waiting.delete(name);
    if (message.kind === "failure") return waiter?.reject(new Error(message.text));
    if (message.kind === "done") measured = message.measured;
    else keep(message, buffers[0]);
    waiter?.resolve(known.get(name));
  };
  model.on("msg:custom", receive);
  let tellGone = () => {};
  const giveUp = () => {
    tellGone();
    waiting.forEach(({ reject }) => reject(new Error(GONE)));
    waiting.clear();
  };
  const onGone = (react) => (tellGone = react);
  // The widget manager says so when the kernel is restarted or gone.
  model.on("comm_live_update", giveUp);

  const ask = (content, react) =>
    new Promise((resolve, reject) => {
      waiting.set(key(content), { resolve, reject, ...react });
      try {
        model.send(content);
      } catch {
        giveUp();
      }
    });
  const fetchFrame = (position, theme, onProgress, of) => {
    const content = { position, theme, of };
    const frame = known.get(key(content));
    return frame ? Promise.resolve(frame) : ask(content, { onProgress });
  };
  const live = model.get("actions") && {
    actions: model.get("actions"),
    measured: () => measured,
    start: (position, theme, onProgress, onDraft) =>
      ask({ position, theme, of: "run" }, { onProgress, onDraft }),
    // Another view of the same explorer may have asked for a run.
    onMeasured(react) {
      const learn = () => {
        measured = model.get("measured");
        react();
      };
      model.on("change:measured", learn);
      return () => model.off("change:measured", learn);
    },
  };
  const close = () => {
    model.off("msg:custom", receive);
    model.off("comm_live_update", giveUp);
    known.forEach(({ source }) => URL.revokeObjectURL(source));
  };
  return { fetchFrame, live, onGone, close };
}

export default {
  render({ model, el }) {
    const { fetchFrame, live, onGone, close } = kernelFrames(model);
    const [title, controls, note] = ["title", "controls", "note"].map((name) => model.get(name));
    const forget = showExplorer(el, { title, controls, note }, fetchFrame, live, onGone);
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
