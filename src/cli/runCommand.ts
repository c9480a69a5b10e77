import { type ApplicationExit, type RunningApplication, runApplication } from '../hub/runApplication.ts';
import { SignalForwarder } from '../hub/SignalForwarder.ts';
import { deathSentence } from '../recording/agentRecording.ts';
import { earlierDeaths } from '../recording/earlierDeaths.ts';
import { flightFiles } from '../recording/FlightFiles.ts';
import { FlightFolder } from '../recording/FlightFolder.ts';
import { canRecordIn } from '../recording/flightDirectory.ts';
import { TidemarkError } from '../TidemarkError.ts';
import { AgentAbsence } from './AgentAbsence.ts';
import { applicationCommand } from './applicationCommand.ts';
import type { CommandContext, Outcome } from './CommandContext.ts';
import { endingSignals } from './endingSignals.ts';
import { opensBrowser } from './opensBrowser.ts';
import { openWatch, type Watch } from './openWatch.ts';
import { checkedReportFile } from './report/reportOptions.ts';
import { runRestarted } from './runRestarted.ts';
import { type RunOptions, type RunSettings, runSettings } from './runSettings.ts';
import { Terminal } from './Terminal.ts';

/** How long a dead process's last words are waited for. */
const settlingMs = 1000;
/** Known to this Node.js, and told on its command line: one of another version, further down, would not start with it. */
const reportOptions = ['--report-exclude-env'].filter((option) =>
  process.allowedNodeEnvironmentFlags.has(option),
);
const reportRemark =
  'If its heap runs full, V8 leaves a report, without environment and arguments: tidemark postmortem';

/**
 * `tidemark run`: starts hub, dashboard and application, tells what there is to tell, and ends as the application
 * ends.
 *
 * @throws TidemarkError for everything that keeps it from starting
 */
export async function runCommand(
  given: readonly string[],
  options: RunOptions,
  context: CommandContext,
): Promise<Outcome> {
  const terminal = new Terminal({
    output: context.stderr,
    environment: context.environment,
    now: context.now,
  });
  checkedReportFile(options.report);
  const settings = await runSettings(options, context);
  const {
    command,
    arguments: rest,
    title,
  } = applicationCommand(given, {
    ...context,
    nodeOptions: settings.enabled && settings.flightDirectory !== undefined ? reportOptions : [],
  });
  for (const warning of settings.warnings) terminal.say('warning', 'note', warning);

  const signals = new SignalForwarder({ source: context.signals, sharesKeyboard: context.sharesKeyboard });
  let watch: Watch | undefined;
  let absence: AgentAbsence | undefined;
  try {
    // Who has asked the application to end needs no word about it.
    const isEnding = (): boolean => signals.last !== undefined && endingSignals.includes(signals.last);
    if (settings.enabled) watch = await openWatch({ options, settings, context, terminal, isEnding });
    else terminal.greet(`is turned off (enabled: false): ${title} runs unwatched`);
    if (signals.last !== undefined) return { signal: signals.last };

    if (watch !== undefined) tellEarlierDeaths(settings, terminal, context);
    const environment = watch?.environment ?? context.environment;
    const start = (): Promise<RunningApplication> =>
      runApplication({ command, arguments: rest, environment, directory: context.directory });
    const application = await start();
    signals.forwardTo(application.send);
    const { pid } = application;
    watch?.narrator.greet(title, pid, watch.told, {
      takenPort: watch.takenPort,
      remarks: isRecorded(settings) ? [reportRemark] : [],
    });
    absence = watch && new AgentAbsence({ hub: watch.hub, terminal, title });
    if (watch?.openness !== undefined) terminal.say('warning', 'note', watch.openness);
    if (watch?.address !== undefined && options.open && opensBrowser(context)) {
      // Without a browser the address is still there to click.
      context.openBrowser(watch.address).catch(() => undefined);
    }
    const settle = async (ended: number, exit: ApplicationExit): Promise<void> => {
      const time = context.now();
      watch?.hub.recordExit(ended, exit);
      await watch?.settle(ended, settlingMs);
      watch?.examine(ended, { ...exit, time });
    };
    let exit: ApplicationExit;
    if (options.restart) {
      const recycling = settings.recycling;
      exit = await runRestarted({ application, start, settle, signals, recycling, watch, context });
    } else {
      exit = await application.exited;
      absence?.close();
      await settle(pid, exit);
    }
    if (!isEnding()) watch?.narrator.sayEnd(exit);
    if (watch !== undefined && options.report !== undefined)
      await report(watch, options.report, context, terminal);
    return exit.signal === null ? { exitCode: exit.code ?? 0 } : { signal: exit.signal };
  } finally {
    absence?.close();
    await watch?.close();
    signals.close();
  }
}

/** Where nothing can be recorded, each process says so itself. */
function isRecorded({ flightDirectory }: RunSettings): boolean {
  return flightDirectory !== undefined && canRecordIn(flightDirectory, flightFiles);
}

/** Deaths that nobody was there to tell of, such as that of a whole container. */
function tellEarlierDeaths(
  { flightDirectory }: RunSettings,
  terminal: Terminal,
  { directory, now }: CommandContext,
): void {
  if (flightDirectory === undefined) return;
  const folder = new FlightFolder({ path: flightDirectory, now });
  for (const death of earlierDeaths(folder, { directory }).deaths) {
    terminal.say('warning', 'note', deathSentence(death, now()));
  }
}

/** The application has ended by then, and its exit code passes through whatever becomes of the report. */
async function report(
  watch: Watch,
  file: string,
  context: CommandContext,
  terminal: Terminal,
): Promise<void> {
  try {
    const { writeRunReport } = await import('./report/writeRunReport.ts');
    const isWritten = await writeRunReport(watch.hub, file, context);
    if (!isWritten)
      terminal.say('warning', 'note', `No Node.js process was seen, so that there is no ${file}.`);
  } catch (error) {
    if (!(error instanceof TidemarkError)) throw error;
    terminal.say('critical', 'fault', error.message);
  }
}
