import { bytesInWords, percentInWords } from '../../monitoring/quantity.ts';
import { eventInCode, listenersOf } from '../../profiling/heap-snapshot/suspects/fixIdea.ts';
import { wrapped } from '../../reporting/words/wrapped.ts';
import { boundInWords } from '../../wire/boundInWords.ts';
import { holderInWords, membersInWords, timerListClass } from '../../wire/holderInWords.ts';
import {
  type LeakSuspect,
  rootsKind,
  type SpreadGrowth,
  type SuspectGain,
  type SuspectReport,
} from '../../wire/snapshot.ts';

const indent = '   ';
const v8Parts = new Set(['(array)', '(code)', '(compiled code)', '(hidden)', '(object shape)', '(system)']);

/** What the snapshots say, in a sentence: how many leaks, how the heap grew. */
export function verdictSentence({
  suspects,
  spread,
  snapshots,
  heapBytes,
  grownBytes,
  restBytes,
  steadyBytes,
  thresholdBytes,
}: SuspectReport): string {
  const noLeak = restBytes < thresholdBytes ? 'No leak' : "No leak of the program's objects";
  const none = spread.length === 0 ? noLeak : 'No single holder of what grew';
  const leaks = suspects.length === 0 ? none : suspects.length === 1 ? '1 leak' : `${suspects.length} leaks`;
  const sure = snapshots > 2 ? leaks : leaks.replace('leak', 'suspected leak');
  const sizes = heapBytes.map((bytes) => bytesInWords(bytes)).join(' → ');
  const change = `${bytesInWords(Math.abs(grownBytes))} more ${grownBytes < 0 ? 'died than was born' : 'was born than died'}`;
  const steady = steadyBytes > 0 ? `, and ${bytesInWords(steadyBytes)} grew steadily` : '';
  return `${sure} in ${snapshots} snapshots.  ${sizes}; ${change}${steady}.`;
}

/** One suspect: path and growth, what it gained, what to try. */
export function suspectLines(suspect: LeakSuspect, number: number, width: number): string[] {
  const {
    bytes,
    sharedBytes,
    share,
    bytesPerInterval,
    grownBytes,
    sharedWith,
    through,
    gains,
    weakMap,
    stores,
  } = suspect;
  const isGrowth = bytesPerInterval.length > 0;
  const amount = `${isGrowth ? `+${bytesInWords(grownBytes)}` : bytesInWords(bytes + sharedBytes)}   ${percentInWords(share)}`;
  const rate = isGrowth ? `   ${bytesPerInterval.map((one) => `+${bytesInWords(one)}`).join(' ')}` : '';
  const title = `${number}  ${titleOf(suspect)}`;
  const figures = `${amount}${rate}`;
  const gap = width - title.length - figures.length;
  const head =
    gap > 1 ? [`${title}${' '.repeat(gap)}${figures}`] : [...wrapped(title, width), `${indent}${figures}`];
  const body: string[] = [];
  if (suspect.objects > 1) {
    const most = `@${suspect.id} ${isGrowth ? 'grew' : 'holds'} most`;
    const isListeners = listenersOf(suspect.path) !== undefined;
    const each = `on each of ${suspect.objects.toLocaleString('en')} objects reached alike`;
    body.push(
      isListeners ? `${each}; ${most}` : `such as ${holderInWords(suspect.path, suspect.className)}: ${most}`,
    );
  }
  const told = worthTelling(gains).slice(0, 3);
  if (told.length > 0) {
    const words = told.map((gain) => gainInWords(gain, isGrowth)).join('; ');
    body.push(`${isGrowth ? 'gains' : 'holds'} ${words}`);
  }
  if (through !== undefined) body.push(`in ${through.count.toLocaleString('en')} objects of ${through.name}`);
  if (weakMap !== undefined) {
    body.push(`these are keys of a WeakMap, ${weakMap}, whose values live as long as they do`);
  }
  if (stores !== undefined) {
    const whose = stores.storage === undefined ? '' : `, ${stores.storage}`;
    body.push(`each keeps a store of an AsyncLocalStorage${whose}: ${stores.className}`);
  }
  if (sharedBytes > 0) {
    const others = sharedWith.length > 0 ? ` (${sharedWith.join(', ')})` : '';
    body.push(
      `${bytesInWords(sharedBytes)} of it is held by others as well${others}: it goes when all let go`,
    );
  }
  body.push(`try  ${suspect.fixIdea}`);
  body.push(
    `@${suspect.id}, retains ${bytesInWords(suspect.retainedBytes)} in all   leak id ${suspect.fingerprint}`,
  );
  return [
    ...head,
    ...body.flatMap((line) => wrapped(line, width - indent.length).map((part) => `${indent}${part}`)),
  ];
}

