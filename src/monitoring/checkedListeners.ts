import { invalidOption } from '../TidemarkError.ts';
import type { EventBus } from './EventBus.ts';
import type { Logger } from './Logger.ts';

/** Who is told of what happens. */
export interface ListeningParts {
  readonly eventBus?: EventBus | undefined;
  readonly logger?: Logger | undefined;
}

/** @throws TidemarkError `INVALID_OPTION` */
export function checkedListeners({ eventBus, logger }: ListeningParts): ListeningParts {
  if (eventBus !== undefined && typeof eventBus?.dispatch !== 'function') {
    throw invalidOption('eventBus', 'an object with dispatch(type, payload)', eventBus);
  }
  if (logger !== undefined && typeof logger?.warn !== 'function') {
    throw invalidOption('logger', 'an object with debug, info, warn and error', logger);
  }
  return { eventBus, logger };
}
