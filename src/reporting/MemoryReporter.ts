import { IncidentLog } from '../monitoring/IncidentLog.ts';
import type { Logger } from '../monitoring/Logger.ts';
import type { MemoryMonitor } from '../monitoring/MemoryMonitor.ts';
import { platformTimers, type Timers } from '../monitoring/Ticker.ts';
import { invalidOption } from '../TidemarkError.ts';
import type { MemoryEvent } from '../wire/event.ts';
import type { RecordedProcess } from '../wire/recorded.ts';
import { figuresOfColumns } from './figuresOfColumns.ts';
import { checkedFormat, formatOf, type ReportFormat } from './formats.ts';
import type { MemoryReport, ReportedProcess, ReportedVerdict } from './MemoryReport.ts';
import { memoryReportOf } from './memoryReportOf.ts';
import { type ReportPeriod, rangeOf } from './ReportPeriod.ts';
import { type ReportSchedule, ReportTimer, type ScheduleOptions } from './ReportTimer.ts';
import { recordedHistories } from './recordedHistories.ts';
import { recordedProcess } from './recordedProcess.ts';
import type { TextOptions } from './toText.ts';
import { verdictAt } from './verdictAt.ts';

/** What of a monitor is reported. */
export type ReportedMonitor = Pick<
  MemoryMonitor,
  'history' | 'onEvent' | 'detectMemoryLeak' | 'predictOutOfMemory' | 'cost' | 'intervalMs'
>;

type Reported = Omit<ReportedProcess, 'exit' | 'intervalMs'>;

/** Options of a {@link MemoryReporter}. */
export interface MemoryReporterOptions {
  readonly monitor: ReportedMonitor;
  /** Who is reported. @default this process, or this page */
  readonly process?: Reported;
  /** Hears of scheduled reports that could not be written. @default none */
  readonly logger?: Logger | undefined;
  /** Epoch milliseconds. @default Date.now */
  readonly now?: () => number;
  /** @default the platform's */
  readonly timers?: Timers;
}

/** Period and manner of a report that is written down. */
export interface RenderedReportOptions extends ReportPeriod, TextOptions {}

/** Events kept; of older ones the incidents remain, and the level of pressure. */
const mostEvents = 1_000;

/**
 * Reports a period of a process: peaks, trend of the live size, incidents, pressure and what was done about it, the cost
 * of monitoring. As an object, text, markdown for a pull request, JSON, or one HTML file that holds the dashboard.
 *
 * It hears of events from its construction on, and holds the last 1,000 of them and 200 incidents.
 */
export class MemoryReporter {
  readonly #monitor: ReportedMonitor;
  readonly #process: Reported;
  readonly #logger: Logger | undefined;
  readonly #now: () => number;
  readonly #timers: Timers;
  readonly #incidents = new IncidentLog();
  readonly #timersRunning: Set<ReportTimer> = new Set();
  readonly #unsubscribe: () => void;
  #events: MemoryEvent[] = [];
  #eventsSince: number;

  /** @throws TidemarkError `INVALID_OPTION` */
  constructor({
    monitor,
    process = thisProcess(),
    logger,
    now = Date.now,
    timers = platformTimers,
  }: MemoryReporterOptions) {
    if (typeof monitor?.onEvent !== 'function') throw invalidOption('monitor', 'a MemoryMonitor', monitor);
    this.#monitor = monitor;
    this.#process = process;
    this.#logger = logger;
    this.#now = now;
    this.#timers = timers;
    this.#eventsSince = now();
    this.#unsubscribe = monitor.onEvent((event) => this.#keep(event));
  }

