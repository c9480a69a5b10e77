import { describe, expect, it } from 'vitest';
import { mount, painted } from './mounted.ts';

const address = `${location.origin}${location.pathname}#k=TOKEN`;

describe('without the token that a server wants for everything', () => {
  it.each([
    ['token missing', 'The token is missing'],
    ['token wrong', 'The token is wrong'],
  ] as const)('there is no verdict of then in the place of one of now: %s', async (connection, headline) => {
    const page = await mount();
    expect(page.text('.headline')).toBe('No leak suspected');
    page.source.connect(connection);
    await painted();
    expect(page.text('.headline')).toBe(headline);
    expect(page.text('.details')).toContain('TIDEMARK_TOKEN that it was started with');
    expect(page.text('.details')).toContain(address);
    expect(page.find('.verdict').dataset.tone).toBe('warning');
    expect(page.find('.summary').checkVisibility()).toBe(true);
    expect(page.text('.window-words')).toBe(`${headline}. The newest sample is of 12:00:00`);
    page.source.connect('open');
    await painted();
    expect(page.text('.headline')).toBe('No leak suspected');
  });

  it('the whole address that has one is told, before anything was seen', async () => {
    const page = await mount({ connect: false });
    page.source.connect('token missing');
    await painted();
    expect(page.text('.notice-title')).toBe('The token is missing');
    expect(page.text('.notice code')).toBe(address);
  });
});
