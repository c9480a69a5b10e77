/** The thread of the watchdog. It sleeps, and looks at the heartbeat of the main thread once a second. */
import { Session } from 'node:inspector';
import { parentPort, workerData } from 'node:worker_threads';
import type { Timers } from '../../monitoring/Ticker.ts';
import { flightFiles } from '../FlightFiles.ts';
import type { FlightNote } from '../FlightNote.ts';
import { RegionWriter } from '../RegionWriter.ts';
import { gatheringOfMain } from './gatheringOfMain.ts';
import type { MainSession } from './MainSession.ts';
import { MainThreadQueue } from './MainThreadQueue.ts';
import { stackOfMain } from './stackOfMain.ts';
import { steadyMs } from './steadyMs.ts';
import { Watchdog } from './Watchdog.ts';
import type { WatchdogFile } from './WatchdogFile.ts';
import { cell, type WatchdogOrder } from './WatchdogOrder.ts';

const lookMs = 1000;
const { cells, beatMs, blockedAfterMs } = workerData as WatchdogOrder;
const shared = new BigInt64Array(cells);
let writer: RegionWriter | undefined;

const mainQueue = new MainThreadQueue();
const timers = { setTimeout, clearTimeout } as unknown as Timers;
const mainSession = (): MainSession => new Session() as unknown as MainSession;

const watchdog = new Watchdog({
  beatMs,
  blockedAfterMs,
  look: () => {
    const { user, system } = process.cpuUsage();
    return {
      now: steadyMs(),
      beatAt: Number(Atomics.load(shared, cell.beat)),
      cpuMs: (user + system) / 1000,
      queuedMs: mainQueue.waitedMs(),
    };
  },
  wall: Date.now,
  rssBytes: () => process.memoryUsage.rss(),
  isInspected: () => Atomics.load(shared, cell.inspected) !== 0n,
  capture: () => stackOfMain(mainSession(), timers),
  gather: () => gatheringOfMain(mainSession(), timers, steadyMs),
  write,
  moved: (end) => parentPort?.postMessage(end),
});

parentPort?.on('message', ({ path, region }: WatchdogFile) => {
  writer = new RegionWriter(region, (bytes, length, position) => {
    // Opened each time: it keeps no descriptor that the application could close.
    const descriptor = flightFiles.openToUpdate(path);
    try {
      flightFiles.writeSync(descriptor, bytes, 0, length, position);
    } finally {
      flightFiles.closeSync(descriptor);
    }
  });
});

function write(note: FlightNote): void {
  try {
    writer?.writeText(JSON.stringify(note));
  } catch {
    // The disk is full, or the file is gone: the main thread tells when it comes round.
  }
}

let isLooking = false;
setInterval(async () => {
  if (isLooking) return;
  isLooking = true;
  try {
    await watchdog.look();
  } catch {
    // A look that fails is followed by the next one.
  } finally {
    isLooking = false;
  }
}, lookMs);
