const dayMs = 24 * 3_600_000;

/** Writes times of a period as a clock on the wall shows them, with the date where it is longer than a day. */
export function clockTime(fromMs: number, toMs: number): (time: number) => string {
  return (time) => {
    const clock = new Date(time).toTimeString();
    if (toMs - fromMs < dayMs) return clock.slice(0, 8);
    const date = new Date(time).toLocaleDateString('sv').slice(5);
    return `${date} ${clock.slice(0, 5)}`;
  };
}
