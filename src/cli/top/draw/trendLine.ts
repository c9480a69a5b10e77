import { trendMs } from '../TopProcess.ts';

const bars = '▁▂▃▄▅▆▇█';
/** A range below this share of the largest value, or these bytes, is less than the whole height: what hardly moves looks like it. */
const leastShare = 0.25;
const leastBytes = 8 * 1024 ** 2;

/**
 * Ten minutes up to now in so many characters, the newest at the right; blank where nothing is known yet. At each place stands
 * the last value that was known then.
 */
export function trendLine(
  { times, liveBytes }: { readonly times: readonly number[]; readonly liveBytes: readonly number[] },
  characters: number,
  now: number,
): string {
  const [first] = times;
  if (first === undefined) return ' '.repeat(characters);
  const highest = Math.max(...liveBytes);
  const lowest = Math.min(...liveBytes);
  const range = Math.max(highest - lowest, highest * leastShare, leastBytes);
  // What varies little is drawn at half height, and not at the foot.
  const foot = Math.max(0, (highest + lowest - range) / 2);
  let next = 0;
  let line = '';
  for (let place = 0; place < characters; place++) {
    const time = now - trendMs + (trendMs * (place + 1)) / characters;
    if (time < first) {
      line += ' ';
      continue;
    }
    while (next + 1 < times.length && times[next + 1]! <= time) next += 1;
    const height = Math.round(((liveBytes[next]! - foot) / range) * (bars.length - 1));
    line += bars[Math.max(0, Math.min(height, bars.length - 1))];
  }
  return line;
}
