import type { IncomingMessage } from 'node:http';
import { describe, expect, it } from 'vitest';
import { Admission } from '../../src/serving/Admission.ts';

const token = 'a-secret-that-nobody-knows';
const bearer = { authorization: `Bearer ${token}` };

function given(tokenFor: 'actions' | 'everything') {
  let timeMs = 0;
  const admission = new Admission({ token, tokenFor, now: () => timeMs });
  const attempt = (method: string, headers: Readonly<Record<string, string>> = {}) => {
    try {
      admission.check({ method, headers } as unknown as IncomingMessage);
      return 'in';
    } catch (error) {
      return (error as { code: string }).code;
    }
  };
  const [cookie = ''] = admission.sessionCookie.split(';');
  return { admission, attempt, cookie, wait: (ms: number) => (timeMs += ms) };
}

describe('a server whose token is for actions', () => {
  it('lets everybody read, and nobody act without the token', () => {
    const { attempt } = given('actions');
    expect([attempt('GET'), attempt('HEAD'), attempt('POST', bearer)]).toEqual(['in', 'in', 'in']);
    for (const authorization of ['Bearer secrets', 'Bearer ', token, `Basic ${token}`, '']) {
      expect(attempt('POST', { authorization })).toBe('REQUEST_REFUSED');
    }
    expect(attempt('POST')).toBe('REQUEST_REFUSED');
  });

  it('repeats nothing of a wrong token', () => {
    const { admission } = given('actions');
    const headers = { authorization: 'Bearer mistyped' };
    const ask = () => admission.check({ method: 'POST', headers } as unknown as IncomingMessage);
    expect(ask).toThrow(expect.objectContaining({ received: undefined }));
    expect(ask).not.toThrow(/mistyped/);
  });
});

describe('a server whose token is for everything', () => {
  it('lets nobody read without the token or a session', () => {
    const { attempt, cookie } = given('everything');
    expect([attempt('GET'), attempt('HEAD'), attempt('POST')]).toEqual(Array(3).fill('TOKEN_REQUIRED'));
    expect([attempt('GET', bearer), attempt('GET', { cookie })]).toEqual(['in', 'in']);
    expect(attempt('HEAD', { cookie: `other=1; ${cookie}; more=2` })).toBe('in');
    const [name] = cookie.split('=');
    for (const wrong of [`${name}=`, `${name}`, `${cookie}x`, `x${cookie}`, `${name}=${token}`]) {
      expect(attempt('GET', { cookie: wrong }), wrong).toBe('TOKEN_REQUIRED');
    }
  });

  it('lets a session read and nothing else', () => {
    const { attempt, admission, cookie } = given('everything');
    expect(attempt('POST', { cookie })).toBe('TOKEN_REQUIRED');
    const request = { method: 'GET', headers: { cookie } } as unknown as IncomingMessage;
    expect(() => admission.requireToken(request)).toThrow(
      expect.objectContaining({ code: 'TOKEN_REQUIRED' }),
    );
  });

  it('has a cookie that holds nothing of the token, for no script and no other site, and is worth nothing elsewhere', () => {
    const { admission, cookie } = given('everything');
    expect(admission.sessionCookie).toMatch(
      /^tidemark-[0-9a-f]{8}=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/,
    );
    expect(admission.sessionCookie).not.toContain(token);
    const other = given('everything');
    expect(other.cookie).not.toBe(cookie);
    expect(other.attempt('GET', { cookie })).toBe('TOKEN_REQUIRED');
  });

  it('answers only so many wrong tokens in a second, and keeps nobody out who has the right one', () => {
    const { attempt, wait } = given('everything');
    const wrong = (count: number) =>
      Array.from({ length: count }, () => attempt('GET', { authorization: 'Bearer guess' }));
    expect(new Set(wrong(20))).toEqual(new Set(['TOKEN_REQUIRED']));
    expect(new Set(wrong(5))).toEqual(new Set(['TOO_MANY_REQUESTS']));
    expect([attempt('GET', bearer), attempt('POST', bearer), attempt('GET')]).toEqual([
      'in',
      'in',
      'TOKEN_REQUIRED',
    ]);
    wait(1000);
    expect(wrong(3)).toEqual(['TOKEN_REQUIRED', 'TOKEN_REQUIRED', 'TOO_MANY_REQUESTS']);
  });
});
