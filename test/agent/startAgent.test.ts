import { EventEmitter } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { MemoryMonitoring } from '../../src/agent/MemoryMonitoring.ts';
import { RunningConfiguration } from '../../src/agent/RunningConfiguration.ts';
import { startAgent } from '../../src/agent/startAgent.ts';
import { startMemoryMonitoring } from '../../src/agent/startMemoryMonitoring.ts';
import { watchConfigurationFile } from '../../src/agent/watchConfigurationFile.ts';
import type { PartialConfiguration } from '../../src/configuration/Configuration.ts';
import { loadConfiguration } from '../../src/configuration/loadConfiguration.ts';
import { resolveConfiguration } from '../../src/configuration/resolveConfiguration.ts';
import { MemoryMonitor } from '../../src/monitoring/MemoryMonitor.ts';
import { MemoryProfiler } from '../../src/profiling/MemoryProfiler.ts';
import type { MemorySource } from '../../src/sampling/MemorySource.ts';
import { column } from '../../src/wire/sample.ts';
import { FakeSource, FakeTime } from '../monitoring/simulation.ts';
import { FakeHub } from './FakeHub.ts';

class Host extends EventEmitter {
  readonly env: NodeJS.ProcessEnv;
  readonly warnings: string[] = [];

  constructor(env: NodeJS.ProcessEnv = {}) {
    super();
    this.env = env;
  }

  emitWarning(message: string, { type, code }: { type: string; code?: string }): void {
    this.warnings.push(`${type} ${code ?? '-'}: ${message}`);
  }
}

class Source implements MemorySource {
  readonly kind = 'recording';
  reads = 0;
  closed = false;

  read(row: Float64Array): void {
    this.reads += 1;
    row.fill(Number.NaN);
    row[column.time] = this.reads;
    row[column.rssBytes] = 7;
  }

  onReading(): () => void {
    return () => {};
  }

  close(): void {
    this.closed = true;
  }
}

let monitoring: MemoryMonitoring | undefined;

afterEach(() => monitoring?.stop());

function start(overrides: PartialConfiguration, host = new Host(), source = new Source()): MemoryMonitoring {
  monitoring = startAgent(resolveConfiguration({ overrides }), {
    host: host as unknown as NodeJS.Process,
    createSource: () => source,
  });
  return monitoring;
}

describe('an agent', () => {
  it('samples from its start until it is stopped', () => {
    const source = new Source();
    const { monitor, config, stop } = start({ sampling: { interval: 60_000 } }, new Host(), source);
    expect(monitor.running).toBe(true);
    expect(monitor.intervalMs).toBe(60_000);
    expect(config.sampling.interval).toBe(60_000);
    expect(monitor.history.length).toBe(1);
    stop();
    stop();
    expect(monitor.running).toBe(false);
    expect(source.closed).toBe(true);
  });

  it('does nothing at all where it is not enabled', async () => {
    const source = new Source();
    const host = new Host({ TIDEMARK_HUB_SOCKET: '/nowhere' });
    const { monitor, dashboardUrl } = start({ enabled: false, port: 0 }, host, source);
    expect(monitor.running).toBe(false);
    expect(source.reads).toBe(0);
    expect(host.listenerCount('exit')).toBe(0);
    expect(await dashboardUrl).toBeUndefined();
  });

  it('answers pressure as it is configured, by a manager of its own', async () => {
    const { pressure } = start({ automaticResponse: { cachePruning: { warning: 'none' } } });
    const manager = await pressure;
    expect(manager.getCurrentPressureLevel()).toBe('normal');
    manager.manage({ name: 'pages', prune: () => ({ entries: 1 }), clear: () => ({ entries: 1 }) });
    expect((await manager.triggerCachePruning('warning')).entries).toBe(0);
    expect((await manager.triggerCachePruning('critical')).entries).toBe(1);
  });

  it('is the only one of its thread: a second start returns it', () => {
    const host = new Host();
    const first = start({ sampling: { interval: 60_000 } }, host);
    expect(start({ sampling: { interval: 60_000 } }, host)).toBe(first);
    expect(start({}, host)).toBe(first);
    expect(host.warnings).toEqual([]);
  });

  it('says which settings of a second start have no effect', () => {
    const host = new Host();
    const first = start({ sampling: { interval: 60_000 } }, host);
    expect(start({ sampling: { interval: 1000, historySize: 1000 }, name: 'api' }, host)).toBe(first);
    expect(host.warnings).toEqual([
      'TidemarkWarning -: Tidemark runs in this process already, so these settings have no effect: name, sampling.interval',
    ]);
  });

  it('tells the event bus and the logger that it is given', () => {
    const dispatched: string[] = [];
    const warned: string[] = [];
    const log = (message: string): void => void warned.push(message);
    monitoring = startAgent(resolveConfiguration({}), {
      host: new Host() as unknown as NodeJS.Process,
      createSource: () => new Source(),
      eventBus: {
        dispatch: (type: string) => {
          dispatched.push(type);
          throw new Error('a bus that is down');
        },
      },
      logger: { debug: log, info: log, warn: log, error: log },
    });
    expect(dispatched).toEqual(['memory:sampled']);
    expect(warned).toHaveLength(1);
    expect(warned[0]).toContain('the event bus failed');
  });

  it('may be started again after it was stopped', () => {
    const first = start({});
    first.stop();
    const second = start({});
    expect(second).not.toBe(first);
    first.stop();
    expect(second.monitor.running).toBe(true);
  });
});

