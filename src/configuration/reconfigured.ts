import { reasonForRestart } from './liveSettings.ts';
import type { LoadedConfiguration, SettingSource } from './resolveConfiguration.ts';
import { type SettingPath, settingPaths } from './schema.ts';
import { nested, shownValue, valueAt } from './settingValues.ts';

/** A setting that is to have another value. Durations in milliseconds, sizes in bytes, as in `Configuration`. */
export interface SettingChange {
  readonly path: SettingPath;
  readonly from: unknown;
  readonly to: unknown;
}

/** A change that is not in effect. */
export interface DelayedChange extends SettingChange {
  /** Why not: one sentence. */
  readonly reason: string;
}

/** What has become of new settings in a process that runs. */
export interface Reconfiguration {
  /** In effect from now on. */
  readonly changed: readonly SettingChange[];
  /** In effect when the process is started again. */
  readonly needRestart: readonly DelayedChange[];
}

/** What is in effect once what is wanted is taken over, as far as a process that runs can; and what that changes. */
export function reconfigured(
  running: LoadedConfiguration,
  wanted: LoadedConfiguration,
): { readonly loaded: LoadedConfiguration; readonly reconfiguration: Reconfiguration } {
  const changed: SettingChange[] = [];
  const needRestart: DelayedChange[] = [];
  const values = new Map<SettingPath, unknown>();
  const sources = new Map<SettingPath, SettingSource>();
  for (const path of settingPaths) {
    const from = valueAt(running.configuration, path);
    const to = valueAt(wanted.configuration, path);
    const reason = reasonForRestart(path);
    const told = { path, from: shownValue(path, from), to: shownValue(path, to) };
    const isTaken = reason === undefined || from === to;
    if (from !== to && reason === undefined) changed.push(told);
    if (from !== to && reason !== undefined) needRestart.push({ ...told, reason });
    values.set(path, isTaken ? to : from);
    sources.set(path, (isTaken ? wanted : running).sources.get(path)!);
  }
  return {
    loaded: { ...wanted, configuration: nested(values), sources },
    reconfiguration: { changed, needRestart },
  };
}

/** What has changed, and what waits for a restart, in a sentence or two; empty where neither is. */
export function reconfigurationInWords({ changed, needRestart }: Reconfiguration): string {
  const now = changed.map(({ path, from, to }) => `${path} is ${inWords(to)} now, it was ${inWords(from)}`);
  const later = needRestart.map(({ path }) => path).join(', ');
  return [
    ...(now.length > 0 ? [`${now.join('; ')}.`] : []),
    ...(later === '' ? [] : [`Not before a restart: ${later}.`]),
  ].join(' ');
}

function inWords(value: unknown): string {
  return value === undefined ? 'none' : JSON.stringify(value);
}
