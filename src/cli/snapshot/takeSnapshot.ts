import { readFileSync } from 'node:fs';
import { HubClient } from '../../hub/HubClient.ts';
import { bytesInWords, durationInWords, rateInWords } from '../../monitoring/quantity.ts';
import { pauseInWords } from '../../profiling/heap-snapshot/taking/headroom.ts';
import { invalidOption, TidemarkError } from '../../TidemarkError.ts';
import { escapeControls } from '../../wire/escapeControls.ts';
import type { ProcessSummary } from '../../wire/process.ts';
import type { TakingNews } from '../../wire/snapshotTaking.ts';
import type { CommandContext, Outcome } from '../CommandContext.ts';
import { Interruption } from '../Interruption.ts';
import { Terminal } from '../Terminal.ts';
import type { TakeOptions } from './commands.ts';
import { isRunning, removeLeft } from './removeLeft.ts';
import { orderOf } from './snapshotOrder.ts';
import { TakingView } from './TakingView.ts';

type Begun = TakingNews & { state: 'begun' };
type Written = TakingNews & { state: 'written' };

interface WatchedProcess {
  readonly hub: HubClient;
  readonly summary: ProcessSummary;
}

/**
 * `tidemark snapshot take`: has a process that a hub watches, or that serves itself, write a heap snapshot, and prints its path.
 *
 * @throws TidemarkError `PROCESS_UNWATCHED`, `SNAPSHOT_REFUSED`, `HUB_UNAVAILABLE`, `NOT_FOUND`, `INVALID_OPTION`
 */
export async function takeSnapshot(options: TakeOptions, context: CommandContext): Promise<Outcome> {
  const order = orderOf(options, context);
  const { hub, summary } = await chosen(options.pid, context);
  const { id, nodeVersion } = summary.identity;
  const name = escapeControls(summary.identity.name);
  const { stderr: output, environment, now, signals, stdout } = context;
  const terminal = new Terminal({ output, environment, now });
  const interruption = new Interruption(signals);
  const view = new TakingView(`${name} (pid ${id})`, context);
  interruption.signal.addEventListener('abort', () => {
    view.end();
    terminal.greet(calledOffLine(name, id, view.begun));
  });
  try {
    const begun = (news: Begun): void => {
      view.end();
      for (const [index, line] of planLines(name, id, nodeVersion, news).entries())
        if (index === 0) terminal.greet(line);
        else terminal.add(line);
      view.begin(news);
    };
    view.wait();
    const news = await hub.takeSnapshot(id, order, begun, interruption.signal);
    view.end();
    if (news.state === 'refused') throw refused(news.reason, news.forcible === true);
    if (options.json) {
      const { state: _state, ...written } = news;
      stdout.write(`${JSON.stringify({ id, ...written, estimate: view.begun?.estimate }, undefined, 2)}\n`);
    } else {
      for (const line of writtenLines(news)) terminal.add(line);
      stdout.write(`${news.path}\n`);
    }
    return { exitCode: 0 };
  } catch (error) {
    if (interruption.received !== undefined) return { signal: interruption.received };
    if (view.begun !== undefined) await removeLeft(view.begun.partialPath, summary.identity.pid);
    throw error;
  } finally {
    view.end();
    interruption.close();
  }
}

async function chosen(given: string | undefined, context: CommandContext): Promise<WatchedProcess> {
  if (given !== undefined && !/^[1-9]\d{0,9}(\.\d{1,9})?$/.test(given)) {
    throw invalidOption('--pid', 'the number of a process, or of a worker thread such as 4711.2', given);
  }
  const hubs = await HubClient.all(context.platform, context.environment.TMPDIR || undefined);
  const lists = await Promise.all(
    hubs.map(async (hub) => (await hub.processes()).map((summary) => ({ hub, summary }))),
  );
  const watched = lists.flat().filter(({ summary }) => summary.state !== 'gone');
  if (given !== undefined) {
    const found = watched.find(({ summary }) => summary.identity.id === given);
    if (found === undefined) throw unwatched(given);
    return found;
  }
  const processes = watched.filter(({ summary }) => summary.identity.threadId === 0);
  const [only] = processes;
  if (only === undefined) throw unwatched(undefined);
  if (processes.length > 1) {
    const names = processes.map(
      ({ summary: { identity } }) => `${identity.id} (${escapeControls(identity.name)})`,
    );
    const rule = `given, since several are watched: ${names.join(', ')}`;
    throw new TidemarkError('INVALID_OPTION', `--pid must be ${rule}`, { option: '--pid', rule });
  }
  return only;
}

