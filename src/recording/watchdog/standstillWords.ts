import { durationInWords, percentInWords } from '../../monitoring/quantity.ts';
import type { StandstillChange } from './Standstill.ts';
import type { StandstillEnd } from './WatchdogOrder.ts';

const mostFrames = 3;
const waitingShare = 0.1;
const spinningShare = 0.7;
const starvedShare = 0.3;

/** What a thread did while its event loop stood still, as shares of that time. */
type Activity = Pick<StandstillChange, 'cpuShare' | 'queuedShare'>;

/** `The event loop stood still for 8 s, in parseAll (app.js:12); it spun (99 % of a core).` */
export function standstillSentence({ forMs, stack, ...activity }: StandstillEnd, directory: string): string {
  const [first] = ownFrames(stack ?? [], directory);
  const place = first === undefined ? '' : `, in ${first}`;
  return `The event loop stood still for ${durationInWords(forMs)}${place}; ${pastActivity(activity)}.`;
}

/** Whether it only waited for something other than a processor. */
export function hasWaited({ cpuShare, queuedShare = 0 }: Activity): boolean {
  return cpuShare < waitingShare && queuedShare < starvedShare;
}

/** Whether it waited or computed, from the processor time meanwhile, and the time in which it waited for a processor. */
export function pastActivity(activity: Activity): string {
  const { cpuShare, queuedShare = 0 } = activity;
  const share = `${percentInWords(cpuShare)} of a core`;
  if (hasWaited(activity)) return `it waited (${share})`;
  if (queuedShare >= starvedShare) {
    return `it had work to do, and got no processor for ${percentInWords(Math.min(1, queuedShare))} of that time (${share})`;
  }
  return cpuShare < spinningShare ? `it computed, at least in part (${share})` : `it spun (${share})`;
}

/** The first frames of the application itself, its files relative to the folder that it was started in; else the very first. */
export function ownFrames(stack: readonly string[], directory: string): string[] {
  const own = stack.filter((frame) => !/\((?:node:|evaluated:)|[\\/]node_modules[\\/]/.test(frame));
  const chosen = own.length > 0 ? own.slice(0, mostFrames) : stack.slice(0, 1);
  return chosen.map((frame) => frameBelow(directory, frame));
}

/** A frame whose file is named from a folder on, where it lies below. */
export function frameBelow(directory: string, frame: string): string {
  return frame.replace(`(${directory.replace(/[\\/]$/, '')}/`, '(');
}
