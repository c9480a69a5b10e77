import type { ProcessSummary } from '../../wire/process.ts';
import { column } from '../../wire/sample.ts';
import type { CommandContext, Outcome } from '../CommandContext.ts';
import { exitHeadline, exitSentences, unseenEndSentences } from '../exitSentences.ts';
import type { Interruption } from '../Interruption.ts';
import type { Watch } from '../openWatch.ts';
import { flightSentences } from '../postmortem/ExaminedFlights.ts';
import type { Terminal } from '../Terminal.ts';
import type { AttachOptions } from './attachOptions.ts';
import { SignalsOrTime, untilProcess } from './Stay.ts';
import type { Target } from './Target.ts';
import { leftSentence } from './words.ts';

/** A process that was attached to. */
export interface Visit {
  readonly target: Target;
  readonly watch: Watch;
  readonly options: AttachOptions;
  readonly stayMs: number | undefined;
  readonly interruption: Interruption;
  readonly terminal: Terminal;
  readonly context: CommandContext;
}

/** As long as a process may take to notice that it is left. */
const partingMs = 5000;

/** Stays with a process until somebody ends that, its time is up, or it ends; then leaves it as it was. */
export async function visit(given: Visit): Promise<Outcome> {
  const { target, watch, options, interruption, terminal, context } = given;
  const { pid } = target;
  const { hub } = watch;
  const beganAt = context.now();
  const ended = await stay(given);
  if (ended === undefined) {
    hub.release(pid);
    await watch.settle(pid, partingMs);
    terminal.greet(leftSentence(context.now() - beganAt, !hub.isConnected(pid)));
  } else sayEnd(given, ended);
  if (options.report !== undefined) {
    const { writeRunReport } = await import('../report/writeRunReport.ts');
    await writeRunReport(hub, options.report, context);
  }
  const { received } = interruption;
  // Ctrl-C is how one leaves, and nothing that went wrong.
  return received === undefined || received === 'SIGINT' ? { exitCode: 0 } : { signal: received };
}

/** Resolves with the process where it has ended, or its agent has been stopped by others. */
async function stay({
  target: { pid },
  watch,
  options,
  stayMs,
  interruption,
  context,
}: Visit): Promise<ProcessSummary | undefined> {
  const isGone = ({ state }: ProcessSummary): boolean => state === 'gone';
  const quit = new AbortController();
  const anyEnd = AbortSignal.any([interruption.signal, quit.signal]);
  const over = untilProcess(watch.hub, pid, isGone, stayMs, anyEnd);
  if (options.top !== true) return over;
  watch.narrator.close();
  const signals = new SignalsOrTime(context.signals);
  const { topCommand } = await import('../top/topCommand.ts');
  const screen = topCommand(String(pid), {}, { ...context, signals });
  // Of a process that has ended the screen goes on showing how it was.
  void over.then((ended) => ended === undefined && signals.end());
  await screen;
  quit.abort();
  const now = watch.hub.process(String(pid));
  return now !== undefined && isGone(now) ? now : undefined;
}

function sayEnd({ target, watch, terminal }: Visit, { identity, exit }: ProcessSummary): void {
  const { pid, title } = target;
  if (exit === undefined) {
    terminal.greet(`${title} (pid ${pid}) has stopped its agent by itself`);
    return;
  }
  const { time, code, signal } = exit;
  const ranMs = Math.max(0, time - identity.startedAt);
  const row = watch.hub.latest(identity.id);
  const last = row && { row, agoMs: Math.max(0, time - (row[column.time] ?? time)) };
  const isSeen = code !== null || signal !== null;
  const death = code === 0 ? undefined : watch.examine(pid, exit);
  const headline = isSeen ? exitHeadline({ exit, ranMs, last }) : 'ended without last words';
  const sentences = isSeen ? exitSentences({ exit, ranMs, last }) : unseenEndSentences(last);
  if (code === 0) terminal.greet(`${title} (pid ${pid}) ${headline}`);
  else terminal.say('critical', title, headline, [...sentences, ...flightSentences(death, pid)]);
}
