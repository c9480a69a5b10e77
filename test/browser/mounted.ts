import { afterEach, expect, vi } from 'vitest';
import { MemoryDashboard } from '../../src/dashboard/MemoryDashboard.ts';
import type { FetchReportParts, OpenTools } from '../../src/dashboard/MemoryDashboardOptions.ts';
// Loaded beforehand, so that what the page loads on demand is there a moment later.
import '../../src/dashboard/panels/IncidentList.ts';
import type { ViewAddress } from '../../src/dashboard/ViewAddress.ts';
import type { MemoryEvent } from '../../src/wire/event.ts';
import type { ProcessSummary } from '../../src/wire/process.ts';
import { GivenSource } from '../dashboard/GivenSource.ts';
import { historyOf, megabyte, noon, processOf, rowOf, wireRow } from '../dashboard/given.ts';

const troubles: string[] = [];
const mounted: Mounted[] = [];

for (const method of ['error', 'warn'] as const) {
  console[method] = (...words: unknown[]): void => {
    troubles.push(words.join(' '));
  };
}
window.addEventListener('error', ({ message }) => troubles.push(message));
window.addEventListener('unhandledrejection', ({ reason }) => troubles.push(String(reason)));

afterEach(() => {
  for (const each of mounted.splice(0)) each.dashboard.destroy();
  localStorage.clear();
  expect(troubles.splice(0)).toEqual([]);
});

/** What a test gives a dashboard to show. */
export interface Given {
  readonly processes?: readonly ProcessSummary[];
  /** Samples of the selected process, one a second, the last one at noon. */
  readonly samples?: number;
  /** Changes the row `index` of those samples; `undefined` leaves it out. */
  readonly row?: (index: number) => Parameters<typeof wireRow>[0] | undefined;
  readonly events?: readonly MemoryEvent[];
  readonly width?: number;
  readonly connect?: boolean;
  readonly address?: ViewAddress;
  readonly tools?: OpenTools;
  readonly report?: FetchReportParts;
}

/** A sawtooth with a major collection every 20 samples. */
export function sawtooth(time: number, index: number): Parameters<typeof wireRow>[0] {
  return {
    time,
    heapUsedBytes: (70 + (index % 10)) * megabyte,
    liveBytes: 62 * megabyte,
    majorCollections: Math.floor(index / 20),
  };
}

/** A dashboard on the test's page, with what a test wants to know of it. */
export class Mounted {
  readonly source: GivenSource = new GivenSource();
  readonly place: HTMLElement = document.createElement('div');
  readonly dashboard: MemoryDashboard;
  nowMs: number = noon;

  constructor({
    processes = [processOf()],
    samples = 300,
    row,
    events = [],
    width = 1240,
    connect = true,
    address,
    tools,
    report,
  }: Given) {
    mounted.push(this);
    this.place.style.width = `${width}px`;
    document.body.append(this.place);
    this.source.known = processes;
    const rows = Array.from({ length: samples }, (_, index) =>
      (row ?? ((at: number) => sawtooth(noon - (samples - 1 - at) * 1_000, at)))(index),
    );
    this.source.answer = (id) =>
      historyOf(rows.filter((each) => each !== undefined).map(rowOf), { id, events });
    this.dashboard = new MemoryDashboard(this.place, {
      source: this.source,
      now: () => this.nowMs,
      ...(address ? { address } : {}),
      ...(tools ? { tools } : {}),
      report,
    });
    if (connect) this.source.connect();
  }

  get root(): ShadowRoot {
    return this.place.firstElementChild?.shadowRoot as ShadowRoot;
  }

  find<Found extends HTMLElement>(selector: string): Found {
    const found = this.root.querySelector<Found>(selector);
    if (found === null) throw new Error(`there is no ${selector}`);
    return found;
  }

  all<Found extends HTMLElement>(selector: string): Found[] {
    return [...this.root.querySelectorAll<Found>(selector)];
  }

  text(selector: string): string {
    return this.find(selector).textContent ?? '';
  }

  button(name: string | RegExp): HTMLButtonElement {
    const found = this.all<HTMLButtonElement>('button').find((button) =>
      [button.textContent, button.getAttribute('aria-label'), button.title].some((label) =>
        typeof name === 'string' ? label === name : name.test(label ?? ''),
      ),
    );
    if (found === undefined) throw new Error(`there is no button ${name}`);
    return found;
  }

  /** Waits until something does not throw any more. */
  until<Found>(found: () => Found): Promise<Found> {
    return vi.waitFor(found, { timeout: 10_000 });
  }

  press(key: string, target: Element = this.find('.tidemark'), more: KeyboardEventInit = {}): KeyboardEvent {
    const event = new KeyboardEvent('keydown', {
      key,
      bubbles: true,
      cancelable: true,
      composed: true,
      ...more,
    });
    target.dispatchEvent(event);
    return event;
  }

  sample(index: number): void {
    this.source.send({
      type: 'sample',
      id: '4711',
      row: wireRow(sawtooth(noon + index * 1_000, 300 + index)),
    });
  }

  /** Moves the pointer over a chart; 0 is its left edge, 1 its right one. */
  point(chart: string, share: number, type = 'mousemove', init: MouseEventInit = {}): void {
    const over = this.find(`.${chart} .u-over`);
    const box = over.getBoundingClientRect();
    const at = { clientX: box.left + box.width * share, clientY: box.top + box.height / 2 };
    // Without a distance the plot takes a move for a stray one.
    const move = { movementX: 5, ...at, ...init };
    over.dispatchEvent(new MouseEvent(type, { bubbles: true, composed: true, ...move }));
  }

  /** Draws a range on the heap chart with the pointer. */
  async drag(from: number, to: number): Promise<void> {
    this.point('heap', from, 'mousedown', { button: 0 });
    this.point('heap', to);
    await painted();
    this.point('heap', to, 'mouseup');
    await painted();
  }

  /** All pixels of a chart's canvas, as red, green, blue and opacity. */
  pixels(chart: string): Uint8ClampedArray {
    const canvas = this.find<HTMLCanvasElement>(`.${chart} canvas`);
    const context = canvas.getContext('2d') as CanvasRenderingContext2D;
    return context.getImageData(0, 0, canvas.width, canvas.height).data;
  }
}

/** Mounts a dashboard and waits until it has painted. */
export async function mount(given: Given = {}): Promise<Mounted> {
  const result = new Mounted(given);
  await painted();
  // What tells of incidents is loaded with the first one.
  await result.until(() => {
    const none = result.root.querySelector<HTMLElement>('.incident-panel .none');
    if (none?.hidden === true) result.find('.incident');
  });
  return result;
}

/** Waits until what was asked for is on the screen. */
export async function painted(): Promise<void> {
  for (let frame = 0; frame < 4; frame++) await new Promise((resolve) => requestAnimationFrame(resolve));
}
