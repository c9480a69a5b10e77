import { bytesInWords } from '../../monitoring/quantity.ts';
import type { PageKind } from '../../page/PageReading.ts';
import { fewestRoundTrips, isBytes, type KindGrowth } from '../../page/pageGrowth.ts';
import type { PageSite } from '../../page/RetainedSites.ts';
import type { Tone } from '../Terminal.ts';
import type { PageOutcome } from './PageOutcome.ts';
import { amountInWords } from './pageRows.ts';

const names: Readonly<Record<PageKind, string>> = {
  heap: 'heap',
  buffers: 'array buffers',
  nodes: 'DOM nodes',
  detached: 'detached nodes',
  listeners: 'event listeners',
  documents: 'documents',
};

const mostSites = 3;
const leastShare = 0.05;

/** What is said at the end. */
export interface PageVerdict {
  readonly tone: Tone;
  readonly heading: string;
  readonly text: string;
  readonly sentences: readonly string[];
}

/** Tells what came of the round trips. */
export function pageVerdict(outcome: PageOutcome): PageVerdict {
  const { growth, scenario } = outcome;
  const judged = judgedTrips(outcome);
  const unit = scenario === undefined ? 'look' : 'round trip';
  const growing = growth.filter(({ verdict }) => verdict === 'growing');
  const steady = growth.filter(({ verdict }) => verdict === 'steady');
  if (growing.length + steady.length === 0) {
    const text = `${judged} of them after the warm-up; it takes ${fewestRoundTrips}`;
    return { tone: 'calm', heading: `too few ${unit}s for a verdict`, text, sentences: [] };
  }
  const over = `${judged} ${unit}s judged`;
  const rest =
    steady.length === 0 ? [] : [`steady    ${steady.map((each) => steadyWords(each, unit)).join('; ')}.`];
  if (growing.length === 0) {
    return { tone: 'good', heading: 'no steady growth', text: over, sentences: rest };
  }
  return {
    tone: 'critical',
    heading: `growth with every ${unit}`,
    text: over,
    sentences: [
      ...growing.map((each) => growthSentence(each, unit)),
      ...detachedSentences(outcome),
      ...(growing.some(({ kind }) => isBytes(kind)) ? siteSentences(outcome, judged, unit) : []),
      ...rest,
      `next      ${advice(growing)}`,
    ],
  };
}

/** Round trips after the warm-up; the first reading of the judged is the one before them. */
function judgedTrips({ trips }: Pick<PageOutcome, 'trips'>): number {
  return Math.max(0, trips.filter(({ isWarmUp }) => !isWarmUp).length - 1);
}

function growthSentence({ kind, perRoundTrip, low, high, grown }: KindGrowth, unit: string): string {
  const interval = `${rate(kind, low)} to ${rate(kind, high)}`;
  return `grows     ${names[kind]}: ${rate(kind, perRoundTrip)} per ${unit} (${interval}), ${amountInWords(kind, grown)} in all.`;
}

/** How much the heap may grow all the same, where that is more than nothing. */
function steadyWords({ kind, high }: KindGrowth, unit: string): string {
  if (kind !== 'heap' || !(high > 0)) return names[kind];
  return `${names[kind]} (at most ${rate(kind, high)} per ${unit})`;
}

function detachedSentences({ detached }: PageOutcome): string[] {
  if (detached.length === 0) return [];
  const shown = detached
    .slice(0, mostSites)
    .map(({ name, perRoundTrip }) => `${name} ${rate('nodes', perRoundTrip)}`);
  return [`detached  ${shown.join(', ')}.`];
}

function siteSentences({ sites, growth, url }: PageOutcome, judged: number, unit: string): string[] {
  const grown = growth.find(({ kind }) => kind === 'heap')?.grown ?? 0;
  return sites
    .filter(({ liveBytes }) => liveBytes > leastShare * Math.max(grown, 1))
    .slice(0, mostSites)
    .map(
      (site) =>
        `site      ${site.function}   ${placeOf(site, url)}   ${bytesInWords(site.liveBytes / judged)} per ${unit}`,
    );
}

/** File and line, without what they have in common with the page's address. */
export function placeOf({ url, line }: Pick<PageSite, 'url' | 'line'>, page: string): string {
  if (!URL.canParse(url)) return `${url}:${line}`;
  const { protocol, origin, pathname } = new URL(url);
  if (protocol === 'file:') return `${pathname.slice(pathname.lastIndexOf('/') + 1)}:${line}`;
  return `${origin === new URL(page).origin ? '' : origin}${pathname}:${line}`;
}

function advice(growing: readonly KindGrowth[]): string {
  const kinds = new Set(growing.map(({ kind }) => kind));
  if (kinds.has('documents'))
    return 'Somebody keeps frames or documents that are gone: let go of what was taken from them.';
  if (kinds.has('detached')) {
    return 'Elements were removed and are kept: look for variables, closures and listeners of what stays that refer to them.';
  }
  if (kinds.has('nodes')) return 'Elements are added and never removed, or kept where no script sees them.';
  if (kinds.has('listeners'))
    return 'Remove listeners from what stays (window, document, stores) on the way back, or add them with an AbortSignal.';
  return 'Bound what keeps it, or delete from it on the way back.';
}

/** `+12.3 kB`, `+10`, `+0.5`. */
function rate(kind: PageKind, value: number): string {
  const sign = value < 0 ? '-' : '+';
  const amount = Math.abs(value);
  if (isBytes(kind)) return `${sign}${bytesInWords(amount)}`;
  return `${sign}${Number(amount.toFixed(amount < 10 ? 1 : 0)).toLocaleString('en-US')}`;
}
