import { bytesInWords } from '../monitoring/quantity.ts';
import type { MemoryReport } from './MemoryReport.ts';
import { reportText } from './reportText.ts';
import { clockTime } from './words/clockTime.ts';
import { lineChart } from './words/lineChart.ts';
import { wrapped } from './words/wrapped.ts';

/** How a report is written as plain text. */
export interface TextOptions {
  /** Characters of the widest line. @default 80 */
  readonly width?: number;
  /** Whether box-drawing characters can be shown. @default true */
  readonly unicode?: boolean;
}

const labelWidth = 12;
const chartHeight = 9;
const widestChart = 80;

/** A report as plain text: the verdict, evidence, a chart of the live size, figures, incidents, and what to do. */
export function toText(report: MemoryReport, { width = 80, unicode = true }: TextOptions = {}): string {
  const text = reportText(report);
  const chart = chartOf(report, Math.min(width, widestChart), unicode);
  const lines = [
    ...wrapped(text.headline === '' ? text.verdict : `${text.verdict}   ${text.headline}`, width),
    ...wrapped(text.seen, width),
    '',
    ...labelled('evidence', text.evidence, width),
    ...(chart.length > 0 ? ['', 'live heap, right after major collections', ...chart] : []),
    '',
    ...text.entries.flatMap(([label, sentences]) => labelled(label, sentences, width)),
    '',
  ];
  for (const { heading, when, headline, steps, sentences } of text.incidents) {
    const told = [headline, ...steps, ...sentences].filter((sentence) => sentence !== '');
    lines.push(...wrapped(`${heading}   ${when}`, width), ...labelled('', told, width), '');
  }
  lines.push(...labelled('next', [text.advice], width));
  return `${lines.join('\n')}\n`;
}

/** The label stands before the first line; all others are indented below the text. */
function labelled(label: string, sentences: readonly string[], width: number): string[] {
  return sentences
    .flatMap((sentence) => wrapped(sentence, width - labelWidth))
    .map((line, index) => `${(index === 0 ? label : '').padEnd(labelWidth)}${line}`);
}

function chartOf({ liveSize, figures }: MemoryReport, width: number, unicode: boolean): string[] {
  const time = clockTime(figures?.period.fromMs ?? 0, figures?.period.toMs ?? 0);
  return lineChart({
    times: liveSize.times,
    values: liveSize.liveBytes,
    width,
    height: chartHeight,
    unicode,
    valueLabel: bytesInWords,
    timeLabel: time,
  });
}
