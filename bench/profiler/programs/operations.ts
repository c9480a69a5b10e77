import { setTimeout as sleep } from 'node:timers/promises';
import { shippedPackage } from '../../harness/shipped.ts';

/** How many operations of each kind are measured. */
export interface OperationsOrder {
  readonly rounds: number;
  readonly sequential: number;
}

/** Of one operation: what it retained in truth, and what was measured. */
export interface Measured {
  readonly kind: string;
  readonly trueBytes: number;
  /** `null` where it could not be told. */
  readonly retainedBytes: number | null;
  readonly pauseMs: number;
}

const order = JSON.parse(process.argv[2] as string) as OperationsOrder;
const { MemoryProfiler } = await shippedPackage();
const profiler = new MemoryProfiler({ isolationPauseMs: 60_000 });
const sizes = [0, 1024, 102_400, 10_485_760];
const header = 16;
/** Calls in which V8 compiles what they run, which stays. */
const warmUps = 6;
let kept: unknown[] = Array.from({ length: 4096 });
let places = 0;
const garbage: unknown[] = [];

/** Keeps one array of numbers, whose size V8's layout gives to the byte: its elements, and the array itself. */
function retain(bytes: number): void {
  const elements = Math.floor((bytes - 2 * header - header) / 8);
  if (bytes > 0) kept[places++] = new Array(elements).fill(1.5);
}

function churn(): void {
  for (let index = 0; index < 200; index++) garbage[0] = new Array(100).fill(index);
  garbage[0] = undefined;
}

async function measured(kind: string, trueBytes: number, operation: () => unknown): Promise<Measured> {
  const { retained, pauseMs } = await profiler.measureOperation(operation, kind);
  return {
    kind,
    trueBytes,
    retainedBytes: retained.performed && retained.isolated ? retained.bytes : null,
    pauseMs,
  };
}

function letGo(): void {
  kept = Array.from({ length: 4096 });
  places = 0;
}

async function asynchronous(bytes: number): Promise<void> {
  churn();
  await sleep(2);
  retain(bytes / 2);
  churn();
  await sleep(2);
  retain(bytes / 2);
}

const results: Measured[] = [];
for (let round = 0; round < order.rounds + warmUps; round++) {
  const isWarm = round >= warmUps;
  for (const bytes of sizes) {
    const one = await measured('synchronous', bytes, () => {
      churn();
      retain(bytes);
    });
    const other = await measured('asynchronous', bytes, () => asynchronous(bytes));
    if (isWarm) results.push(one, other);
    letGo();
  }
}

const noise: unknown[] = [];
const timer = setInterval(() => {
  noise.push(new Array(500).fill(1.5));
  churn();
}, 3);
for (let round = 0; round < order.rounds; round++) {
  for (const bytes of sizes) {
    results.push(await measured('asynchronous, others retain 1.3 MB/s', bytes, () => asynchronous(bytes)));
    letGo();
  }
}
clearInterval(timer);

const ten = [...sizes, ...sizes, 1024, 102_400];
for (let round = 0; round < order.rounds + warmUps; round++) {
  const together = ten.map((bytes) => measured('10 at a time', bytes, () => asynchronous(bytes)));
  const ended = await Promise.all(together);
  if (round >= warmUps) results.push(...ended);
  letGo();
}

const row = [0, 1024, 102_400];
for (let index = 0; index < order.sequential; index++) {
  const bytes = row[index % row.length] as number;
  results.push(await measured(`${order.sequential} in a row`, bytes, () => retain(bytes)));
}
console.log(JSON.stringify(results));
