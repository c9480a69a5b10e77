import { type Table, toMarkdown } from './Table.ts';

/** One bench's results on the day and the machine that they were measured. */
export interface Section {
  readonly name: string;
  readonly about: string;
  readonly command: string;
  readonly date: string;
  readonly machine: string;
  readonly tables: readonly Table[];
}

const preface = `# Benchmarks

Written by \`npm run bench\`; each section can be printed alone with the command that stands in it. Figures are
medians with the least and the greatest in brackets. Comparisons alternate, and ratios are taken pair by pair.`;

const heading = /^## (?=\S)/m;

/** The page with the section put in the place of its predecessor, or at the end. */
export function withSection(page: string, section: Section): string {
  const [, ...parts] = page.split(heading);
  const sections = new Map(parts.map((part) => [part.slice(0, part.indexOf('\n')).trim(), part.trim()]));
  sections.set(section.name, bodyOf(section));
  return `${[preface, ...[...sections.values()].map((part) => `## ${part}`)].join('\n\n')}\n`;
}

function bodyOf(section: Section): string {
  return [
    section.name,
    section.about,
    `\`${section.command}\` · ${section.date} · ${section.machine}`,
    ...section.tables.map(toMarkdown),
  ].join('\n\n');
}
