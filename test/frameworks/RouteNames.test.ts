import { expect, it } from 'vitest';
import { RouteNames } from '../../src/frameworks/RouteNames.ts';

it('a route has one name for each method, however many there are', () => {
  const names = new RouteNames();
  for (let turn = 0; turn < 2; turn++) {
    for (let index = 0; index < 300; index++) {
      expect(names.of('GET', `/${index}`)).toBe(`GET /${index}`);
      expect(names.of('POST', `/${index}`)).toBe(`POST /${index}`);
    }
  }
});
