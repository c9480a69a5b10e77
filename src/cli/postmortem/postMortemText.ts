import { bytesInWords, durationInWords } from '../../monitoring/quantity.ts';
import { deathAdvice, deathEvidence, deathHeadline } from '../../recording/death/deathWords.ts';
import { limitNames } from '../../reporting/words/capacitySentence.ts';
import { clockTime } from '../../reporting/words/clockTime.ts';
import type { Clock } from '../../reporting/words/figureSentences.ts';
import { incidentText } from '../../reporting/words/incidentText.ts';
import { lineChart } from '../../reporting/words/lineChart.ts';
import { pressureSentences } from '../../reporting/words/pressureSentences.ts';
import { wrapped } from '../../reporting/words/wrapped.ts';
import { escapeControls } from '../../wire/escapeControls.ts';
import { causeSentences } from './causeParagraph.ts';
import { clockSentences } from './clockSentences.ts';
import { cutOffSentences } from './cutOffSentences.ts';
import { limitUse } from './limitUse.ts';
import type { PostMortem } from './PostMortem.ts';

const labelWidth = 12;
const chartHeight = 9;
const widestChart = 80;

/** How a post-mortem is written down. */
export interface PostMortemTextOptions {
  readonly width: number;
  readonly unicode: boolean;
}

/** A post-mortem as plain text: how it died, the last minutes, why, what was known and tried, what to change. */
export function postMortemText(found: PostMortem, { width, unicode }: PostMortemTextOptions): string {
  const { death, report, openIncidents } = found;
  const { fromMs, toMs } = report.figures?.period ?? { fromMs: report.madeAt, toMs: report.madeAt };
  const time = clockTime(fromMs, toMs);
  const cause = causeSentences(found, time);
  const advice = deathAdvice(death);
  const leakAdvice = openIncidents
    .map((incident) => incidentText(incident, time).sentences.find((line) => line.startsWith('next ')))
    .find((line) => line !== undefined)
    ?.replace(/^next\s+/, '');
  const isOfMemory = cause.length > 0;
  const lines = [
    ...wrapped(escapeControls(headline(found)), width),
    '',
    ...chartOf(found, { width: Math.min(width, widestChart), unicode }, time),
    ...labelled('cause', cause, width),
    ...labelled(
      'evidence',
      [...deathEvidence(death), ...clockSentences(found), ...cutOffSentences(found.flight)],
      width,
    ),
    ...labelled('verdicts', verdicts(found, time), width),
    ...labelled('tried', tried(found, time), width),
    ...labelled(
      'change',
      [isOfMemory ? leakAdvice : undefined, advice].filter((sentence) => sentence !== undefined),
      width,
    ),
    ...labelled('beside', found.beside, width),
    ...labelled('recorded', [recordedSentence(found), found.path], width),
  ];
  return `${lines.join('\n')}\n`;
}

function headline({ death, flight, report }: PostMortem): string {
  const { name, pid, nodeVersion, startedAt } = flight.header.process;
  const end = death.time ?? report.madeAt;
  const ran = durationInWords(Math.max(0, end - startedAt));
  const about = death.isTimeSeen ? 'at' : 'at or soon after';
  const when = death.manner === 'running' ? `since ${ran}` : `${about} ${moment(end)}, after ${ran}`;
  return `${name} (pid ${pid}, Node.js ${nodeVersion.replace(/^v/, '')}) ${deathHeadline(death)}, ${when}.`;
}

function moment(time: number): string {
  return new Date(time).toLocaleString('sv');
}

function chartOf(
  { death, flight, report }: PostMortem,
  { width, unicode }: PostMortemTextOptions,
  time: Clock,
): string[] {
  const kind = death.limit?.kind;
  if (kind === undefined || death.limit === undefined) return [];
  const from = report.figures?.period.fromMs ?? Number.NEGATIVE_INFINITY;
  const course = limitUse(
    flight.samples.filter((row) => row[0]! >= from),
    kind,
  );
  const chart = lineChart({
    ...course,
    width,
    height: chartHeight,
    unicode,
    valueLabel: bytesInWords,
    timeLabel: time,
  });
  if (chart.length === 0) return [];
  return [`in use of ${limitNames[kind]}, ${bytesInWords(death.limit.limitBytes)}`, ...chart, ''];
}

function verdicts({ openIncidents }: PostMortem, time: Clock): string[] {
  if (openIncidents.length === 0) return ['none was open'];
  return openIncidents.flatMap((incident) => {
    const { heading, headline: told, sentences } = incidentText(incident, time);
    const facts = sentences.filter((sentence) => !sentence.startsWith('next '));
    return [`${heading} since ${time(incident.openedAt)}: ${told}`, ...facts];
  });
}

function tried({ report: { pressure } }: PostMortem, time: Clock): string[] {
  if (pressure === undefined) return [];
  const [levels = '', ...done] = pressureSentences(pressure, time);
  return done.length === 0 ? [`nothing; pressure was ${levels}`] : [`pressure was ${levels}`, ...done];
}

function recordedSentence({ flight, report }: PostMortem): string {
  const { samples, pulses, completeSince } = flight;
  const lost = lostIn(flight);
  // A file that is damaged may have times that are none.
  const first = samples.find(([time]) => Number.isFinite(time))?.[0];
  if (first === undefined) return `no samples; ${lost}`;
  const from = moment(first);
  const { intervalMs } = report.process;
  const every = intervalMs < 1000 ? `${Math.round(intervalMs)} ms` : durationInWords(intervalMs);
  const coarse = completeSince === first ? '' : coarseIn(flight);
  const end = pulses === 0 ? '' : ', each second at the end';
  const count = `${samples.length.toLocaleString('en')} ${samples.length === 1 ? 'sample' : 'samples'}`;
  return `${count} from ${from}, every ${every}${coarse}${end}; ${lost}`;
}

function lostIn({ skipped, cutOff }: PostMortem['flight']): string {
  if (skipped > 0)
    return `${skipped.toLocaleString('en')} ${skipped === 1 ? 'record is' : 'records are'} damaged`;
  return cutOff === undefined ? 'nothing is damaged' : 'the rest of the file is missing';
}

/** Where the single ones are lost, those of each minute are all that there is. */
function coarseIn({ completeSince }: PostMortem['flight']): string {
  if (completeSince === undefined) return ', one a minute';
  return Number.isFinite(completeSince) ? `, one a minute before ${moment(completeSince)}` : '';
}

/** The label stands before the first line; all others are indented below the text. */
function labelled(label: string, sentences: readonly string[], width: number): string[] {
  return sentences
    .flatMap((sentence) => wrapped(escapeControls(sentence), width - labelWidth))
    .map((line, index) => `${(index === 0 ? label : '').padEnd(labelWidth)}${line}`);
}
