import { describe, expect, it } from 'vitest';
import { isPreflight, pathOf } from '../../../src/pressure/shedding/IncomingRequest.ts';
import { RouteTable } from '../../../src/pressure/shedding/RouteTable.ts';

describe('the path of a target', () => {
  it.each([
    ['/', '/'],
    [undefined, '/'],
    ['/a/b?c=/d', '/a/b'],
    ['/a/', '/a'],
    ['/a/?b', '/a'],
    ['?a', ''],
    ['http://host:80/a?b', '/a'],
    ['http://host', 'http://host'],
    ['*', '*'],
    ['//health', '//health'],
  ])('of %s is %s', (target, path) => {
    expect(pathOf(target)).toBe(path);
  });
});

it('a preflight is an OPTIONS request that asks for a method', () => {
  const headers = { 'access-control-request-method': 'PUT' };
  expect(isPreflight({ method: 'OPTIONS', headers })).toBe(true);
  expect(isPreflight({ method: 'OPTIONS', headers: {} })).toBe(false);
  expect(isPreflight({ method: 'GET', headers })).toBe(false);
});

describe('a table of routes', () => {
  const table = new RouteTable({
    '/reports': 'low',
    '/reports/*': 'low',
    '/reports/urgent/*': 'high',
    'POST /orders': 'high',
    '/orders': 'normal',
    'GET /orders/*': 'low',
    '/orders/*': 'exempt',
    '/trailing/': 'high',
  });
  const find = (method: string, path: string) => table.find(method, path)?.treatment;

  it('finds the path itself, with and without a method', () => {
    expect(find('GET', '/reports')).toBe('low');
    expect(find('POST', '/orders')).toBe('high');
    expect(find('GET', '/orders')).toBe('normal');
    expect(find('GET', '/trailing')).toBe('high');
    expect(find('GET', '/')).toBe(undefined);
    expect(find('GET', '/reportsx')).toBe(undefined);
  });

  it('finds the nearest path above it, and one with the method before one without', () => {
    expect(table.find('GET', '/reports/2026')).toEqual(
      expect.objectContaining({ route: '/reports/*', treatment: 'low' }),
    );
    expect(find('GET', '/reports/urgent/1')).toBe('high');
    expect(find('GET', '/orders/1')).toBe('low');
    expect(find('DELETE', '/orders/1')).toBe('exempt');
  });

  it('takes :name for one segment, after the path itself and before those above it', () => {
    const users = new RouteTable({
      '/users/*': 'normal',
      '/users/:id': 'low',
      'POST /users/:id': 'high',
      '/users/me': 'exempt',
      '/users/:id/orders/:order_id': 'high',
      '/files.v1/:name': 'low',
      '/tenants/:tenant/*': 'low',
      '/tenants/a/*': 'high',
      '/items:batch': 'low',
    });
    const treatment = (path: string, method = 'GET') => users.find(method, path)?.treatment;
    expect(users.find('GET', '/users/5')?.route).toBe('/users/:id');
    expect(treatment('/users/5', 'POST')).toBe('high');
    expect(treatment('/users/me')).toBe('exempt');
    expect(treatment('/users/5/orders/7')).toBe('high');
    expect(treatment('/users/5/orders')).toBe('normal');
    expect(treatment('/users/')).toBe('normal');
    expect(treatment('/files.v1/a')).toBe('low');
    expect(treatment('/filesxv1/a')).toBe(undefined);
    expect(treatment('/tenants/b/c/d')).toBe('low');
    expect(treatment('/tenants/a/c')).toBe('high');
    expect(treatment('/tenants/b')).toBe(undefined);
    expect(treatment('/items:batch')).toBe('low');
  });

  it.each([
    [{ '/users/:id(\\d+)': 'low' }, 'routes must be routes whose parameters are whole segments'],
    [{ '/users/:': 'low' }, 'routes must be routes whose parameters are whole segments'],
    [{ reports: 'low' }, 'routes must be paths such as "/reports", "/reports/*" or "POST /orders"'],
    [{ '/reports*': 'low' }, 'routes must be paths'],
    [{ 'get /': 'low' }, 'routes must be paths'],
    [{ '/a': 'urgent' }, 'routes["/a"] must be one of "low", "normal", "high", "exempt", received "urgent"'],
    [null, 'routes must be an object'],
  ])('refuses %j', (routes, message) => {
    expect(() => new RouteTable(routes as never)).toThrow(message);
  });
});
