import type { Configuration, PartialConfiguration, ThresholdPair } from '../configuration/Configuration.ts';
import { resolveConfiguration } from '../configuration/resolveConfiguration.ts';
import { schema } from '../configuration/schema.ts';
import { invalidOption } from '../TidemarkError.ts';

/** The options of a monitor that are plain settings. */
export interface MonitorSettingsOptions {
  readonly heapThreshold?: number | null | undefined;
  readonly rssThreshold?: number | null | undefined;
  readonly samplingInterval?: number | undefined;
  readonly historySize?: number | undefined;
  readonly thresholds?: PartialConfiguration['thresholds'] | undefined;
  readonly leakDetection?: PartialConfiguration['leakDetection'] | undefined;
  readonly probes?: PartialConfiguration['probes'] | undefined;
  readonly work?: PartialConfiguration['work'] | undefined;
}

/** The settings of a monitor, complete and right. Its parts read them whenever they count: see {@link changeSettings}. */
export interface MonitorSettings {
  readonly intervalMs: number;
  readonly historySize: number;
  readonly thresholds: Configuration['thresholds'];
  readonly leakDetection: Configuration['leakDetection'];
  /** Off where no leaks are looked for. */
  readonly probes: Configuration['probes'];
  readonly work: Configuration['work'];
}

/**
 * Fills in defaults. `heapThreshold` and `rssThreshold` are short for the critical level of their metric, and the
 * warning then begins at its default or there, whichever is lower; what `thresholds` says in full wins.
 *
 * @throws TidemarkError `INVALID_OPTION` or `UNKNOWN_OPTION`, naming path, rule and value received
 */
export function monitorSettings(options: MonitorSettingsOptions): MonitorSettings {
  const { thresholds, leakDetection, probes, work, heapThreshold, rssThreshold } = options;
  const intervalMs = checked('samplingInterval', 'sampling.interval', options.samplingInterval);
  const historySize = checked('historySize', 'sampling.historySize', options.historySize);
  const { configuration } = resolveConfiguration({
    overrides: {
      thresholds: isGroup(thresholds)
        ? {
            ...thresholds,
            heap: mergedPair(shortPair('heap', heapThreshold), thresholds?.heap),
            rss: mergedPair(shortPair('rss', rssThreshold), thresholds?.rss),
          }
        : thresholds,
      leakDetection,
      probes,
      work,
    },
  });
  return {
    intervalMs: intervalMs as number,
    historySize: historySize as number,
    thresholds: configuration.thresholds,
    leakDetection: configuration.leakDetection,
    probes: configuration.leakDetection.enabled
      ? configuration.probes
      : { ...configuration.probes, mode: 'off' },
    work: configuration.work,
  };
}

/** What of a monitor's settings can change while it runs. */
export interface ChangeableSettings {
  readonly thresholds: Configuration['thresholds'];
  readonly leakDetection: Pick<
    Configuration['leakDetection'],
    'sensitivity' | 'growthThreshold' | 'confirmAfter' | 'holdersDeclared'
  >;
}

/**
 * Changes settings under a monitor that runs. Its parts share the very objects and look values up at each sample, so that
 * what they have gathered stays: windows, levels that have been entered, leaks that are suspected.
 */
export function changeSettings(
  settings: Pick<MonitorSettings, 'thresholds' | 'leakDetection'>,
  { thresholds, leakDetection }: ChangeableSettings,
): void {
  const { hysteresis, dwell, ...pairs } = thresholds;
  Object.assign(settings.thresholds, { hysteresis, dwell });
  for (const [metric, pair] of Object.entries(pairs)) {
    Object.assign(settings.thresholds[metric as keyof typeof pairs], pair);
  }
  const { sensitivity, growthThreshold, confirmAfter, holdersDeclared } = leakDetection;
  Object.assign(settings.leakDetection, { sensitivity, growthThreshold, confirmAfter, holdersDeclared });
}

function checked(option: string, path: keyof typeof schema, given: unknown): unknown {
  const { kind, default: value } = schema[path];
  if (given === undefined) return value;
  const converted = kind.convert(given);
  if (!kind.accepts(converted)) throw invalidOption(option, kind.rule, given);
  return converted;
}

/** Both levels from the critical one; a warning in another unit than its default keeps the defaults' proportion. */
function shortPair(metric: 'heap' | 'rss', given: unknown): ThresholdPair | undefined {
  if (given === undefined) return undefined;
  const critical = checked(`${metric}Threshold`, `thresholds.${metric}.critical`, given) as number | null;
  if (critical === null) return { warning: null, critical: null };
  const usual = schema[`thresholds.${metric}.warning`].default as number;
  const usualCritical = schema[`thresholds.${metric}.critical`].default as number;
  const sameUnit = usual <= 1 === critical <= 1;
  return {
    warning: sameUnit ? Math.min(usual, critical) : (critical * usual) / usualCritical,
    critical,
  };
}

type PartialPair = NonNullable<PartialConfiguration['thresholds']>['heap'];

function mergedPair(short: ThresholdPair | undefined, full: PartialPair): PartialPair {
  if (short === undefined || !isGroup(full)) return full;
  const { warning = short.warning, critical = short.critical, ...unknown } = full ?? {};
  return { warning, critical, ...unknown };
}

/** Anything else is left as it is, so that it is refused under its own name. */
function isGroup(value: unknown): boolean {
  return value === undefined || (typeof value === 'object' && value !== null && !Array.isArray(value));
}
