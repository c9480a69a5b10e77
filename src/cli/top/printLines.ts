import type { CommandContext, Outcome } from '../CommandContext.ts';
import { clearingSignals } from '../endingSignals.ts';
import { Terminal } from '../Terminal.ts';
import { endedSentence } from './draw/notice.ts';
import type { ProcessWatch } from './ProcessWatch.ts';
import { processJson, processLine } from './processLine.ts';
import { sorted } from './sorting.ts';
import type { TopProcess } from './TopProcess.ts';

/** Options of {@link printLines}. */
export interface LinesOptions {
  readonly watch: Pick<ProcessWatch, 'look' | 'snapshot'>;
  readonly intervalMs: number;
  readonly json: boolean;
  /** Whether one line of each process is all that is wanted. */
  readonly once: boolean;
  readonly context: Pick<CommandContext, 'stdout' | 'stderr' | 'environment' | 'signals' | 'now'>;
}

/** One line of each process in each interval, until it is stopped or nobody reads any more. */
export async function printLines({ watch, intervalMs, json, once, context }: LinesOptions): Promise<Outcome> {
  const { stdout, stderr: output, environment, signals, now } = context;
  const terminal = new Terminal({ output, environment, now });
  const seen = new Set<string>();
  let told = 0;
  const write = (): void => {
    const { time, processes, ended } = watch.snapshot();
    const wanted = sorted(processes, { key: 'pid', isReversed: false }, time);
    for (const process of wanted.filter((one) => isNews(one, seen))) {
      stdout.write(`${json ? processJson(process, time) : processLine(process, time)}\n`);
    }
    const news = ended.filter((end) => end.time > told);
    for (const end of news) terminal.greet(endedSentence(end));
    told = Math.max(told, ...news.map((end) => end.time));
  };
  write();
  if (once) return { exitCode: 0 };
  return new Promise((resolve, reject) => {
    const finish = (outcome: Outcome): void => {
      clearTimeout(timer);
      for (const name of clearingSignals) signals.off(name, stop);
      stdout.off?.('error', leave);
      isOn = false;
      resolve(outcome);
    };
    const stop = (name: NodeJS.Signals): void => finish({ signal: name });
    const leave = (): void => finish({ exitCode: 0 });
    const tick = async (): Promise<void> => {
      await watch.look();
      if (!isOn) return;
      write();
      timer = setTimeout(() => tick().catch(reject), intervalMs);
    };
    let isOn = true;
    let timer = setTimeout(() => tick().catch(reject), intervalMs);
    for (const name of clearingSignals) signals.on(name, stop);
    stdout.on?.('error', leave);
  });
}

/** Of one that has ended while it was watched there is one more line, which says so. */
function isNews({ key, state }: TopProcess, seen: Set<string>): boolean {
  if (state === 'gone' || state === 'unwatched') return seen.delete(key);
  seen.add(key);
  return true;
}
