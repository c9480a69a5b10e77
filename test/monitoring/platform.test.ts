import { subscribe, unsubscribe } from 'node:diagnostics_channel';
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

  it('tells who listens what verdicts on leaks come from', () => {
    expect(Object.keys(page.witness)).toEqual(Object.keys(node.witness));
    const heard: unknown[] = [];
    const hear = (content: unknown, name: string | symbol) => void heard.push([name, content]);
    const names = ['live_reading', 'site_look', 'sites', 'open_resources', 'loop_use', 'modules'].map(
      (name) => `tidemark:${name}`,
    );
    const reading = { time: 1, liveBytes: 2, externalBytes: 3, majorCollections: 4 };
    const look = { time: 1, observedSince: 0, oldSurvivorBytes: 2, liveBytes: 2, pauseMs: 1 };
    const tell = ({ witness }: Pick<typeof node, 'witness'>): void => {
      witness.addReading(reading);
      witness.addSiteLook(look);
      witness.setSites([]);
      witness.addResources([]);
      witness.addLoopUse(1, 0.5);
      witness.addModules(7);
    };
    tell(node);
    for (const name of names) subscribe(name, hear);
    tell(node);
    tell(page);
    for (const name of names) unsubscribe(name, hear);
    tell(node);
    expect(heard).toEqual([
      [names[0], reading],
      [names[1], look],
      [names[2], []],
      [names[3], []],
      [names[4], { time: 1, use: 0.5 }],
      [names[5], 7],
    ]);
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
