import { describe, expect, it } from 'vitest';
import type { CollectionGate } from '../../../src/sampling/node/ExposedGc.ts';
import { ForcedCollector } from '../../../src/sampling/node/ForcedCollector.ts';
import { answerOf, programFile } from '../program.ts';

/** Flags and contexts of a process, and what was done to them. */
class Gate implements CollectionGate {
  readonly done: string[] = [];
  exposed: boolean;
  /** Whether the flag does what it says. */
  obeys = true;
  onCollect: (...given: unknown[]) => void = () => {};

  constructor(exposed = false) {
    this.exposed = exposed;
  }

  setFlagsFromString(flags: string): void {
    this.done.push(flags);
    this.exposed = flags === '--expose-gc' && this.obeys;
  }

  runInNewContext(): unknown {
    if (!this.exposed) return undefined;
    return (...given: unknown[]) => {
      this.done.push('collected');
      this.onCollect(...given);
    };
  }
}

function collectorOf(gate: Gate, now: () => number = () => 0): ForcedCollector {
  return new ForcedCollector({ execArgv: [], openGate: () => gate, now, cpuTime: () => now() / 2 });
}

describe('a forced collection', () => {
  it('tells how long the thread stood still, and what it took of the processor', () => {
    const gate = new Gate();
    let time = 100;
    gate.onCollect = () => {
      time += 24;
    };
    expect(collectorOf(gate, () => time).collect()).toEqual({ performed: true, pauseMs: 24, cpuMs: 12 });
  });

  it('passes no argument, because with one it is a minor collection on some versions of Node', () => {
    const gate = new Gate();
    const given: unknown[][] = [];
    gate.onCollect = (...all) => given.push(all);
    collectorOf(gate).collect();
    expect(given).toEqual([[]]);
  });

  it('gets at the collector once, when it is first wanted, and puts the flag back', () => {
    const gate = new Gate();
    const collector = collectorOf(gate);
    expect(gate.done).toEqual([]);
    collector.collect();
    collector.collect();
    expect(gate.done).toEqual(['--expose-gc', '--no-expose-gc', 'collected', 'collected']);
    expect(gate.exposed).toBe(false);
  });

  it('leaves the flag of a process alone that was started with it', () => {
    const gate = new Gate(true);
    expect(collectorOf(gate).collect().performed).toBe(true);
    expect(gate.done).toEqual(['collected']);
    expect(gate.exposed).toBe(true);
  });
});

describe('where no collection can be forced', () => {
  it.each(['--freeze-flags-after-init', '--freeze_flags_after_init'])(
    'because of %s, no flag is touched',
    (option) => {
      const collector = new ForcedCollector({
        execArgv: ['--no-warnings', option],
        openGate: () => {
          throw new Error('touched');
        },
      });
      expect(collector.collect()).toEqual({
        performed: false,
        reason: 'V8 was started with --freeze-flags-after-init.',
      });
    },
  );

  it('because the flag does nothing, it says so', () => {
    const gate = new Gate();
    gate.obeys = false;
    expect(collectorOf(gate).collect()).toEqual({
      performed: false,
      reason: 'V8 does not expose its collector.',
    });
  });

  it.each([
    [new Error('not permitted'), 'not permitted'],
    ['no', 'no'],
  ])('because of %s, it says so, puts the flag back, and does not try again', (thrown, words) => {
    const gate = new Gate();
    let opened = 0;
    const collector = new ForcedCollector({
      openGate: () => {
        opened += 1;
        return gate;
      },
    });
    gate.runInNewContext = () => {
      if (gate.exposed) throw thrown;
    };
    const refusal = { performed: false, reason: `V8 does not expose its collector: ${words}.` };
    expect(collector.collect()).toEqual(refusal);
    expect(collector.collect()).toEqual(refusal);
    expect([opened, gate.exposed]).toEqual([1, false]);
  });
});

describe('in this process', () => {
  it('there is a collector, a CPU time and a use of the event loop', async () => {
    const collector = new ForcedCollector();
    const collection = collector.collect();
    expect(collection.performed && collection.pauseMs).toBeGreaterThan(0);
    expect(collection.performed && collection.cpuMs).toBeGreaterThanOrEqual(0);
    await new Promise(setImmediate);
    expect(collector.loopUse()).toBeGreaterThanOrEqual(0);
    expect(collector.loopUse()).toBeLessThanOrEqual(1);
  });
});

describe('in a real process', () => {
  it('the garbage is gone at once, nobody else gets a collector, and there is one reading for it', async () => {
    const program = await programFile(`
      import vm from 'node:vm';
      const source = nodeSource();
      const readings = [];
      source.onReading((reading) => readings.push(reading));
      const row = new Float64Array(sampleFields.length);
      let garbage = Array.from({ length: 200_000 }, (_, index) => ({ index }));
      source.collector.collect();
      const full = readings.at(-1).liveBytes;
      await new Promise((resolve) => setTimeout(resolve, 50));
      const before = readings.length;
      garbage = undefined;
      const collection = source.collector.collect();
      const after = readings.length;
      const dropped = full - readings.at(-1).liveBytes;
      await new Promise((resolve) => setTimeout(resolve, 50));
      source.read(row);
      console.log(JSON.stringify({
        collection,
        dropped,
        readings: [before, after, readings.length],
        counted: row[column.majorCollections],
        exposed: [typeof globalThis.gc, vm.runInNewContext('typeof gc')],
        loopUse: source.collector.loopUse(),
      }));
    `);
    const answer = (await answerOf([program])) as Record<string, never> & { collection: { pauseMs: number } };
    expect(answer.collection).toMatchObject({
      performed: true,
      pauseMs: expect.any(Number),
      cpuMs: expect.any(Number),
    });
    expect(answer.collection.pauseMs).toBeGreaterThan(0);
    expect(answer.dropped).toBeGreaterThan(4_000_000);
    const [before, after, last] = answer.readings as unknown as [number, number, number];
    expect([after - before, last - after]).toEqual([1, 0]);
    expect(answer.counted).toBe(last);
    expect(answer.exposed).toEqual(['undefined', 'undefined']);
    expect(answer.loopUse).toBeGreaterThan(0);
    expect(answer.loopUse).toBeLessThanOrEqual(1);
  });

  it.each([
    ['--freeze-flags-after-init', false],
    ['--expose-gc', true],
    ['--disallow-code-generation-from-strings', true],
  ])('that was started with %s goes on', async (option, performed) => {
    const program = await programFile(
      'console.log(JSON.stringify(nodeSource().collector.collect().performed));',
    );
    expect(await answerOf([option, program])).toBe(performed);
  });
});
