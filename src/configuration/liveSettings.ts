import type { SettingPath } from './schema.ts';

/** What can change while the process runs: what is looked up each time, and carries nothing over from what it was. */
export const liveSettings: ReadonlySet<SettingPath> = new Set<SettingPath>([
  'thresholds.heap.warning',
  'thresholds.heap.critical',
  'thresholds.rss.warning',
  'thresholds.rss.critical',
  'thresholds.container.warning',
  'thresholds.container.critical',
  'thresholds.host.warning',
  'thresholds.host.critical',
  'thresholds.hysteresis',
  'thresholds.dwell',
  'leakDetection.sensitivity',
  'leakDetection.growthThreshold',
  'leakDetection.confirmAfter',
  'leakDetection.holdersDeclared',
  'automaticResponse.enabled',
  'automaticResponse.dryRun',
]);

/** By setting, or by group where all that is left of it has the same reason. */
const reasons: Readonly<Record<string, string>> = {
  enabled: 'Whether Tidemark runs is decided when the process starts.',
  name: 'Others know the process by the name that it began with.',
  port: 'The dashboard is opened when the process starts.',
  host: 'The dashboard is opened when the process starts.',
  token: 'The dashboard is opened when the process starts.',
  sampling: 'History and timer keep the pace that they began with.',
  'leakDetection.enabled': 'What looks for leaks is set up when the process starts.',
  'leakDetection.windowSize': 'The readings so far are kept in a window of the size that it began with.',
  'leakDetection.snapshots': 'Who takes heap snapshots is decided when the process starts.',
  probes: 'What probes have cost is held against the budget that they began with.',
  work: 'The counts so far are of what was counted from the start.',
  automaticResponse: 'The strategies are made when the process starts.',
  recycling: 'Who replaces workers is decided when the process starts.',
  recorder: 'The file is opened when the process starts.',
  watchdog: 'Its thread is started when the process starts.',
};

/** Why a setting cannot change while the process runs, in one sentence; `undefined` where it can. */
export function reasonForRestart(path: SettingPath): string | undefined {
  if (liveSettings.has(path)) return undefined;
  const keys = path.split('.');
  const names = keys.map((_key, index) => keys.slice(0, keys.length - index).join('.'));
  return names.map((name) => reasons[name]).find((reason) => reason !== undefined);
}
