import { resolve } from 'node:path';
import { applicationEnvironment } from '../hub/applicationEnvironment.ts';
import type { Hub } from '../hub/Hub.ts';
import { JsonLinesFile } from '../hub/JsonLinesFile.ts';
import { logEvents } from '../hub/logEvents.ts';
import { logSamples } from '../hub/logSamples.ts';
import { startHub } from '../hub/startHub.ts';
import { DirectoryMetrics } from '../prometheus/DirectoryMetrics.ts';
import type { Death } from '../recording/death/Death.ts';
import { opennessSentence, tokenOptions } from '../serving/openness.ts';
import { type RunningServer, startServer } from '../serving/startServer.ts';
import { TidemarkError } from '../TidemarkError.ts';
import type { ProcessExit } from '../wire/process.ts';
import type { CommandContext } from './CommandContext.ts';
import { Narrator } from './Narrator.ts';
import { ExaminedFlights } from './postmortem/ExaminedFlights.ts';
import type { RunOptions, RunSettings } from './runSettings.ts';
import type { Terminal } from './Terminal.ts';
import { type ToldAddress, toldAddress } from './toldAddress.ts';

/** What a watch is opened with. */
export interface WatchOptions {
  readonly options: RunOptions;
  readonly settings: RunSettings;
  readonly context: CommandContext;
  readonly terminal: Terminal;
  /** Whether the application was asked to end. */
  readonly isEnding: () => boolean;
}

/** Everything that watches one application. */
export interface Watch {
  readonly hub: Hub;
  readonly narrator: Narrator;
  /** How a process has died, as it has recorded itself; what was seen of its end is added to that. */
  examine(pid: number, exit: ProcessExit): Death | undefined;
  /** The dashboard's, with a token that nobody has given; `undefined` without a dashboard. */
  readonly address: string | undefined;
  /** What of it is said. */
  readonly told: ToldAddress | undefined;
  /** What is said of a dashboard that other machines reach. */
  readonly openness: string | undefined;
  /** The usual port, where that was in use and the dashboard has another. */
  readonly takenPort: number | undefined;
  /** Path of the hub's socket. */
  readonly socketPath: string;
  /** What the application is started with. */
  readonly environment: NodeJS.ProcessEnv;
  /** Resolves when everything that a dead process had sent is taken in, or after so many milliseconds. */
  settle(pid: number, timeoutMs: number): Promise<void>;
  close(): Promise<void>;
}

/**
 * Opens log files, hub and dashboard, in this order: what the user may have got wrong comes first.
 *
 * @throws TidemarkError `FILE_UNWRITABLE`, `HUB_UNAVAILABLE` or `PORT_IN_USE`; nothing stays open then
 */
export async function openWatch({
  options,
  settings,
  context,
  terminal,
  isEnding,
}: WatchOptions): Promise<Watch> {
  const closers: (() => unknown)[] = [];
  const close = async (): Promise<void> => {
    for (const closer of closers.splice(0).reverse()) await closer();
  };
  const logger = terminal.logger();
  const openLog = (option: string, path: string | undefined): JsonLinesFile | undefined => {
    if (path === undefined) return undefined;
    const file = new JsonLinesFile({ path: resolve(context.directory, path), option, logger });
    closers.push(() => file.close());
    return file;
  };
  try {
    const events = openLog('--events', options.events);
    const samples = openLog('--samples', options.samples);
    const running = await startHub({ logger, historySize: settings.historySize });
    closers.push(() => running.close());
    const { hub, snapshots, socketPath, settle } = running;
    if (events !== undefined) closers.push(logEvents(hub, events));
    if (samples !== undefined) logSamples(hub, samples);
    const metrics = new DirectoryMetrics({ directory: hub });
    closers.push(() => metrics.close());
    const server = await serve(settings, {
      directory: hub,
      snapshots,
      metrics: (accept) => metrics.page(accept),
      host: settings.host,
      ...tokenOptions(settings.token),
      logger,
    });
    if (server !== undefined) closers.push(() => server.close());
    const told = server && toldAddress(server, { socketPath, isTerminal: context.stderr.isTTY === true });
    if (told !== undefined) closers.push(told.forget);
    const { flightDirectory } = settings;
    const flights = flightDirectory ? new ExaminedFlights(flightDirectory, context.now) : undefined;
    if (flights) closers.push(() => flights.close());
    const examine = (pid: number, exit: ProcessExit) => flights?.examine(pid, exit, hub.quietMs(pid));
    const narrator = new Narrator({ hub, terminal, now: context.now, isEnding, examine });
    closers.push(() => narrator.close());
    return {
      hub,
      narrator,
      examine,
      address: server?.address,
      told,
      openness: server && opennessSentence(server),
      takenPort: server && settings.port !== 0 && server.port !== settings.port ? settings.port : undefined,
      socketPath,
      environment: applicationEnvironment({
        environment: context.environment,
        registerUrl: context.registerUrl,
        socketPath,
        hubPid: process.pid,
        restarts: options.restart === true,
        origins: settings.origins,
        settings: settings.variables,
      }),
      settle,
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Falls back to any free port, unless the taken one was asked for. */
async function serve(
  { port, isPortChosen }: RunSettings,
  options: Omit<Parameters<typeof startServer>[0], 'port'>,
): Promise<RunningServer | undefined> {
  if (port === undefined) return undefined;
  try {
    return await startServer({ ...options, port });
  } catch (error) {
    const isTaken = error instanceof TidemarkError && error.code === 'PORT_IN_USE';
    if (!isTaken || isPortChosen) throw error;
    return startServer({ ...options, port: 0 });
  }
}
