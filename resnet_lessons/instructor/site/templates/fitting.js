// What a page does where it is narrow: its sections fold away, and what is wider than it shows that it goes on.

// As in the style sheet: there the sections stand beside the chapter.
const roomBeside = matchMedia("(width >= 73rem)");

function setUpContents() {
  const contents = document.querySelector(".contents details");
  if (!contents) return;
  const unfold = () => (contents.open = roomBeside.matches);
  roomBeside.addEventListener("change", unfold);
  unfold();
}

/** Says on which sides an element goes on: "left", "right", "left right", or nothing. */
function showThatItGoesOn(element) {
  const behind = element.scrollWidth - element.clientWidth - element.scrollLeft;
  const sides = [element.scrollLeft > 1 && "left", behind > 1 && "right"].filter(Boolean);
  element.dataset.goesOn = sides.join(" ");
  // It is reached with the arrow keys, and nothing else takes the focus.
  if (sides.length) element.tabIndex = 0;
  else element.removeAttribute("tabindex");
}

/** A line above a figure that is wider than the page, and a button that shrinks the figure to its width. */
function createOffer(element) {
  const line = document.createElement("p");
  const words = document.createElement("span");
  const button = document.createElement("button");
  line.className = "wider";
  button.type = "button";
  line.append(words, " ", button);
  element.before(line);
  button.addEventListener("click", () => {
    element.toggleAttribute("data-fitted");
    refresh();
  });
  function refresh() {
    // An explorer takes the place of its picture.
    if (!element.isConnected) return line.remove();
    const isFitted = element.hasAttribute("data-fitted");
    // What was shrunk would be wider if it were not: its least width stands in the style sheets.
    element.removeAttribute("data-fitted");
    line.hidden = element.scrollWidth <= element.clientWidth + 1;
    element.toggleAttribute("data-fitted", isFitted);
    words.textContent = isFitted ? "The whole figure, small." : "The figure goes on to the right.";
    button.textContent = isFitted ? "Show it larger" : "Show all of it";
    showThatItGoesOn(element);
  }
  return refresh;
}

function setUpScrollers() {
  const refreshers = new Map();
  const observer = new ResizeObserver((entries) => {
    for (const scroller of new Set(entries.map(({ target }) => target.closest(".scroller"))))
      refreshers.get(scroller)?.();
  });
  for (const element of document.querySelectorAll(".scroller")) {
    const isFigure = element.matches(".picture, .view");
    refreshers.set(element, isFigure ? createOffer(element) : () => showThatItGoesOn(element));
    element.addEventListener("scroll", () => showThatItGoesOn(element), { passive: true });
    for (const each of [element, ...element.querySelectorAll("img")]) observer.observe(each);
  }
}

setUpContents();
setUpScrollers();
