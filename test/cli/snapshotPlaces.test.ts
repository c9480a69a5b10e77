import { describe, expect, it } from 'vitest';
import { placedReport } from '../../src/cli/snapshot/placedReport.ts';
import { fileInWords, modulesInWords, shortFileInWords } from '../../src/cli/snapshot/placeInWords.ts';
import { sourcePlace } from '../../src/profiling/heap-snapshot/sourcePlaces.ts';
import { SourceMaps } from '../../src/profiling/SourceMaps.ts';
import type { SuspectReport } from '../../src/wire/snapshot.ts';

describe('places that snapshots are told with', () => {
  it('are relative below the working directory, else plain paths, of modules of either kind (was: file:///… beside paths)', () => {
    expect(fileInWords('file:///app/src/a%20b.mjs', '/app')).toBe('src/a b.mjs');
    expect(fileInWords('/app/src/a.cjs', '/app')).toBe('src/a.cjs');
    expect(fileInWords('file:///other/a.mjs', '/app')).toBe('/other/a.mjs');
    expect(fileInWords('/apple/a.cjs', '/app')).toBe('/apple/a.cjs');
    expect(fileInWords('node:events', '/app')).toBe('node:events');
    expect(fileInWords('https://host/a.js', '/app')).toBe('https://host/a.js');
    expect(shortFileInWords('/other/a.cjs', '/app')).toBe('a.cjs');
    expect(modulesInWords('cache (module /app/src/a.mjs) → x', '/app')).toBe('cache (module src/a.mjs) → x');
    expect(modulesInWords('cache (module /other/a.mjs)', '/app')).toBe('cache (module /other/a.mjs)');
  });

  it('are relative for the WeakMap whose keys were gained, too (was: its whole path)', () => {
    const suspect = {
      path: 'keys (module /app/a.mjs)',
      weakMap: 'meta (module /app/a.mjs)',
      sharedWith: [],
      gains: [],
    };
    const report = { suspects: [suspect], spread: [] } as unknown as SuspectReport;
    expect(placedReport(report, '/app').suspects).toMatchObject([
      { path: 'keys (module a.mjs)', weakMap: 'meta (module a.mjs)' },
    ]);
  });

  it('are plain paths in JSON too', async () => {
    const maps = new SourceMaps({ loaded: () => undefined, read: async () => '' });
    const place = { file: 'file:///app/a%20b.mjs', line: 3, column: 2 };
    expect(await sourcePlace(place, maps)).toEqual({ ...place, file: '/app/a b.mjs' });
  });
});
