import { invalidOption } from '../../TidemarkError.ts';
import type { LoadShedder } from '../MemoryStrategy.ts';
import type { LoadSheddingOptions } from './LoadSheddingOptions.ts';
import { RequestShedder } from './RequestShedder.ts';

/** What is used of a `MemoryPressureManager`. */
export interface SheddingManager {
  addLoadShedder(shedder: LoadShedder): () => void;
}

/**
 * Has requests refused while memory is short, by doors for the framework: `app.use(shedLoad(manager).express())`. The
 * manager may still be a promise, as that of `startMemoryMonitoring()` is; until it is there nothing is refused.
 *
 * @throws TidemarkError `INVALID_OPTION` or `UNKNOWN_OPTION`
 */
export function shedLoad(
  manager: SheddingManager | PromiseLike<SheddingManager>,
  options: LoadSheddingOptions = {},
): RequestShedder {
  const shedder = new RequestShedder(options);
  if (isPromise(manager)) {
    manager
      .then((arrived) => join(shedder, arrived))
      .then(undefined, (error: unknown) => shedder.fail('the manager of the load shedding', error));
  } else {
    join(shedder, manager);
  }
  return shedder;
}

function join(shedder: RequestShedder, manager: SheddingManager): void {
  if (typeof manager?.addLoadShedder !== 'function') {
    throw invalidOption('manager', 'a MemoryPressureManager, or a promise of one', manager);
  }
  shedder.onClose(manager.addLoadShedder(shedder));
}

function isPromise(value: unknown): value is PromiseLike<SheddingManager> {
  return typeof (value as { then?: unknown } | null)?.then === 'function';
}
