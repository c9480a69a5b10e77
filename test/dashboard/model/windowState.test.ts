import { describe, expect, it } from 'vitest';
import { type WindowSituation, windowState } from '../../../src/dashboard/model/windowState.ts';
import { noon, processOf } from '../given.ts';

const minute = 60_000;

function state(situation: Partial<WindowSituation> = {}) {
  return windowState({
    connection: 'open',
    process: processOf(),
    recorded: false,
    range: { fromMs: noon - 5 * minute, toMs: noon },
    extent: { firstMs: noon - 60 * minute, lastMs: noon },
    live: true,
    arrived: 0,
    sampleCount: 300,
    todayMs: noon,
    ...situation,
  });
}

const dead = processOf({}, { state: 'gone', exit: { time: noon, code: 1, signal: null } });

describe('the state of the window', () => {
  it('is live, silent, or of a process that is gone', () => {
    expect(state()).toEqual({ kind: 'live', text: '11:55:00 to 12:00:00, live', back: undefined });
    expect(state({ process: processOf({}, { state: 'silent' }) })).toMatchObject({
      kind: 'silent',
      text: '11:55:00 to 12:00:00. No sample since',
    });
    expect(state({ process: dead })).toMatchObject({
      kind: 'gone',
      text: '11:55:00 to 12:00:00, up to the end of the process',
    });
    expect(state({ process: undefined }).kind).toBe('live');
  });

  it('is of another day, which it says', () => {
    const todayMs = noon + 86_400_000;
    expect(state({ recorded: true, todayMs }).text).toBe('12 May 11:55:00 to 12:00:00');
    expect(state({ connection: 'ended', todayMs }).text).toBe(
      'Tidemark has ended. The newest sample is of 12 May 12:00:00',
    );
  });

  it('leaves out the future', () => {
    expect(state({ range: { fromMs: noon - minute, toMs: noon + minute } }).text).toBe(
      '11:59:00 to 12:00:00, live',
    );
  });

  it('is paused, with what has come meanwhile, and a way back', () => {
    expect(state({ live: false })).toEqual({
      kind: 'paused',
      text: 'Paused: 11:55:00 to 12:00:00',
      back: 'Back to live',
    });
    expect(state({ live: false, arrived: 1 }).text).toBe('Paused: 11:55:00 to 12:00:00, 1 new sample');
    expect(state({ live: false, arrived: 1_320 }).text).toContain(', 1,320 new samples');
    expect(state({ live: false, process: dead }).kind).toBe('paused');
  });

  it('says why it is not the present, and of when it is', () => {
    expect(state({ connection: 'reconnecting' })).toMatchObject({
      kind: 'reconnecting',
      text: 'No connection, trying again. The newest sample is of 12:00:00',
    });
    expect(state({ connection: 'ended', live: false })).toMatchObject({
      kind: 'ended',
      text: 'Tidemark has ended. The newest sample is of 12:00:00',
      back: 'Back to live',
    });
  });

  it('says that there is nothing in it, before all else', () => {
    const range = { fromMs: noon + minute, toMs: noon + 2 * minute };
    expect(state({ sampleCount: 0, live: false, connection: 'reconnecting', range })).toEqual({
      kind: 'no data',
      text: 'No samples from 12:01:00 to 12:02:00',
      back: 'Back to live',
    });
  });

  it('of a recording is that, or a part of it', () => {
    expect(state({ recorded: true })).toEqual({
      kind: 'recorded',
      text: '11:55:00 to 12:00:00',
      back: undefined,
    });
    expect(state({ recorded: true, live: false })).toEqual({
      kind: 'paused',
      text: 'Zoomed: 11:55:00 to 12:00:00',
      back: 'Show all',
    });
  });
});
