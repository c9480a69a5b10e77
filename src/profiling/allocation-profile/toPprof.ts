import type { AllocationNode, AllocationProfile } from './AllocationProfile.ts';
import { checkProfile } from './checkProfile.ts';
import { ProtobufWriter } from './ProtobufWriter.ts';

/**
 * The profile as pprof reads it (`profile.proto` of github.com/google/pprof), not compressed: samples of
 * `inuse_objects` (how often it was sampled) and `inuse_space` in bytes.
 */
export function toPprof(profile: AllocationProfile): Uint8Array {
  checkProfile('profile', profile);
  const strings = new Map<string, number>([['', 0]]);
  const functions = new Map<string, number>();
  const writer = new ProtobufWriter();
  const text = (value: string): number => {
    const known = strings.get(value);
    if (known !== undefined) return known;
    strings.set(value, strings.size);
    return strings.size - 1;
  };
  const valueType = (type: string, unit: string): ProtobufWriter =>
    new ProtobufWriter().number(1, text(type)).number(2, text(unit));
  const locationOf = (node: AllocationNode): number => {
    const key = `${node.function}\n${node.file}:${node.line}`;
    const known = functions.get(key);
    if (known !== undefined) return known;
    const id = functions.size + 1;
    functions.set(key, id);
    const name = text(node.function);
    writer.message(
      5,
      new ProtobufWriter()
        .number(1, id)
        .number(2, name)
        .number(3, name)
        .number(4, text(node.file))
        .number(5, node.line),
    );
    const line = new ProtobufWriter().number(1, id).number(2, node.line);
    writer.message(4, new ProtobufWriter().number(1, id).message(4, line));
    return id;
  };
  // The root stands for the process, and pprof has one of its own. Stacks begin at the innermost frame.
  const visit = (node: AllocationNode, callers: readonly number[]): void => {
    const stack = node === profile.root ? [] : [locationOf(node), ...callers];
    if (node.selfBytes > 0) {
      const sample = new ProtobufWriter().numbers(1, stack).numbers(2, [node.selfSamples, node.selfBytes]);
      writer.message(2, sample);
    }
    for (const child of node.children) visit(child, stack);
  };
  writer.message(1, valueType('inuse_objects', 'count')).message(1, valueType('inuse_space', 'bytes'));
  visit(profile.root, []);
  writer
    .number(9, profile.startedAt * 1e6)
    .number(10, profile.durationMs * 1e6)
    .message(11, valueType('space', 'bytes'))
    .number(12, profile.intervalBytes ?? 0);
  for (const value of strings.keys()) writer.text(6, value);
  return writer.toBytes();
}
