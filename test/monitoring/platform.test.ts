import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import * as page from '../../src/monitoring/platform.browser.ts';
import * as node from '../../src/monitoring/platform.ts';

describe('the platform', () => {
  it('has one source for all monitors', () => {
    expect(node.defaultSource()).toBe(node.defaultSource());
    expect(node.defaultSource().kind).toBe('node');
    expect(page.defaultSource()).toBe(page.defaultSource());
    expect(page.defaultSource().kind).toBe('browser');
  });

  it('is the same to the monitor in Node and in a page', () => {
    expect(Object.keys(page)).toEqual(Object.keys(node));
    expect(Object.keys(page.diagnostics)).toEqual(Object.keys(node.diagnostics));
    expect(page.diagnostics.hasSubscribers('memory:sampled')).toBe(false);
  });

  it('tells of each request that is served, until nobody wants to know', async () => {
    let begun = 0;
    const end = node.eachRequest(() => {
      begun += 1;
    });
    const server = http.createServer((_request, response) => response.end());
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    await fetch(`http://127.0.0.1:${port}/`);
    await fetch(`http://127.0.0.1:${port}/`);
    expect(begun).toBe(2);
    end();
    await fetch(`http://127.0.0.1:${port}/`);
    expect(begun).toBe(2);
    await new Promise((resolve) => {
      server.close(resolve);
      server.closeAllConnections();
    });
  });

  it('serves no requests in a page', () => {
    expect(page.eachRequest(() => {})()).toBeUndefined();
  });
});
