import { describe, expect, it } from 'vitest';
import { isAgentRunning } from '../../src/agent/startAgent.ts';
import { startMemoryMonitoring } from '../../src/agent/startMemoryMonitoring.ts';
import { RequestMemory } from '../../src/frameworks/RequestMemory.ts';
import { FakeMonitoring } from './FakeMonitoring.ts';

const config = { sampling: { interval: 60_000 }, automaticResponse: { enabled: false } } as const;

describe('monitoring of applications in one process', () => {
  it('is shared, and ends with the last of them', () => {
    const one = new RequestMemory({ config });
    const other = new RequestMemory({ config });
    expect(other.monitoring).toBe(one.monitoring);
    one.close();
    one.close();
    expect(isAgentRunning()).toBe(true);
    other.close();
    expect(isAgentRunning()).toBe(false);
  });

  it('goes on where somebody else has started it', () => {
    const monitoring = startMemoryMonitoring(config);
    new RequestMemory({ config }).close();
    new RequestMemory({ monitoring }).close();
    expect(monitoring.monitor.running).toBe(true);
    monitoring.stop();
  });

  it('is not left running where options are refused', () => {
    expect(() => new RequestMemory({ config, loadShedding: { stepUpMs: -1 } })).toThrow(/^stepUpMs must be /);
    expect(isAgentRunning()).toBe(false);
  });
});

describe('options of tidemark/frameworks', () => {
  const { monitoring } = new FakeMonitoring();

  it.each([
    [{ healthz: true }, /^healthz is not an option of tidemark\/frameworks.*did you mean health\?$/],
    [{ health: 'health' }, /^health must be true, false or a path such as "\/metrics", received "health"$/],
    [{ metrics: '/m/:id' }, /^metrics must be true, false or a path/],
    [{ health: '/a', readiness: '/a' }, /^readiness must be a path of its own, received "\/a"$/],
    [{ route: '/users/:id' }, /^route must be a function, received /],
    [{ monitoring: {} }, /^monitoring must be what startMemoryMonitoring\(\) returns, received /],
    [{ loadShedding: 'low' }, /^loadShedding must be true, false or options of shedLoad, received "low"$/],
  ])('%j is refused', (options, message) => {
    expect(() => new RequestMemory({ monitoring, ...(options as object) })).toThrow(message);
  });

  it('count a request once, whatever it passes', () => {
    const fake = new FakeMonitoring();
    const memory = new RequestMemory({ monitoring: fake.monitoring });
    const request = { method: 'GET' };
    memory.count(request, () => '/a');
    memory.count(request, () => '/a');
    memory.count(Object.freeze({ method: 'GET' }), () => '/a');
    expect(fake.counts).toEqual({ 'GET /a': 1 });
  });
});
