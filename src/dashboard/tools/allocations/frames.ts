import type { AllocationFrame } from '../../../wire/call.ts';

/** A frame with the bytes of all that it called. In a difference, bytes may be negative. */
export interface SizedFrame extends Omit<AllocationFrame, 'children'> {
  readonly totalBytes: number;
  /** Largest first. */
  readonly children: readonly SizedFrame[];
}

/** What one function allocated, wherever it was called from. */
export interface FunctionSize {
  readonly frame: SizedFrame;
  readonly selfBytes: number;
  /** With what it called; recursion counts once. */
  readonly totalBytes: number;
}

/** The frames with their totals. */
export function sized(frame: AllocationFrame): SizedFrame {
  return withTotal(frame, frame.selfBytes, frame.children.map(sized));
}

/** What has become more and less from one moment to another, frame by frame; what is the same is left out. */
export function difference(before: AllocationFrame, after: AllocationFrame): SizedFrame {
  return between(before, after) ?? withTotal(after, 0, []);
}

/** By function, those that allocated the most themselves first. */
export function byFunction(root: SizedFrame): FunctionSize[] {
  const sizes = new Map<string, { frame: SizedFrame; selfBytes: number; totalBytes: number }>();
  const visit = (frame: SizedFrame, above: ReadonlySet<string>): void => {
    const key = keyOf(frame);
    const size = sizes.get(key) ?? { frame, selfBytes: 0, totalBytes: 0 };
    sizes.set(key, size);
    size.selfBytes += frame.selfBytes;
    if (!above.has(key)) size.totalBytes += frame.totalBytes;
    const path = new Set(above).add(key);
    for (const child of frame.children) visit(child, path);
  };
  for (const child of root.children) visit(child, new Set());
  return [...sizes.values()].sort((one, other) => Math.abs(other.selfBytes) - Math.abs(one.selfBytes));
}

/** `session.js:12`, or nothing for what has no file. */
export function placeOf({ file, line }: Pick<AllocationFrame, 'file' | 'line'>): string {
  return file === '' ? '' : `${file.replace(/^file:\/\//, '')}:${line}`;
}

function between(
  before: AllocationFrame | undefined,
  after: AllocationFrame | undefined,
): SizedFrame | undefined {
  const earlier = new Map(before?.children.map((child) => [keyOf(child), child]));
  const later = new Map(after?.children.map((child) => [keyOf(child), child]));
  const keys = new Set([...earlier.keys(), ...later.keys()]);
  const children = [...keys].flatMap((key) => between(earlier.get(key), later.get(key)) ?? []);
  const selfBytes = (after?.selfBytes ?? 0) - (before?.selfBytes ?? 0);
  if (selfBytes === 0 && children.length === 0) return undefined;
  return withTotal((after ?? before) as AllocationFrame, selfBytes, children);
}

function withTotal(
  { name, file, line, package: owner }: AllocationFrame,
  selfBytes: number,
  children: readonly SizedFrame[],
): SizedFrame {
  const totalBytes = children.reduce((sum, child) => sum + child.totalBytes, selfBytes);
  const sorted = children.toSorted((one, other) => other.totalBytes - one.totalBytes);
  return { name, file, line, package: owner, selfBytes, totalBytes, children: sorted };
}

function keyOf({ name, file, line }: Pick<AllocationFrame, 'name' | 'file' | 'line'>): string {
  return `${name}\0${file}\0${line}`;
}
