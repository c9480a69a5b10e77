import { resolveConfiguration } from '../../../src/configuration/resolveConfiguration.ts';
import { replay } from '../replay.ts';
const [family, seed, kind, rate, onset, seconds, policy = 'standard'] = process.argv.slice(2) as any[];
const { leakDetection } = resolveConfiguration({ environment: {} }).configuration;
let last = 0;
const outcome = await replay({
  process: { family, seed: +seed, leak: { kind, bytesPerSecond: +rate, onsetSecond: +onset } },
  policy, world: 'declared', seconds: +seconds, leakDetection,
  onSample: (row, detector) => {
    const now = row[0]!;
    const s = now / 1000 - +onset;
    if (s < -120 || s - last < 25) return;
    last = s;
    const d = (detector as any).__sites();
    console.log(s, 'kept', d.kept(now)?.between(now-200_000, now).values.map((v: number) => (v / 1e6).toFixed(2)).join(' '), '|', d.__all.map((x: any) => `${x.function}:${(x.bytesPerSecond/1000).toFixed(0)}k ${x.survival.toFixed(3)} ${x.lowestSurvival.toFixed(2)} ${((x.oldBytes??0)/1e6).toFixed(1)} n${d.__followed.get(x.file+' '+x.function)?.looks}`).join(', '), d.opinion(now, +rate, now-600000));
  },
});
console.log(JSON.stringify(outcome.changes));