describe('an agent with a hub', () => {
  it('joins it rather than serving a dashboard, and leaves when it is stopped', async () => {
    const hub = await new FakeHub().open();
    const host = new Host({ TIDEMARK_HUB_SOCKET: hub.address });
    const { dashboardUrl, stop } = start({ name: 'api', port: 0, sampling: { interval: 60_000 } }, host);
    const [heard] = await hub.until((all) => (all[0]?.messages.length ?? 0) > 1);
    expect(heard?.process).toMatchObject({ name: 'api', pid: process.pid, intervalMs: 60_000 });
    expect(heard?.messages[1]).toMatchObject({ type: 'sample', row: expect.arrayContaining([7]) });
    expect(await dashboardUrl).toBeUndefined();
    stop();
    const [left] = await hub.until((all) => all[0]?.ended === true);
    expect(left?.messages.at(-1)).toEqual({ type: 'goodbye', reason: 'stopped' });
    expect(host.listenerCount('exit')).toBe(0);
    await hub.close();
  });
});

describe('an agent with a port', () => {
  it('serves this process', async () => {
    const { dashboardUrl, stop } = start({ name: 'api', port: 0 });
    const url = (await dashboardUrl) as string;
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/);
    const answer = await (await fetch(new URL('api/processes', url))).json();
    expect(JSON.stringify(answer)).toContain('"name":"api"');
    stop();
    await expect(
      (async () => {
        while (true) await fetch(new URL('api/processes', url));
      })(),
    ).rejects.toThrow();
  });

  it('takes orders from whoever has its address, and from nobody else', async () => {
    const { dashboardUrl, dashboardAddress, stop } = start({ name: 'api', port: 0 });
    const [url, address] = [(await dashboardUrl) as string, (await dashboardAddress) as string];
    expect(address.startsWith(`${url}#k=`)).toBe(true);
    const token = address.split('#k=')[1] as string;
    expect(token.length).toBeGreaterThan(20);
    const order = async (headers: Record<string, string>) => {
      const action = new URL(`api/processes/${process.pid}/actions/sample-allocations?run=stop`, url);
      const answer = await fetch(action, { method: 'POST', headers });
      return { status: answer.status, told: await answer.json() };
    };
    expect(await order({})).toMatchObject({ status: 403, told: { error: { code: 'REQUEST_REFUSED' } } });
    expect(await order({ authorization: `Bearer ${token}x` })).toMatchObject({ status: 403 });
    const elsewhere = { authorization: `Bearer ${token}`, origin: 'http://elsewhere.example' };
    expect(await order(elsewhere)).toMatchObject({ status: 403 });
    expect(await order({ authorization: `Bearer ${token}` })).toMatchObject({ status: 200 });
    stop();
  });

  it('runs on where the port is in use, and says so', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const host = new Host();
    const { monitor, dashboardUrl } = start({ port }, host);
    expect(await dashboardUrl).toBeUndefined();
    expect(monitor.running).toBe(true);
    expect(host.warnings).toHaveLength(1);
    expect(host.warnings[0]).toMatch(/^TidemarkWarning PORT_IN_USE: The dashboard could not be opened: Port/);
    await new Promise((resolve) => server.close(resolve));
  });
});

