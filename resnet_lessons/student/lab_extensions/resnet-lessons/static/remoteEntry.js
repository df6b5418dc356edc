// An extension of JupyterLab. Of an explorer or a question whose kernel is gone, as in a notebook that was
// saved and opened again, JupyterLab would show an error. Here what the notebook stored of it takes its
// place, with a line that says how to bring it back.
//
// This is what JupyterLab expects of the bundle of an extension: `init` is handed the modules that
// JupyterLab shares, and `get` gives the extension. Nothing here needs to be built.

var _JUPYTERLAB = window._JUPYTERLAB || {};

(() => {
  const WIDGET = "application/vnd.jupyter.widget-view+json";
  const QUESTION = "application/vnd.resnet-lessons.question+json";
  // What the lessons store beside a widget, best first.
  const STORED = ["text/html", "image/png"];
  const AGAIN = "Run this cell again to explore. If the kernel is new, run the cells above it first.";
  const GUESS_AGAIN =
    "Run this cell again to make your guess here. If the kernel is new, run the cells above it first.";
  let shared = {};

  /** Adds to a renderer of widgets what is shown where the widget is no more. */
  function withWhatIsStored(renderer, registry) {
    const render = renderer.renderModel.bind(renderer);
    renderer.renderModel = async (model) => {
      await render(model);
      // An error is marked as a widget, and holds none.
      const isLost = renderer.node.classList.contains("jupyter-widgets") && !renderer.widgets?.length;
      const type = STORED.find((each) => each in model.data);
      if (isLost && type) await showStored(renderer, registry, type, model);
    };
    return renderer;
  }

  async function showStored(renderer, registry, type, model) {
    const note = document.createElement("p");
    note.className = "resnet-run-again";
    note.textContent = QUESTION in model.data ? GUESS_AGAIN : AGAIN;
    const stored = registry.createRenderer(type);
    renderer.node.replaceChildren();
    renderer.addWidget(stored);
    await stored.renderModel(model);
    renderer.node.prepend(note);
    const image = stored.node.querySelector("img:not([alt]), img[alt='']");
    if (image && type === "image/png") image.alt = model.data["text/plain"];
  }

  async function activate() {
    const [version] = Object.values(shared["@jupyterlab/rendermime"]);
    const { RenderMimeRegistry } = (await version.get())();
    const { createRenderer } = RenderMimeRegistry.prototype;
    RenderMimeRegistry.prototype.createRenderer = function (type) {
      const renderer = createRenderer.call(this, type);
      return type === WIDGET ? withWhatIsStored(renderer, this) : renderer;
    };
  }

  const plugin = { id: "resnet-lessons:stored-pictures", autoStart: true, activate };
  _JUPYTERLAB["resnet-lessons"] = {
    init: (scope) => void (shared = scope),
    get: async () => () => ({ __esModule: true, default: plugin }),
  };
})();
