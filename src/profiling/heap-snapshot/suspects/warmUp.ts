import { isStructural, type ObjectKind } from '../ObjectKinds.ts';
import type { Layer } from './Layer.ts';

/** Bytecode, machine code, feedback, scopes, and what else V8 makes when a function runs for the first time. */
const code = new Set(['(compiled code)', '(code)']);
/** What code mentions: nothing of it has parts that a program can add to. */
const literals = new Set([
  '(string)',
  '(concatenated string)',
  '(sliced string)',
  '(number)',
  '(bigint)',
  '(regexp)',
]);
/** V8 keeps one of each object literal, in the code, to make the others after. */
const boilerplates = new Set(['Array', 'Object', 'RegExp']);

const [isOther, isCode, isPart, isShape, isLiteral, isBoilerplate] = [0, 1, 2, 3, 4, 5];

/**
 * What V8 makes for functions of one snapshot when they run: by index, that of the object of the program it is made for, + 1; 0
 * for all else. It is no growth of who has the functions, as long as these are the same ones: each is compiled once. What is made for
 * objects that were born themselves grows with their number.
 */
export function warmUpOwners(layer: Layer): Uint32Array {
  const roles = Uint8Array.from(layer.kinds, roleOf);
  const functions = layer.kinds.map(({ words }) => words.startsWith('function '));
  /** Of each object the nearest one of the program at or above it, + 1. */
  const visible = new Uint32Array(layer.length);
  const owners = new Uint32Array(layer.length);
  const isStart = (role: number): boolean => role === isCode || role === isPart || role === isShape;
  for (let index = 0; index < layer.length; index++) {
    const kind = layer.kindOf(index);
    const role = roles[kind]!;
    const above = layer.dominatorOf(index);
    visible[index] = index > 0 && isStart(role) ? visible[above]! : index + 1;
    if (index === 0) continue;
    const owner = owners[above]!;
    const isWithin = owner !== 0;
    if (role === isCode) owners[index] = isWithin ? owner : visible[above]!;
    else if (role === isPart || role === isLiteral) owners[index] = owner;
    else if (role === isBoilerplate) owners[index] = roles[layer.kindOf(above)] === isCode ? owner : 0;
    else if (role === isShape) {
      const nearest = visible[above]!;
      if (isWithin) owners[index] = owner;
      else if (functions[layer.kindOf(nearest - 1)]) owners[index] = nearest;
    }
  }
  return owners;
}

function roleOf(kind: ObjectKind): number {
  const { words } = kind;
  if (code.has(words)) return isCode;
  if (words === '(object shape)') return isShape;
  if (isStructural(kind)) return isPart;
  if (literals.has(words)) return isLiteral;
  return boilerplates.has(words) || words.startsWith('{') ? isBoilerplate : isOther;
}
