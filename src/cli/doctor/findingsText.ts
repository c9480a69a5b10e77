import { styleText } from 'node:util';
import { wrapped } from '../../reporting/words/wrapped.ts';
import { escapeControls } from '../../wire/escapeControls.ts';
import type { Finding, Remedy, Severity } from './Finding.ts';

/** What the terminal can show. */
export interface Page {
  readonly width: number;
  readonly hasColours: boolean;
}

/** What an examination came to. */
export interface Examination {
  /** Who was examined: a process, its Node and where it runs. */
  readonly title: string;
  readonly findings: readonly Finding[];
  /** What all options together come to. */
  readonly optionsRemedies: readonly Remedy[];
}

const labels: Readonly<Record<Severity, string>> = {
  problem: 'PROBLEM',
  warning: 'warning',
  advice: 'advice',
  fine: 'fine',
};
const styles: Readonly<Record<Severity, Parameters<typeof styleText>[0]>> = {
  problem: ['bold', 'red'],
  warning: ['bold', 'yellow'],
  advice: 'bold',
  fine: 'green',
};
const margin = 9;
const indent = ' '.repeat(margin);
const plurals: Readonly<Record<Exclude<Severity, 'fine'>, readonly [string, string]>> = {
  problem: ['problem', 'problems'],
  warning: ['warning', 'warnings'],
  advice: ['piece of advice', 'pieces of advice'],
};

/** An examination as text: the verdict, each finding, the lines to add, and what is fine. */
export function findingsText({ title, findings, optionsRemedies }: Examination, page: Page): string {
  const head = [
    `tidemark doctor  ${verdictOf(findings)}`,
    ...wrapped(title, page.width - margin).map(indented),
  ];
  const blocks = findings.map((finding) => ({ ...finding, text: blockOf(finding, page).join('\n') }));
  const fine = blocks.filter(({ severity }) => severity === 'fine').map(({ text }) => text);
  const others = blocks.filter(({ severity }) => severity !== 'fine').map(({ text }) => text);
  const added = optionsRemedies.map((remedy) => cureOf('Options: add', remedy, page).join('\n'));
  return `${[head.join('\n'), ...others, ...added, fine.join('\n')].filter(Boolean).join('\n\n')}\n`;
}

/** `1 problem, 2 warnings`, or `nothing to do`. */
export function verdictOf(findings: readonly Finding[]): string {
  const counts = Object.entries(plurals).flatMap(([severity, [one, many]]) => {
    const count = findings.filter((finding) => finding.severity === severity).length;
    return count === 0 ? [] : [`${count} ${count === 1 ? one : many}`];
  });
  return counts.length === 0 ? 'nothing to do' : counts.join(', ');
}

function blockOf(finding: Finding, page: Page): string[] {
  const { severity, title, reasons, options = [], remedy } = finding;
  const width = page.width - margin;
  const label = labels[severity].padEnd(margin);
  const painted = page.hasColours ? styleText(styles[severity], label, { validateStream: false }) : label;
  const [first = '', ...rest] = wrapped(title, width);
  return [
    `${painted}${first}`,
    ...[...rest, ...reasons.flatMap((reason) => wrapped(reason, width))].map(indented),
    ...(options.length === 0 ? [] : [indented(`→ ${escapeControls(options.join(' '))}`)]),
    ...(remedy === undefined ? [] : cureOf('Add', remedy, page)),
  ];
}

function cureOf(verb: string, { lines, where }: Remedy, { width }: Page): string[] {
  return [
    ...wrapped(`${verb} ${where}:`, width - margin),
    ...lines.map((line) => `    ${escapeControls(line)}`),
  ].map(indented);
}

function indented(line: string): string {
  return `${indent}${line}`;
}