  /**
   * The report of a period as a plain object, all that is kept by default. It can be made into JSON and back.
   *
   * @throws TidemarkError `INVALID_OPTION`
   */
  report(period: ReportPeriod = {}): MemoryReport {
    const madeAt = this.#now();
    const { fromMs, toMs } = rangeOf(period, madeAt);
    const { history } = this.#monitor;
    const incidents = this.#incidents.incidents();
    const isNow = toMs >= (history.latest()?.[0] ?? madeAt);
    return memoryReportOf({
      madeAt,
      process: reported(this.#process, this.#monitor.intervalMs),
      samples: figuresOfColumns(history.columns({ fromMs, toMs, statistic: 'max' })),
      verdict: isNow ? this.#verdict() : verdictAt(incidents, toMs),
      outOfMemory: isNow
        ? this.#monitor.predictOutOfMemory()
        : { predicted: false, reason: 'a forecast is made for the present alone' },
      incidents,
      events: this.#events,
      eventsSince: this.#eventsSince,
      cost: this.#monitor.cost(),
    });
  }

  /**
   * The report of a period, written down. `html` is one file with the dashboard and the data in it, some 150 kB and more.
   *
   * @throws TidemarkError `INVALID_OPTION`, or `NOT_FOUND` where the page of the report is not there
   */
  async render(
    format: ReportFormat,
    { width, unicode, ...period }: RenderedReportOptions = {},
  ): Promise<string> {
    checkedFormat(format);
    const report = this.report(period);
    const { renderReport } = await import('./renderReport.ts');
    return renderReport(report, {
      format,
      recorded: () => this.#recorded(report),
      ...(width !== undefined && { width }),
      ...(unicode !== undefined && { unicode }),
    });
  }

  /**
   * Writes the report of a period to a file that its owner alone can read, and that is there only when it is whole. One
   * of that name is replaced.
   *
   * @param path whose ending tells the format, where that is left out: `.txt`, `.md`, `.json`, `.html`
   * @returns the bytes written
   * @throws TidemarkError `INVALID_OPTION`, `NOT_FOUND` or `FILE_UNWRITABLE`
   */
  async write(
    path: string,
    { format, ...options }: RenderedReportOptions & { readonly format?: ReportFormat } = {},
  ): Promise<number> {
    if (typeof path !== 'string' || path === '') throw invalidOption('path', 'the path of a file', path);
    const text = await this.render(format ?? formatOf(path), options);
    const { writeWhole } = await import('./writeWhole.ts');
    return writeWhole(path, text);
  }

  /**
   * Writes a report every so often, of the time since the last one, into a folder that holds the newest ones alone. Never
   * keeps the process alive; what goes wrong goes to the logger.
   *
   * @throws TidemarkError `INVALID_OPTION`
   */
  schedule(options: ScheduleOptions): ReportSchedule {
    const timer = new ReportTimer(options, {
      write: (path, settings) => this.write(path, settings),
      process: this.#process,
      logger: this.#logger,
      now: this.#now,
      timers: this.#timers,
      stopped: () => this.#timersRunning.delete(timer),
    });
    this.#timersRunning.add(timer);
    return timer;
  }

  /** Ends what was scheduled, and hears of no more events. What it has kept can still be reported. */
  close(): void {
    this.#unsubscribe();
    for (const timer of this.#timersRunning) timer.stop();
  }

  #verdict(): ReportedVerdict {
    const { level, reasons, report } = this.#monitor.detectMemoryLeak();
    return { level, reasons, report };
  }

  #recorded({ process, figures, madeAt }: MemoryReport): RecordedProcess {
    const { intervalMs, history } = this.#monitor;
    const fromMs = figures?.period.fromMs ?? madeAt;
    const toMs = figures?.period.toMs ?? madeAt;
    const range = { id: process.id, fromMs, toMs, intervalMs };
    const histories = recordedHistories(history, range, this.#events);
    return recordedProcess(process, { histories, fromMs, recordedAt: madeAt });
  }

  #keep(event: MemoryEvent): void {
    this.#incidents.record(this.#process.id, event);
    this.#events.push(event);
    if (this.#events.length > mostEvents) this.#forget();
  }

  /** Half of them at once, so that it is rare; the last change of pressure stays, since a level begins with it. */
  #forget(): void {
    const kept = this.#events.slice(-mostEvents / 2);
    const level = this.#events
      .slice(0, -mostEvents / 2)
      .findLast(({ type }) => type === 'memory:pressure_changed');
    this.#eventsSince = kept[0]!.time;
    this.#events = level === undefined ? kept : [level, ...kept];
  }
}

function reported(process: Reported, intervalMs: number): ReportedProcess {
  const { id, pid, name, role, nodeVersion, platform, startedAt } = process;
  return { id, pid, name, role, nodeVersion, platform, startedAt, intervalMs, exit: undefined };
}

function thisProcess(): Reported {
  const { process } = globalThis as { readonly process?: Partial<NodeJS.Process> };
  const pid = process?.pid ?? 0;
  const script = process?.argv?.[1]?.split(/[/\\]/).at(-1);
  return {
    id: String(pid || 'page'),
    pid,
    name: script || (process === undefined ? 'this page' : 'node'),
    role: process === undefined ? 'page' : 'main',
    nodeVersion: process?.version ?? '',
    platform: process?.platform ?? 'browser',
    startedAt: Math.round(Date.now() - performance.now()),
  };
}