function unwatched(pid: string | undefined): TidemarkError {
  const start =
    'Start it with tidemark run, or with tidemark/register and TIDEMARK_PORT, and it can be asked.';
  if (pid === undefined) {
    return new TidemarkError('PROCESS_UNWATCHED', `No process of yours can be asked for one. ${start}`);
  }
  const whole = pid.split('.')[0]!;
  if (!isRunning(Number(whole))) {
    const message = `There is no process ${whole} on this machine.`;
    return new TidemarkError('PROCESS_UNWATCHED', message, { option: '--pid', received: pid });
  }
  const ways = [
    `No Tidemark answers in ${pid}. If there is one, the process stands still at the moment, for a snapshot perhaps: ask again later.`,
    `If there is none: ${start.replace('Start', 'start')}`,
    ...waysWithout(whole),
  ];
  const details = { option: '--pid', rule: 'a process that Tidemark watches', received: pid };
  return new TidemarkError('PROCESS_UNWATCHED', ways.join('\n'), details);
}

/** What the options of a process allow without Tidemark; a signal ends one that does not expect it. */
function waysWithout(pid: string): string[] {
  const options = optionsOf(pid);
  const signal = /--heapsnapshot-signal[=\0]SIG([A-Z0-9]+)/.exec(options)?.[1];
  return [
    ...(signal
      ? [`It waits for a signal, too: kill -${signal} ${pid} writes one into its working directory.`]
      : []),
    ...(/--inspect/.test(options)
      ? ['It can be inspected, too: chrome://inspect, Memory, Take snapshot.']
      : []),
  ];
}

/** Empty where that cannot be seen. */
function optionsOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}

function planLines(name: string, id: string, nodeVersion: string, { estimate }: Begun): string[] {
  const { heapUsedBytes, objects, counted, pauseMs, memoryBytes, fileBytes } = estimate;
  const count = `${objects.toLocaleString('en')} objects${counted ? '' : ' at most'}`;
  const lines = [
    `${name} (pid ${id}) stands still now: for ${pauseInWords(pauseMs)}, if the machine is not busy`,
    `${bytesInWords(heapUsedBytes)} of heap, ${count}; up to ${bytesInWords(memoryBytes)} of memory, ${bytesInWords(fileBytes)} of disk`,
  ];
  if (/^v20\./.test(nodeVersion)) lines.push('Node.js 20 can take many times as long with some heaps');
  return lines;
}

/** The command ends at once, and the process when it can: while V8 writes it hears nothing. */
function calledOffLine(name: string, id: string, begun: Begun | undefined): string {
  return begun === undefined
    ? `called off: ${name} (pid ${id}) has not answered yet; when it does it takes none, or removes it`
    : `called off: ${name} (pid ${id}) stands still until V8 lets go of it, and then removes what is written`;
}

function writtenLines({ fileBytes, durationMs, removed }: Written): string[] {
  const rate = rateInWords((fileBytes * 1000) / Math.max(1, durationMs));
  const lines = [`wrote ${bytesInWords(fileBytes)} in ${durationInWords(durationMs)}, ${rate}`];
  if (removed.length > 0) lines.push(`removed ${removed.length} older: ${removed.join(', ')}`);
  return lines;
}

function refused(reason: string, isForcible: boolean): TidemarkError {
  const message = isForcible
    ? `${reason}\nNothing was taken. With --force it is tried nevertheless.`
    : reason;
  return new TidemarkError('SNAPSHOT_REFUSED', message, { received: reason });
}
