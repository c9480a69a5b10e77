import type { MemoryMonitor } from '../monitoring/MemoryMonitor.ts';
import type { ServerAnswer, ServerRequest } from '../pressure/shedding/sendRefusal.ts';
import type { AnsweredPaths } from './FrameworkOptions.ts';

/** A whole answer. */
export interface AnswerPage {
  readonly statusCode: number;
  readonly contentType: string;
  readonly body: string;
}

/** Makes an answer. @param accept header of the request */
export type PageMaker = (accept: string | undefined) => AnswerPage | Promise<AnswerPage>;

/** What the pages tell of. */
export interface PageSources {
  readonly monitor: Pick<MemoryMonitor, 'pressureLevel' | 'capacity'>;
  readonly isUnderPressure: () => boolean;
  readonly metrics: (accept: string | undefined) => Promise<{ contentType: string; body: string }>;
  /** Hears of a page that could not be made. */
  readonly failed: (error: unknown) => void;
}

const json = 'application/json; charset=utf-8';

/** Answers for those who run the application: state of memory, readiness, metrics. */
export class AnswerPages {
  readonly makers: ReadonlyMap<string, PageMaker>;
  readonly #failed: (error: unknown) => void;

  constructor({ metrics, health, readiness }: AnsweredPaths, sources: PageSources) {
    const makers = new Map<string, PageMaker>();
    if (health !== undefined) makers.set(health, () => stateOf(sources, 200));
    if (readiness !== undefined) {
      makers.set(readiness, () => stateOf(sources, sources.isUnderPressure() ? 503 : 200));
    }
    if (metrics !== undefined) {
      makers.set(metrics, async (accept) => ({ statusCode: 200, ...(await sources.metrics(accept)) }));
    }
    this.makers = makers;
    this.#failed = sources.failed;
  }

  /** Sends the answer, where the request asks for one of these. Whether it did. */
  answer(
    method: string | undefined,
    target: string | undefined,
    request: ServerRequest,
    response: ServerAnswer,
  ): boolean {
    if (this.makers.size === 0 || target === undefined) return false;
    if (method !== 'GET' && method !== 'HEAD') return false;
    const query = target.indexOf('?');
    const make = this.makers.get(query < 0 ? target : target.slice(0, query));
    if (make === undefined) return false;
    void this.page(make, request.headers.accept).then(({ statusCode, contentType, body }) => {
      if (response.headersSent || response.destroyed) return;
      const headers = {
        'content-type': contentType,
        'content-length': Buffer.byteLength(body),
        'cache-control': 'no-store',
      };
      // Of the two kinds of answer each has its own type for the same call.
      (response as { writeHead(status: number, headers: object): unknown }).writeHead(statusCode, headers);
      response.end(method === 'HEAD' ? '' : body);
    });
    return true;
  }

  /** The answer; one that cannot be made is a 500, of which the logger hears. Never rejects. */
  async page(make: PageMaker, accept: string | undefined): Promise<AnswerPage> {
    try {
      return await make(accept);
    } catch (error) {
      this.#failed(error);
      return { statusCode: 500, contentType: json, body: '{"error":"this could not be told"}' };
    }
  }
}

function stateOf({ monitor, isUnderPressure }: PageSources, statusCode: number): AnswerPage {
  const { binding } = monitor.capacity();
  const level = monitor.pressureLevel;
  const body = {
    status: level === 'normal' ? 'ok' : level,
    underPressure: isUnderPressure(),
    ...(binding && { limit: binding.kind, usedShare: Number(binding.ratio.toFixed(4)) }),
  };
  return { statusCode, contentType: json, body: JSON.stringify(body) };
}
