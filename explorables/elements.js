/** Elements of a page, made in one line. */

/**
 * @param {string} tag
 * @param {HTMLElement} parent
 * @param {object} [given] properties of the element; those with "-" or "role" become attributes, and
 *   `className` and `textContent` are properties as any other.
 */
export function create(tag, parent, given = {}) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(given)) {
    if (name.includes("-") || name === "role" || name === "for" || name === "scope")
      element.setAttribute(name, value);
    else element[name] = value;
  }
  parent.append(element);
  return element;
}

let numbersSoFar = 0;

/** A name that no other element of the page has. */
export function freshId(beginning) {
  numbersSoFar += 1;
  return `${beginning}-${numbersSoFar}`;
}
