/**
 * How well typed letters fit a name: every letter must come, in order; word beginnings and unbroken stretches count for more.
 * @param {string} typed @param {string} name
 * @returns {number} higher is better, -1 when it does not fit
 */
export function fit(typed, name) {
  const want = plain(typed), have = plain(name);
  if (!want) return 0;
  const whole = have.indexOf(want);
  if (whole >= 0) return 1000 - whole - have.length / 100 + (whole === 0 ? 200 : /[\s>-]/.test(/** @type {string} */ (have[whole - 1])) ? 100 : 0);
  let score = 0, at = -1;
  for (const letter of want.replace(/\s+/g, "")) {
    let next = have.indexOf(letter, at + 1);
    // the first letter begins a word, or nearly every name would fit
    while (at < 0 && next > 0 && !/[\s>-]/.test(/** @type {string} */ (have[next - 1]))) next = have.indexOf(letter, next + 1);
    if (next < 0) return -1;
    score += next === at + 1 ? 5 : next === 0 || /[\s>-]/.test(/** @type {string} */ (have[next - 1])) ? 8 : 1;
    at = next;
  }
  return score - have.length / 100;
}

/**
 * Whether what was typed is plainly part of this name or short for it: each letter begins a word, follows the one before, or leaves out only vowels of the same word.
 * Letters scattered over a name may be all that fits of another name which is not there yet.
 * @param {string} typed @param {string} name
 */
export function isPlain(typed, name) {
  const want = plain(typed), have = plain(name);
  if (have.includes(want)) return true;
  const letters = want.replace(/\s+/g, ""), known = new Set();
  const goesOn = (/** @type {number} */ i, /** @type {number} */ at) => {
    if (i === letters.length) return true;
    const key = i * (have.length + 1) + at;
    if (known.has(key)) return false;
    known.add(key);
    for (let next = at; next < have.length; next++) {
      const begins = next === 0 || /[\s>-]/.test(/** @type {string} */ (have[next - 1]));
      if (have[next] === letters[i] && (begins || (i > 0 && /^[aeiou]*$/.test(have.slice(at, next)))) && goesOn(i + 1, next + 1)) return true;
    }
    return false;
  };
  return goesOn(0, 0);
}

/** Without case, accents and curly quotes. @param {string} text */
export const plain = text => text.normalize("NFD").replace(/\p{M}+/gu, "").replace(/[‘’]/g, "'").toLowerCase().trim();

/**
 * The codes that fit, best first; in the codebook's order when nothing is typed.
 * @param {readonly import("./types.js").Code[]} codes @param {string} typed
 */
export function found(codes, typed) {
  if (!typed.trim()) return [...codes];
  return codes
    .map(code => ({ code, score: Math.max(fit(typed, code.name) * 2, plain(code.path).includes(plain(typed)) ? 1 : -1) }))
    .filter(x => x.score >= 0)
    .sort((a, b) => b.score - a.score)
    .map(x => x.code);
}
