import { checkedFunction, checkedOptions } from '../../configuration/checkedOptions.ts';
import { checkedListeners } from '../../monitoring/checkedListeners.ts';
import type { Logger } from '../../monitoring/Logger.ts';
import { platformTimers, type Timers } from '../../monitoring/Ticker.ts';
import { invalidOption } from '../../TidemarkError.ts';
import type { PressureLevel } from '../../wire/event.ts';
import { checkedFlag, checkedTimers } from '../checkedArguments.ts';
import { HealthChecks } from './HealthChecks.ts';
import type { IncomingRequest } from './IncomingRequest.ts';
import type { Refusal, RefusalAnswer } from './Refusal.ts';
import {
  type RequestPriority,
  type RequestTreatment,
  requestPriorities,
  severityUpTo,
} from './RequestPriority.ts';
import { RouteTable } from './RouteTable.ts';

/** Options of `shedLoad`. */
export interface LoadSheddingOptions {
  /**
   * What a request matters, where something else than its route says so; `undefined` leaves it to the routes. It is only
   * called while load is shed. If it throws, the request is of normal priority.
   */
  readonly priority?: ((request: IncomingRequest) => RequestTreatment | undefined) | undefined;
  /** By path: `/reports`, `/reports/*` for all below it, `POST /orders` for one method. @default all are normal */
  readonly routes?: Readonly<Record<string, RequestTreatment>> | undefined;
  /** Paths that are never refused where they are asked for with GET or HEAD. @default {@link defaultHealthChecks} */
  readonly healthChecks?: readonly string[] | undefined;
  /** Up to which priority requests may be refused at a level. @default { warning: 'none', critical: 'high' } */
  readonly upTo?:
    | { readonly [Level in 'warning' | 'critical']?: RequestPriority | 'none' | undefined }
    | undefined;
  /**
   * The largest share that is refused, 0 to 1, by priority, as long as there are 10 % of the limit left; then it is all, except
   * where this is 0. @default { low: 1, normal: 0.9, high: 0.5 }
   */
  readonly maxShare?: { readonly [Priority in RequestPriority]?: number | undefined } | undefined;
  /**
   * Time from one step up to the next while memory stays as full, in milliseconds; while it becomes fuller there is one for
   * each percent of its limit. There are ten, of which the first four are one. @default 300
   */
  readonly stepUpMs?: number | undefined;
  /** Time from one step down to the next, in milliseconds. @default 1000 */
  readonly stepDownMs?: number | undefined;
  /**
   * Whole seconds after which refused clients may try again. Up to half as many are added at random, so that they do not
   * all come back at once. @default { warning: 5, critical: 10 }
   */
  readonly retryAfterSeconds?:
    | number
    | { readonly [Level in 'warning' | 'critical']?: number | undefined }
    | undefined;
  /** Makes the answer to a refused request; `undefined` leaves it to the default. If it throws, the default is sent. */
  readonly respond?: ((refusal: Refusal, request: IncomingRequest) => RefusalAnswer | undefined) | undefined;
  /**
   * Whether the connection of a refused request is closed, so that a load balancer opens the next one elsewhere; it costs a
   * handshake. Those with a large unread body are always closed. @default false
   */
  readonly closeConnections?: boolean | undefined;
  /**
   * Whether garbage is collected while load is shed and memory seems to stay the same, to know whether it does; for a
   * twentieth of the time at most. @default true
   */
  readonly collect?: boolean | undefined;
  /** Hears when shedding begins and ends, and of what fails. @default none */
  readonly logger?: Logger | undefined;
  /** 0 to below 1: which of the requests are refused, and when they may come again. @default Math.random */
  readonly random?: (() => number) | undefined;
  /** @default the platform's, without keeping the process alive */
  readonly timers?: Timers | undefined;
  /** Milliseconds from anywhere that never go back. @default performance.now */
  readonly now?: (() => number) | undefined;
}

/** Options that were checked, with their defaults. */
export interface SheddingSettings {
  readonly priority: LoadSheddingOptions['priority'];
  readonly respond: LoadSheddingOptions['respond'];
  readonly routes: RouteTable;
  readonly healthChecks: HealthChecks;
  readonly ceilings: Readonly<Record<PressureLevel, number>>;
  readonly maxShare: Readonly<Record<RequestPriority, number>>;
  readonly stepUpMs: number;
  readonly stepDownMs: number;
  readonly retryAfterSeconds: Readonly<Record<PressureLevel, number>>;
  readonly closeConnections: boolean;
  readonly collect: boolean;
  readonly logger: Logger | undefined;
  readonly random: () => number;
  readonly timers: Timers;
  readonly now: () => number;
}

