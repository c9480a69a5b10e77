import { type CycleLabel, cycleOf, regularCycles } from './cycles.ts';
import { akaikeWeights, type GrowthModel, growthModels, slopesOfHalves } from './growthModels.ts';
import { median, noiseLevel } from './robustStatistics.ts';
import { thinned } from './thinning.ts';
import { theilSenSlope } from './trend.ts';
import { turningPoints } from './turningPoints.ts';

/** What the growth of a series looks like. */
export type GrowthLabel =
  | 'stable'
  | 'linear'
  | 'accelerating'
  | 'saturating'
  | 'step'
  | 'staircase'
  | CycleLabel
  | 'volatile'
  | 'shrinking'
  | 'not-enough-evidence';

/** How memory has been growing. */
export interface GrowthPattern {
  readonly label: GrowthLabel;
  /**
   * 0 to 1: how sure the label is. For shapes of growth the Akaike weight of the shape among those that look like their
   * name, where any other than the line begins 6 behind; for cycles `1 - 1 / (turns + 1)`;
   * for `stable` how far the range stays below what would be a word; 0 where there is not enough evidence.
   */
  readonly confidence: number;
  /** Bytes per second over all points; over their second half where growth accelerates or saturates. */
  readonly rateBytesPerSecond: number;
  /** Where a saturating series levels off. */
  readonly plateauBytes: number | undefined;
  /** From the median of the first three points to that of the last three. */
  readonly grownBytes: number;
  /** Points looked at. */
  readonly count: number;
  /** Milliseconds from the first point to the last. */
  readonly spanMs: number;
}

/** Fewer points than this have no pattern: each half needs three to have a robust slope. */
export const fewestPoints = 6;

const mostPoints = 40;
const noiseFloorBytes = 24 * 1024;
const stableBytes = 1.5 * 1024 * 1024;
const stableShare = 0.015;
const noiseRange = 6;
const quietRange = 0.1;
const turnShare = 0.25;
const turnNoise = 3;
const clearWin = 6;

/**
 * Labels a series of bytes over ascending epoch milliseconds; longer ones are thinned to 40 points, unless they swing
 * to and fro regularly, which medians of neighbours would hide. The rules, in this order: range (stable), reversals
 * (sawtooth, cyclic, cyclic-rising), net change (volatile, shrinking), and for what is left the best of five fitted
 * shapes, where each must beat the line by 6 in AICc.
 */
export function growthPatternOf(times: ArrayLike<number>, bytes: ArrayLike<number>): GrowthPattern {
  const { times: t, values: y } = thinned(times, bytes, mostPoints);
  const spanMs = t.length === 0 ? 0 : t[t.length - 1]! - t[0]!;
  const found =
    t.length < fewestPoints || spanMs <= 0 ? undefined : (hiddenCycles(times, bytes) ?? labelOf(t, y));
  const late = found?.label === 'accelerating' || found?.label === 'saturating';
  const slope = found === undefined ? 0 : late ? slopesOfHalves(t, y).second : theilSenSlope(t, y);
  return {
    label: found?.label ?? 'not-enough-evidence',
    confidence: found?.confidence ?? 0,
    rateBytesPerSecond: slope * 1000,
    plateauBytes: found?.plateau,
    grownBytes: found === undefined ? 0 : netOf(y),
    count: times.length,
    spanMs,
  };
}

interface Finding {
  readonly label: GrowthLabel;
  readonly confidence: number;
  readonly plateau?: number | undefined;
}

/** Cycles of a series that has to be thinned. */
function hiddenCycles(times: ArrayLike<number>, bytes: ArrayLike<number>): Finding | undefined {
  if (times.length <= mostPoints) return undefined;
  const points = { times: Array.from(times), values: Array.from(bytes) };
  const cycles = regularCycles(points, Math.max(stableBytes, stableShare * median(points.values)));
  return cycles && { label: cycles.label, confidence: confidenceOf(cycles.turns) };
}

function confidenceOf(turns: number): number {
  return 1 - 1 / (turns + 1);
}

function labelOf(times: readonly number[], values: readonly number[]): Finding {
  const level = median(values);
  const lowest = Math.min(...values);
  const range = Math.max(...values) - lowest;
  const unremarkable = Math.max(stableBytes, stableShare * level);
  if (range < unremarkable) return { label: 'stable', confidence: 1 - range / unremarkable / 2 };
  const noise = noiseLevel(values, times);
  const shapeless = range < noiseRange * noise;
  if (shapeless && range < quietRange * level) return { label: 'stable', confidence: 0.5 };
  if (shapeless) return { label: 'volatile', confidence: 0.5 };

  const hysteresis = Math.max(turnShare * range, turnNoise * noise);
  const turns = turningPoints(values, hysteresis);
  if (turns.length >= 2) {
    return { label: cycleOf(turns, values, { range, hysteresis }), confidence: confidenceOf(turns.length) };
  }

  const net = netOf(values);
  if (Math.abs(net) < range / 2) return { label: 'volatile', confidence: 1 - Math.abs(net) / range };
  if (net < 0) return { label: 'shrinking', confidence: Math.min(1, -net / range) };
  return shapeOf(growthModels(times, values, Math.max(noiseFloorBytes, range / 200)));
}

function netOf(values: readonly number[]): number {
  return median(values.slice(-3)) - median(values.slice(0, 3));
}

function shapeOf(models: readonly GrowthModel[]): Finding {
  const candidates = models
    .filter(({ plausible }) => plausible)
    .map((model) => ({ ...model, aicc: model.aicc + (model.shape === 'linear' ? 0 : clearWin) }));
  const weights = akaikeWeights(candidates);
  const chosen = candidates[weights.indexOf(Math.max(...weights))]!;
  const { shape } = chosen;
  const confidence = candidates.reduce(
    (sum, model, index) => (model.shape === shape ? sum + weights[index]! : sum),
    0,
  );
  return { label: shape, confidence, plateau: shape === 'saturating' ? chosen.plateau : undefined };
}
