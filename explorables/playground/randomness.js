/** Random numbers that a seed decides, the same in every browser. */
export class Randomness {
  /** @param {number} seed a whole number, 0 to 2³² − 1 */
  constructor(seed) {
    this.state = seed >>> 0;
    this.spare = NaN;
  }

  /** Evenly from 0 up to, not including, 1 (mulberry32, by Tommy Ettinger, in the public domain). */
  uniform() {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), this.state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  /** From the normal distribution of mean 0 and standard deviation 1 (Box and Muller 1958). */
  normal() {
    if (!Number.isNaN(this.spare)) {
      const spare = this.spare;
      this.spare = NaN;
      return spare;
    }
    const length = Math.sqrt(-2 * Math.log(1 - this.uniform()));
    const angle = 2 * Math.PI * this.uniform();
    this.spare = length * Math.sin(angle);
    return length * Math.cos(angle);
  }

  /** A whole number from 0 up to, not including, `end`. */
  below(end) {
    return Math.floor(this.uniform() * end);
  }

  /** Shuffles an array in place (Fisher and Yates). */
  shuffle(items) {
    for (let last = items.length - 1; last > 0; last--) {
      const chosen = this.below(last + 1);
      [items[last], items[chosen]] = [items[chosen], items[last]];
    }
  }
}
