import { describe, expect, it } from 'vitest';
import { RunningConfiguration } from '../../src/agent/RunningConfiguration.ts';
import { resolveConfiguration } from '../../src/configuration/resolveConfiguration.ts';
import { TidemarkError } from '../../src/TidemarkError.ts';
import type { ConfigurationChange } from '../../src/wire/event.ts';

class Agent {
  readonly applied: string[][] = [];
  readonly told: ConfigurationChange[] = [];
  readonly running: RunningConfiguration;

  constructor(settings: unknown = {}, environment: Record<string, string> = {}) {
    const file = { path: '/app/tidemark.config.json', settings };
    this.running = new RunningConfiguration(resolveConfiguration({ environment, file }), {
      apply: (_loaded, { changed }) => this.applied.push(changed.map(({ path }) => path)),
      tell: (change) => this.told.push(change),
    });
  }

  get warning(): number | null {
    return this.running.loaded.configuration.thresholds.heap.warning;
  }
}

const heap = (warning: number) => ({ thresholds: { heap: { warning } } });

describe('the configuration of an agent that runs', () => {
  it('takes over what its file says now, and what it says no more', () => {
    const agent = new Agent(heap(0.5));
    agent.running.takeFile(heap(0.6));
    expect(agent.warning).toBe(0.6);
    agent.running.takeFile({});
    expect(agent.warning).toBe(0.7);
    expect(agent.applied).toEqual([['thresholds.heap.warning'], ['thresholds.heap.warning']]);
  });

  it('keeps the order of the start: code over environment over file', () => {
    const agent = new Agent({}, { TIDEMARK_THRESHOLDS_HEAP_WARNING: '0.4' });
    expect(agent.running.takeFile(heap(0.6))).toEqual({ changed: [], needRestart: [] });
    expect(agent.warning).toBe(0.4);
    agent.running.reconfigure(heap(0.3));
    expect(agent.warning).toBe(0.3);
    agent.running.reconfigure({ leakDetection: { sensitivity: 'high' } });
    expect(agent.warning).toBe(0.3);
    expect(agent.running.loaded.sources.get('thresholds.heap.warning')).toBe('code');
  });

  it('is left as it was by what is wrong, as a whole', () => {
    const agent = new Agent();
    const wrong = { thresholds: { heap: { warning: 0.5 }, rss: { warning: 'much' } } };
    expect(() => agent.running.takeFile(wrong)).toThrow(
      /thresholds\.rss\.warning must be .*, received "much" \(in \/app\/tidemark\.config\.json\)/,
    );
    expect(() => agent.running.reconfigure({ threshold: {} } as object)).toThrow(TidemarkError);
    expect(() => agent.running.reconfigure(7 as never)).toThrow(/must be an object of settings, received 7/);
    expect(agent.warning).toBe(0.7);
    expect([...agent.applied, ...agent.told]).toEqual([]);
  });

  it('tells of what waits for a restart, where nothing else has changed, too', () => {
    const agent = new Agent();
    const { needRestart } = agent.running.reconfigure({ name: 'shop' });
    expect(needRestart.map(({ path }) => path)).toEqual(['name']);
    expect(agent.applied).toEqual([]);
    expect(agent.told).toEqual([
      {
        changed: [],
        needRestart: [{ path: 'name', to: '"shop"' }],
        message: 'Not before a restart: name.',
      },
    ]);
  });
});
