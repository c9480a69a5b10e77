import { durationInWords } from '../../monitoring/quantity.ts';
import { TidemarkError } from '../../TidemarkError.ts';
import { escapeControls } from '../../wire/escapeControls.ts';
import type { Watcher } from '../ps/watchersOf.ts';
import type { OpenDoor } from './Door.ts';

/** What there is to say besides what is watched. */
export interface AttachedWords {
  readonly door: OpenDoor;
  /** How long it took to come in. */
  readonly openMs: number;
  /** Whether the inspector is as it was before. */
  readonly isShut: boolean;
  readonly stayMs: number | undefined;
}

/** What was done to the process, and how it ends. */
export function attachedLines({ door, openMs, isShut, stayMs }: AttachedWords): string[] {
  const port = `on port ${door.port}`;
  const state = door.wasOpen
    ? `its inspector was open ${port} already, and stays so`
    : isShut
      ? 'its inspector is closed again'
      : `its inspector is still open ${port}`;
  const until = stayMs === undefined ? 'Ctrl-C leaves it' : `It is left in ${durationInWords(stayMs)}`;
  return [
    `attached within ${Math.round(openMs)} ms; ${state}. ${until} as it was.`,
    'Its main thread is watched, and not the worker threads and processes that it has started.',
  ];
}

/** That Tidemark watches the process already, and where that is to be seen. */
export function watchedError(pid: number, { name, isItself, hubPid, dashboardPort }: Watcher): TidemarkError {
  const hub = hubPid === undefined ? 'a hub' : `the hub ${hubPid}`;
  const who = isItself ? 'and answers for itself' : `by ${hub}`;
  const dashboard =
    dashboardPort === undefined ? [] : [`Its dashboard is on http://127.0.0.1:${dashboardPort}/.`];
  const message = [
    `${escapeControls(name)} (pid ${pid}) is watched already, ${who}.`,
    ...dashboard,
    `tidemark top ${pid} shows it; tidemark snapshot take --pid ${pid} looks into it.`,
  ].join('\n');
  return new TidemarkError('ATTACH_REFUSED', message, { option: 'pid', received: pid });
}

/** Of an agent that was found in the process, and that no hub knows. */
export const ownAgentSentence =
  'Tidemark runs in it already, started by its own code, without a hub and without a port. Nothing was changed.';

/** `left after 12 min: …` */
export function leftSentence(stayedMs: number, hasStopped: boolean): string {
  const how = hasStopped
    ? 'its agent has stopped, and it goes on as before'
    : 'its event loop is blocked, so that its agent stops as soon as it comes round';
  return `left after ${durationInWords(stayedMs)}: ${how}`;
}
