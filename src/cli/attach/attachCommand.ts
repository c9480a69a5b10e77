import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { CdpConnection } from '../../page/CdpConnection.ts';
import { openWebSocket } from '../../page/openWebSocket.ts';
import type { CommandContext, Outcome } from '../CommandContext.ts';
import { Interruption } from '../Interruption.ts';
import { type Machine, thisMachine } from '../machine/Machine.ts';
import { opensBrowser } from '../opensBrowser.ts';
import { openWatch, type Watch } from '../openWatch.ts';
import { watchersOf } from '../ps/watchersOf.ts';
import { checkedReportFile } from '../report/reportOptions.ts';
import { type RunSettings, runSettings } from '../runSettings.ts';
import { Terminal } from '../Terminal.ts';
import { type AttachOptions, ordersOf, pidOf, stayOf } from './attachOptions.ts';
import { askLocally, isShut, type OpenDoor, openDoor } from './Door.ts';
import { closeInspector, failed, loadAgent } from './loadAgent.ts';
import { isTooOld, tooOldSentence } from './refusalOf.ts';
import { untilProcess } from './Stay.ts';
import { refused, type Target, targetOf } from './Target.ts';
import { visit } from './visit.ts';
import { attachedLines, ownAgentSentence, watchedError } from './words.ts';

const helloMs = 10_000;
const shutLookMs = 20;
const mostShutLooks = 100;

/**
 * `tidemark attach <pid>`: loads the agent into a process that was started without it, and is its hub until somebody ends
 * that; then the process is as it was.
 *
 * @throws TidemarkError `ATTACH_REFUSED`, `ATTACH_FAILED`, and what keeps a hub from starting
 */
export async function attachCommand(
  given: string,
  options: AttachOptions,
  context: CommandContext,
  machine: Machine = thisMachine(),
): Promise<Outcome> {
  const pid = pidOf(given);
  const stayMs = stayOf(options.for);
  checkedReportFile(options.report);
  const chosen = options.top === true ? { ...options, dashboard: false, open: false } : options;
  const settings = await runSettings(chosen, context);
  const watcher = (await watchersOf(machine, context)).get(pid);
  if (watcher !== undefined) {
    if (options.top !== true) throw watchedError(pid, watcher);
    const { topCommand } = await import('../top/topCommand.ts');
    return topCommand(given, {}, context);
  }
  const target = targetOf(machine, pid);
  const { stderr: output, environment, now } = context;
  const terminal = new Terminal({ output, environment, now });
  for (const warning of settings.warnings) terminal.say('warning', 'note', warning);
  const interruption = new Interruption(context.signals);
  let watch: Watch | undefined;
  try {
    const isEnding = (): boolean => interruption.received !== undefined;
    watch = await openWatch({ options: chosen, settings, context, terminal, isEnding });
    const beganAt = now();
    const door = await enter({ target, watch, settings, machine, interruption, context });
    const shut = door.wasOpen || (await untilShut(machine, pid, door.port));
    const lines = attachedLines({ door, openMs: now() - beganAt, isShut: shut, stayMs });
    const known = await untilProcess(watch.hub, pid, ({ state }) => state !== 'gone', helloMs);
    if (known === undefined) throw failed('It was loaded, and has not reported within 10 s.');
    watch.narrator.greet(target.title, pid, watch.told, { takenPort: watch.takenPort });
    for (const line of lines) terminal.add(line);
    if (watch.address !== undefined && options.open && opensBrowser(context)) {
      context.openBrowser(watch.address).catch(() => undefined);
    }
    return await visit({ target, watch, options, stayMs, interruption, terminal, context });
  } catch (error) {
    if (interruption.received !== undefined) return { signal: interruption.received };
    throw error;
  } finally {
    await watch?.close();
    interruption.close();
  }
}

interface Entry {
  readonly target: Target;
  readonly watch: Watch;
  readonly settings: RunSettings;
  readonly machine: Machine;
  readonly interruption: Interruption;
  readonly context: Pick<CommandContext, 'registerUrl'>;
}

/** Opens the process's inspector, and has the agent loaded and the inspector closed through it. */
async function enter({ target, watch, settings, machine, interruption, context }: Entry): Promise<OpenDoor> {
  const { pid, title } = target;
  const door = await openDoor(target, {
    machine,
    signal: (to, signal) => process.kill(to, signal),
    ask: askLocally,
    wait: (milliseconds) => sleep(milliseconds),
    now: () => performance.now(),
  });
  const connection = new CdpConnection(await openWebSocket(door.url), failed, 'The process');
  if (isTooOld(door.nodeVersion)) {
    if (door.wasOpen) connection.close();
    else await closeInspector(connection);
    throw refused(pid, title, tooOldSentence(door.nodeVersion));
  }
  const attachment = await loadAgent(
    connection,
    {
      // The same places from every chunk of the build.
      importer: fileURLToPath(new URL('attaching/importModule.cjs', context.registerUrl)),
      agentUrl: new URL('attaching/attach.js', context.registerUrl).href,
      orders: ordersOf(settings, watch.socketPath),
      closesInspector: !door.wasOpen,
    },
    {
      wait: (milliseconds) => sleep(milliseconds, undefined, { signal: interruption.signal, ref: false }),
      withdraw: () => watch.close(),
    },
  );
  if (attachment === 'watched') throw refused(pid, title, ownAgentSentence);
  return door;
}

/** The process closes its inspector a turn of its event loop after it has loaded the agent. */
async function untilShut(machine: Machine, pid: number, port: number): Promise<boolean> {
  for (let look = 0; look < mostShutLooks; look++) {
    if (isShut(machine, pid, port)) return true;
    await sleep(shutLookMs);
  }
  return false;
}
