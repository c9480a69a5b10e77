import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { describe, expect, it } from 'vitest';

/** Rooms by floor: a room imports from the floors below it, never from its own floor or above. */
const floors: readonly (readonly string[])[] = [
  ['analysis', 'wire'],
  ['sampling', 'configuration'],
  ['monitoring', 'profiling', 'page'],
  ['pressure', 'prometheus', 'recording', 'reporting', 'serving'],
  ['agent', 'opentelemetry', 'testing'],
  ['hub', 'dashboard', 'frameworks'],
  ['cli'],
];

/** Files of `src/` itself: the ground that every room stands on, and the door that imports them all. */
const ground = new Set(['TidemarkError.ts']);
const doors = new Set(['index.ts', 'index.browser.ts']);
const longestFile = 300;

interface SourceFile {
  readonly path: string;
  readonly room: string;
  readonly text: string;
  readonly imports: readonly string[];
}

const root = join(dirname(import.meta.dirname), 'src');

const files: readonly SourceFile[] = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => {
    const text = readFileSync(join(root, name), 'utf8');
    const path = name.split(sep).join('/');
    return {
      path,
      room: path.includes('/') ? path.slice(0, path.indexOf('/')) : '',
      text,
      imports: importsOf(text),
    };
  });

function importsOf(text: string): string[] {
  const pattern = /(?:\bfrom\s*|\bimport\s*\(\s*|\bimport\s+)['"]([^'"]+)['"]/g;
  return [...text.matchAll(pattern)].map((match) => match[1] as string);
}

function targetOf(file: SourceFile, specifier: string): string {
  return relative(root, join(root, dirname(file.path), specifier))
    .split(sep)
    .join('/');
}

function floorOf(room: string): number {
  return floors.findIndex((rooms) => rooms.includes(room));
}

function crossings(): { readonly from: SourceFile; readonly to: string }[] {
  return files.flatMap((from) =>
    from.imports
      .filter((specifier) => specifier.startsWith('.'))
      .map((specifier) => ({ from, to: targetOf(from, specifier) })),
  );
}

describe('the plan of the house', () => {
  it('has a floor for every room', () => {
    const unknown = new Set(
      files.map((file) => file.room).filter((room) => room !== '' && floorOf(room) < 0),
    );
    expect([...unknown]).toEqual([]);
  });

  it('lets a room import only from the floors below it', () => {
    const wrong = crossings()
      .filter(({ from, to }) => {
        const room = to.includes('/') ? to.slice(0, to.indexOf('/')) : '';
        if (from.room === '') return ground.has(from.path) || !doors.has(from.path);
        if (room === '') return !ground.has(to);
        return room !== from.room && floorOf(room) >= floorOf(from.room);
      })
      .map(({ from, to }) => `${from.path} imports ${to}`);
    expect(wrong).toEqual([]);
  });

  it('lets the dashboard import the wire alone', () => {
    const wrong = crossings().filter(
      ({ from, to }) => from.room === 'dashboard' && !/^(dashboard|wire)\//.test(to) && !ground.has(to),
    );
    expect(wrong.map(({ from, to }) => `${from.path} imports ${to}`)).toEqual([]);
  });

  it('keeps Node, the DOM and the clock out of analysis and wire', () => {
    const forbidden =
      /['"]node:|\bDate\.now\b|\bnew Date\(\)|\bperformance\.|\bprocess\.(?!ts\b)|\bdocument\.|\bwindow\.|\bset(?:Timeout|Interval)\(/;
    const wrong = files.filter(
      (file) => ['analysis', 'wire'].includes(file.room) && forbidden.test(withoutComments(file.text)),
    );
    expect(wrong.map((file) => file.path)).toEqual([]);
  });

  it('prints and exits in the command line alone', () => {
    const forbidden =
      /\bprocess\.exit\(|\bconsole\.(?:log|error|warn|info)\(|\bprocess\.std(?:out|err)\.write\(/;
    const wrong = files.filter((file) => file.room !== 'cli' && forbidden.test(withoutComments(file.text)));
    expect(wrong.map((file) => file.path)).toEqual([]);
  });

  it('leaves node:process alone, since importing it touches the standard input of the application', () => {
    expect(files.filter((file) => file.imports.includes('node:process')).map((file) => file.path)).toEqual(
      [],
    );
  });

  it('touches the DOM in the dashboard alone', () => {
    const forbidden = /\bdocument\.|\bHTMLElement\b|\bcustomElements\b/;
    const wrong = files.filter(
      (file) => file.room !== 'dashboard' && forbidden.test(withoutComments(file.text)),
    );
    expect(wrong.map((file) => file.path)).toEqual([]);
  });

  it('has no file named utils or helpers', () => {
    expect(
      files
        .map((file) => file.path)
        .filter((path) => /(^|\/)(utils?|helpers?|common|misc)(\.|\/)/i.test(path)),
    ).toEqual([]);
  });

  it(`has no file of more than ${longestFile} lines`, () => {
    const long = files.filter((file) => file.text.split('\n').length > longestFile);
    expect(long.map((file) => file.path)).toEqual([]);
  });
});

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|[^:])\/\/.*$/gm, '$1');
}
