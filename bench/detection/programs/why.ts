import { readFileSync } from 'node:fs';
import { growthRun } from '../../../src/monitoring/growthRun.ts';
import { leakCriteria, shortestSpanMs, shortestWindowMs } from '../../../src/monitoring/leakCriteria.ts';
import { MinimumSeries } from '../../../src/monitoring/MinimumSeries.ts';
const lines = readFileSync(process.argv[2]!, 'utf8').trim().split('\n').flatMap((l) => { try { return [JSON.parse(l)]; } catch { return []; } });
const t0 = lines.find((l) => l[0] === 'sample')[1][0];
for (let s = 270; s <= 335; s += 5) {
  const series = new MinimumSeries({ size: 100, blockMs: 10_000 });
  for (const [kind, r] of lines) if (kind === 'live_reading' && r.time <= t0 + s * 1000) series.add(r.time, r.liveBytes);
  const run = growthRun(series, { fromMs: t0 + 90_000, toMs: t0 + s * 1000, shortestMs: shortestWindowMs, shortestSpanMs, criteria: leakCriteria.medium });
  console.log(s, run.test.sustained, run.test.unmet.join(','), 'n', run.count, 'win', run.windowMs / 1000, 'rate', run.test.rateBytesPerSecond.toFixed(0), 'z', run.test.trend.z.toFixed(1), 'last', ((t0+s*1000-series.lastTime)/1000).toFixed(0));
}
