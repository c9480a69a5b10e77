import { describe, expect, it } from 'vitest';
import { toJson } from '../../../src/dashboard/exports/toJson.ts';
import { readFile } from '../../../src/dashboard/files/readFile.ts';
import { column, sampleFields } from '../../../src/wire/sample.ts';
import { historyOf, leakEvent, noon, processOf, rowOf } from '../given.ts';

function line(index: number, { pid = 4711, ...more }: Record<string, unknown> = {}): string {
  const payload = { rssBytes: 1_000 + index, liveBytes: 500 };
  return JSON.stringify({ time: noon + index * 1_000, pid, type: 'memory:sampled', payload, ...more });
}

function fileOf(...parts: string[]): Blob {
  return new Blob(parts);
}

async function gzipped(text: string): Promise<Blob> {
  return new Response(new Blob([text]).stream().pipeThrough(new CompressionStream('gzip'))).blob();
}

const lines = (count: number): string =>
  `${Array.from({ length: count }, (_, index) => line(index)).join('\n')}\n`;

async function messageOf(file: Blob): Promise<string> {
  return await readFile(file).then(
    () => 'opened',
    (error: Error) => error.message,
  );
}

describe('a recording as a file', () => {
  it('is a history of each process in it, with what is told of their time', async () => {
    const text = `${lines(5)}${line(0, { pid: 9, id: '9.2' })}\n${JSON.stringify({ ...leakEvent(noon + 2), pid: 4711, id: '4711' })}\n`;
    const [main, thread] = await readFile(fileOf(text));
    expect(main?.process.identity).toMatchObject({
      id: '4711',
      pid: 4711,
      startedAt: noon,
      intervalMs: 1_000,
    });
    expect(main?.histories[0]?.columns[column.rssBytes]).toEqual([1_000, 1_001, 1_002, 1_003, 1_004]);
    expect(main?.histories[0]?.columns[column.gcMinorMs]).toEqual([null, null, null, null, null]);
    expect(main?.histories[0]?.events.map(({ type }) => type)).toEqual(['memory:leak_suspected']);
    expect(main?.recordedAt).toBe(noon + 4_000);
    expect(main?.samplesOnly).toBe(false);
    expect(thread?.process.identity).toMatchObject({ id: '9.2', threadId: 2, role: 'worker-thread' });
  });

  it('tells of each process who it was, and how it ended, where its events are in the same file', async () => {
    const payload = { name: 'worker', role: 'child', code: null, signal: 'SIGABRT' };
    const exited = { time: noon + 9_000, pid: 4711, id: '4711', type: 'process:exited', payload };
    const [process] = await readFile(fileOf(`${lines(5)}${JSON.stringify(exited)}\n`));
    expect(process?.process).toMatchObject({
      identity: { id: '4711', name: 'worker', role: 'child' },
      state: 'gone',
      exit: { time: noon + 9_000, code: null, signal: 'SIGABRT' },
    });
    expect(process?.samplesOnly).toBe(false);
    const wrong = JSON.stringify({ ...exited, payload: { ...payload, role: 'king' } });
    expect(await messageOf(fileOf(`${lines(5)}${wrong}\n`))).toMatch(/role must be one of/);
  });

  it('counts the samples for which there is no place, since a clock was set back', async () => {
    const [process] = await readFile(fileOf([line(3), line(4), line(1), line(2), line(5)].join('\n')));
    expect(process?.histories[0]?.columns[0]).toEqual([3, 4, 5].map((index) => noon + index * 1_000));
    expect(process?.leftOut).toBe(2);
  });

  it('is read gzipped, with a torn end and a byte order mark, and says how far it is', async () => {
    const shares: number[] = [];
    const [process] = await readFile(await gzipped(`\uFEFF${lines(3)}{"time":17`), (share) =>
      shares.push(share),
    );
    expect(process?.histories[0]?.columns[0]).toHaveLength(3);
    expect(process?.samplesOnly).toBe(true);
    expect(shares.at(-1)).toBe(1);
  });

  it('is folded where it is longer than a dashboard holds', async () => {
    const [process] = await readFile(fileOf(lines(20_001)));
    const [history] = process?.histories ?? [];
    const rss = history?.columns[column.rssBytes] as number[];
    expect(rss.length).toBeGreaterThan(4_000);
    expect(rss.length).toBeLessThan(8_000);
    expect(rss[0]).toBe(1_001.5);
    expect(rss.at(-1)).toBe(21_000);
    expect(history?.stepMs).toBe(4_000);
  });

  it('is refused with the line, the field and the rule', async () => {
    expect(await messageOf(fileOf(`${lines(2)}{"time":1,"pid":"x","payload":{}}\n`))).toMatch(
      /line 3.*pid.*a whole number/,
    );
    expect(await messageOf(fileOf(`${JSON.stringify({ ...leakEvent(noon), pid: 1 })}\n`))).toBe(
      'There is no sample in it.',
    );
    expect(await messageOf((await gzipped(lines(900))).slice(0, 200))).toMatch(/damaged/);
  });
});

describe('other files', () => {
  it('show a window that a dashboard has saved, and a report that holds one', async () => {
    const saved = toJson({ process: processOf(), nowMs: noon }, historyOf([rowOf({ time: noon })]));
    const page = `<!doctype html>\n<script type="application/json" id="tidemark-data">${saved.replaceAll('\n', ' ')}</script>\n`;
    for (const text of [saved, page]) {
      const [process] = await readFile(fileOf(text));
      expect(process?.process.identity.name).toBe('api');
      expect(process?.histories[0]?.fields).toEqual(sampleFields);
    }
  });

  it('show the live size and the incidents of a report in JSON', async () => {
    const { id, pid, name, startedAt, intervalMs } = processOf().identity;
    const incident = {
      id: 1,
      processId: id,
      kind: 'leak',
      subject: 'leak-1',
      level: 'suspected',
      openedAt: noon,
      events: [leakEvent(noon)],
    };
    const report = {
      version: 1,
      madeAt: noon + 9,
      process: { id, pid, name, startedAt, intervalMs, exit: { time: noon, code: 1, signal: null } },
      liveSize: { times: [noon - 60_000, noon], liveBytes: [5, 6] },
      incidents: [incident],
    };
    const [process] = await readFile(fileOf(JSON.stringify(report, null, 2)));
    expect(process?.process.state).toBe('gone');
    expect(process?.histories[0]).toMatchObject({
      columns: [
        [noon - 60_000, noon],
        [5, 6],
      ],
      stepMs: 60_000,
    });
    expect(process?.histories[0]?.events).toHaveLength(1);
    const wrong = JSON.stringify({ ...report, liveSize: { times: 'no', liveBytes: [] } });
    expect(await messageOf(fileOf(wrong))).toMatch(/liveSize\.times must be a list/);
  });

  it('are refused with what they are not', async () => {
    expect(await messageOf(fileOf(''))).toBe('It is empty.');
    expect(await messageOf(fileOf('hello\n'))).toMatch(/no recording and no JSON/);
    expect(await messageOf(fileOf('{"a":1}'))).toMatch(/neither a recording/);
    expect(await messageOf(fileOf('[]'))).toMatch(/neither a recording/);
  });
});
