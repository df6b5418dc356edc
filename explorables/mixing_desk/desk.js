/** What the mixing desk computes: predictions of one image at once, accuracies as soon as they come. */
import { largest, Network, softmax } from "../arithmetic/network.js";
import { factorsOf, orderOf } from "./setting.js";

export const KINDS = ["residual", "plain"];
// Long enough to get on, short enough that a finger on a fader does not notice.
const MILLISECONDS_AT_ONCE = 10;

/** Runs a function as a task of its own, without the pause that a timer makes. */
function soon(react) {
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = () => {
    port1.close();
    react();
  };
  port2.postMessage(null);
}

function imageAt({ shape, values }, place) {
  const size = values.length / shape[0];
  return { shape: [1, ...shape.slice(1)], values: values.subarray(place * size, (place + 1) * size) };
}

function set(network, setting) {
  factorsOf(setting).forEach((factor, position) => network.setFactor(position, factor));
  network.setOrder(orderOf(setting));
}

export class Desk {
  /**
   * @param {object} data networks, images, labels and classes.
   * @param {(accuracies: {residual?: number, plain?: number}, isDone: boolean) => void} onAccuracy called
   *   with the share of images that are right, for each network as soon as it is known.
   */
  constructor({ networks, images, labels, classes }, onAccuracy) {
    Object.assign(this, { images, labels: labels.values, classes, onAccuracy });
    this.count = images.shape[0];
    this.shown = -1;
    const both = (given) =>
      Object.fromEntries(KINDS.map((kind) => [kind, new Network(networks[kind], given)]));
    this.one = both(imageAt(images, 0));
    this.all = both(images);
    this.wanted = this.counting = null;
    this.isDisposed = false;
  }

  /** Sets both networks, for the image of the setting at once. The accuracies come later. */
  set(setting) {
    for (const kind of KINDS) {
      if (setting.image !== this.shown) this.one[kind].setImages(imageAt(this.images, setting.image));
      set(this.one[kind], setting);
    }
    this.shown = setting.image;
    this.wanted = setting;
    // What is being counted is counted to its end, else nothing would ever come of a moving fader.
    if (!this.counting) this.#count();
  }

  /** @returns {{probabilities: number[], name: number}} of the image shown */
  prediction(kind) {
    const logits = this.one[kind].logitsOf(0);
    return { probabilities: softmax(logits), name: largest(logits) };
  }

  /** What meets at the plus sign of a block, for the image shown. */
  terms(kind, position) {
    return this.one[kind].termsOf(0, position);
  }

  /** The place of the next image with a label, after the one given. */
  next(label, after) {
    for (let step = 1; step <= this.count; step += 1) {
      const place = (after + step) % this.count;
      if (this.labels[place] === label) return place;
    }
    return after;
  }

  #count() {
    this.counting = this.wanted;
    const accuracies = {};
    const steps = this.#counted(accuracies);
    const goOn = () => {
      if (this.isDisposed) return;
      const end = performance.now() + MILLISECONDS_AT_ONCE;
      while (performance.now() < end) {
        if (!steps.next().done) continue;
        const isDone = this.wanted === this.counting;
        this.counting = null;
        this.onAccuracy(accuracies, isDone);
        if (!isDone) this.#count();
        return;
      }
      soon(goOn);
    };
    soon(goOn);
  }

  /** One step for each image. */
  *#counted(accuracies) {
    for (const kind of KINDS) {
      const network = this.all[kind];
      set(network, this.counting);
      let right = 0;
      for (let image = 0; image < this.count; image += 1) {
        right += largest(network.logitsOf(image)) === this.labels[image];
        yield;
      }
      accuracies[kind] = right / this.count;
      if (kind !== KINDS.at(-1)) this.onAccuracy({ ...accuracies }, false);
    }
  }

  dispose() {
    this.isDisposed = true;
  }
}
