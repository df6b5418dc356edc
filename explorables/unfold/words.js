/** Numbers and findings in words. */

/** "1 path", "1,024 paths". */
export function counted(number, noun) {
  return `${number.toLocaleString("en")} ${noun}${number === 1 ? "" : "s"}`;
}

/** A share in percent, with its unit. */
export function percent(share) {
  const hundred = 100 * share;
  if (hundred > 0 && hundred < 0.05) return "less than 0.1%";
  return `${hundred < 9.95 ? Number(hundred.toFixed(1)) : Math.round(hundred)}%`;
}

/** Numbers of the blocks that are cut, of which the first has the number `first`. */
export function cutBlocks(cut, first) {
  const found = [];
  for (let block = 0; cut >> block; block++) if ((cut >> block) & 1) found.push(first + block);
  return found;
}

/**
 * What the drawing shows.
 * @param {ReturnType<import("./paths.js").total>} total
 * @param {number} blocks that are unfolded
 * @param {number[]} cut numbers of the blocks that are cut
 */
export function finding(total, blocks, cut) {
  if (cut.length) return `With ${listed(cut)} cut, ${leftOver(total)}`;
  const round = (number) => Number(number.toFixed(1));
  const branches = blocks === 1 ? "1 branch" : `${blocks} branches`;
  return (
    `${counted(total.paths, "path")}. On average a path goes through ${round(total.meanLength)} of ${branches}, ` +
    `and the gradient through ${round(total.gradientLength)}.`
  );
}

/**
 * What this part of a network shows of the question which paths carry the gradient.
 * @param {"last" | "first" | "small"} part
 * @param {ReturnType<import("./paths.js").total>} whole nothing cut
 * @param {ReturnType<import("./paths.js").total>} firstCut the first block cut
 * @param {number} first number of the first block
 */
export function answer(part, whole, firstCut, first) {
  if (part === "first")
    return (
      `Here paths through the branch of block ${first} carry ${percent(1 - firstCut.openShare)} of the gradient ` +
      "(sizes added up, ten blocks unfolded), so a cut there leaves very little."
    );
  const means =
    `with ten blocks unfolded, the gradient goes through ${Number(whole.gradientLength.toFixed(1))} branches on average, ` +
    `where the average path goes through ${whole.meanLength}`;
  return part === "last" ? `Here short paths carry most: ${means}.` : `Here short paths are not preferred: ${means}.`;
}

/** What the cuts leave. */
export function leftOver({ paths, openPaths, openShare }) {
  const [are, carry] = openPaths === 1 ? ["is", "carries"] : ["are", "carry"];
  const left = `${openPaths.toLocaleString("en")} of ${counted(paths, "path")} ${are} left`;
  return `${left} and ${carry} ${percent(openShare)} of the gradient (sizes added up).`;
}

function listed(numbers) {
  if (numbers.length === 1) return `block ${numbers[0]}`;
  return `blocks ${numbers.slice(0, -1).join(", ")} and ${numbers.at(-1)}`;
}
