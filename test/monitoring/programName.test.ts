import { describe, expect, it } from 'vitest';
import { programName } from '../../src/monitoring/programName.ts';

describe('the name of a program', () => {
  it.each([
    ['/srv/www/shop/dist/server.js', 'shop/dist/server'],
    ['C:\\work\\shop\\server.mts', 'work/shop/server'],
    ['/server', 'server'],
    ['', undefined],
    [undefined, undefined],
  ])('of %s is %s', (script, name) => {
    expect(programName(script)).toBe(name);
  });
});
