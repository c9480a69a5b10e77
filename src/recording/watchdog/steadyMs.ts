// The application may replace it.
const { bigint: nanoseconds } = process.hrtime;

/** Milliseconds that all threads of a process count alike. They never go back, and nobody sets them; a machine that sleeps adds none on Linux. */
export function steadyMs(): number {
  return Number(nanoseconds() / 1_000_000n);
}
