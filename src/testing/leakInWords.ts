import { holderInWords } from '../wire/holderInWords.ts';
import { bytesInWords, percentInWords } from '../wire/quantity.ts';
import type { InstancesGained, LeakHolder, LeakReport } from './LeakReport.ts';
import { lines } from './lines.ts';
import { withoutRegistry } from './withoutRegistry.ts';

/** A report that has no words yet. */
export type Unworded = Omit<LeakReport, 'message'>;

const mostNamed = 3;
/** As a share of those that there were to be. */
const fewRuns = 0.9;
const mockPath =
  /\bmock\.(?:calls|results|contexts|instances|invocationCallOrder|settledResults)\b|\b_mockState\b/;

/** What is the matter, the evidence, and what to try. */
export function leakInWords(report: Unworded): string {
  const { leaks, holder, instances, roundBytesPerRun, runs, runsWanted } = report;
  const labelled: [string, string][] = [];
  if (leaks) {
    const rounds = roundBytesPerRun.map((bytes) => bytesInWords(Math.round(bytes))).join(', ');
    labelled.push(['rounds', `${rounds} a run`]);
    if (runs < runsWanted * fewRuns) labelled.push(['note', shortOfTime(runs, runsWanted)]);
  }
  if (holder?.performed) {
    const share = `${percentInWords(holder.share)} of what stayed`;
    labelled.push(['holder', `${holderInWords(withoutRegistry(holder.path), holder.className)}, ${share}`]);
    if (holder.gains.length > 0) {
      labelled.push(['gains', holder.gains.slice(0, mostNamed).map(gainInWords).join('; ')]);
    }
    labelled.push(['try', adviceOf(holder)]);
  } else if (holder !== undefined) {
    labelled.push(['holder', `not found. ${holder.reason}`]);
    if (instances.length > 0) {
      labelled.push(['leaves', instances.slice(0, mostNamed).map(instancesInWords).join('; ')]);
    }
  }
  return lines(verdictOf(report), labelled);
}

function verdictOf({
  leaks,
  bytesPerRun,
  interval,
  budgetBytes,
  runs,
  runsBefore,
  roundBytesPerRun,
  whyNot,
}: Unworded): string {
  const [amount, low, high] = [bytesPerRun, interval.lowBytes, interval.highBytes].map((bytes) =>
    bytesInWords(Math.round(bytes)),
  );
  const budget = budgetBytes > 0 ? `, of ${bytesInWords(budgetBytes)} that it may` : '';
  const evidence = `${runs.toLocaleString('en')} runs in ${roundBytesPerRun.length} rounds, after ${runsBefore.toLocaleString('en')} that do not count`;
  if (leaks) return `It leaks: each run keeps ${amount} (${low} to ${high})${budget}. ${evidence}.`;
  const reason = whyNot === undefined ? '' : `; ${whyNot}`;
  return `No leak: a run keeps ${amount} (${low} to ${high})${budget}${reason}. ${evidence}.`;
}

function shortOfTime(runs: number, wanted: number): string {
  return `timeoutMs allowed ${runs.toLocaleString('en')} of ${wanted.toLocaleString('en')} runs: a cache that has not got full in them would look the same`;
}

function gainInWords({ name, perRun, place }: LeakHolder['gains'][number]): string {
  return `${countInWords(perRun)} ${name}${place === undefined ? '' : ` (${place.file}:${place.line})`} a run`;
}

function instancesInWords({ className, perRun }: InstancesGained): string {
  return `${countInWords(perRun)} ${className} a run`;
}

function countInWords(perRun: number): string {
  return perRun >= 10 ? Math.round(perRun).toLocaleString('en') : String(Math.round(perRun * 10) / 10);
}

/** A mock of the test itself keeps what it is called with, by design. */
function adviceOf({ path, fixIdea }: LeakHolder): string {
  return mockPath.test(path)
    ? 'a mock keeps all that it is called with: give it a plain function, or mockClear() in each run'
    : fixIdea.replace(/^a closure variable\./, 'emitter.');
}
