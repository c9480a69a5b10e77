import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { TidemarkError } from '../TidemarkError.ts';

/** Where a browser is looked for. */
export interface BrowserSearch {
  /** What `--browser` says. */
  readonly option: string | undefined;
  readonly environment: NodeJS.ProcessEnv;
  readonly platform: NodeJS.Platform;
  /** Whether there is a program. @default asks the file system */
  readonly isProgram?: (path: string) => boolean;
}

/** Variables that name one, the first that is set counts. */
const variables = ['TIDEMARK_BROWSER', 'CHROME_PATH'] as const;
const names = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'microsoft-edge',
] as const;

const wellKnown: Partial<Record<NodeJS.Platform, readonly string[]>> = {
  darwin: [
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  ],
  linux: ['/opt/google/chrome/chrome', '/snap/bin/chromium'],
};

/**
 * Path of a browser that speaks the DevTools protocol: what the option names, else a variable, else what is installed.
 *
 * @throws TidemarkError `BROWSER_UNAVAILABLE`, naming what was looked for
 */
export function findBrowser({ option, environment, platform, isProgram = isFile }: BrowserSearch): string {
  const variable = variables.find((name) => environment[name]);
  const named = option ?? (variable && environment[variable]);
  if (named !== undefined) {
    if (isProgram(named)) return named;
    const where = option === undefined ? variable : '--browser';
    throw new TidemarkError('BROWSER_UNAVAILABLE', `${where} names no program: ${named}`, {
      ...(where === undefined ? {} : { option: where }),
      received: named,
    });
  }
  const folders = [...(environment.PATH ?? '').split(delimiter).filter(Boolean), '/usr/bin'];
  const inPath = names.flatMap((name) =>
    folders.map((folder) => join(folder, platform === 'win32' ? `${name}.exe` : name)),
  );
  const known = platform === 'win32' ? windowsPaths(environment) : (wellKnown[platform] ?? []);
  const found = [...inPath, ...known].find(isProgram);
  if (found !== undefined) return found;
  const places = [`${names.join(', ')} in PATH and /usr/bin`, ...known].join('; ');
  throw new TidemarkError(
    'BROWSER_UNAVAILABLE',
    `No Chromium was found. Looked for ${places}. Name one with --browser or ${variables[0]}, or attach to one that runs with --attach.`,
    { option: '--browser' },
  );
}

function windowsPaths(environment: NodeJS.ProcessEnv): string[] {
  return ['ProgramFiles', 'ProgramFiles(x86)', 'LOCALAPPDATA'].flatMap((name) => {
    const folder = environment[name];
    if (!folder) return [];
    return ['Google\\Chrome\\Application\\chrome.exe', 'Microsoft\\Edge\\Application\\msedge.exe'].map(
      (path) => `${folder}\\${path}`,
    );
  });
}

function isFile(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
