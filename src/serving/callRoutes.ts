import { receivedInWords, TidemarkError } from '../TidemarkError.ts';
import type { ProcessCall } from '../wire/call.ts';
import { answerJson } from './answer.ts';
import type { ProcessDirectory } from './ProcessDirectory.ts';
import type { Route } from './Route.ts';
import { unknownProcess } from './unknownProcess.ts';

type Parse = (query: URLSearchParams) => ProcessCall;

const questions: Readonly<Record<string, Parse>> = {
  costs: (query) => ({ type: 'costs', ...only(query) }),
  caches: (query) => ({ type: 'caches', ...only(query) }),
  settings: (query) => ({ type: 'settings', ...only(query) }),
};

const actions: Readonly<Record<string, Parse>> = {
  'collect-garbage': (query) => ({
    type: 'collect-garbage',
    ...only(query, 'maxPauseMs'),
    ...pauseOf(query),
  }),
  'prune-caches': (query) => {
    only(query, 'mode', 'cache', 'maxPauseMs');
    const cache = query.get('cache');
    const mode = oneOf(query, 'mode', 'normal', 'normal', 'aggressive');
    return { type: 'prune-caches', mode, ...(cache !== null && { cache }), ...pauseOf(query) };
  },
  'sample-allocations': (query) => {
    only(query, 'run');
    return { type: 'sample-allocations', run: oneOf(query, 'run', 'start', 'start', 'read', 'stop') };
  },
};

/**
 * What a process is asked, and what it is told to do, apart from heap snapshots:
 * `GET /api/processes/:id/{costs|caches|settings}` and
 * `POST /api/processes/:id/actions/{collect-garbage|prune-caches|sample-allocations}`. Each answers with what the process
 * says, which may be that it refuses.
 */
export function callRoutes(directory: ProcessDirectory): readonly Route[] {
  const routeTo =
    (parses: Readonly<Record<string, Parse>>): Route['answer'] =>
    async ({ response, query, parts: [id = '', name = ''] }) => {
      const call = (parses[name] as Parse)(query);
      const answer = directory.call(id, call);
      if (answer === undefined) throw unknownProcess(directory, id);
      answerJson(response, await answer);
    };
  const named = (parses: object): string => Object.keys(parses).join('|');
  return [
    {
      methods: ['GET', 'HEAD'],
      pattern: new RegExp(`^/api/processes/([^/]+)/(${named(questions)})$`),
      answer: routeTo(questions),
    },
    {
      methods: ['POST'],
      pattern: new RegExp(`^/api/processes/([^/]+)/actions/(${named(actions)})$`),
      answer: routeTo(actions),
    },
  ];
}

function pauseOf(query: URLSearchParams): { readonly maxPauseMs?: number } {
  const given = query.get('maxPauseMs');
  if (given === null) return {};
  if (!/^\d{1,7}$/.test(given)) throw invalid('maxPauseMs', 'whole milliseconds, 9,999,999 at most', given);
  return { maxPauseMs: Number(given) };
}

function oneOf<const Value extends string>(
  query: URLSearchParams,
  name: string,
  usual: Value,
  ...values: readonly Value[]
): Value {
  const given = query.get(name) ?? usual;
  const found = values.find((value) => value === given);
  if (found === undefined) throw invalid(name, `one of ${values.join(', ')}`, given);
  return found;
}

/** @throws TidemarkError `INVALID_REQUEST` for a parameter that is not known, or given twice */
function only(query: URLSearchParams, ...names: readonly string[]): object {
  for (const name of new Set(query.keys())) {
    const rule = names.length === 0 ? 'left out: there are no parameters' : `one of ${names.join(', ')}`;
    if (!names.includes(name)) throw invalid(name, rule, name);
    if (query.getAll(name).length > 1) throw invalid(name, 'given once', query.getAll(name));
  }
  return {};
}

function invalid(option: string, rule: string, received: unknown): TidemarkError {
  const message = `${option} must be ${rule}, ${receivedInWords(received)}`;
  return new TidemarkError('INVALID_REQUEST', message, { option, rule, received });
}
