import { describe, expect, it } from 'vitest';
import { EventBus } from '../../src/events/EventBus.ts';
import { Clock } from '../stage.ts';

describe('EventBus', () => {
  it('calls the listeners of a name in the order of subscription, and those of * after them', () => {
    const bus = new EventBus({ now: () => 0 });
    const calls: string[] = [];
    bus.subscribe('*', (_, name) => void calls.push(`all ${name}`));
    bus.subscribe('rain', (payload) => void calls.push(`first ${payload}`));
    bus.subscribe('rain', (payload) => void calls.push(`second ${payload}`));
    bus.subscribe('snow', () => void calls.push('never'));
    void bus.dispatch('rain', 'heavy');
    expect(calls).toEqual(['first heavy', 'second heavy', 'all rain']);
  });

  it('stops calling a listener that has unsubscribed, and keeps no empty list of listeners', () => {
    const bus = new EventBus({ now: () => 0 });
    let calls = 0;
    const unsubscribe = bus.subscribe('rain', () => {
      calls += 1;
    });
    void bus.dispatch('rain', undefined);
    unsubscribe();
    unsubscribe();
    void bus.dispatch('rain', undefined);
    expect(calls).toBe(1);
    expect(bus.listenerCount('rain')).toBe(0);
  });

  it('leaves the listeners of today alone when somebody of yesterday unsubscribes twice', () => {
    const bus = new EventBus({ now: () => 0 });
    const unsubscribe = bus.subscribe('rain', () => undefined);
    unsubscribe();
    bus.subscribe('rain', () => undefined);
    unsubscribe();
    expect(bus.listenerCount('rain')).toBe(1);
  });

  it('resolves when every listener is done', async () => {
    const bus = new EventBus({ now: () => 0 });
    let finished = false;
    bus.subscribe('rain', async () => {
      await Promise.resolve();
      finished = true;
    });
    await bus.dispatch('rain', undefined);
    expect(finished).toBe(true);
  });

  it('keeps the error of one listener from the others and from the dispatcher', async () => {
    const errors: string[] = [];
    const bus = new EventBus({
      now: () => 0,
      onListenerError: (error, name) => void errors.push(`${name}: ${(error as Error).message}`),
    });
    let called = false;
    bus.subscribe('rain', () => {
      throw new Error('at once');
    });
    bus.subscribe('rain', () => Promise.reject(new Error('later')));
    bus.subscribe('rain', () => {
      called = true;
    });
    await bus.dispatch('rain', undefined);
    expect(called).toBe(true);
    expect(errors).toEqual(['rain: at once', 'rain: later']);
  });

  it('swallows errors where nobody asks for them', async () => {
    const bus = new EventBus({ now: () => 0 });
    bus.subscribe('rain', () => {
      throw new Error('unheard');
    });
    await expect(bus.dispatch('rain', undefined)).resolves.toBeUndefined();
  });

  it('cuts a storm off: of one name, 20 events pass in 50 ms, and the next 20 when those are over', () => {
    const clock = new Clock();
    const bus = new EventBus({ now: clock.now });
    let calls = 0;
    bus.subscribe('alarm', () => {
      calls += 1;
    });
    for (let i = 0; i < 100; i += 1) void bus.dispatch('alarm', i);
    expect(calls).toBe(20);
    expect(bus.suppressed).toBe(80);
    clock.ms = 50;
    for (let i = 0; i < 100; i += 1) void bus.dispatch('alarm', i);
    expect(calls).toBe(40);
  });

  it('lets a storm of one name not touch another name', () => {
    const bus = new EventBus({ now: () => 0 });
    let calls = 0;
    bus.subscribe('rain', () => {
      calls += 1;
    });
    for (let i = 0; i < 100; i += 1) void bus.dispatch('alarm', i);
    void bus.dispatch('rain', undefined);
    expect(calls).toBe(1);
  });

  it('lets events pass that are frequent by nature', () => {
    const bus = new EventBus({ now: () => 0, frequentEvents: ['step'] });
    let calls = 0;
    bus.subscribe('step', () => {
      calls += 1;
    });
    for (let i = 0; i < 100; i += 1) void bus.dispatch('step', i);
    expect(calls).toBe(100);
  });
});
