import { bytesInWords, durationInWords, percentInWords } from '../../../monitoring/quantity.ts';
import { capacitySentence } from '../../../reporting/words/capacitySentence.ts';
import { incidentText } from '../../../reporting/words/incidentText.ts';
import { outOfMemorySentence } from '../../../reporting/words/outOfMemorySentence.ts';
import { wrapped } from '../../../reporting/words/wrapped.ts';
import { capacityOf } from '../../../wire/capacity.ts';
import type { Incident } from '../../../wire/incident.ts';
import { column, type SampleField } from '../../../wire/sample.ts';
import { exitHeadline, exitSentences } from '../../exitSentences.ts';
import { roleNames } from '../../roleNames.ts';
import type { TopProcess } from '../TopProcess.ts';
import { openIncidents, topForecast, topVerdict } from '../topVerdict.ts';
import { pressureEntries } from './pressureEntries.ts';
import { clipped, clippedRow, printable, type Row, type Style, widthOf } from './Row.ts';

/** A label, and the sentences behind it. */
export interface Entry {
  readonly label: string;
  readonly sentences: readonly string[];
  /** Of the first sentence. */
  readonly style?: Style | undefined;
}

const labelWidth = 10;
const figures: readonly (readonly [SampleField, string])[] = [
  ['liveBytes', 'live'],
  ['heapUsedBytes', 'used'],
  ['externalBytes', 'external'],
  ['rssBytes', 'RSS'],
];

/** Everything that is known of one process, in rows. Times are those of the clock on the wall. */
export function detailRows(process: TopProcess, now: number, width: number): Row[] {
  return [titleRow(process, now, width), ...entriesOf(process, now).flatMap((entry) => rowsOf(entry, width))];
}

function titleRow({ identity }: TopProcess, now: number, width: number): Row {
  const { name, id, role, nodeVersion, startedAt } = identity;
  const [who, since] = [`${roleNames[role]} ${id}`, `since ${clock(startedAt, now)}`];
  const version = nodeVersion === '' ? [] : [`Node.js ${printable(nodeVersion)}`];
  const whole = [who, ...version, since].join(', ');
  // Since when it runs is asked for more often than on what.
  const rest = widthOf(`${printable(name)}   ${whole}`) <= width ? whole : `${who}, ${since}`;
  return clippedRow(
    [
      { text: clipped(printable(name), width), style: 'bold' },
      { text: `   ${rest}`, style: 'quiet' },
    ],
    width,
  );
}

function entriesOf(process: TopProcess, now: number): Entry[] {
  const { row } = process;
  const open = openIncidents(process);
  const forecast = topForecast(process, now);
  const limits = row === undefined ? [] : capacityOf(row).limits;
  const limit = limits.find(({ kind }) => kind === forecast?.limit);
  return [
    ...stateEntries(process, now, open),
    ...open.flatMap((incident) => incidentEntries(incident, now)),
    ...(forecast === undefined
      ? []
      : [
          {
            label: 'forecast',
            sentences: [`${outOfMemorySentence(forecast, limit?.limitBytes)}. ${forecast.basis}`],
          },
        ]),
    ...(row === undefined ? [] : [{ label: 'capacity', sentences: capacitySentences(row) }]),
    ...(row === undefined ? [] : [{ label: 'memory', sentences: [memorySentence(row)] }]),
    ...pressureEntries(process, (time) => clock(time, now)),
  ];
}

