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
});
