import { services } from '../agent/injection/services.ts';
import { type MemoryToken, tokens } from '../agent/injection/tokens.ts';
import type { EventBus } from '../monitoring/EventBus.ts';
import type { Logger } from '../monitoring/Logger.ts';
import type { FrameworkOptions } from './FrameworkOptions.ts';
import { RequestMemory } from './RequestMemory.ts';

/** Options of {@link TidemarkModule.forRoot}. */
export interface TidemarkModuleOptions extends FrameworkOptions {
  /** Token of the application's event bus; used where the module can see it. @default 'EventBus' */
  readonly eventBusToken?: unknown;
  /** Token of the application's logger; used where the module can see it. @default 'Logger' */
  readonly loggerToken?: unknown;
}

/** Options of {@link TidemarkModule.forRootAsync}. */
export interface TidemarkModuleAsyncOptions
  extends Pick<TidemarkModuleOptions, 'eventBusToken' | 'loggerToken'> {
  readonly imports?: readonly unknown[];
  /** Tokens of what `useFactory` is given. */
  readonly inject?: readonly unknown[];
  readonly useFactory: (...given: never[]) => FrameworkOptions | Promise<FrameworkOptions>;
}

interface NestProvider {
  readonly provide: string;
  readonly useFactory: (...given: never[]) => unknown;
  readonly inject: unknown[];
}

/** A dynamic module of NestJS. */
export interface NestDynamicModule {
  readonly module: typeof TidemarkModule;
  readonly global: true;
  readonly imports: never[];
  readonly providers: never[];
  readonly exports: string[];
}

const optionsToken = 'TidemarkOptions';
const lifecycleToken = 'TidemarkLifecycle';
const memoryToken = 'RequestMemory';

/**
 * Tidemark's services as a module of NestJS, under the tokens of `tidemark/injection`, and what serves requests under
 * `RequestMemory`: `@Inject('MemoryMonitor') monitor`. Monitoring begins when the application does, and ends with it.
 */
// biome-ignore lint/complexity/noStaticOnlyClass: a module of NestJS is a class.
export class TidemarkModule {
  /** `imports: [TidemarkModule.forRoot({ health: true })]`. Options are checked when the application begins. */
  static forRoot(options: TidemarkModuleOptions = {}): NestDynamicModule {
    const { eventBusToken, loggerToken, ...given } = options;
    return moduleOf({ eventBusToken, loggerToken, useFactory: () => given });
  }

  /** The same with options that need other services: `inject: [ConfigService], useFactory: (config) => ({ … })`. */
  static forRootAsync(options: TidemarkModuleAsyncOptions): NestDynamicModule {
    return moduleOf(options);
  }
}

function moduleOf({
  imports = [],
  inject = [],
  useFactory,
  eventBusToken = 'EventBus',
  loggerToken = 'Logger',
}: TidemarkModuleAsyncOptions): NestDynamicModule {
  const optional = [eventBusToken, loggerToken].map((token) => ({ token, optional: true }));
  const providers: NestProvider[] = [
    { provide: optionsToken, useFactory, inject: [...inject] },
    {
      provide: memoryToken,
      useFactory: (options: FrameworkOptions, eventBus?: EventBus, logger?: Logger) =>
        new RequestMemory({ eventBus, logger, ...options }),
      inject: [optionsToken, ...optional],
    },
    {
      provide: lifecycleToken,
      useFactory: (memory: RequestMemory) => ({ onApplicationShutdown: () => memory.close() }),
      inject: [memoryToken],
    },
    ...Object.values(tokens).map((token: MemoryToken) => ({
      provide: token,
      useFactory: ({ monitoring }: RequestMemory) => services[token](monitoring),
      inject: [memoryToken],
    })),
  ];
  return {
    module: TidemarkModule,
    global: true,
    imports: [...imports] as never[],
    providers: providers as never[],
    exports: [memoryToken, ...Object.values(tokens)],
  };
}
