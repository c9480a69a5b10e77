import { describe, expect, it } from 'vitest';
import { showsColours } from '../../src/cli/showsColours.ts';

describe('colours', () => {
  it('are for terminals that have them', () => {
    expect(showsColours({ isTTY: true }, { TERM: 'xterm' })).toBe(true);
    expect(showsColours({ isTTY: false }, { TERM: 'xterm' })).toBe(false);
    expect(showsColours({}, {})).toBe(false);
    expect(showsColours({ isTTY: true }, { TERM: 'dumb' })).toBe(false);
  });

  it('can be refused and forced, and force wins', () => {
    expect(showsColours({ isTTY: true }, { NO_COLOR: '1' })).toBe(false);
    expect(showsColours({ isTTY: true }, { NO_COLOR: '' })).toBe(true);
    expect(showsColours({}, { FORCE_COLOR: '1', NO_COLOR: '1', TERM: 'dumb' })).toBe(true);
    expect(showsColours({ isTTY: true }, { FORCE_COLOR: '0' })).toBe(false);
    expect(showsColours({ isTTY: true }, { FORCE_COLOR: 'false' })).toBe(false);
    expect(showsColours({}, { FORCE_COLOR: '' })).toBe(false);
  });
});
