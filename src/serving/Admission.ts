import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { RateLimit } from '../monitoring/RateLimit.ts';
import { TidemarkError } from '../TidemarkError.ts';

/** Somebody who mistypes it, and those who try: beyond it a wrong token costs no more than a refusal. */
const wrongTokens = { perSecond: 2, most: 20 };

/** Options of an {@link Admission}. */
export interface AdmissionOptions {
  readonly token: string;
  /** Whether the token is wanted for reading, too. */
  readonly tokenFor: 'actions' | 'everything';
  /** Milliseconds. */
  readonly now: () => number;
}

/**
 * Who may read and who may act. What acts wants the token itself, in a header that no form and no other site can send. What
 * reads is free, or wants the token, or the cookie of a session that was opened with it: an event stream sends no headers.
 */
export class Admission {
  readonly #expected: Buffer;
  readonly #reads: boolean;
  readonly #wrong: RateLimit;
  readonly #cookieName: string;
  readonly #cookieValue: string;

  constructor({ token, tokenFor, now }: AdmissionOptions) {
    this.#expected = digest(`Bearer ${token}`);
    this.#reads = tokenFor === 'actions';
    this.#wrong = new RateLimit({ ...wrongTokens, now });
    // The key dies with the server: whoever gets hold of the cookie cannot find the token by trying, nor come again.
    const sessions = createHmac('sha256', randomBytes(32));
    this.#cookieValue = sessions.update(token).digest('base64url');
    // Servers on other ports of a host share its cookies: each has its own name.
    this.#cookieName = `tidemark-${digest(this.#cookieValue).toString('hex', 0, 4)}`;
  }

  /** What opens a session: not `Secure`, since there is no TLS here, and nobody can be believed who says so. */
  get sessionCookie(): string {
    return `${this.#cookieName}=${this.#cookieValue}; Path=/; HttpOnly; SameSite=Strict`;
  }

  /**
   * Turns away whoever may not ask for this.
   *
   * @throws TidemarkError `REQUEST_REFUSED` or `TOKEN_REQUIRED`; `TOO_MANY_REQUESTS` after too many wrong tokens
   */
  check(request: IncomingMessage): void {
    const acts = request.method === 'POST';
    if (acts || !(this.#reads || this.#hasSession(request))) this.requireToken(request);
  }

  /**
   * Turns away a request without the token itself. The right one is let in however many wrong ones came before.
   *
   * @throws TidemarkError likewise
   */
  requireToken({ headers: { authorization } }: IncomingMessage): void {
    if (timingSafeEqual(digest(authorization ?? ''), this.#expected)) return;
    // The value received is never repeated: it may be a mistyped secret.
    const details = { option: 'Authorization', rule: 'Bearer and the token' };
    if (authorization !== undefined && !this.#wrong.take()) {
      throw new TidemarkError(
        'TOO_MANY_REQUESTS',
        'There were too many wrong tokens. Wait a moment.',
        details,
      );
    }
    if (this.#reads) throw new TidemarkError('REQUEST_REFUSED', unauthorized, details);
    throw new TidemarkError('TOKEN_REQUIRED', required, details);
  }

  #hasSession({ headers: { cookie = '' } }: IncomingMessage): boolean {
    const given = cookie
      .split(';')
      .map((each) => each.trim().split('='))
      .find(([name]) => name === this.#cookieName);
    return given !== undefined && timingSafeEqual(digest(given[1] ?? ''), digest(this.#cookieValue));
  }
}

const unauthorized =
  'This needs the token that is behind the #k= of the address that `tidemark run`, or the process itself, has told: ' +
  'Authorization: Bearer TOKEN. `tidemark snapshot take` does without.';
const required =
  'This server tells nothing without its token (the setting `token`, TIDEMARK_TOKEN): Authorization: Bearer TOKEN, ' +
  'or #k=TOKEN behind the address of the page.';

/** Of equal length whatever the text, so that comparing takes equal time. */
function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
