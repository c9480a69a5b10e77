import type { Hub } from '../hub/Hub.ts';
import type { ApplicationExit } from '../hub/runApplication.ts';
import { durationInWords } from '../monitoring/quantity.ts';
import { recyclingHeadline } from '../pressure/recycling/recyclingWords.ts';
import type { Death } from '../recording/death/Death.ts';
import { capacitySentence, heapBeyond } from '../reporting/words/capacitySentence.ts';
import { outOfMemorySentence } from '../reporting/words/outOfMemorySentence.ts';
import { capacityOf, type LimitKind, type MemoryLimit } from '../wire/capacity.ts';
import { fromWireRow } from '../wire/codec.ts';
import type { LeakReport, MemoryEvent, PressureLevel } from '../wire/event.ts';
import type { ProcessExit, ProcessSummary } from '../wire/process.ts';
import type { Recycling } from '../wire/response.ts';
import { column, type SampleRow, sampleFields } from '../wire/sample.ts';
import { isAskedBy } from './endingSignals.ts';
import { type Ending, exitHeadline, exitSentences, proofOf, unseenEndSentences } from './exitSentences.ts';
import { LeakNarration } from './LeakNarration.ts';
import { LostProcesses } from './LostProcesses.ts';
import { PressureNarration } from './PressureNarration.ts';
import { flightSentences } from './postmortem/ExaminedFlights.ts';
import { roleNames } from './roleNames.ts';
import type { Terminal, Tone } from './Terminal.ts';
import type { ToldAddress } from './toldAddress.ts';

const levelTones: Readonly<Record<PressureLevel, Tone>> = {
  normal: 'good',
  warning: 'warning',
  critical: 'critical',
};
const leakTones: Readonly<Record<LeakReport['level'], Tone>> = {
  suspected: 'warning',
  confirmed: 'critical',
  withdrawn: 'good',
};
const recyclingTones: Readonly<Record<Recycling['step'], Tone>> = {
  requested: 'warning',
  begun: 'warning',
  done: 'good',
  failed: 'critical',
  refused: 'warning',
};
/** How long what happens waits for the first sample, whose capacity belongs to the greeting. */
const bannerMs = 1000;
/** Below this share of its heap a thread has been ended by `terminate()`, which is no news. */
const leastFullShare = 0.5;

/** Options of a {@link Narrator}. */
export interface NarratorOptions {
  readonly hub: Hub;
  readonly terminal: Terminal;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** Whether the application was asked to end: then nobody needs to hear which of its processes went first. */
  readonly isEnding: () => boolean;
  /** How a process died, as it has recorded itself. @default nothing is known of that */
  readonly examine?: ((pid: number, exit: ProcessExit) => Death | undefined) | undefined;
}

/** What a greeting tells besides. */
interface Greeting {
  /** The usual port, where that is in use. */
  readonly takenPort?: number | undefined;
  readonly remarks?: readonly string[];
}

/** The application that was started. */
interface Application {
  readonly title: string;
  readonly id: string;
  readonly startedAt: number;
}

/** Tells the person at the terminal what the hub hears, where it is worth a word. */
export class Narrator {
  readonly #hub: Hub;
  readonly #terminal: Terminal;
  readonly #now: () => number;
  readonly #examine: NonNullable<NarratorOptions['examine']>;
  readonly #lost: LostProcesses;
  readonly #leaks = new LeakNarration();
  readonly #pressure: PressureNarration;
  readonly #unsubscribe: () => void;
  readonly #held: (() => void)[] = [];
  #application: Application | undefined;
  #firstRow: SampleRow | undefined;
  #bannerTimer: NodeJS.Timeout | undefined;
  #isBannerComplete = false;
  #saidCapacity = false;
  /** The process of the application whose death was told last. */
  #toldDeath: string | undefined;