/** What else than an incident there is to say of how it is. */
function stateEntries(process: TopProcess, now: number, open: readonly Incident[]): Entry[] {
  const { state, exit, identity, row, unansweredSince } = process;
  const { tone, words } = topVerdict(process, now);
  const style = tone === 'quiet' || tone === 'calm' ? undefined : tone;
  const last = row?.[column.time] ?? now;
  if (state === 'gone') {
    if (exit === undefined) return [{ label: 'ended', sentences: ['How is not known.'] }];
    const ranMs = exit.time - identity.startedAt;
    const ending = { exit, ranMs, last: row && { row, agoMs: Math.max(0, exit.time - last) } };
    const isKnown = exit.signal !== null || exit.code !== null;
    const how = isKnown ? exitHeadline(ending) : `after ${durationInWords(ranMs)}; how is not known`;
    const isClean = exit.signal === null && exit.code === 0;
    const sentences = [`${how}, at ${clock(exit.time, now)}`, ...(isClean ? [] : exitSentences(ending))];
    return [{ label: 'ended', sentences, style }];
  }
  if (state === 'unwatched') {
    const since = clock(unansweredSince ?? now, now);
    const sentence = `Nobody watches it since ${since}: its hub has ended, or it has itself. This is what was last known.`;
    return [{ label: 'unwatched', sentences: [sentence] }];
  }
  if (state === 'silent') {
    const sentence = `No sample since ${clock(last, now)}: its event loop may be blocked, or the machine busy.`;
    return [{ label: 'silent', sentences: [sentence], style: 'warning' }];
  }
  if (open.length > 0) return [];
  if (tone === 'critical')
    return [{ label: 'verdict', sentences: ['out of memory is ahead; no leak suspected yet'], style }];
  if (words === 'normal') return [{ label: 'verdict', sentences: ['normal: no leak suspected'] }];
  const why =
    row === undefined
      ? 'waiting for its first sample'
      : `${words} to tell: a verdict takes two major collections and four and a half minutes`;
  return [{ label: 'verdict', sentences: [why] }];
}

function incidentEntries(incident: Incident, now: number): Entry[] {
  const { heading, when, headline, sentences } = incidentText(incident, (time) => clock(time, now));
  const isCritical = incident.level === 'critical' || incident.level === 'confirmed';
  const [label = '', ...rest] = heading.split(' ');
  const first = {
    label,
    sentences: [`${rest.join(' ')} ${when}`],
    style: isCritical ? 'critical' : 'warning',
  };
  return [first as Entry, ...[headline, ...sentences].filter((sentence) => sentence !== '').map(labelled)];
}

/** `site     f   a.js:1` is an entry with its own label; gaps of a line are none of a paragraph that may break. */
function labelled(sentence: string): Entry {
  const [, label = '', rest = sentence] = /^([a-z]+) {2,}(.*)$/s.exec(sentence) ?? [];
  return { label, sentences: [rest.replace(/ {2,}/g, ', ')] };
}

function capacitySentences(row: ArrayLike<number>): string[] {
  const capacity = capacityOf(row);
  const uses = capacity.limits.map(
    ({ kind, ratio, limitBytes }) => `${kind} ${percentInWords(ratio)} of ${bytesInWords(limitBytes)}`,
  );
  const sentence = capacitySentence(capacity).replace(/^capacity /, '');
  return uses.length > 1 ? [sentence, `in use: ${uses.join(', ')}`] : [sentence];
}

function memorySentence(row: ArrayLike<number>): string {
  return figures
    .filter(([field]) => !Number.isNaN(row[column[field]]))
    .map(([field, name]) => `${name} ${bytesInWords(row[column[field]]!)}`)
    .join(', ');
}

/** The label stands before the first line, and all lines are below one another. */
function rowsOf({ label, sentences, style }: Entry, width: number): Row[] {
  const room = Math.max(10, width - labelWidth);
  return sentences.flatMap((sentence, index) =>
    wrapped(printable(sentence), room).map((line, lineIndex) => {
      const isFirst = index === 0 && lineIndex === 0;
      const lead = { text: (isFirst ? label : '').padEnd(labelWidth), style: 'quiet' as const };
      return clippedRow([lead, { text: line, style: index === 0 ? style : undefined }], width);
    }),
  );
}

/** The time of day; with the date where that was not today. */
function clock(time: number, now: number): string {
  const date = new Date(time);
  const clockText = date.toTimeString().slice(0, 8);
  const day = date.toLocaleDateString('sv');
  return day === new Date(now).toLocaleDateString('sv')
    ? clockText
    : `${day.slice(5)} ${clockText.slice(0, 5)}`;
}
