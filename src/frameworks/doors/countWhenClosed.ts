import type { ServerAnswer, ServerRequest } from '../../pressure/shedding/sendRefusal.ts';
import type { RequestMemory } from '../RequestMemory.ts';

/**
 * Counts a request when its answer has ended, in whatever way: by then its route is known. One listener serves all
 * requests, so that none of them costs a closure.
 */
export function countWhenClosed<Request extends ServerRequest>(
  memory: RequestMemory,
  routeOf: (request: Request) => string | undefined,
): (request: ServerRequest, response: ServerAnswer) => void {
  function closed(this: { readonly req: ServerRequest }): void {
    memory.count(this.req as Request, routeOf);
  }
  return (request, response) => {
    if ((response as { readonly closed?: boolean }).closed === true)
      memory.count(request as Request, routeOf);
    else response.on('close', closed as () => void);
  };
}