  constructor({ hub, terminal, now, isEnding, examine = () => undefined }: NarratorOptions) {
    this.#hub = hub;
    this.#terminal = terminal;
    this.#now = now;
    this.#examine = examine;
    this.#pressure = new PressureNarration({ terminal, who: (id) => this.#who(id) });
    this.#lost = new LostProcesses({
      tell: (process) => isEnding() || this.#sayLost(process),
      count: (others) => isEnding() || this.#sayLostOthers(others),
    });
    this.#unsubscribe = hub.subscribe((message) => {
      if (message.type === 'sample') this.#takeSample(message.row);
      else if (message.type === 'event') this.#takeEvent(message.id, message.event);
      else if (message.type === 'process') this.#takeProcess(message.process);
    });
  }

  /** What is watched, and where to look. Of this process no name is given later on. */
  greet(title: string, pid: number, told: ToldAddress | undefined, besides: Greeting = {}): void {
    const { address, place } = told ?? {};
    const { takenPort, remarks = [] } = besides;
    this.#application = { title, id: String(pid), startedAt: this.#now() };
    const why = takenPort === undefined ? [] : [`(${takenPort} is in use)`];
    this.#terminal.greetWith([`watching ${title} (pid ${pid})`, ...(address ? [address] : []), ...why]);
    for (const line of [...(place === undefined ? [] : [place]), ...remarks]) this.#terminal.add(line);
    if (this.#firstRow !== undefined) this.#sayCapacity(this.#firstRow);
    else this.#bannerTimer = setTimeout(() => this.#completeBanner(), bannerMs).unref();
  }

  /** How the application ended, where it did not end well. */
  sayEnd(exit: ApplicationExit): void {
    if (this.#application === undefined) return;
    this.#completeBanner();
    const lost = this.#lost.close();
    // What may not be started again has been told of, and why not after it.
    if (exit.code === 0 || this.#application.id === this.#toldDeath) return;
    // A command such as `npm start` ends because what it started has ended.
    if (exit.signal === null && lost.length === 1) this.#sayLost(lost[0] as ProcessSummary);
    this.#sayExit(this.#application, exit);
  }

  /** How a process of the application ended that is to be started again, or may not be. */
  sayDeath(exit: ApplicationExit): void {
    if (this.#application === undefined) return;
    this.#completeBanner();
    this.#toldDeath = this.#application.id;
    this.#sayExit(this.#application, exit);
  }

  /** The application goes on as another process. */
  restarted(pid: number): void {
    if (this.#application === undefined) return;
    this.#application = { ...this.#application, id: String(pid), startedAt: this.#now() };
  }

  /** Nothing is said from now on. */
  close(): void {
    this.#unsubscribe();
    this.#lost.close();
    clearTimeout(this.#bannerTimer);
  }

  #sayExit({ title, id, startedAt }: Application, exit: ApplicationExit): void {
    const time = this.#now();
    const death = this.#examine(Number(id), { ...exit, time });
    const ending = {
      exit,
      ranMs: time - startedAt,
      last: this.#last(id, time),
      ...proofOf(death),
    };
    const sentences = [...exitSentences(ending), ...flightSentences(death, Number(id))];
    this.#terminal.say('critical', title, exitHeadline(ending), sentences);
  }

  #takeSample(wireRow: Parameters<typeof fromWireRow>[0]): void {
    if (this.#saidCapacity) return;
    this.#firstRow ??= fromWireRow(wireRow, sampleFields);
    if (this.#application !== undefined) this.#sayCapacity(this.#firstRow);
  }

  #takeProcess(process: ProcessSummary): void {
    const { id, pid, threadId, role } = process.identity;
    const { exit } = process;
    const isApplication = id === this.#application?.id || this.#application === undefined;
    const isTerminated =
      role === 'worker-thread' && !((this.#limit(id, 'heap')?.ratio ?? 0) >= leastFullShare);
    if (isApplication) return;
    // How it ended is added to what it has recorded, also where that is not worth a word.
    if (exit !== undefined && isAskedBy(exit.signal) && threadId === 0) this.#examine(pid, exit);
    if (!(process.state === 'gone' && isTerminated)) this.#lost.take(process);
  }

  #sayCapacity(row: SampleRow): void {
    this.#saidCapacity = true;
    const capacity = capacityOf(row);
    const sentence = capacitySentence(capacity);
    if (this.#isBannerComplete) this.#terminal.greet(sentence);
    else this.#terminal.add(sentence);
    if (heapBeyond(capacity) !== undefined) {
      this.#terminal.add(
        `That would end in SIGKILL: tidemark doctor ${this.#application?.id ?? ''} says which options fit.`,
      );
    }
    this.#completeBanner();
  }

  #afterBanner(action: () => void): void {
    if (this.#isBannerComplete) action();
    else this.#held.push(action);
  }

  #completeBanner(): void {
    clearTimeout(this.#bannerTimer);
    this.#isBannerComplete = true;
    for (const action of this.#held.splice(0)) action();
  }

  #takeEvent(id: string, event: MemoryEvent): void {
    // It may end before the banner is complete, and must not be taken for lost then.
    if (event.type === 'memory:recycling' && event.payload.step === 'begun')
      this.#lost.expect(event.payload.id);
    this.#afterBanner(() => this.#sayEvent(id, event));
  }

  #sayEvent(id: string, event: MemoryEvent): void {
    switch (event.type) {
      case 'memory:threshold_exceeded': {
        const { metric, level, message } = event.payload;
        const heading = level === 'normal' ? `${metric} recovered` : `${metric} ${level}`;
        this.#terminal.say(levelTones[level], heading, '', [...this.#who(id), message]);
        this.#pressure.alerted(id, event.time);
        return;
      }
      case 'memory:leak_suspected':
      case 'memory:leak_confirmed':
      case 'memory:leak_withdrawn': {
        const words = this.#leaks.words(id, event.payload);
        if (words === undefined) return;
        const sentences = [...this.#who(id), ...words.sentences, `id       ${event.payload.id}`];
        this.#terminal.say(leakTones[event.payload.level], words.heading, words.headline, sentences);
        return;
      }
      case 'memory:out_of_memory_predicted': {
        const { limitBytes } = this.#limit(id, event.payload.limit) ?? {};
        this.#terminal.say('critical', outOfMemorySentence(event.payload, limitBytes), '', this.#who(id));
        return;
      }
      case 'memory:recycling': {
        const { kind, step, reason, detail } = event.payload;
        // What is made of it is told.
        if (step === 'requested') return;
        const heading = kind === 'application' ? 'restart' : 'recycling';
        const sentences = [reason, ...(detail === undefined ? [] : [detail])];
        const told = step === 'done' ? sentences.slice(1) : sentences;
        this.#terminal.say(recyclingTones[step], heading, recyclingHeadline(event.payload), told);
        return;
      }
      default:
        this.#pressure.take(id, event);
    }
  }

  #sayLost({ identity, exit }: ProcessSummary): void {
    const { id, pid, threadId, name, role, startedAt } = identity;
    const time = exit?.time ?? this.#now();
    const ranMs = Math.max(0, time - startedAt);
    const { code = null, signal = null } = exit ?? {};
    const how = signal === null ? 'ended without last words' : `was killed by ${signal}`;
    const headline = `${how} at ${clockTime(time)}, after ${durationInWords(ranMs)}`;
    const heading = `${name}, ${roleNames[role]} ${id}`;
    const death = threadId === 0 ? this.#examine(pid, { time, code, signal }) : undefined;
    const last = this.#last(id, time);
    const ending = { exit: { code, signal }, ranMs, last, ...proofOf(death) };
    const words = signal === null ? unseenEndSentences(last) : exitSentences(ending);
    const sentences = [...words, ...flightSentences(death, pid)];
    this.#terminal.say('critical', heading, headline, sentences);
  }

  #sayLostOthers(count: number): void {
    const others = count === 1 ? '1 more process' : `${count} more processes`;
    this.#terminal.say('critical', others, 'were killed, or ended without last words, within a minute');
  }

  #last(id: string, time: number): Ending['last'] {
    const row = this.#hub.latest(id);
    return row && { row, agoMs: Math.max(0, time - (row[column.time] ?? time)) };
  }

  #limit(id: string, kind: LimitKind): MemoryLimit | undefined {
    const row = this.#hub.latest(id);
    return row && capacityOf(row).limits.find((limit) => limit.kind === kind);
  }

  #who(id: string): string[] {
    const identity = this.#hub.process(id)?.identity;
    if (identity === undefined || id === this.#application?.id) return [];
    return [`in       ${identity.name}, ${roleNames[identity.role]} ${id}`];
  }
}

function clockTime(time: number): string {
  return new Date(time).toTimeString().slice(0, 8);
}
