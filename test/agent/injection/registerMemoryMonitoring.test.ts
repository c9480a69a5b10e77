import { createContainer } from 'awilix';
import { afterEach, describe, expect, it } from 'vitest';
import type { Container, Registration } from '../../../src/agent/injection/Container.ts';
import { registerMemoryMonitoring } from '../../../src/agent/injection/registerMemoryMonitoring.ts';
import { type MemoryServices, tokens } from '../../../src/agent/injection/tokens.ts';
import { MemoryMonitor } from '../../../src/monitoring/MemoryMonitor.ts';
import { MemoryPressureManager } from '../../../src/pressure/MemoryPressureManager.ts';
import { MemoryProfiler } from '../../../src/profiling/MemoryProfiler.ts';
import { MemoryReporter } from '../../../src/reporting/MemoryReporter.ts';

/** The smallest container that makes singletons, as applications write it themselves. */
class SmallContainer implements Container {
  readonly registrations: Map<string, Registration> = new Map();
  readonly #factories: Map<string, (container: Container) => unknown> = new Map();
  readonly #made: Map<string, unknown> = new Map();

  register(token: string, factory: (container: Container) => unknown, registration: Registration): void {
    this.#factories.set(token, factory);
    this.registrations.set(token, registration);
  }

  value(token: string, value: unknown): void {
    this.#factories.set(token, () => value);
  }

  isRegistered(token: string): boolean {
    return this.#factories.has(token);
  }

  resolve<Token extends string>(
    token: Token,
  ): Token extends keyof MemoryServices ? MemoryServices[Token] : unknown {
    if (!this.#made.has(token)) this.#made.set(token, this.#factories.get(token)?.(this));
    return this.#made.get(token) as never;
  }
}

const config = { sampling: { interval: 60_000 }, automaticResponse: { enabled: false } } as const;
let dispose: () => void = () => {};

afterEach(() => dispose());

describe('Tidemark in a container', () => {
  it('is registered under its tokens, as singletons, and starts with the first that is asked for', () => {
    const container = new SmallContainer();
    let starts = 0;
    const fake = { monitor: { fake: true }, config, stop: () => {} };
    dispose = registerMemoryMonitoring(container, {
      start: () => {
        starts += 1;
        return fake as never;
      },
    });
    expect([...container.registrations.keys()].sort()).toEqual(Object.values(tokens).sort());
    expect([...container.registrations.values()].every(({ lifetime }) => lifetime === 'singleton')).toBe(
      true,
    );
    expect(starts).toBe(0);
    expect(container.resolve(tokens.MemoryMonitor)).toBe(fake.monitor);
    expect(container.resolve(tokens.MemoryMonitoringConfiguration)).toBe(config);
    expect(starts).toBe(1);
  });

  it('gives the real services, which end with it', async () => {
    const container = new SmallContainer();
    dispose = registerMemoryMonitoring(container, { config });
    const monitor = container.resolve(tokens.MemoryMonitor);
    expect(monitor).toBeInstanceOf(MemoryMonitor);
    expect(monitor.running).toBe(true);
    expect(container.resolve(tokens.MemoryMonitoring).monitor).toBe(monitor);
    expect(container.resolve(tokens.MemoryProfiler)).toBeInstanceOf(MemoryProfiler);
    expect(container.resolve(tokens.MemoryReporter)).toBeInstanceOf(MemoryReporter);
    expect(await container.resolve(tokens.MemoryPressureManager)).toBeInstanceOf(MemoryPressureManager);
    dispose();
    dispose();
    expect(monitor.running).toBe(false);
  });

  it('is given the event bus and the logger that the container has', () => {
    const container = new SmallContainer();
    const eventBus = { dispatch: () => {} };
    const logger = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
    container.value('EventBus', eventBus);
    container.value('log', logger);
    const given: unknown[] = [];
    dispose = registerMemoryMonitoring(container, {
      config,
      loggerToken: 'log',
      start: (...all) => {
        given.push(...all);
        return { stop: () => {} } as never;
      },
    });
    container.resolve(tokens.MemoryMonitoring);
    expect(given).toEqual([config, { eventBus, logger }]);
  });

  it('leaves alone what is registered already', () => {
    const container = new SmallContainer();
    container.value(tokens.MemoryMonitor, 'a stand-in');
    dispose = registerMemoryMonitoring(container, { config });
    expect(container.resolve(tokens.MemoryMonitor)).toBe('a stand-in');
  });

  it('needs nothing to be asked for before it ends', () => {
    expect(() => registerMemoryMonitoring(new SmallContainer())()).not.toThrow();
  });

  it.each([[undefined], [{}], [{ register: () => {}, resolve: () => {} }]])('refuses %j', (container) => {
    expect(() => registerMemoryMonitoring(container as never)).toThrow(
      /^container must be a container with register, resolve, and isRegistered or hasRegistration, received /,
    );
  });

  it('lives in awilix, and ends when that is disposed of', async () => {
    const container = createContainer();
    dispose = registerMemoryMonitoring(container, { config });
    const monitor = container.resolve<MemoryMonitor>(tokens.MemoryMonitor);
    expect(container.createScope().resolve(tokens.MemoryMonitor)).toBe(monitor);
    expect(container.cradle[tokens.MemoryReporter]).toBeInstanceOf(MemoryReporter);
    expect(monitor.running).toBe(true);
    await container.dispose();
    expect(monitor.running).toBe(false);
  });
});
