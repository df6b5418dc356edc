/**
 * Paths through the first n of some blocks, and what was measured along each.
 *
 * A path is a number: bit k tells whether it passes the residual branch of block k, and takes the shortcut past it
 * otherwise. Blocks that are cut are a number too, with a bit for each.
 */

/** How many blocks can be unfolded. */
export const MOST = 10;
/** With more blocks than these, paths are drawn in bundles. */
export const MOST_DRAWN_SINGLY = 6;

/** Residual branches on a path: how many bits are set. */
export function lengthOf(path) {
  let length = 0;
  for (let rest = path; rest; rest >>= 1) length += rest & 1;
  return length;
}

/** Whether a path passes none of the branches that are cut. */
export function isOpen(path, cut) {
  return (path & cut) === 0;
}

/** How many of several things can be chosen in so many ways: n! / k! / (n − k)!. */
export function binomial(n, k) {
  let ways = 1;
  for (let taken = 1; taken <= k; taken++) ways = (ways * (n - k + taken)) / taken;
  return ways;
}

/**
 * What each path through n blocks carries, of what all of them carry.
 * @param {ArrayLike<number>} measured 2 norms of one block, then 4 of two blocks, and so on; 1 is the mean path's
 * @returns {Float64Array} (2ⁿ,), which adds up to 1
 */
export function sharesOf(measured, blocks) {
  const number = 2 ** blocks;
  const shares = Float64Array.from({ length: number }, (_, path) => measured[number - 2 + path]);
  const sum = shares.reduce((before, each) => before + each, 0);
  return shares.map((each) => each / sum);
}

/**
 * @typedef {object} Length Paths of one length together.
 * @property {number} paths, openPaths how many there are, and how many are left.
 * @property {number} share, openShare of the gradient: what they carried before the cuts, and what those left carry.
 */

/** @returns {Length[]} for each length, from no branch to all of them */
export function byLength(shares, blocks, cut) {
  const found = Array.from({ length: blocks + 1 }, (_, length) => ({
    paths: binomial(blocks, length),
    openPaths: 0,
    share: 0,
    openShare: 0,
  }));
  shares.forEach((share, path) => {
    const row = found[lengthOf(path)];
    row.share += share;
    if (isOpen(path, cut)) {
      row.openPaths += 1;
      row.openShare += share;
    }
  });
  return found;
}

/**
 * @param {Length[]} lengths
 * @returns {{paths, openPaths, openShare, meanLength, gradientLength}} of all lengths; the last two are means over the
 *   paths that are left, each path counted once, and weighted by what it carries
 */
export function total(lengths) {
  const sum = (of) => lengths.reduce((before, row, length) => before + of(row, length), 0);
  const openPaths = sum((row) => row.openPaths);
  const openShare = sum((row) => row.openShare);
  return {
    paths: sum((row) => row.paths),
    openPaths,
    openShare,
    meanLength: sum((row, length) => length * row.openPaths) / openPaths,
    gradientLength: sum((row, length) => length * row.openShare) / openShare,
  };
}
