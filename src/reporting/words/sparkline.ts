const bars = '▁▂▃▄▅▆▇█';

/**
 * A course in one line of text, the lowest value as the lowest bar: at each place the last value known there. Nothing of
 * fewer than two points.
 */
export function sparkline(times: readonly number[], values: readonly number[], characters: number): string {
  if (times.length < 2) return '';
  const lowest = Math.min(...values);
  const range = Math.max(...values) - lowest;
  const first = times[0]!;
  const span = times.at(-1)! - first;
  let next = 0;
  let line = '';
  for (let place = 0; place < characters; place++) {
    const time = first + (span * place) / (characters - 1);
    while (next + 1 < times.length && times[next + 1]! <= time) next += 1;
    const height = range === 0 ? 0 : Math.round(((values[next]! - lowest) / range) * (bars.length - 1));
    line += bars[height];
  }
  return line;
}