/** A cache that grew, and why it is not accused. */
export function boundedLines(suspect: LeakSuspect, width: number): string[] {
  const { bound, grownBytes, bytesPerInterval } = suspect;
  const rate = bytesPerInterval.map((one) => `+${bytesInWords(one)}`).join(' ');
  const told = `not accused, a cache with a bound: ${titleOf(suspect)} grew by ${bytesInWords(grownBytes)} (${rate}); it has ${boundInWords(bound!)}`;
  return wrapped(told, width);
}

/** What grew in many places: how many, by how much, of what. */
export function spreadLines(
  { kind, places, kindPlaces, grownBytes, bytesPerInterval, examplePath, gains, fixIdea }: SpreadGrowth,
  width: number,
): string[] {
  const rate = bytesPerInterval.map((one) => `+${bytesInWords(one)}`).join(' ');
  const count = places.toLocaleString('en');
  const kinds =
    kind === rootsKind && places === 1
      ? 'what V8 and Node.js hold'
      : kindPlaces === undefined || kindPlaces === places
        ? `${count} places of the kind ${kind}`
        : `${count} places, most of it in ${kindPlaces.toLocaleString('en')} of the kind ${kind}`;
  const head = `no single holder: ${bytesInWords(grownBytes)} grew (${rate}), spread over ${kinds}`;
  const body = [
    `gains ${gains.map((gain) => gainInWords(gain, true)).join('; ')}`,
    `such as ${kind === rootsKind ? examplePath : holderInWords(examplePath, kind)}`,
    ...(fixIdea === undefined ? [] : [`try  ${fixIdea}`]),
  ];
  return [
    ...wrapped(head, width),
    ...body.flatMap((line) => wrapped(line, width - indent.length).map((part) => `${indent}${part}`)),
  ];
}

/** What is left of the growth, and of what it is. */
export function restSentence({
  restBytes,
  steadyBytes,
  thresholdBytes,
  restGains = [],
  restBuffers,
  firstModules = 0,
}: SuspectReport): string {
  const share = steadyBytes > 0 ? ` (${percentInWords(restBytes / steadyBytes)})` : '';
  const least = bytesInWords(thresholdBytes);
  const rest = `the rest: ${bytesInWords(restBytes)}${share}`;
  if (restBytes < thresholdBytes) return `${rest}, less than the ${least} from which on a leak is told`;
  const gains = restGains.map(({ name, bytes }) => `${bytesInWords(bytes)} ${name}`).join(', ');
  const steady = gains === '' ? 'none' : gains;
  const buffers =
    restBuffers === undefined
      ? ''
      : `${restBuffers.count.toLocaleString('en')} array buffer${restBuffers.count === 1 ? '' : 's'}, +${bytesInWords(restBuffers.bytes)}, of which no owner is told; `;
  const modules =
    firstModules === 0
      ? ''
      : `${firstModules.toLocaleString('en')} module${firstModules === 1 ? ' was' : 's were'} loaded for the first time, which is no leak; `;
  return `${rest}: ${modules}${buffers}no class of the program's objects in it grew steadily by ${least} and more; what did grow in each interval: ${steady}`;
}

function titleOf(suspect: LeakSuspect): string {
  const { path, chain, events, entries } = suspect;
  const isTimers = suspect.className === timerListClass && suspect.objects === 1;
  const listeners = listenersOf(path);
  const { className: kind, objects, owner } = suspect;
  const length = chain?.length.toLocaleString('en');
  if (listeners === undefined) {
    const holder = objects > 1 ? membersInWords(objects, kind, owner) : holderInWords(path, kind);
    if (chain === undefined) return isTimers ? `${entries.toLocaleString('en')} ${holder}` : holder;
    return chain.link === undefined
      ? `${holder}, a chain of ${length}`
      : `${holder}, linked by ${chain.link}, ${length} long`;
  }
  // Of many emitters' listeners, or of many events of one, a number is that of an example.
  const isOne = objects === 1 || !/^\d+$/.test(listeners.event ?? '');
  const named = events ?? (listeners.event !== undefined && isOne ? [listeners.event] : []);
  const event = named.length === 0 ? 'events' : named.map(eventInCode).join(', ');
  const count = length === undefined ? '' : `, ${length} of them`;
  return `listeners of ${event} on ${listeners.emitter}${count}`;
}

/** Without what did not change in number, and V8's own parts of objects, unless there is nothing else. */
function worthTelling(gains: readonly SuspectGain[]): readonly SuspectGain[] {
  const changed = gains.filter(({ counts }) => counts.some((count) => count !== 0));
  const ofProgram = changed.filter(({ name }) => !v8Parts.has(name));
  return ofProgram.length > 0 ? ofProgram : changed;
}

function gainInWords({ name, counts, serves, place }: SuspectGain, isGrowth: boolean): string {
  const amounts = counts
    .map((count) => `${isGrowth && count >= 0 ? '+' : ''}${count.toLocaleString('en')}`)
    .join(' ');
  const where = place === undefined ? '' : ` (${place.file}:${place.line})`;
  return `${amounts} ${name}${serves === undefined ? '' : ` ${serves}`}${where}`;
}
