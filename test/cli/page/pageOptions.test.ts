import { describe, expect, it } from 'vitest';
import { pageAddress, pageSettings } from '../../../src/cli/page/pageOptions.ts';

describe('the options of tidemark page', () => {
  it('have defaults: a page that is left alone is looked at until Ctrl-C', () => {
    expect(pageSettings({})).toMatchObject({
      roundTrips: Number.POSITIVE_INFINITY,
      warmUp: 3,
      intervalMs: 2_000,
    });
    expect(pageSettings({ scenario: 'a.mjs' })).toMatchObject({
      roundTrips: 12,
      timeoutMs: 30_000,
      json: false,
    });
    expect(pageSettings({ roundTrips: '20', warmUp: '0', interval: '500ms', timeout: '5s' })).toMatchObject({
      roundTrips: 20,
      warmUp: 0,
      intervalMs: 500,
      timeoutMs: 5_000,
    });
  });

  it.each([
    [{ roundTrips: '5' }, '--round-trips must be a whole number from 6 to 10000, received "5"'],
    [{ warmUp: '-1' }, '--warm-up must be a whole number from 0 to 10000, received "-1"'],
    [{ interval: 'often' }, '--interval must be'],
    [{ timeout: '0' }, '--timeout must be'],
    [{ attach: 'localhost:9222' }, '--attach must be an address such as http://127.0.0.1:9222'],
    [{ attach: 'http://localhost:9222', browser: '/b' }, '--browser must be left out with --attach'],
    [{ attach: 'http://localhost:9222', show: true }, '--show must be left out with --attach'],
    [{ scenario: 'a.mjs', interval: '1s' }, '--interval must be left out with --scenario'],
  ])('are refused where they are wrong: %j', (options, message) => {
    expect(() => pageSettings(options)).toThrow(message);
  });
});

describe('the address of the page', () => {
  it('may lack its scheme, or be a file', () => {
    expect(pageAddress('https://example.org/a', '/')).toBe('https://example.org/a');
    expect(pageAddress('localhost:3000/a', '/')).toBe('http://localhost:3000/a');
    expect(pageAddress('pageOptions.test.ts', import.meta.dirname)).toMatch(
      /^file:\/\/.*pageOptions\.test\.ts$/,
    );
  });

  it.each([undefined, 'ftp://example.org', 'no address', ''])('is refused where it is none: %s', (given) => {
    expect(() => pageAddress(given, '/nowhere')).toThrow(/^url must be /);
  });
});
