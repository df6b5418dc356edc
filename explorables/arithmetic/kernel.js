/**
 * The arithmetic of a network on one long array of float32, in WebAssembly where the browser allows
 * it. Places are indices into that array; the same calls are there in plain JavaScript.
 *
 * @typedef {object} Convolution
 * @property {number} kernels, biases, from, to places of the packed kernels, of the biases, of the
 *   first value that the first output reads, and of the output.
 * @property {number} height, width, filters of the output; width is a multiple of seven, filters of four.
 * @property {number} rowStep, columnStep from one output's input to the next one's, down and right.
 * @property {number} inputRow, outputRow from a row to the next.
 * @property {number} kernelRows, run rows of a kernel, and values in each of them.
 * @property {boolean} isRectified whether what is negative becomes zero.
 */
import bytes from "kernel.wasm";
import { plainKernel } from "./plain.js";

const FLOAT = 4;
const PAGE = 65536;
// The compiled code keeps nothing in its memory; place 0 means that there is no array.
const FIRST = 4;

/**
 * @param {number} count of float32 values that the caller needs.
 * @param {boolean} isPlain to have JavaScript, whatever the browser allows.
 */
export function kernel(count, isPlain = false) {
  if (!isPlain) {
    try {
      return compiledKernel(count);
    } catch {
      // A policy without 'wasm-unsafe-eval', or a browser without SIMD.
    }
  }
  return plainKernel(count + FIRST, FIRST);
}

function compiledKernel(count) {
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes));
  const start = exports.memory.buffer.byteLength;
  exports.memory.grow(Math.ceil((count * FLOAT) / PAGE));
  const at = (place) => place * FLOAT;
  return {
    kind: "WebAssembly",
    first: start / FLOAT,
    values: new Float32Array(exports.memory.buffer),
    convolve: (c) =>
      exports.convolve(
        at(c.from), at(c.kernels), at(c.biases), at(c.to), c.height, c.width, c.filters,
        at(c.rowStep), at(c.columnStep), at(c.inputRow), at(c.outputRow),
        c.kernelRows, c.run, c.isRectified,
      ),
    preActivate: (p) =>
      exports.preActivate(
        at(p.from), at(p.scales), at(p.shifts), at(p.to), p.height, p.width, p.channels, at(p.outputRow),
      ),
    addScaled: (shortcut, branch, to, factor, length) =>
      exports.addScaled(at(shortcut), at(branch), at(to), factor, length),
  };
}
