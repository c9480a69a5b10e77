import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Analysis, AnalysisResult, SnapshotEntry } from '../../src/wire/snapshot.ts';
import { unbuilt, until, Workplace } from './TidemarkRun.ts';

let place: Workplace;

beforeEach(() => {
  place = new Workplace();
});

afterEach(() => place.close());

/** Leaks sessions, and writes three snapshots into the folder in which the hub looks. */
const program = (folder: string): string => `
  import { renameSync } from 'node:fs';
  import { writeHeapSnapshot } from 'node:v8';
  class Session { constructor(i) { this.token = 'token ' + i; this.data = new Array(50).fill(i + 0.5); } }
  globalThis.sessions = new Map();
  for (const name of ['a', 'b', 'c']) {
    const path = ${JSON.stringify(folder)} + '/' + name;
    writeHeapSnapshot(path);
    renameSync(path, path + '.heapsnapshot');
    for (let i = 0; i < 500; i++) sessions.set(name + i, new Session(i));
  }
  setInterval(() => {}, 1000);
`;

describe.skipIf(unbuilt)('the snapshots of the hub', () => {
  it('are listed, and analysed in a process that the hub survives', async () => {
    const folder = join(place.sockets, `tidemark-snapshots-${process.getuid?.()}`);
    mkdirSync(folder, { mode: 0o700 });
    const run = place.run(['--port', '0', place.script(program(folder))]);
    const { url } = await run.greeting();
    const authorization = `Bearer ${await run.token()}`;
    const read = async <Answer>(path: string, method = 'GET'): Promise<Answer> =>
      (await (await fetch(`${url}api${path}`, { method, headers: { authorization } })).json()) as Answer;

    const snapshots = await until(async () => {
      const listed = (await read<{ snapshots: SnapshotEntry[] }>('/snapshots')).snapshots;
      expect(listed.map(({ name }) => name)).toEqual(['c', 'b', 'a'].map((name) => `${name}.heapsnapshot`));
      return listed;
    });
    const query = snapshots
      .toReversed()
      .map(({ id }) => `&snapshot=${id}`)
      .join('');
    const { analysis } = await read<{ analysis: Analysis }>(`/analyses?kind=diff${query}`, 'POST');
    const found = await until(async () => {
      const outcome = await read<{ analysis: Analysis; result?: AnalysisResult }>(`/analyses/${analysis.id}`);
      expect(outcome.analysis).toMatchObject({ state: 'done' });
      return outcome;
    });
    expect(found.result).toMatchObject({
      kind: 'diff',
      report: { suspects: [{ path: 'globalThis.sessions', className: 'Map', entries: 1000 }] },
    });
    expect(await run.processes()).toHaveLength(1);
    run.child.kill('SIGTERM');
    await run.ended;
  });
});
