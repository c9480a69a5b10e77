import { readFileSync } from 'node:fs';

/**
 * URL of the folder that Tidemark's own code lies in (`dist/`, or `src/` in its repository); `undefined` where a bundler
 * has put it among the application's.
 *
 * @param read the text of a file; throws where there is none
 */
export function ownFolder(
  here: string = import.meta.url,
  read: (file: URL) => string = (file) => readFileSync(file, 'utf8'),
): string | undefined {
  let inner = new URL(here);
  for (let outer = new URL('.', inner); outer.href !== inner.href; outer = new URL('..', outer)) {
    const name = packageName(new URL('package.json', outer), read);
    if (name === 'tidemark') return inner.href;
    if (name !== undefined) return undefined;
    inner = outer;
  }
  return undefined;
}

function packageName(file: URL, read: (file: URL) => string): string | undefined {
  try {
    return String(JSON.parse(read(file)).name);
  } catch {
    return undefined;
  }
}
