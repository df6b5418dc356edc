/** Native controls with a label before each. `show` sets a control; `react` is called with what a reader sets. */
import { create, freshId } from "../elements.js";

/** A row of a label and a control, which gets an id. */
function labelled(control, text, parent) {
  const row = create("div", parent, { className: "control" });
  control.id = freshId("resnet-playground");
  create("label", row, { htmlFor: control.id, textContent: text });
  row.append(control);
  return row;
}

/**
 * A choice among {value: text}.
 * @returns {{show(value: string): void, input: HTMLSelectElement}}
 */
export function choice(text, options, parent, react) {
  const input = document.createElement("select");
  for (const [value, words] of Object.entries(options)) create("option", input, { value, textContent: words });
  labelled(input, text, parent);
  input.addEventListener("change", () => react(input.value));
  return { input, show: (value) => (input.value = value) };
}

/**
 * A slider over a list of values, with a reading.
 * @param {(value: number) => string} inWords what the reading and a screen reader say
 */
export function slider(text, values, inWords, parent, react) {
  const input = document.createElement("input");
  Object.assign(input, { type: "range", min: 0, max: values.length - 1, step: 1 });
  const row = labelled(input, text, parent);
  const reading = create("output", row, { className: "reading", htmlFor: input.id });
  const read = (value) => {
    reading.textContent = inWords(value);
    input.setAttribute("aria-valuetext", inWords(value));
  };
  input.addEventListener("input", () => {
    read(values[input.value]);
    react(values[input.value]);
  });
  const show = (value) => {
    input.value = values.indexOf(value);
    read(value);
  };
  return { input, show };
}

/** A tick for "yes" or "no". */
export function tick(text, parent, react) {
  const input = document.createElement("input");
  input.type = "checkbox";
  labelled(input, text, parent).classList.add("tick");
  input.addEventListener("change", () => react(input.checked ? "yes" : "no"));
  return { input, show: (value) => (input.checked = value === "yes") };
}

/** A field for a whole number from 0 to `most`. */
export function wholeNumber(text, most, parent, react) {
  const input = document.createElement("input");
  Object.assign(input, { type: "number", min: 0, max: most, step: 1, inputMode: "numeric" });
  labelled(input, text, parent);
  input.addEventListener("change", () => react(input.value));
  return { input, show: (value) => (input.value = value) };
}

export function button(text, parent, react) {
  const element = create("button", parent, { type: "button", textContent: text });
  element.addEventListener("click", react);
  return element;
}
