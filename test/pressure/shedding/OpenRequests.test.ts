import { EventEmitter } from 'node:events';
import { describe, expect, it } from 'vitest';
import { OpenRequests } from '../../../src/pressure/shedding/OpenRequests.ts';

function requests() {
  const open = new OpenRequests();
  const begin = (count: number, near = true) =>
    Array.from({ length: count }, () => {
      const response = new EventEmitter();
      open.begun(response, near);
      return () => response.emit('close');
    });
  return { open, begin };
}

describe('requests that were open when they were marked', () => {
  it('do not count where nobody can be told of their end', () => {
    const { open, begin } = requests();
    const ends = begin(3);
    open.begun({} as EventEmitter, true);
    expect(open.total).toBe(3);
    open.mark();
    for (const end of ends) end();
    expect(open.drained).toBe(true);
  });

  it('have ended when nine of ten have: there are answers that never end', () => {
    const { open, begin } = requests();
    const ends = begin(10);
    open.mark();
    for (const end of ends.slice(0, 8)) end();
    expect(open.drained).toBe(false);
    ends[8]!();
    expect(open.drained).toBe(true);
  });

  it('do not wait for those that came later', () => {
    const { open, begin } = requests();
    const ends = begin(5);
    open.mark();
    const later = begin(20);
    for (const end of ends) end();
    expect(open.drained).toBe(true);
    open.mark();
    expect(open.drained).toBe(false);
    for (const end of later) end();
    expect(open.drained).toBe(true);
  });

  it('are those of all times before: one that was open at an earlier mark counts at the next', () => {
    const { open, begin } = requests();
    const [first, ...others] = begin(3);
    open.mark();
    for (const end of others) end();
    open.mark();
    expect(open.drained).toBe(false);
    first!();
    expect(open.drained).toBe(true);
  });

  it('are unknown where fewer than three requests were seen before', () => {
    const { open, begin } = requests();
    open.mark();
    expect(open.drained).toBe(false);
    for (const end of begin(2)) end();
    open.mark();
    expect(open.drained).toBe(false);
    for (const end of begin(1)) end();
    open.mark();
    expect(open.drained).toBe(true);
  });
});

describe('all requests that are open', () => {
  it('are counted whenever they were begun', () => {
    const { open, begin } = requests();
    const early = begin(4, false);
    const late = begin(3);
    open.mark();
    expect(open.total).toBe(7);
    for (const end of late) end();
    expect([open.total, open.drained]).toEqual([4, true]);
    for (const end of early) end();
    expect([open.total, open.drained]).toEqual([0, true]);
  });
});
