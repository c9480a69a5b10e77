import { TidemarkError } from '../TidemarkError.ts';
import type { PageReader } from './PageReader.ts';
import type { PageReading } from './PageReading.ts';
import type { PageTarget } from './PageTarget.ts';
import type { Scenario, ScenarioPage } from './ScenarioPage.ts';

/** What {@link roundTrips} needs. */
export interface RoundTripOptions {
  readonly target: PageTarget;
  readonly page: ScenarioPage;
  readonly reader: Pick<PageReader, 'read'>;
  readonly scenario: Pick<Scenario, 'action' | 'back'>;
  /** So many come first and are not judged. */
  readonly warmUp: number;
  /** How many are made after those; infinite for as long as somebody asks. */
  readonly count: number;
  /** Called when warm-up is over. */
  readonly onWarm?: () => Promise<void>;
  /** Ends a step of the scenario that waits for something else than the page. */
  readonly signal: AbortSignal;
  /** Milliseconds on any clock. */
  readonly now: () => number;
}

/** A round trip, and how the page was after it. */
export interface RoundTrip {
  /** 0 is the page before the first one. */
  readonly number: number;
  /** Whether it is not judged. */
  readonly isWarmUp: boolean;
  readonly reading: PageReading;
  /** How long it took, without the reading. */
  readonly tookMs: number;
}

/** What it has drawn and what it does next is waited for; a page in the background draws nothing. */
const settled =
  'new Promise((done) => { requestAnimationFrame(() => setTimeout(done)); setTimeout(done, 100); })';

/**
 * Repeats a scenario, and reads the page after each round trip.
 *
 * @throws TidemarkError `SCENARIO_FAILED` naming the step, or what a page throws that has failed
 */
export async function* roundTrips(options: RoundTripOptions): AsyncGenerator<RoundTrip, void, void> {
  const { target, page, reader, scenario, warmUp, count, onWarm, signal, now } = options;
  const trip = async (number: number): Promise<RoundTrip> => {
    const start = now();
    if (number > 0) {
      await step(`action of round trip ${number}`, () => scenario.action(page), signal);
      await step(`back of round trip ${number}`, () => scenario.back?.(page), signal);
    }
    await target.evaluate(settled);
    const tookMs = now() - start;
    return { number, isWarmUp: number < warmUp, reading: await reader.read(), tookMs };
  };
  for (let number = 0; number <= warmUp + count && !signal.aborted; number++) {
    const made = await trip(number);
    if (number === warmUp) await onWarm?.();
    yield made;
  }
}

async function step(name: string, run: () => unknown, signal: AbortSignal): Promise<void> {
  let stop = (): void => undefined;
  const aborted = new Promise<void>((resolve) => {
    stop = resolve;
    signal.addEventListener('abort', stop);
  });
  try {
    await Promise.race([Promise.resolve().then(run), aborted]);
  } catch (cause) {
    const message = `${name}: ${cause instanceof Error ? cause.message : String(cause)}`;
    throw new TidemarkError('SCENARIO_FAILED', message, { cause });
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
