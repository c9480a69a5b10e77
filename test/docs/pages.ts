import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Root of the repository. */
export const root: string = join(import.meta.dirname, '../..');

/** A block of code in a page. */
export interface Block {
  /** `docs/alerts.md:15`: where its code begins. */
  readonly place: string;
  readonly page: string;
  readonly language: string;
  readonly code: string;
  /** Why it does not run as it stands, as the comment above it says: `<!-- not run: needs a page -->`. */
  readonly notRun: string | undefined;
}

const fence =
  /^(?<indent> *)(?:<!-- not run: (?<notRun>[^\n]*?) -->\n+ *)?```(?<language>\w+)\n(?<code>[\s\S]*?)^ *```$/gm;

/** The pages that people read. */
export const pages: readonly string[] = [
  'README.md',
  ...readdirSync(join(root, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];

export function textOf(page: string): string {
  return readFileSync(join(root, page), 'utf8');
}

/** All blocks of the pages in one of these languages. */
export function blocksIn(languages: readonly string[]): Block[] {
  return pages.flatMap((page) => {
    const text = textOf(page);
    return [...text.matchAll(fence)].flatMap(({ groups, 0: whole, index }) => {
      const { language, code, notRun } = groups as Record<'language' | 'code', string> & { notRun?: string };
      if (!languages.includes(language)) return [];
      const line = text.slice(0, index + whole.indexOf('```')).split('\n').length + 1;
      return [{ place: `${page}:${line}`, page, language, code, notRun }];
    });
  });
}
