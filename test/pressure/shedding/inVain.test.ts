import { createServer, type ServerResponse } from 'node:http';
import { describe, expect, it, vi } from 'vitest';
import type { MemoryCollection } from '../../../src/pressure/MemoryStrategy.ts';
import type { PressureReading } from '../../../src/pressure/PressureGauge.ts';
import type { SheddingChange } from '../../../src/pressure/shedding/RequestShedder.ts';
import { settled } from '../PressedProcess.ts';
import { ask, calmReading, criticalReading, listening, ShedProcess } from './ShedProcess.ts';

/** A server behind a shedder, whose memory is near to a mark; `slow` is answered when the test says so. */
async function nearlyShort() {
  const { shedder, time } = new ShedProcess();
  const changes: SheddingChange[] = [];
  shedder.onChange((change) => changes.push(change));
  shedder.follow({
    addLoadShedder: () => () => {},
    compactHeap: async () => ({ performed: true, pauseMs: 20 }) as MemoryCollection,
  });
  const slow: ServerResponse[] = [];
  const port = await listening(
    createServer(
      shedder.wrap((request, response) => {
        if (request.url === '/slow') slow.push(response);
        else response.end();
      }),
    ),
  );
  const pass = async (durationMs: number, reading: PressureReading) => {
    for (let passed = 0; passed < durationMs; passed += 100) {
      shedder.observe(reading);
      time.pass(100);
      await settled();
    }
  };
  await pass(500, { ...calmReading, close: true });
  return { shedder, changes, port, slow, pass };
}

const shedding = (changes: readonly SheddingChange[]) => changes.map((change) => change.shedding);

describe('shedding that is in vain', () => {
  it('says that memory is not short any more where it is not at that moment', async () => {
    const { changes, port, pass } = await nearlyShort();
    for (let sent = 0; sent < 3; sent++) await ask(port);
    await pass(2700, criticalReading);
    expect(shedding(changes)).toEqual([true]);
    await pass(1500, { ...criticalReading, pressing: false });
    expect(shedding(changes)).toEqual([true, false]);
    expect(changes.at(-1)!.reason).toMatch(/^Memory is not short at this moment; the level stays critical/);
  });

  it('ends at once when all requests have ended and memory is as full as before, and says why', async () => {
    const { shedder, changes, port, pass } = await nearlyShort();
    for (let sent = 0; sent < 3; sent++) await ask(port);
    await pass(2000, criticalReading);
    expect(shedder.metrics).toMatchObject({ shedding: true, severity: 1 });
    await pass(3000, criticalReading);
    expect(shedder.metrics).toMatchObject({ shedding: false, severity: 0 });
    expect(shedder.inVain).toBe(true);
    expect(changes.at(-1)!.reason).toBe(`Refusing requests did not change that: ${criticalReading.reason}`);
  });

  it('does not begin again while memory grows on, which is a leak, but does when it had come down', async () => {
    const { changes, port, pass } = await nearlyShort();
    for (let sent = 0; sent < 3; sent++) await ask(port);
    await pass(5000, criticalReading);
    for (let step = 1; step <= 6; step++) await pass(20_000, { ...criticalReading, share: 0.88 + step / 50 });
    expect(shedding(changes)).toEqual([true, false]);
    await pass(2500, calmReading);
    await pass(1000, criticalReading);
    expect(shedding(changes)).toEqual([true, false, true]);
  });

  it('goes on while requests are open that were being answered when it began', async () => {
    const { shedder, port, slow, pass } = await nearlyShort();
    const answers = [ask(port, '/slow'), ask(port, '/slow'), ask(port, '/slow')];
    await vi.waitFor(() => expect(slow).toHaveLength(answers.length));
    await pass(9000, criticalReading);
    expect(shedder.metrics).toMatchObject({ shedding: true, severity: 1 });
    for (const response of slow) response.end();
    await Promise.all(answers);
    await pass(4000, criticalReading);
    expect(shedder.metrics.shedding).toBe(false);
  });

  it('begins once more at the end of memory while requests are open that were begun meanwhile', async () => {
    const { shedder, port, slow, pass } = await nearlyShort();
    for (let sent = 0; sent < 3; sent++) await ask(port);
    await pass(5000, criticalReading);
    expect(shedder.metrics.shedding).toBe(false);
    const answers = [ask(port, '/slow'), ask(port, '/slow'), ask(port, '/slow')];
    await vi.waitFor(() => expect(slow).toHaveLength(answers.length));
    await pass(1000, { ...criticalReading, share: 0.96 });
    expect(shedder.metrics).toMatchObject({ shedding: true, severity: 1 });
    for (const response of slow) response.end();
    await Promise.all(answers);
    await pass(500, { ...criticalReading, share: 0.96 });
    expect(shedder.metrics.shedding).toBe(false);
  });
});
