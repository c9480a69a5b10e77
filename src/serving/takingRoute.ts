import { isAbsolute } from 'node:path';
import { receivedInWords, TidemarkError } from '../TidemarkError.ts';
import type { SnapshotOrder, TakingNews } from '../wire/snapshotTaking.ts';
import { securityHeaders } from './answer.ts';
import type { ProcessDirectory } from './ProcessDirectory.ts';
import type { Route } from './Route.ts';
import { unknownProcess } from './unknownProcess.ts';

const flags = ['force', 'redact', 'gzip'] as const;
const parameters: readonly string[] = [...flags, 'directory', 'keepFiles'];

/**
 * `POST /api/processes/:id/actions/heap-snapshot?directory&force&redact&gzip&keepFiles`: has a process take a heap snapshot,
 * and answers with how that goes on, one JSON object a line, until it is written or refused. Whoever hangs up calls it off.
 */
export function takingRoute(directory: ProcessDirectory): Route {
  return {
    methods: ['POST'],
    pattern: /^\/api\/processes\/([^/]+)\/actions\/heap-snapshot$/,
    answer: ({ response, query, parts: [id = ''] }) => {
      const order = parseOrder(query);
      // What is told is on its way before the thread of this very process stands still.
      const tell = async (news: TakingNews): Promise<void> => {
        if (response.destroyed) return;
        const isSent = new Promise<void>((resolve) => {
          response.write(`${JSON.stringify(news)}\n`, () => resolve());
        });
        if (news.state !== 'begun') response.end();
        await isSent;
      };
      const callOff = directory.takeSnapshot(id, order, tell);
      if (callOff === undefined) throw unknownProcess(directory, id);
      response.writeHead(200, {
        ...securityHeaders,
        'Content-Type': 'application/x-ndjson; charset=utf-8',
        'Cache-Control': 'no-store',
      });
      response.flushHeaders();
      response.on('error', () => undefined);
      response.on('close', () => {
        if (!response.writableFinished) callOff();
      });
    },
  };
}

/** @throws TidemarkError `INVALID_REQUEST` naming the parameter, its rule and the value received */
function parseOrder(query: URLSearchParams): SnapshotOrder {
  for (const name of new Set(query.keys())) {
    if (!parameters.includes(name)) throw invalid(name, `one of ${parameters.join(', ')}`, name);
    if (query.getAll(name).length > 1) throw invalid(name, 'given once', query.getAll(name));
  }
  const [force, redact, gzip] = flags.map((name) => flagOf(query, name)) as [boolean, boolean, boolean];
  const directory = query.get('directory');
  if (directory !== null && !isAbsolute(directory)) {
    throw invalid('directory', 'the absolute path of a folder', directory);
  }
  const keepFiles = query.get('keepFiles');
  if (keepFiles !== null && !/^[1-9]\d{0,5}$/.test(keepFiles)) {
    throw invalid('keepFiles', 'a whole number from 1 to 999,999', keepFiles);
  }
  return {
    force,
    redact,
    gzip,
    ...(directory !== null && { directory }),
    ...(keepFiles !== null && { keepFiles: Number(keepFiles) }),
  };
}

function flagOf(query: URLSearchParams, name: string): boolean {
  const given = query.get(name) ?? 'false';
  if (given !== 'true' && given !== 'false') throw invalid(name, 'true or false', given);
  return given === 'true';
}

function invalid(option: string, rule: string, received: unknown): TidemarkError {
  const message = `${option} must be ${rule}, ${receivedInWords(received)}`;
  return new TidemarkError('INVALID_REQUEST', message, { option, rule, received });
}
