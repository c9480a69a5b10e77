import type { Death } from './Death.ts';

/** Errors that are about memory after all, by what Node.js and V8 say in them, and what would help. */
const memoryErrors: readonly (readonly [RegExp, string])[] = [
  [
    /^Worker terminated due to reaching memory limit/,
    'A worker thread ran out of its own heap, which is not the one shown here: bound what it holds, or raise resourceLimits.maxOldGenerationSizeMb of new Worker().',
  ],
  [
    /^(?:Invalid string length|Cannot create a string longer than)/,
    'It built a text longer than V8 has any (512 MB): read, join and write it in parts.',
  ],
  [
    /allocation failed|out of memory|could not allocate|cannot allocate|failed to allocate|\bENOMEM\b/i,
    'Memory was asked for and not given: look whether the size asked for is right, and at the limits of the process (ulimit -v, its container).',
  ],
];

/** What would help against an error that is about memory; `undefined` where it is not. */
export function memoryErrorAdvice({ message }: NonNullable<Death['exception']>): string | undefined {
  return memoryErrors.find(([pattern]) => pattern.test(message))?.[1];
}
