import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { TidemarkError } from '../../TidemarkError.ts';
import type { PageParts } from '../../wire/reportDocument.ts';

/**
 * Reads the parts of the page, which the build puts beside the dashboard.
 *
 * @param directory dist/dashboard beside the compiled code where it is left out
 * @throws TidemarkError `NOT_FOUND` where it was not built
 */
export async function loadPageParts(
  directory: string = fileURLToPath(new URL('../dashboard/', import.meta.url)),
): Promise<PageParts> {
  try {
    const [script, styles] = await Promise.all(
      ['reportPage.js', 'report.css'].map((name) => readFile(join(directory, name), 'utf8')),
    );
    return { script: script!, styles: styles! };
  } catch (cause) {
    const message = 'The page of the report is not built here: run `npm run build`.';
    throw new TidemarkError('NOT_FOUND', message, { option: 'directory', received: directory, cause });
  }
}
