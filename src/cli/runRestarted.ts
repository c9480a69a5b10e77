import type { Configuration } from '../configuration/Configuration.ts';
import { RestartedApplication } from '../hub/restarting/RestartedApplication.ts';
import type { ApplicationExit, RunningApplication } from '../hub/runApplication.ts';
import type { SignalForwarder } from '../hub/SignalForwarder.ts';
import type { CommandContext } from './CommandContext.ts';
import { endingSignals } from './endingSignals.ts';
import type { Watch } from './openWatch.ts';

/** What `--restart` runs with. */
export interface RestartedRun {
  /** The one that runs already. */
  readonly application: RunningApplication;
  readonly start: () => Promise<RunningApplication>;
  readonly settle: (pid: number, exit: ApplicationExit) => Promise<void>;
  readonly signals: SignalForwarder;
  readonly recycling: Configuration['recycling'];
  /** `undefined` where nothing is watched: then only what memory has ended is started again. */
  readonly watch: Pick<Watch, 'hub' | 'narrator'> | undefined;
  readonly context: Pick<CommandContext, 'now'>;
}

/** SIGHUP asks many an application to read its configuration again: what ends by it is started again. */
const asking: readonly NodeJS.Signals[] = endingSignals.filter((signal) => signal !== 'SIGHUP');

/** `tidemark run --restart`: resolves with how the last process of the application ended. */
export function runRestarted(run: RestartedRun): Promise<ApplicationExit> {
  const { application, start, settle, signals, recycling, watch, context } = run;
  return new RestartedApplication(application, {
    settings: recycling,
    start,
    settle,
    signals,
    asked: () => asking.find((signal) => signal === signals.last),
    onEvent: (listener) =>
      watch?.hub.subscribe((message) => {
        if (message.type === 'event') listener(Number(message.id), message.event);
      }) ?? (() => {}),
    tell: (pid, payload) =>
      watch?.hub.note(String(pid), { time: context.now(), type: 'memory:recycling', payload }),
    died: (exit) => watch?.narrator.sayDeath(exit),
    restarted: (pid) => watch?.narrator.restarted(pid),
    now: () => performance.now(),
  }).run();
}
