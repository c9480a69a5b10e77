import { invalidOption } from '../TidemarkError.ts';

/** Each way of writing a report down, and how its files end. */
const endings = { text: '.txt', markdown: '.md', json: '.json', html: '.html' } as const;

/** A way of writing a report down. */
export type ReportFormat = keyof typeof endings;

/** Every format. */
export const reportFormats: readonly ReportFormat[] = Object.keys(endings) as ReportFormat[];

/** How files of a format end: `.md`. */
export function endingOf(format: ReportFormat): string {
  return endings[format];
}

/** @throws TidemarkError `INVALID_OPTION` where it is none */
export function checkedFormat(format: unknown): ReportFormat {
  const known = reportFormats.find((name) => name === format);
  if (known === undefined) throw invalidOption('format', `one of ${listed(reportFormats)}`, format);
  return known;
}

/**
 * The format that a file's name asks for.
 *
 * @throws TidemarkError `INVALID_OPTION` where it asks for none
 */
export function formatOf(path: string): ReportFormat {
  const format = reportFormats.find((name) => path.toLowerCase().endsWith(endings[name]));
  if (format === undefined) {
    const rule = `a name that ends with ${listed(Object.values(endings))}, or come with a format`;
    throw invalidOption('path', rule, path);
  }
  return format;
}

function listed(names: readonly string[]): string {
  return names.map((name) => `"${name}"`).join(', ');
}