describe('the settings of an agent that runs', () => {
  it('are changed by code, without a restart, and everybody hears of it', () => {
    const agent = start({ sampling: { interval: 60_000 } });
    const events: unknown[] = [];
    agent.monitor.onEvent(({ type, payload }) => events.push([type, payload]));
    const reconfiguration = agent.reconfigure({ thresholds: { heap: { critical: 0.9 } }, port: 7171 });
    expect(reconfiguration.changed).toEqual([{ path: 'thresholds.heap.critical', from: 0.85, to: 0.9 }]);
    expect(reconfiguration.needRestart.map(({ path }) => path)).toEqual(['port']);
    expect(agent.config.thresholds.heap.critical).toBe(0.9);
    expect(agent.monitor.settings.thresholds.heap.critical).toBe(0.9);
    expect(agent.config.port).toBeUndefined();
    expect(events).toEqual([
      ['memory:configuration_changed', expect.objectContaining({ message: expect.stringContaining('0.9') })],
    ]);
    expect(() => agent.reconfigure({ thresholds: { dwell: -1 } })).toThrow(/thresholds\.dwell must be/);
  });

  it('have pressure answered no more, where they say so', async () => {
    const agent = start({ sampling: { interval: 60_000 } });
    const manager = await agent.pressure;
    manager.enableAutomaticManagement();
    agent.reconfigure({ automaticResponse: { enabled: false } });
    await new Promise(setImmediate);
    expect(manager.automatic).toBe(false);
  });

  it('follow the file, and say so; one that is wrong is told once', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'tm-agent-'));
    const path = join(folder, 'tidemark.config.json');
    const write = (settings: object): void => writeFileSync(path, JSON.stringify(settings));
    write({ thresholds: { heap: { warning: 0.5 } } });
    const time = new FakeTime();
    const host = new Host();
    try {
      const loaded = await loadConfiguration({ directory: folder, environment: {} });
      const running = new RunningConfiguration(loaded, { apply: () => {}, tell: () => {} });
      const monitor = new MemoryMonitor({ source: new FakeSource(time), timers: time, now: time.now });
      const file = watchConfigurationFile({
        running,
        monitor,
        host: host as unknown as NodeJS.Process,
        speaks: true,
      });
      file.start();
      monitor.start();
      const passes = async (): Promise<void> => {
        for (let turn = 0; turn < 3; turn += 1) {
          time.pass(10_000);
          await new Promise((resolve) => setTimeout(resolve, 30));
        }
      };
      await vi.waitFor(async () => {
        write({ thresholds: { heap: { warning: 0.6 } } });
        await passes();
        expect(running.loaded.configuration.thresholds.heap.warning).toBe(0.6);
      });
      write({ thresholds: { heap: { warning: 60 } } });
      await vi.waitFor(async () => {
        await passes();
        expect(host.warnings).toHaveLength(2);
      });
      await passes();
      expect(host.warnings).toEqual([
        `TidemarkWarning -: ${path} has changed. thresholds.heap.warning is 0.6 now, it was 0.5.`,
        expect.stringMatching(
          /^TidemarkWarning INVALID_OPTION: The configuration stays as it was: thresholds\.heap\.warning must be/,
        ),
      ]);
      file.stop();
      monitor.stop();
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe('startMemoryMonitoring', () => {
  it('watches this very process, as code and environment say', () => {
    process.env.TIDEMARK_SAMPLING_HISTORY_SIZE = '77';
    try {
      monitoring = startMemoryMonitoring({ sampling: { interval: '1m' as unknown as number } });
    } finally {
      delete process.env.TIDEMARK_SAMPLING_HISTORY_SIZE;
    }
    expect(monitoring.config.sampling).toEqual({ interval: 60_000, historySize: 77 });
    expect(monitoring.monitor.getCurrentUsage().rssBytes).toBeGreaterThan(1_000_000);
    expect(startMemoryMonitoring()).toBe(monitoring);
  });

  it('has a profiler, made when it is first asked for and ended with the rest', async () => {
    const own = startMemoryMonitoring({ sampling: { interval: 60_000 } });
    monitoring = own;
    const { profiler } = own;
    expect(profiler).toBeInstanceOf(MemoryProfiler);
    expect(own.profiler).toBe(profiler);
    expect(startMemoryMonitoring().profiler).toBe(profiler);
    const { result } = await profiler.measureOperation(() => 7, 'seven');
    expect(result).toBe(7);
    expect(profiler.operations).toHaveLength(1);
    own.stop();
    expect(profiler.operations).toEqual([]);
    expect(own.monitor.running).toBe(false);
    const other = startMemoryMonitoring({ sampling: { interval: 60_000 } });
    monitoring = other;
    expect(other.profiler).not.toBe(profiler);
    const { monitor, config, dashboardUrl } = { ...other };
    expect([monitor, config, dashboardUrl]).toEqual([other.monitor, other.config, other.dashboardUrl]);
  });

  it('gives a profiler to an agent that runs already', () => {
    const agent = startAgent(resolveConfiguration({ overrides: { sampling: { interval: 60_000 } } }));
    monitoring = startMemoryMonitoring();
    expect(monitoring.monitor).toBe(agent.monitor);
    expect(startMemoryMonitoring().profiler).toBeInstanceOf(MemoryProfiler);
    monitoring.stop();
    expect(agent.monitor.running).toBe(false);
  });

  it('refuses a wrong configuration, and starts nothing', () => {
    expect(() => startMemoryMonitoring({ sampling: { interval: -1 } })).toThrow(/sampling\.interval must be/);
    monitoring = startMemoryMonitoring({ sampling: { interval: 60_000 } });
    expect(monitoring.monitor.intervalMs).toBe(60_000);
  });

  it('tells of variables that are no settings', async () => {
    const told = new Promise<Error>((resolve) => process.once('warning', resolve));
    process.env.TIDEMARK_INTERVALL = '5';
    try {
      monitoring = startMemoryMonitoring();
    } finally {
      delete process.env.TIDEMARK_INTERVALL;
    }
    expect((await told).message).toContain('did you mean TIDEMARK_SAMPLING_INTERVAL?');
  });
});