const steadyNow: () => number = performance.now.bind(performance);
const known = {
  owner: 'shedLoad',
  names: [
    'priority',
    'routes',
    'healthChecks',
    'upTo',
    'maxShare',
    'stepUpMs',
    'stepDownMs',
    'retryAfterSeconds',
    'respond',
    'closeConnections',
    'collect',
    'logger',
    'random',
    'timers',
    'now',
  ] satisfies (keyof LoadSheddingOptions)[],
};
const levelNames = ['warning', 'critical'];

/** @throws TidemarkError `INVALID_OPTION` or `UNKNOWN_OPTION` */
export function sheddingSettings(options: LoadSheddingOptions): SheddingSettings {
  checkedOptions('options', options, known);
  const { upTo = {}, maxShare = {}, retryAfterSeconds = {} } = options;
  const { stepUpMs = 300, stepDownMs = 1000, closeConnections = false, collect = true } = options;
  const seconds =
    typeof retryAfterSeconds === 'number'
      ? { warning: retryAfterSeconds, critical: retryAfterSeconds }
      : checkedGroup('retryAfterSeconds', retryAfterSeconds, levelNames);
  for (const name of ['priority', 'respond', 'random', 'now'] as const) {
    if (options[name] !== undefined) checkedFunction(name, options[name]);
  }
  checkedGroup('upTo', upTo, levelNames);
  checkedGroup('maxShare', maxShare, requestPriorities);
  const warning = checkedCeiling('upTo.warning', upTo.warning ?? 'none');
  const critical = checkedCeiling('upTo.critical', upTo.critical ?? 'high');
  if (critical < warning) {
    throw invalidOption('upTo.critical', `at least upTo.warning, which is "${upTo.warning}"`, upTo.critical);
  }
  const warningSeconds = checkedSeconds('warning', seconds.warning ?? 5);
  return {
    priority: options.priority,
    respond: options.respond,
    routes: new RouteTable(options.routes),
    healthChecks: new HealthChecks(options.healthChecks),
    ceilings: { normal: 0, warning, critical },
    maxShare: {
      low: checkedShare('maxShare.low', maxShare.low ?? 1),
      normal: checkedShare('maxShare.normal', maxShare.normal ?? 0.9),
      high: checkedShare('maxShare.high', maxShare.high ?? 0.5),
    },
    stepUpMs: checkedMs('stepUpMs', stepUpMs),
    stepDownMs: checkedMs('stepDownMs', stepDownMs),
    retryAfterSeconds: {
      normal: warningSeconds,
      warning: warningSeconds,
      critical: checkedSeconds('critical', seconds.critical ?? 10),
    },
    closeConnections: checkedFlag('closeConnections', closeConnections),
    collect: checkedFlag('collect', collect),
    logger: checkedListeners({ logger: options.logger }).logger,
    random: options.random ?? Math.random,
    timers: options.timers === undefined ? platformTimers : checkedTimers(options.timers),
    now: options.now ?? steadyNow,
  };
}

function checkedGroup<Value>(option: string, value: Value, names: readonly string[]): Value {
  return checkedOptions(option, value, { owner: option, names, path: `${option}.` });
}

function checkedCeiling(option: string, value: RequestPriority | 'none'): number {
  if (value !== 'none' && !requestPriorities.includes(value)) {
    throw invalidOption(option, 'one of "none", "low", "normal", "high"', value);
  }
  return severityUpTo(value);
}

function checkedShare(option: string, value: number): number {
  if (typeof value !== 'number' || !(value >= 0 && value <= 1)) {
    throw invalidOption(option, 'a number from 0 to 1', value);
  }
  return value;
}

function checkedMs(option: string, value: number): number {
  if (typeof value !== 'number' || !(value >= 10 && value <= 3_600_000)) {
    throw invalidOption(option, 'a number from 10 to 3600000', value);
  }
  return value;
}

function checkedSeconds(level: string, value: number): number {
  if (!Number.isInteger(value) || value < 1 || value > 86_400) {
    throw invalidOption(`retryAfterSeconds.${level}`, 'a whole number from 1 to 86400', value);
  }
  return value;
}
