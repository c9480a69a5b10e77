import { bytesInWords } from '../../wire/quantity.ts';
import type { InstanceCount } from '../instances/InstanceTracker.ts';
import type { OperationRecord } from '../operations/OperationLog.ts';
import { siteInWords } from '../siteInWords.ts';
import type { SiteBytes } from '../snapshots/ProfilerSnapshot.ts';
import type { ProfilerFindings, ReportFormat } from './ProfilerFindings.ts';

interface Section {
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** How many rows were left out. */
  readonly more?: number;
}

const mostRows = 20;

/** The findings as a text of columns, as Markdown, or as JSON of the findings themselves. */
export function writeReport(findings: ProfilerFindings, format: ReportFormat): string {
  if (format === 'json') return JSON.stringify(findings, undefined, 2);
  const sections = sectionsOf(findings).filter(({ rows }) => rows.length > 0);
  const headline = plain(headlineOf(findings));
  const time = timeInWords(findings.time);
  if (format === 'markdown') {
    return [`# Memory profile`, asMarkdown(headline), `Written ${time}.`, ...sections.map(inMarkdown)].join(
      '\n\n',
    );
  }
  return [headline, ...sections.map(inText), `Written ${time}.`].join('\n\n');
}

function headlineOf({ operations, growth, sites }: ProfilerFindings): string {
  const [most] = operations;
  if (most?.retainedBytes !== undefined && most.retainedBytes >= 1024) {
    return `${most.label} retains most: ${bytesInWords(most.retainedBytes)} a call.`;
  }
  if (growth !== undefined) {
    const words = growth.collected ? 'The live size' : 'The heap in use, garbage included,';
    return `${words} changed by ${bytesInWords(growth.heapUsedBytes)} between ${growth.before} and ${growth.after}.`;
  }
  const [site] = sites.performed ? sites.sites : [];
  if (site !== undefined && sites.performed) {
    return `Of what was allocated since ${timeInWords(sites.since)} and is alive, most was allocated ${wordsOf(site)}.`;
  }
  return operations.length > 0
    ? 'No measured operation retains 1 kB or more a call.'
    : 'Nothing has been profiled yet.';
}

function sectionsOf({
  operations,
  periods,
  sites,
  usedBytes,
  instances,
  growth,
}: ProfilerFindings): Section[] {
  return [
    {
      title: 'Operations, a call',
      columns: ['operation', 'measured', 'retained', 'allocated', 'peak', 'time'],
      rows: operations.slice(0, mostRows).map(operationRow),
      more: operations.length - mostRows,
    },
    {
      title: 'Periods',
      columns: ['period', 'time', 'allocated', 'retained', 'peak', 'collections'],
      rows: periods
        .slice(-mostRows)
        .map(({ id, durationMs, allocated, retained, peak, collections }) => [
          id,
          millisecondsInWords(durationMs),
          bytesOrUnknown(allocated),
          bytesOrUnknown(retained),
          bytesOrUnknown(peak),
          String(collections),
        ]),
      more: periods.length - mostRows,
    },
    {
      title: sites.performed
        ? `Alive by site, allocated since ${timeInWords(sites.since)}: ${bytesInWords(sites.liveBytes)} by samples, of ${bytesInWords(usedBytes)} in use`
        : 'Alive by site',
      columns: ['allocated', 'bytes', 'share of these'],
      rows: sites.performed
        ? sites.sites
            .slice(0, mostRows)
            .map((site) => [wordsOf(site), bytesInWords(site.bytes), `${Math.round(site.share * 100)} %`])
        : [['not known', sites.reason, '']],
      more: sites.performed ? sites.sites.length - mostRows : 0,
    },
    {
      title: 'Instances',
      columns: ['class', 'alive', 'growth a second'],
      rows: instances
        .slice(0, mostRows)
        .map((count) => [
          classInWords(count, instances),
          String(count.live),
          count.growthPerSecond === undefined ? 'unknown' : count.growthPerSecond.toFixed(1),
        ]),
      more: instances.length - mostRows,
    },
    {
      title: growth ? `From ${growth.before} to ${growth.after}` : '',
      columns: ['what', 'change'],
      rows: growth
        ? [
            ['heap in use', bytesInWords(growth.heapUsedBytes)],
            ['external memory', bytesInWords(growth.externalBytes)],
            ['resident set', bytesInWords(growth.rssBytes)],
            ...growth.spaces.map(({ name, usedBytes }) => [name, bytesInWords(usedBytes)]),
          ]
        : [],
    },
  ];
}

/** A class that is tracked by name as well says which instances count: all, or those that were registered. */
function classInWords({ className, method }: InstanceCount, all: readonly InstanceCount[]): string {
  const isAlone = all.filter((other) => other.className === className).length === 1;
  return isAlone ? className : `${className} (${method === 'query' ? 'all' : 'registered'})`;
}

function operationRow(record: OperationRecord): string[] {
  const { label, calls, retainedBytes, allocatedBytes, peakBytes, durationMs } = record;
  return [
    label,
    calls === 1 ? 'once' : `${calls} times`,
    known(retainedBytes),
    known(allocatedBytes),
    known(peakBytes),
    millisecondsInWords(durationMs),
  ];
}

/** What Node allocates by itself belongs to no function of a file. */
function wordsOf(site: SiteBytes): string {
  return site.file === '' ? 'by Node itself' : siteInWords(site);
}

function timeInWords(epochMs: number): string {
  return new Date(epochMs).toISOString();
}

function bytesOrUnknown(
  measured: { readonly performed: true; readonly bytes: number } | { readonly performed: false },
): string {
  return known(measured.performed ? measured.bytes : undefined);
}

function known(bytes: number | undefined): string {
  return bytes === undefined ? 'unknown' : bytesInWords(bytes);
}

function millisecondsInWords(milliseconds: number): string {
  return milliseconds < 1000
    ? `${Number(milliseconds.toPrecision(2))} ms`
    : `${(milliseconds / 1000).toFixed(1)} s`;
}

/** That rows were left out, and how many; nothing where all are there. */
function restOf({ more = 0 }: Section): string[] {
  return more > 0 ? [`and ${more} more, which the JSON format has`] : [];
}

/** Labels and names are the program's: what is no text would break the lines, or speak to the terminal. */
function plain(text: string): string {
  return text.replace(/\p{Cc}+/gu, ' ');
}

/** Nor are they markup. */
function asMarkdown(text: string): string {
  return text.replace(/[|<]/g, '\\$&');
}

function inText(section: Section): string {
  const { title, columns, rows } = section;
  const lines = [columns, ...rows.map((row) => row.map(plain))];
  const widths = columns.map((_, column) => Math.max(...lines.map((line) => (line[column] ?? '').length)));
  const print = (line: readonly string[]): string =>
    widths
      .map((width, column) => (line[column] ?? '').padEnd(width))
      .join('  ')
      .trimEnd();
  return [title, ...[...lines.map(print), ...restOf(section)].map((line) => `  ${line}`)].join('\n');
}

function inMarkdown(section: Section): string {
  const { title, columns, rows } = section;
  const print = (line: readonly string[]): string =>
    `| ${line.map((cell) => asMarkdown(plain(cell))).join(' | ')} |`;
  const rule = `| ${columns.map(() => '---').join(' | ')} |`;
  return [`## ${title}`, [print(columns), rule, ...rows.map(print)].join('\n'), ...restOf(section)].join(
    '\n\n',
  );
}
