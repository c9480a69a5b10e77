import type { Configuration } from './Configuration.ts';
import { choice, count, duration, flag, type Kind, label, margin, share, threshold } from './kinds.ts';
import { recorderSettings } from './recorderSettings.ts';
import { servingSettings } from './servingSettings.ts';
import { watchdogSettings } from './watchdogSettings.ts';

type Leaves<Part, Prefix extends string = ''> = {
  [Key in keyof Part & string]: Part[Key] extends object
    ? Leaves<Part[Key], `${Prefix}${Key}.`>
    : { readonly path: `${Prefix}${Key}`; readonly value: Part[Key] };
}[keyof Part & string];

/** The path of a setting as users write it: `sampling.interval`. */
export type SettingPath = Leaves<Configuration>['path'];

/** Everything there is to know about one setting. */
export interface Setting<Value = unknown> {
  readonly kind: Kind;
  readonly default: Value;
  /** One sentence for the docs. */
  readonly description: string;
}

type Schema = {
  readonly [Path in SettingPath]: Setting<Extract<Leaves<Configuration>, { readonly path: Path }>['value']>;
};

const mib = 1024 ** 2;
const pruning = choice('none', 'normal', 'aggressive');

/**
 * Every setting, in the order of the docs. Defaults, validation, environment variables and `docs/configuration.md`
 * follow from this table alone.
 */
