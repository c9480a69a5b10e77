import { holderInWords } from '../wire/holderInWords.ts';
import { bytesInWords, percentInWords } from '../wire/quantity.ts';
import type { InstancesGained, LeakHolder, LeakReport } from './LeakReport.ts';

/** A report before it is put into words. */
export type Unworded = Omit<LeakReport, 'message'>;

const mostNamed = 3;

/** What is the matter, the evidence, and what to try. */
export function leakInWords(report: Unworded, directory: string = process.cwd()): string {
  const { holder, instances } = report;
  const lines = [verdictOf(report)];
  const labelled = (label: string, text: string): void => {
    lines.push(`${label.padEnd(9)}${withoutDirectory(text, directory)}`);
  };
  if (report.leaks) labelled('rounds', `${report.roundBytesPerRun.map((bytes) => bytesInWords(Math.round(bytes))).join(', ')} a run`);
  if (holder?.performed) {
    labelled('holder', `${holderInWords(holder.path, holder.className)}, ${percentInWords(holder.share)} of what stayed`);
    if (holder.gains.length > 0) labelled('gains', holder.gains.slice(0, mostNamed).map(gainInWords).join('; '));
    labelled('try', adviceOf(holder));
  } else if (holder !== undefined) {
    labelled('holder', `not found. ${holder.reason}`);
  }
  if (holder?.performed !== true && instances.length > 0) labelled('leaves', instances.slice(0, mostNamed).map(instancesInWords).join('; '));
  return lines.join('\n');
}

function verdictOf({ leaks, bytesPerRun, interval, budgetBytes, runs, runsBefore, roundBytesPerRun, whyNot }: Unworded): string {
  const amount = bytesInWords(Math.round(bytesPerRun));
  const bounds = `${bytesInWords(Math.round(interval.lowBytes))} to ${bytesInWords(Math.round(interval.highBytes))}`;
  const evidence = `${runs.toLocaleString('en')} runs in ${roundBytesPerRun.length} rounds, after ${runsBefore.toLocaleString('en')} that do not count`;
  const budget = budgetBytes > 0 ? `, and ${bytesInWords(budgetBytes)} are allowed` : '';
  if (leaks) return `It leaks: each run keeps ${amount} (${bounds})${budget}. ${evidence}.`;
  const reason = whyNot === undefined ? '' : `; ${whyNot}`;
  return `No leak: a run keeps ${amount} (${bounds})${budget}${reason}. ${evidence}.`;
}

function gainInWords({ name, perRun, place }: { name: string; perRun: number; place?: { file: string; line: number } | undefined }): string {
  return `${countInWords(perRun)} ${name}${place === undefined ? '' : ` (${place.file}:${place.line})`} a run`;
}

function instancesInWords({ className, perRun }: InstancesGained): string {
  return gainInWords({ name: className, perRun });
}

function countInWords(perRun: number): string {
  return perRun >= 10 ? Math.round(perRun).toLocaleString('en') : String(Math.round(perRun * 10) / 10);
}

const mockPath = /\bmock\.(?:calls|results|contexts|instances|invocationCallOrder|lastCall|settledResults)\b/;

/** A mock of the test itself keeps what it is called with, by design. */
function adviceOf({ path, fixIdea }: LeakHolder): string {
  return mockPath.test(path)
    ? 'a mock keeps all that it is called with: a plain function, or mockClear() in each run'
    : fixIdea;
}

function withoutDirectory(text: string, directory: string): string {
  return text.replaceAll(`file://${directory}/`, '').replaceAll(`${directory}/`, '');
}
