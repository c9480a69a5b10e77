import { callSafely, type FaultLog, ignoreRejection } from '../../monitoring/FaultLog.ts';
import { type IncomingRequest, isPreflight, pathOf } from './IncomingRequest.ts';
import type { SheddingSettings } from './LoadSheddingOptions.ts';
import type { ClosingAnswer, OpenRequests } from './OpenRequests.ts';
import { type CompleteAnswer, customAnswer, type Refusal, standardAnswer } from './Refusal.ts';
import { RefusalQuota } from './RefusalQuota.ts';
import {
  type RequestPriority,
  type RequestTreatment,
  refusedShare,
  requestPriorities,
} from './RequestPriority.ts';
import type { SheddingControl } from './SheddingControl.ts';
import type { Passage, SheddingCounts } from './SheddingMetrics.ts';
import { type SendingOptions, type ServerAnswer, type ServerRequest, sendRefusal } from './sendRefusal.ts';

/** What a door knows of a request beside the request itself. */
export interface RequestPlace {
  /** The target as the client has sent it, where the framework changes `url`. */
  readonly url?: string | undefined;
  /** What this door, or the framework's route, says of its requests. */
  readonly treatment?: RequestTreatment | undefined;
  /** Whether the door stands before some routes only: then it may be stricter than one that the request has passed. */
  readonly inner?: boolean | undefined;
  /** The framework's name of the route. */
  readonly route?: string | undefined;
}

/** What a {@link RequestGate} works with. */
export interface RequestGateOptions {
  readonly settings: SheddingSettings;
  readonly control: SheddingControl;
  /** Hears of what is let through. */
  readonly open: Pick<OpenRequests, 'begun'>;
  readonly counts: SheddingCounts;
  readonly faults: FaultLog;
}

const anywhere: RequestPlace = {};

/** Lets each request through, or refuses it. */
export class RequestGate {
  readonly #options: RequestGateOptions;
  readonly #quotas: Readonly<Record<RequestPriority, RefusalQuota>>;
  readonly #sending: SendingOptions;
  /** Those that have passed a door while load was shed: where there are several doors, they count once. */
  readonly #passed: WeakMap<object, Passage> = new WeakMap();

  constructor(options: RequestGateOptions) {
    const { random, closeConnections, timers } = options.settings;
    this.#options = options;
    this.#quotas = {
      low: new RefusalQuota(random),
      normal: new RefusalQuota(random),
      high: new RefusalQuota(random),
    };
    this.#sending = { closeConnection: closeConnections, timers };
  }

  /** The share of requests of this priority that is refused at this moment. */
  refusedShare(priority: RequestPriority): number {
    const { settings, control } = this.#options;
    const most = settings.maxShare[priority];
    return (most > 0 && control.full ? 1 : most) * refusedShare(priority, control.severity);
  }

  /** Answers the request and returns `true`, or leaves it alone. Never throws. */
  refuses(request: ServerRequest, response: ServerAnswer, place: RequestPlace = anywhere): boolean {
    if (response.headersSent) return false;
    const refusal = this.decide(request, place, response);
    if (refusal === undefined) return false;
    this.send(refusal, request, response);
    return true;
  }

  /**
   * Why the request is refused; `undefined` where it is not. Never throws.
   *
   * @param response without it nobody knows when the request has ended
   */
  decide(
    request: IncomingRequest,
    place: RequestPlace = anywhere,
    response?: ClosingAnswer,
  ): Refusal | undefined {
    const { control, open, faults } = this.#options;
    try {
      const refusal = this.#decide(request, place);
      if (refusal === undefined && response !== undefined) open.begun(response, control.near);
      return refusal;
    } catch (error) {
      faults.report('the load shedding', error);
      return undefined;
    }
  }

  /** What is sent: the application's answer, or ours. */
  answerTo(refusal: Refusal, request: IncomingRequest): CompleteAnswer {
    const { settings, faults } = this.#options;
    if (settings.respond !== undefined) {
      try {
        const answer = settings.respond(refusal, request);
        ignoreRejection(answer, () => {});
        if (answer !== undefined) return customAnswer(refusal, answer);
      } catch (error) {
        faults.report('respond() of the load shedding', error);
      }
    }
    return standardAnswer(refusal, request.headers.accept);
  }

  /** Sends the refusal. Never throws. */
  send(refusal: Refusal, request: ServerRequest, response: ServerAnswer): void {
    const by = (answer: CompleteAnswer) => sendRefusal(request, response, answer, this.#sending);
    this.deliver(refusal, request, { by, giveUp: () => response.destroy() });
  }

  /** Sends the refusal in the given way. Never throws. */
  deliver(
    refusal: Refusal,
    request: IncomingRequest,
    { by, giveUp }: { readonly by: (answer: CompleteAnswer) => void; readonly giveUp: () => unknown },
  ): void {
    const { faults } = this.#options;
    callSafely(
      () => by(this.answerTo(refusal, request)),
      (error) => {
        faults.report('the answer to a refused request', error);
        // Headers of the application that cannot be sent are the likeliest reason.
        callSafely(() => by(standardAnswer(refusal, undefined)), giveUp);
      },
    );
  }

  #decide(request: IncomingRequest, place: RequestPlace): Refusal | undefined {
    const { settings, control, counts } = this.#options;
    const { severity, level, reason } = control;
    if (severity === 0) return undefined;
    const passage = this.#passed.get(request);
    if (passage !== undefined && place.inner !== true) return undefined;
    const path = pathOf(place.url ?? request.url);
    const configured = settings.routes.find(request.method, path);
    const route = place.route ?? configured?.route;
    const priority = this.#isExempt(request, path, place)
      ? 'exempt'
      : (place.treatment ?? this.#priorityOf(request) ?? configured?.treatment ?? 'normal');
    if (passage !== undefined) counts.withdraw(passage);
    if (priority === 'exempt' || !this.#quotas[priority].refuses(this.refusedShare(priority))) {
      const admitted: Passage = { priority, route };
      this.#passed.set(request, admitted);
      counts.admit(admitted);
      return undefined;
    }
    counts.refuse(priority, route, level);
    const seconds = settings.retryAfterSeconds[level];
    const later = Math.floor(settings.random() * (seconds / 2 + 1));
    return { level, reason, priority, route, retryAfterSeconds: seconds + later };
  }

  #isExempt(request: IncomingRequest, path: string, { url }: RequestPlace): boolean {
    const { method } = request;
    const { healthChecks } = this.#options.settings;
    if (method === 'GET' || method === 'HEAD') {
      // Below a router the framework has cut its prefix off.
      return healthChecks.has(path) || (url !== undefined && healthChecks.has(pathOf(request.url)));
    }
    return isPreflight(request);
  }

  #priorityOf(request: IncomingRequest): RequestTreatment | undefined {
    const { settings, faults } = this.#options;
    if (settings.priority === undefined) return undefined;
    let given: unknown = 'normal';
    const failed = (error: unknown) => faults.report('priority() of the load shedding', error);
    callSafely(() => {
      given = settings.priority?.(request);
      return given;
    }, failed);
    if (given === undefined) return undefined;
    if (given === 'exempt' || requestPriorities.includes(given as RequestPriority))
      return given as RequestTreatment;
    failed(new TypeError('it must return one of "low", "normal", "high", "exempt", and no promise'));
    return 'normal';
  }
}
