import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { receivedInWords, TidemarkError } from '../TidemarkError.ts';

const longestUrl = 2048;
const allowedMethods = ['GET', 'HEAD', 'POST'];

/** What the guard needs to know of the server it stands before. */
export interface GuardOptions {
  /** The address that the server listens on. */
  readonly host: string;
  readonly port: number;
  readonly token: string;
}

/**
 * Turns away what no dashboard of ours sends, before anything else looks at the request: other hosts' names (DNS
 * rebinding), other sites' pages, methods we do not have, overlong addresses, and any POST without the token.
 *
 * @throws TidemarkError `REQUEST_REFUSED`, `METHOD_NOT_ALLOWED` or `INVALID_REQUEST`
 */
export function createGuard({ host, port, token }: GuardOptions): (request: IncomingMessage) => void {
  const names = ['127.0.0.1', 'localhost', '[::1]', host.includes(':') ? `[${host}]` : host];
  const hosts = new Set(names.map((name) => `${name}:${port}`));
  // A browser leaves the port out where it is the protocol's own.
  if (port === 80) for (const name of names) hosts.add(name);
  const origins = new Set([...hosts].map((name) => `http://${name}`));
  const requireToken = createTokenCheck(token);

  return (request) => {
    const { method = '', url = '', headers } = request;
    const hostHeader = headers.host?.toLowerCase();
    if (hostHeader === undefined || !hosts.has(hostHeader)) {
      throw refused('Host', `one of ${[...hosts].join(', ')}`, headers.host);
    }
    if (!allowedMethods.includes(method)) {
      throw new TidemarkError('METHOD_NOT_ALLOWED', `There is no ${method} here.`, { received: method });
    }
    if (url.length > longestUrl) {
      const rule = `at most ${longestUrl} characters`;
      const details = { option: 'url', rule, received: url.length };
      throw new TidemarkError('INVALID_REQUEST', `url must be ${rule}, received ${url.length}`, details);
    }
    if (headers.origin !== undefined && !origins.has(headers.origin.toLowerCase())) {
      throw refused('Origin', 'this server itself', headers.origin);
    }
    const site = headers['sec-fetch-site'];
    const isOurs = site === undefined || site === 'same-origin' || site === 'none';
    // A link to the page may stand anywhere: its site cannot read what a navigation brings.
    if (!isOurs && headers['sec-fetch-mode'] !== 'navigate') {
      throw refused('Sec-Fetch-Site', 'same-origin or none', site);
    }
    if (method === 'POST') requireToken(request);
  };
}

/**
 * Turns away a request without the token.
 *
 * @throws TidemarkError `REQUEST_REFUSED`
 */
export function createTokenCheck(token: string): (request: IncomingMessage) => void {
  const expected = digest(`Bearer ${token}`);
  return ({ headers }) => {
    if (timingSafeEqual(digest(headers.authorization ?? ''), expected)) return;
    // The value received is not repeated: it may be a mistyped secret.
    throw new TidemarkError(
      'REQUEST_REFUSED',
      'This needs the token that is behind the #k= of the address that `tidemark run`, or the process itself, has told: ' +
        'Authorization: Bearer TOKEN. `tidemark snapshot take` does without.',
      { option: 'Authorization', rule: 'Bearer and the token' },
    );
  };
}

function refused(header: string, rule: string, received: unknown): TidemarkError {
  const details = { option: header, rule, received };
  return new TidemarkError(
    'REQUEST_REFUSED',
    `${header} must be ${rule}, ${receivedInWords(received)}`,
    details,
  );
}

/** Of equal length whatever the text, so that comparing takes equal time. */
function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
