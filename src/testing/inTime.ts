/**
 * What a promise comes to, or, where that takes longer, what `late` returns or throws.
 *
 * @param alarm calls back after some milliseconds; returns what calls it off
 */
export function inTime<Result>(
  promise: Promise<Result>,
  ms: number,
  alarm: (ms: number, ring: () => void) => () => void,
  late: () => Result,
): Promise<Result> {
  return new Promise((resolve, reject) => {
    const callOff = alarm(Math.max(0, ms), () => {
      try {
        resolve(late());
      } catch (error) {
        reject(error);
      }
    });
    promise.then(resolve, reject).finally(callOff);
  });
}
