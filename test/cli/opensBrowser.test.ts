import { describe, expect, it } from 'vitest';
import { opensBrowser } from '../../src/cli/opensBrowser.ts';
import { FakeOutput } from './FakeOutput.ts';

function opens(environment: NodeJS.ProcessEnv, platform: NodeJS.Platform = 'linux', isTTY = true): boolean {
  return opensBrowser({ environment, platform, stderr: new FakeOutput({ isTTY }) as never });
}

describe('opening a browser', () => {
  it.each([
    [{ DISPLAY: ':0' }, 'linux'],
    [{ WAYLAND_DISPLAY: 'wayland-0' }, 'linux'],
    [{ WSL_DISTRO_NAME: 'Debian' }, 'linux'],
    [{}, 'darwin'],
    [{}, 'win32'],
  ] as const)('happens where somebody sees it: %o on %s', (environment, platform) => {
    expect(opens(environment, platform)).toBe(true);
  });

  it.each([
    [{}, 'linux'],
    [{ DISPLAY: ':0', CI: 'true' }, 'linux'],
    [{ SSH_CONNECTION: '1 2 3 4' }, 'darwin'],
    [{ DISPLAY: 'localhost:10', SSH_TTY: '/dev/pts/1' }, 'linux'],
  ] as const)('does not happen where nobody would: %o on %s', (environment, platform) => {
    expect(opens(environment, platform)).toBe(false);
  });

  it('does not happen where nobody reads what we say either', () => {
    expect(opens({ DISPLAY: ':0' }, 'linux', false)).toBe(false);
  });
});
