import type { PartialConfiguration } from '../../configuration/Configuration.ts';
import type { EventBus } from '../../monitoring/EventBus.ts';
import type { Logger } from '../../monitoring/Logger.ts';
import { invalidOption } from '../../TidemarkError.ts';
import { type MemoryMonitoring, startMemoryMonitoring } from '../startMemoryMonitoring.ts';
import { type AwilixContainer, type Container, fromAwilix } from './Container.ts';
import { services } from './services.ts';
import { tokens } from './tokens.ts';

/** Options of {@link registerMemoryMonitoring}. */
export interface MemoryRegistrationOptions {
  /** Settings, over `TIDEMARK_*` variables and the defaults. */
  readonly config?: PartialConfiguration;
  /** Token of the application's event bus; used where it is registered. @default 'EventBus' */
  readonly eventBusToken?: string;
  /** Token of the application's logger; used where it is registered. @default 'Logger' */
  readonly loggerToken?: string;
  /** @default startMemoryMonitoring */
  readonly start?: typeof startMemoryMonitoring;
}

/**
 * Tells a container of every service of Tidemark, as singletons. Monitoring starts when the first of them is resolved,
 * with the container's own event bus and logger where it has them; it ends with the container, where that disposes of
 * its singletons, or with the function that is returned. A token that is registered already is left alone, so that tests
 * and applications can put something else in its place.
 *
 * @param container any with `register(token, factory, options)`, `resolve` and `isRegistered`; or one of awilix
 * @returns ends monitoring where it was started; a second call does nothing
 * @throws TidemarkError `INVALID_OPTION` where it is no container
 */
export function registerMemoryMonitoring(
  container: Container | AwilixContainer,
  {
    config,
    eventBusToken = 'EventBus',
    loggerToken = 'Logger',
    start = startMemoryMonitoring,
  }: MemoryRegistrationOptions = {},
): () => void {
  const known = containerOf(container);
  let monitoring: MemoryMonitoring | undefined;
  const dispose = (): void => {
    monitoring?.stop();
    monitoring = undefined;
  };
  const started = (asked: Container): MemoryMonitoring => {
    const find = (token: string): unknown => (asked.isRegistered(token) ? asked.resolve(token) : undefined);
    monitoring ??= start(config, {
      eventBus: find(eventBusToken) as EventBus | undefined,
      logger: find(loggerToken) as Logger | undefined,
    });
    return monitoring;
  };
  for (const token of Object.values(tokens)) {
    if (known.isRegistered(token)) continue;
    known.register(token, (asked) => services[token](started(asked ?? known)), {
      lifetime: 'singleton',
      dispose,
    });
  }
  return dispose;
}

function containerOf(container: Container | AwilixContainer): Container {
  const { register, resolve, isRegistered, hasRegistration } = (container ?? {}) as Partial<
    Container & AwilixContainer
  >;
  const canRegister = typeof register === 'function' && typeof resolve === 'function';
  if (canRegister && typeof hasRegistration === 'function') return fromAwilix(container as AwilixContainer);
  if (canRegister && typeof isRegistered === 'function') return container as Container;
  const rule = 'a container with register, resolve, and isRegistered or hasRegistration';
  throw invalidOption('container', rule, container);
}
