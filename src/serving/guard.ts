import type { IncomingMessage } from 'node:http';
import { receivedInWords, TidemarkError } from '../TidemarkError.ts';

const longestUrl = 2048;
const allowedMethods = ['GET', 'HEAD', 'POST'];

/** What the guard needs to know of the server it stands before. */
export interface GuardOptions {
  /** The address that the server listens on. */
  readonly host: string;
  readonly port: number;
  /** Whether it goes by any name, since nothing is told without the token anyway. */
  readonly anyName: boolean;
}

/**
 * Turns away what no dashboard of ours sends, before anything else looks at the request: other hosts' names (DNS
 * rebinding), other sites' pages, methods we do not have, and overlong addresses. Of a server that other machines reach
 * nobody knows all names, so that any will do; pages of other origins are told by the two headers not being of one.
 *
 * @throws TidemarkError `REQUEST_REFUSED`, `METHOD_NOT_ALLOWED` or `INVALID_REQUEST`
 */
export function createGuard({ host, port, anyName }: GuardOptions): (request: IncomingMessage) => void {
  const names = ['127.0.0.1', 'localhost', '[::1]', host.includes(':') ? `[${host}]` : host];
  const hosts = new Set(names.map((name) => `${name}:${port}`));
  // A browser leaves the port out where it is the protocol's own.
  if (port === 80) for (const name of names) hosts.add(name);
  const isOurs = (name: string): boolean => (anyName ? name !== '' : hosts.has(name));

  return (request) => {
    const { method = '', url = '', headers } = request;
    const hostHeader = headers.host?.toLowerCase() ?? '';
    if (!isOurs(hostHeader)) {
      throw refused('Host', anyName ? 'there' : `one of ${[...hosts].join(', ')}`, headers.host);
    }
    if (!allowedMethods.includes(method)) {
      throw new TidemarkError('METHOD_NOT_ALLOWED', `There is no ${method} here.`, { received: method });
    }
    if (url.length > longestUrl) {
      const rule = `at most ${longestUrl} characters`;
      const details = { option: 'url', rule, received: url.length };
      throw new TidemarkError('INVALID_REQUEST', `url must be ${rule}, received ${url.length}`, details);
    }
    const origin = headers.origin?.toLowerCase();
    if (origin !== undefined && !isOwnOrigin(origin, hostHeader, anyName ? undefined : hosts)) {
      throw refused('Origin', 'this server itself', headers.origin);
    }
    const site = headers['sec-fetch-site'];
    const isSameSite = site === undefined || site === 'same-origin' || site === 'none';
    // A link to the page may stand anywhere: its site cannot read what a navigation brings.
    if (!isSameSite && headers['sec-fetch-mode'] !== 'navigate') {
      throw refused('Sec-Fetch-Site', 'same-origin or none', site);
    }
  };
}

/** Without a list of names, the one that it was asked for by; behind a proxy that has TLS, by `https`. */
function isOwnOrigin(origin: string, host: string, hosts: ReadonlySet<string> | undefined): boolean {
  if (hosts === undefined) return origin === `http://${host}` || origin === `https://${host}`;
  return origin.startsWith('http://') && hosts.has(origin.slice('http://'.length));
}

function refused(header: string, rule: string, received: unknown): TidemarkError {
  const details = { option: header, rule, received };
  return new TidemarkError(
    'REQUEST_REFUSED',
    `${header} must be ${rule}, ${receivedInWords(received)}`,
    details,
  );
}
