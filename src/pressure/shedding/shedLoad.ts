import type { LoadSheddingOptions } from './LoadSheddingOptions.ts';
import { RequestShedder, type SheddingManager } from './RequestShedder.ts';

/**
 * Has requests refused while memory is short, by doors for the framework: `app.use(shedLoad(manager).express())`. The
 * manager may still be a promise, as that of `startMemoryMonitoring()` is; until it is there nothing is refused.
 *
 * @throws TidemarkError `INVALID_OPTION`, `UNKNOWN_OPTION` or `MANAGER_CLOSED`
 */
export function shedLoad(
  manager: SheddingManager | PromiseLike<SheddingManager>,
  options: LoadSheddingOptions = {},
): RequestShedder {
  return new RequestShedder(options).follow(manager);
}
