// The load of a program of the corpus. What it is told comes from its entry in the list of programs.
const environment = process.env;
const number = (name, otherwise) => Number(environment[name] ?? otherwise);

/** Units of work in a second, on average. */
export const perSecond = number('CORPUS_PER_SECOND', 10);
/** What should stay behind for each unit of work, in bytes. */
export const bytesPerUnit = number('CORPUS_BYTES_PER_SECOND', 0) / perSecond;
/** Whether to run without the mistake. */
export const repaired = environment.CORPUS_REPAIRED === '1';
const onsetSeconds = number('CORPUS_ONSET_SECONDS', 0);
const swingSeconds = number('CORPUS_SWING_SECONDS', 0);
const tickMs = 100;
const mostAtOnce = 64;

const truth = { units: 0, bytes: 0, failures: 0 };
globalThis[Symbol.for('tidemark.corpus.truth')] = truth;

/** Seconds since the process began. */
export const now = () => performance.now() / 1000;

/** Whether the mistake is being made by now. */
export const leaking = () => !repaired && now() >= onsetSeconds;

/** Notes that one unit of work has left something behind. */
export function leftBehind(bytes = bytesPerUnit) {
  truth.units++;
  truth.bytes += bytes;
}

/**
 * Does the work again and again, `perSecond` times a second on average, with the swing that the program is given. A
 * process that falls behind skips work instead of piling it up.
 */
export function underLoad(work, rate = perSecond) {
  let before = now();
  let due = 0;
  let running = 0;
  let id = 0;
  // Real work comes from outside. V8 does not inline through a proxy, so that the load is not blamed for what work allocates.
  const begin = new Proxy(work, {});
  const run = async () => {
    running++;
    try {
      await begin(id++);
    } catch (error) {
      if (truth.failures++ === 0) console.error(error);
    } finally {
      running--;
    }
  };
  setInterval(() => {
    const time = now();
    due = Math.min(due + (time - before) * rate * share(time), mostAtOnce);
    before = time;
    for (; due >= 1; due--) if (running < mostAtOnce) run();
  }, tickMs);
}

/** What the load is at this time, as a share of its mean: between a tenth of it and nearly the double. */
export function share(time = now(), seconds = swingSeconds) {
  return seconds === 0 ? 1 : 1 + 0.9 * Math.sin((2 * Math.PI * time) / seconds);
}

const letters = Buffer.from(Array.from({ length: 1 << 20 }, (_, index) => 97 + ((index * 7919) % 26)));
let place = 0;

/**
 * Bytes of a text of this length that begins with the number and has not been there before. They are used again: the
 * program makes its text of them at once, so that it is the program that allocates it.
 */
export function textBytes(length, id) {
  const bytes = Math.max(12, Math.round(length));
  place = (place + 997) % (letters.length - bytes);
  letters.write(`${String(id).padStart(11, '0')} `, place, 'latin1');
  return letters.subarray(place, place + bytes);
}

/** Resolves after this many milliseconds. */
export const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