export const schema: Schema = {
  enabled: {
    kind: flag,
    default: true,
    description:
      'Whether anything runs at all: `false` leaves the application as if Tidemark were not there.',
  },
  name: {
    kind: label,
    default: undefined,
    description: "What the process is called in the dashboard; without one, the script's base name.",
  },
  ...servingSettings,
  'sampling.interval': {
    kind: duration(10, 86_400_000),
    default: 5000,
    description: 'Time between two samples.',
  },
  'sampling.historySize': {
    kind: count(10, 100_000),
    default: 1000,
    description: 'Samples kept at full resolution.',
  },
  'thresholds.heap.warning': {
    kind: threshold,
    default: 0.7,
    description:
      "Use of V8's old generation at which the level becomes `warning`; a share is one of its real limit.",
  },
  'thresholds.heap.critical': {
    kind: threshold,
    default: 0.85,
    description: "Use of V8's old generation at which the level becomes `critical`.",
  },
  'thresholds.rss.warning': {
    kind: threshold,
    default: 800 * mib,
    description:
      "Resident memory at which the level becomes `warning`; a share is one of the container's limit, or of the host's memory where there is none.",
  },
  'thresholds.rss.critical': {
    kind: threshold,
    default: 1024 * mib,
    description: 'Resident memory at which the level becomes `critical`.',
  },
  'thresholds.container.warning': {
    kind: threshold,
    default: 0.8,
    description:
      "Use of the container's memory at which the level becomes `warning`; a share is one of its limit.",
  },
  'thresholds.container.critical': {
    kind: threshold,
    default: 0.9,
    description: "Use of the container's memory at which the level becomes `critical`.",
  },
  'thresholds.host.warning': {
    kind: threshold,
    default: null,
    description: "Use of the host's memory at which the level becomes `warning`.",
  },
  'thresholds.host.critical': {
    kind: threshold,
    default: 0.95,
    description: "Use of the host's memory at which the level becomes `critical`.",
  },
  'thresholds.hysteresis': {
    kind: margin,
    default: 0.05,
    description:
      'How far below a threshold memory must fall to count as recovered, as a share of the threshold.',
  },
  'thresholds.dwell': {
    kind: duration(0, 86_400_000),
    default: 10_000,
    description: 'How long memory must stay beyond a threshold before the crossing counts.',
  },
  'leakDetection.enabled': {
    kind: flag,
    default: true,
    description: 'Whether leaks are looked for.',
  },
  'leakDetection.sensitivity': {
    kind: choice('low', 'medium', 'high'),
    default: 'medium',
    description: 'How soon growth is spoken of: `high` sooner, and more often wrongly.',
  },
  'leakDetection.windowSize': {
    kind: count(12, 10_000),
    default: 100,
    description:
      'Readings of the live size that are looked at, at most; a verdict never waits for a full window. They come 10 to 35 s apart, and growth of the heap counts as lasting no longer than they reach back, so that `confirmAfter` has to be less.',
  },
  'leakDetection.growthThreshold': {
    kind: share,
    default: 0.1,
    description:
      'Growth per day that is worth a word, as a share of the live size. Matters in large heaps alone: at medium sensitivity from 7 GB on with 0.1, from 0.7 GB on with 1.',
  },
  'leakDetection.confirmAfter': {
    kind: duration(60_000, 86_400_000),
    default: 900_000,
    description:
      'For how long growth must go on, undiminished, to be confirmed as a leak where not every bounded cache is declared. A cache that fills for longer than this, undeclared, is confirmed wrongly.',
  },
  'leakDetection.holdersDeclared': {
    kind: flag,
    default: false,
    description:
      'Whether every bounded cache and store is declared with `registerHolder`, so that what grows beyond them is confirmed within minutes.',
  },
  'leakDetection.snapshots.enabled': {
    kind: flag,
    default: false,
    description:
      'Whether heap snapshots are taken while a leak of the heap is suspected, to name the object that holds what grows. The process stands still for each, for seconds with a heap of 100 MB, and needs up to 22 times its heap in memory meanwhile; none is taken where that is not free.',
  },
  'leakDetection.snapshots.interval': {
    kind: duration(1000, 86_400_000),
    default: 120_000,
    description: 'Time between two of the three heap snapshots.',
  },
  'leakDetection.snapshots.maxPause': {
    kind: duration(1, 3_600_000),
    default: 10_000,
    description: 'Longest time for which a heap snapshot may be expected to hold the thread up.',
  },
  'probes.mode': {
    kind: choice('off', 'eco', 'standard', 'prompt'),
    default: 'standard',
    description:
      'How readily a major collection is forced to get a reading of the live size: for at most 0.1 % of the time in `eco`, 0.2 % in `standard`, 0.5 % in `prompt`.',
  },
  'probes.maxPause': {
    kind: duration(1, 10_000),
    default: 50,
    description: 'Longest pause that a forced collection may be expected to take.',
  },
  'probes.gentle': {
    kind: flag,
    default: true,
    description:
      'Whether heaps for which a probe would pause for long are read by collections that V8 makes in small steps, beside the thread for the most part. Their pauses are measured, and count as those of probes do.',
  },
  'work.unit': {
    kind: label,
    default: 'unit',
    description: 'What a unit of work is called that `recordWork` counts: "1,328 bytes kept per job".',
  },
  'work.requests': {
    kind: flag,
    default: true,
    description:
      'Whether the HTTP requests that the process serves are counted as work, as long as `recordWork` counts nothing.',
  },
  'automaticResponse.enabled': {
    kind: flag,
    default: true,
    description: 'Whether memory pressure is answered.',
  },
  'automaticResponse.dryRun': {
    kind: flag,
    default: false,
    description: 'Whether the answer is only told, to the logger and as an event, and nothing is done.',
  },
  'automaticResponse.maxPause': {
    kind: duration(1, 60_000),
    default: 1000,
    description: 'Longest pause that a collection under pressure may be expected to take.',
  },
  'automaticResponse.cachePruning.warning': {
    kind: pruning,
    default: 'normal',
    description: 'How caches are pruned when the level becomes `warning`.',
  },
  'automaticResponse.cachePruning.critical': {
    kind: pruning,
    default: 'aggressive',
    description: 'How caches are pruned when the level becomes `critical`.',
  },
  'automaticResponse.gcTrigger.warning': {
    kind: flag,
    default: false,
    description: 'Whether a major collection is forced when the level becomes `warning`.',
  },
  'automaticResponse.gcTrigger.critical': {
    kind: flag,
    default: true,
    description: 'Whether a major collection is forced when the level becomes `critical`.',
  },
  'recycling.enabled': {
    kind: flag,
    default: false,
    description:
      'Whether cluster workers, and worker threads of a pool that was handed over, are replaced when they are confirmed to leak or close to their limit: the new one first. `tidemark run --restart` turns the same on for the process itself.',
  },
  'recycling.maxPerHour': {
    kind: count(1, 1000),
    default: 6,
    description: 'Replacements that are begun within an hour, at most.',
  },
  'recycling.maxAtOnce': {
    kind: count(1, 100),
    default: 1,
    description: 'Replacements that are under way at a time, at most.',
  },
  'recycling.minAge': {
    kind: duration(0, 86_400_000),
    default: 120_000,
    description:
      'What has lived for less is not replaced, unless it would not live for so long. Three lives within an hour that last for less than twice as long are a crash loop, in which nothing is replaced.',
  },
  'recycling.grace': {
    kind: duration(0, 3_600_000),
    default: 30_000,
    description: 'How long the old one may take to finish its work before it is killed.',
  },
  'recycling.startTimeout': {
    kind: duration(100, 3_600_000),
    default: 30_000,
    description: 'How long the new one may take until it serves; after that the old one stays.',
  },
  'recycling.jitter': {
    kind: duration(0, 3_600_000),
    default: 30_000,
    description:
      'Longest time, drawn by chance, that a replacement waits which is not urgent, so that what leaks alike does not go together.',
  },
  ...recorderSettings,
  ...watchdogSettings,
};

/** The paths of all settings, in the order of the docs. */
export const settingPaths: readonly SettingPath[] = Object.keys(schema) as SettingPath[];

/** The paths of all groups of settings: `thresholds`, `thresholds.heap`, … */
export const groupPaths: ReadonlySet<string> = new Set(
  settingPaths.flatMap((path) => {
    const keys = path.split('.');
    return keys.slice(1).map((_key, index) => keys.slice(0, index + 1).join('.'));
  }),
);

/** Whether a path is that of a setting. */
export function isSettingPath(path: string): path is SettingPath {
  return Object.hasOwn(schema, path);
}
