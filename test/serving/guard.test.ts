import type { IncomingMessage } from 'node:http';
import { describe, expect, it } from 'vitest';
import { createGuard } from '../../src/serving/guard.ts';

const guard = createGuard({ host: '127.0.0.1', port: 7171, anyName: false });

interface Request {
  readonly method?: string;
  readonly url?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

function check({ method = 'GET', url = '/', headers = {} }: Request, stand = guard): void {
  stand({ method, url, headers: { host: '127.0.0.1:7171', ...headers } } as unknown as IncomingMessage);
}

describe('the guard', () => {
  it.each(['127.0.0.1:7171', 'localhost:7171', 'LOCALHOST:7171', '[::1]:7171'])('lets %s in', (host) => {
    expect(() => check({ headers: { host } })).not.toThrow();
  });

  it.each(['evil.example:7171', 'localhost.evil.example:7171', '127.0.0.1:80', '127.0.0.1', 'localhost', ''])(
    'turns the host "%s" away',
    (host) => {
      expect(() => check({ headers: { host } })).toThrow(
        expect.objectContaining({ code: 'REQUEST_REFUSED', option: 'Host', received: host }),
      );
    },
  );

  it('turns a request without a host away', () => {
    expect(() => guard({ method: 'GET', url: '/', headers: {} } as unknown as IncomingMessage)).toThrow(
      expect.objectContaining({ code: 'REQUEST_REFUSED', received: undefined }),
    );
  });

  it('knows the address that it listens on, and that browsers leave port 80 out', () => {
    const elsewhere = createGuard({ host: 'fe80::1', port: 80, anyName: false });
    expect(() => check({ headers: { host: '[fe80::1]' } }, elsewhere)).not.toThrow();
    expect(() => check({ headers: { host: 'localhost' } }, elsewhere)).not.toThrow();
    expect(() => check({ headers: { host: 'evil.example' } }, elsewhere)).toThrow(/Host must be/);
  });

  it('lets its own origin in and turns others away', () => {
    expect(() => check({ headers: { origin: 'http://localhost:7171' } })).not.toThrow();
    for (const origin of [
      'http://localhost:3000',
      'https://evil.example',
      'null',
      'https://localhost:7171',
    ]) {
      expect(() => check({ headers: { origin } }), origin).toThrow(
        expect.objectContaining({ code: 'REQUEST_REFUSED', option: 'Origin' }),
      );
    }
  });

  it('lets another site link to the page, but not use the API', () => {
    const headers = { 'sec-fetch-site': 'cross-site' };
    expect(() => check({ headers: { ...headers, 'sec-fetch-mode': 'navigate' } })).not.toThrow();
    for (const mode of ['cors', 'no-cors']) {
      expect(() => check({ url: '/api/processes', headers: { ...headers, 'sec-fetch-mode': mode } })).toThrow(
        expect.objectContaining({ code: 'REQUEST_REFUSED', option: 'Sec-Fetch-Site' }),
      );
    }
    for (const site of ['same-origin', 'none']) {
      expect(() => check({ url: '/api/processes', headers: { 'sec-fetch-site': site } })).not.toThrow();
    }
  });

  it.each(['PUT', 'DELETE', 'OPTIONS', 'PATCH', 'TRACE'])('has no %s', (method) => {
    expect(() => check({ method })).toThrow(expect.objectContaining({ code: 'METHOD_NOT_ALLOWED' }));
  });

  it('refuses an address of more than 2048 characters', () => {
    expect(() => check({ url: `/${'a'.repeat(2047)}` })).not.toThrow();
    expect(() => check({ url: `/${'a'.repeat(2048)}` })).toThrow(
      expect.objectContaining({ code: 'INVALID_REQUEST', option: 'url', received: 2049 }),
    );
  });

  it('goes by any name where it does not know its own, but not for pages of other origins', () => {
    const open = createGuard({ host: '0.0.0.0', port: 7171, anyName: true });
    for (const host of ['10.0.0.5:7171', 'tidemark.example', 'Shop:32768']) {
      expect(() => check({ headers: { host } }, open)).not.toThrow();
      for (const scheme of ['http', 'https']) {
        expect(() => check({ headers: { host, origin: `${scheme}://${host}` } }, open)).not.toThrow();
      }
      for (const origin of ['http://evil.example', 'null', `http://${host}0`, `ftp://${host}`]) {
        expect(() => check({ headers: { host, origin } }, open), origin).toThrow(
          expect.objectContaining({ code: 'REQUEST_REFUSED', option: 'Origin' }),
        );
      }
    }
    expect(() => check({ headers: { host: '' } }, open)).toThrow(/Host must be there/);
    const headers = { 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'cors' };
    expect(() => check({ headers }, open)).toThrow(/Sec-Fetch-Site must be/);
  });
});
