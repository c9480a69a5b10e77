import { expect, it } from 'vitest';
import { ExpressRoutes } from '../../src/frameworks/expressRoute.ts';

it.each([
  [{ originalUrl: '/a' }, undefined],
  [{ originalUrl: '/users/1?a=/b', route: { path: '/users/:id' } }, '/users/:id'],
  [
    { baseUrl: '/api/v2', originalUrl: '/api/v2/users/1', route: { path: '/users/:id' } },
    '/api/v2/users/:id',
  ],
  [
    { baseUrl: '/shops/alice', params: { shop: 'alice', item: '3' }, route: { path: '/items/:item' } },
    '/shops/:shop/items/:item',
  ],
  [
    { baseUrl: '/shops/shops/a%20b', params: { shop: 'shops', part: 'a b' }, route: { path: '/' } },
    '/shops/:shop/:part',
  ],
  [{ baseUrl: '/api', params: { id: 'api' }, route: { path: '/:id' } }, '/api/:id'],
  [{ baseUrl: '/apis', params: { id: 'api' }, route: { path: '/' } }, '/apis'],
  [{ baseUrl: '/t/9f3c', originalUrl: '/t/9f3c', route: { path: '/' } }, '/t/:id'],
  [{ baseUrl: '', originalUrl: '/t/42/users/1/?q', route: { path: '/users/:id' } }, '/t/:id/users/:id'],
  [{ originalUrl: '/a/b/c', route: { path: '/*' } }, '/*'],
  [{ originalUrl: '/a/b', route: { path: /^\/a/ } }, '/^\\/a/'],
  [{ originalUrl: '/', route: { path: '/' } }, '/'],
  [{ baseUrl: '/caf%C3%A9', originalUrl: '/caf%C3%A9/a', route: { path: '/a' } }, '/:id/a'],
])('the route of %j is %s', (request, route) => {
  expect(new ExpressRoutes().of(request)).toBe(route);
});
