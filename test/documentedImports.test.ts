import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '..');
const entries: Readonly<Record<string, string>> = {
  tidemark: 'src/index.ts',
  'tidemark/dashboard': 'src/dashboard/index.ts',
  'tidemark/frameworks': 'src/frameworks/index.ts',
  'tidemark/injection': 'src/agent/injection/index.ts',
  'tidemark/opentelemetry': 'src/opentelemetry/index.ts',
  'tidemark/pressure': 'src/pressure/index.ts',
  'tidemark/prometheus': 'src/prometheus/index.ts',
  'tidemark/profiler': 'src/profiling/index.ts',
  'tidemark/testing': 'src/testing/index.ts',
};

interface DocumentedImport {
  readonly page: string;
  readonly from: string;
  readonly name: string;
}

function importsOf(page: string): DocumentedImport[] {
  const text = readFileSync(join(root, page), 'utf8');
  return [...text.matchAll(/import (?:type )?\{([^}]*)\} from '(tidemark[^']*)'/g)].flatMap(
    ([, names, from]) =>
      names!
        .split(',')
        .map((name) =>
          name
            .replace(/^\s*(type )?/, '')
            .replace(/ as .*$/, '')
            .trim(),
        )
        .filter((name) => name !== '')
        .map((name) => ({ page, from: from!, name })),
  );
}

function exportsOf(paths: readonly string[]): ReadonlyMap<string, ReadonlySet<string>> {
  const program = ts.createProgram({
    rootNames: paths.map((path) => join(root, path)),
    options: { allowImportingTsExtensions: true, noEmit: true, noLib: true, types: [] },
  });
  const checker = program.getTypeChecker();
  return new Map(
    paths.map((path) => {
      const symbol = checker.getSymbolAtLocation(program.getSourceFile(join(root, path))!)!;
      return [path, new Set(checker.getExportsOfModule(symbol).map(({ name }) => name))];
    }),
  );
}

const pages = [
  'README.md',
  ...readdirSync(join(root, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];
const imports = pages.flatMap(importsOf);

describe('what README.md and docs/ import from the package', () => {
  it('is exported by the entry point that they name', () => {
    const exported = exportsOf(Object.values(entries));
    const missing = imports.filter(({ from, name }) => !exported.get(entries[from] ?? '')?.has(name));
    expect(missing).toEqual([]);
    expect(imports.length).toBeGreaterThan(40);
  });
});
