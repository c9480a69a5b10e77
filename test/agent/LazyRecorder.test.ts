import { describe, expect, it, vi } from 'vitest';
import { LazyRecorder } from '../../src/agent/LazyRecorder.ts';
import type { PartialConfiguration } from '../../src/configuration/Configuration.ts';
import { resolveConfiguration } from '../../src/configuration/resolveConfiguration.ts';
import type { ProcessRole } from '../../src/wire/process.ts';
import { FakeTime } from '../monitoring/simulation.ts';
import { identity } from '../recording/givenFlight.ts';

class Stage {
  readonly time: FakeTime = new FakeTime();
  readonly failures: string[] = [];
  readonly end = vi.fn();
  readonly agentRecording = vi.fn(() => this.end);
  readonly recorder: LazyRecorder;
  loads = 0;
  fails = false;

  constructor(role: ProcessRole, given: PartialConfiguration['recorder'] = {}, recordsAnywhere = true) {
    this.recorder = new LazyRecorder({
      recorder: resolveConfiguration({ overrides: { recorder: given } }).configuration.recorder,
      recordsAnywhere,
      monitor: 'the monitor' as never,
      process: { ...identity, role },
      host: 'the process' as never,
      tell: undefined,
      failed: ({ message }) => this.failures.push(message),
      load: async () => {
        this.loads += 1;
        if (this.fails) throw new Error('no such file');
        return this as never;
      },
      timers: this.time,
    });
  }
}

const settled = (): Promise<unknown> => new Promise(setImmediate);

describe('the recorder of an agent', () => {
  it('is loaded a second after the start, and ended with the agent', async () => {
    const stage = new Stage('cluster-worker');
    stage.recorder.start();
    stage.time.pass(999);
    await settled();
    expect(stage.loads).toBe(0);
    stage.time.pass(1);
    await settled();
    expect(stage.agentRecording).toHaveBeenCalledTimes(1);
    expect(stage.time.unreferenced).toHaveLength(1);
    stage.recorder.stop();
    expect(stage.end).toHaveBeenCalledTimes(1);
  });

  it('is loaded by nobody where it is not wanted, nor by threads', async () => {
    const stages = [
      new Stage('main', { enabled: false }),
      new Stage('main', {}, false),
      new Stage('worker-thread'),
      new Stage('page'),
    ];
    for (const stage of stages) {
      stage.recorder.start();
      stage.time.pass(5000);
      await settled();
      expect(stage.loads).toBe(0);
    }
  });

  it('records for an agent that was started from code where a directory is named', async () => {
    const stage = new Stage('main', { directory: '/var/flights' }, false);
    stage.recorder.start();
    stage.time.pass(1000);
    await settled();
    expect(stage.agentRecording).toHaveBeenCalledTimes(1);
  });

  it('begins nothing where the agent was stopped meanwhile, and tells of code that cannot be loaded', async () => {
    const stopped = new Stage('main');
    stopped.recorder.start();
    stopped.time.pass(1000);
    stopped.recorder.stop();
    await settled();
    expect(stopped.agentRecording).not.toHaveBeenCalled();
    const broken = new Stage('main');
    broken.fails = true;
    broken.recorder.start();
    broken.time.pass(1000);
    await settled();
    expect(broken.failures).toEqual(['no such file']);
  });
});
