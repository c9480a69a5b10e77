import type { Configuration } from '../configuration/Configuration.ts';
import type { MemoryMonitor } from '../monitoring/MemoryMonitor.ts';
import type { Timers } from '../monitoring/Ticker.ts';
import type { RecordedHost } from '../recording/recordEnd.ts';
import type { ReportSettings } from '../recording/reports/armFatalReport.ts';
import type { WatchdogFile } from '../recording/watchdog/WatchdogFile.ts';
import type { ProcessIdentity } from '../wire/process.ts';
import { LatePart } from './LatePart.ts';

/** What a {@link LazyRecorder} records, and where. */
export interface LazyRecorderOptions {
  readonly recorder: Configuration['recorder'];
  /** Whether a folder in the system's one for temporary files will do where none is configured. */
  readonly recordsAnywhere: boolean;
  readonly monitor: MemoryMonitor;
  readonly process: ProcessIdentity;
  /** Tells of deaths before this start; `undefined` where somebody else does, such as a hub. */
  readonly tell: ((sentence: string) => void) | undefined;
  /** Hears once that nothing is recorded, or no more. */
  readonly failed: (error: Error) => void;
  /** Hears of the file, for the watchdog to write into. */
  readonly opened?: ((file: WatchdogFile) => void) | undefined;
  readonly host: RecordedHost;
  /** `process.report`, where V8 is to leave a report of a full heap. @default nobody touches it */
  readonly reports?: ReportSettings | undefined;
  /** @default the code, imported */
  readonly load?: () => Promise<typeof import('../recording/agentRecording.ts')>;
  /** @default the platform's */
  readonly timers?: Timers;
}

/** The flight recorder of an agent, with code that is loaded a second after the start. Threads have none of their own. */
export class LazyRecorder {
  readonly #options: LazyRecorderOptions;
  readonly #part: LatePart;

  constructor(options: LazyRecorderOptions) {
    const { load = () => import('../recording/agentRecording.ts'), failed, timers } = options;
    this.#options = options;
    this.#part = new LatePart({
      load: async () => {
        const { agentRecording } = await load();
        return () => agentRecording(options);
      },
      failed,
      timers,
    });
  }

  /** Never keeps the process alive. */
  start(): void {
    const { recorder, recordsAnywhere, process } = this.#options;
    const isWanted = recorder.enabled && (recordsAnywhere || recorder.directory !== undefined);
    if (isWanted && process.role !== 'worker-thread' && process.role !== 'page') this.#part.start();
  }

  stop(): void {
    this.#part.stop();
  }
}
