import { durationInWords, percentInWords } from '../../monitoring/quantity.ts';
import type { StandstillEnd } from './WatchdogOrder.ts';

const mostFrames = 3;
const waitingShare = 0.1;
const spinningShare = 0.7;

/** `The event loop stood still for 8 s, in parseAll (app.js:12); it spun (99 % of a core).` */
export function standstillSentence({ forMs, cpuShare, stack }: StandstillEnd, directory: string): string {
  const [first] = ownFrames(stack ?? [], directory);
  const place = first === undefined ? '' : `, in ${first}`;
  return `The event loop stood still for ${durationInWords(forMs)}${place}; ${pastActivity(cpuShare)}.`;
}

/** Whether it waited or computed, from the processor time meanwhile. */
export function pastActivity(cpuShare: number): string {
  const share = `${percentInWords(cpuShare)} of a core`;
  if (cpuShare < waitingShare) return `it waited (${share})`;
  return cpuShare < spinningShare ? `it computed, at least in part (${share})` : `it spun (${share})`;
}

/** The first frames of the application itself, its files relative to the folder that it was started in; else the very first. */
export function ownFrames(stack: readonly string[], directory: string): string[] {
  const own = stack.filter((frame) => !/\((?:node:|evaluated:)|[\\/]node_modules[\\/]/.test(frame));
  const chosen = own.length > 0 ? own.slice(0, mostFrames) : stack.slice(0, 1);
  const prefix = `(${directory.replace(/[\\/]$/, '')}/`;
  return chosen.map((frame) => frame.replace(prefix, '('));
}
