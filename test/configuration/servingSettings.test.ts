import { describe, expect, it } from 'vitest';
import { isLoopback } from '../../src/configuration/loopback.ts';
import { resolveConfiguration } from '../../src/configuration/resolveConfiguration.ts';
import { settingEntries } from '../../src/configuration/settingEntries.ts';
import { applicationEnvironment } from '../../src/hub/applicationEnvironment.ts';

const token = 'a-secret-that-nobody-knows';

function problemOf(parts: Parameters<typeof resolveConfiguration>[0]): Error & { received?: unknown } {
  try {
    resolveConfiguration(parts);
  } catch (error) {
    return error as Error;
  }
  throw new Error('it was accepted');
}

describe('host and token', () => {
  it.each(['127.0.0.1', '127.8.9.1', '::1', 'localhost', '::ffff:127.0.0.1'])(
    '%s is this machine alone',
    (host) => {
      expect(isLoopback(host)).toBe(true);
      expect(resolveConfiguration({ overrides: { host } }).configuration.host).toBe(host);
    },
  );

  it.each(['0.0.0.0', '::', '10.0.0.5', '127.0.0.1.evil.example', 'shop'])('%s demands a token', (host) => {
    const error = problemOf({ environment: { TIDEMARK_HOST: host } });
    expect(error).toMatchObject({ code: 'INVALID_OPTION', option: 'token', received: undefined });
    expect(error.message).toContain(
      `token must be given (TIDEMARK_TOKEN) where host is not this machine alone`,
    );
    expect(error.message).toContain(`${host} (from TIDEMARK_HOST)`);
    const environment = { TIDEMARK_HOST: host, TIDEMARK_TOKEN: token };
    expect(resolveConfiguration({ environment }).configuration).toMatchObject({ host, token });
  });

  it('demands none where nothing is served: under a hub, or turned off', () => {
    const overrides = { host: '0.0.0.0' };
    expect(
      resolveConfiguration({ overrides, environment: { TIDEMARK_HUB_SOCKET: '/s' } }).configuration.token,
    ).toBe(undefined);
    expect(resolveConfiguration({ overrides: { ...overrides, enabled: false } }).configuration.enabled).toBe(
      false,
    );
    expect(problemOf({ overrides, environment: { TIDEMARK_HUB_SOCKET: '/s' }, serves: true })).toMatchObject({
      option: 'token',
    });
  });

  it('shows of a token only that it is set, of a wrong one only its length', () => {
    const loaded = resolveConfiguration({ overrides: { token } });
    const entries = settingEntries(loaded, {});
    expect(entries.find(({ path }) => path === 'token')).toMatchObject({ value: '"set"', source: 'code' });
    expect(JSON.stringify(entries)).not.toContain(token);
    for (const parts of [
      { environment: { TIDEMARK_TOKEN: 'too-short' } },
      { overrides: { token: 'too-short' } },
      { overrides: { tokn: 'too-short' } as object },
    ]) {
      const error = problemOf(parts);
      expect(error.message).not.toContain('too-short');
      expect(error.received).toBe('9 characters');
    }
  });

  it('stay with the hub', () => {
    const environment = { TIDEMARK_HOST: '0.0.0.0', TIDEMARK_TOKEN: token, TIDEMARK_PORT: '1', PATH: '/bin' };
    const given = applicationEnvironment({
      environment,
      registerUrl: 'file:///r.js',
      socketPath: '/s',
      hubPid: 1,
      settings: {},
    });
    expect(given.PATH).toBe('/bin');
    expect(Object.keys(given).filter((name) => /HOST|TOKEN|PORT/.test(name))).toEqual([]);
  });
});
