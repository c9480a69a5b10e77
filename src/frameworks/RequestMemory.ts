import type { MemoryMonitoring } from '../agent/startMemoryMonitoring.ts';
import { FaultLog } from '../monitoring/FaultLog.ts';
import type { MemoryMonitor } from '../monitoring/MemoryMonitor.ts';
import { defaultHealthChecks } from '../pressure/shedding/HealthChecks.ts';
import type { RequestShedder } from '../pressure/shedding/RequestShedder.ts';
import { shedLoad } from '../pressure/shedding/shedLoad.ts';
import type { PrometheusMetrics } from '../prometheus/prometheusMetrics.ts';
import { AnswerPages } from './AnswerPages.ts';
import { answeredPaths, checkedFrameworkOptions, type FrameworkOptions } from './FrameworkOptions.ts';
import { leaseMonitoring } from './leaseMonitoring.ts';
import { RouteNames } from './RouteNames.ts';

/** Who has counted a request: it may pass several doors. */
const countedBy: unique symbol = Symbol('tidemark.countedBy');

const steadyNow: () => number = performance.now.bind(performance);

/** The memory of an application that serves requests: its monitoring, load shedding, and answers for those who run it. */
export class RequestMemory {
  readonly monitoring: MemoryMonitoring;
  /** What refuses requests; `undefined` where nothing does. */
  readonly shedder: RequestShedder | undefined;
  readonly pages: AnswerPages;
  readonly route: FrameworkOptions['route'];
  readonly #monitor: MemoryMonitor;
  readonly #faults: FaultLog;
  readonly #names: RouteNames = new RouteNames();
  readonly #closers: (() => void)[] = [];

  /** @throws TidemarkError `INVALID_OPTION` or `UNKNOWN_OPTION` */
  constructor(given: FrameworkOptions = {}) {
    const options = checkedFrameworkOptions(given);
    const { config, monitoring, eventBus, logger, loadShedding, route } = options;
    const paths = answeredPaths(options);
    this.route = route;
    this.#faults = new FaultLog(logger, steadyNow);
    if (monitoring === undefined) {
      const lease = leaseMonitoring(config, { eventBus, logger });
      this.monitoring = lease.monitoring;
      this.#closers.push(lease.release);
    } else {
      this.monitoring = monitoring;
    }
    this.#monitor = this.monitoring.monitor;
    try {
      if (loadShedding !== undefined && loadShedding !== false) {
        const own = Object.values(paths).filter((path) => path !== undefined);
        this.shedder = shedLoad(this.monitoring.pressure, {
          logger,
          healthChecks: [...defaultHealthChecks, ...own],
          ...(loadShedding === true ? {} : loadShedding),
        });
        const { shedder } = this;
        this.#closers.unshift(() => shedder.close());
      }
    } catch (error) {
      this.close();
      throw error;
    }
    const metrics = paths.metrics === undefined ? undefined : this.#loadMetrics();
    this.pages = new AnswerPages(paths, {
      monitor: this.#monitor,
      isUnderPressure: () => this.isUnderPressure(),
      metrics: async (accept) => (await metrics!).page(accept),
      failed: (error) => this.#faults.report('an answer of tidemark/frameworks', error),
    });
  }

  /** Whether memory is critical, or load is being shed. */
  isUnderPressure(): boolean {
    return this.#monitor.pressureLevel === 'critical' || (this.shedder?.isUnderPressure() ?? false);
  }

  /**
   * Counts a request, once, by its route. Never throws.
   *
   * @param routeOf its pattern without the method; `undefined` where it has none
   */
  count<Request extends { readonly method?: string | undefined }>(
    request: Request,
    routeOf: (request: Request) => string | undefined,
  ): void {
    try {
      const marked = request as { [countedBy]?: MemoryMonitor };
      if (marked[countedBy] === this.#monitor) return;
      marked[countedBy] = this.#monitor;
      const route = routeOf(request);
      const { method = 'GET' } = request;
      this.#monitor.recordRoute(route === undefined ? undefined : this.#names.of(method, route));
    } catch (error) {
      this.#faults.report('the route of a request', error);
    }
  }

  /** Has something ended with this. */
  onClose(close: () => void): void {
    this.#closers.unshift(close);
  }

  /** Ends load shedding, and monitoring where this has begun it. A second call does nothing. */
  close(): void {
    for (const close of this.#closers.splice(0)) close();
  }

  #loadMetrics(): Promise<PrometheusMetrics> {
    let isClosed = false;
    const loaded = import('../prometheus/prometheusMetrics.ts').then(({ prometheusMetrics }) => {
      const metrics = prometheusMetrics(this.#monitor);
      if (isClosed) metrics.close();
      return metrics;
    });
    // Whoever asks for the page hears of it.
    loaded.catch(() => {});
    this.#closers.unshift(() => {
      isClosed = true;
      loaded.then(
        (metrics) => metrics.close(),
        () => {},
      );
    });
    return loaded;
  }
}
