import type { CorpusProgram } from './CorpusProgram.ts';
import { healthyPrograms } from './healthyPrograms.ts';
import { leakingPrograms } from './leakingPrograms.ts';
import { notes } from './notes.ts';

/** The whole corpus. */
export const allPrograms: readonly CorpusProgram[] = [...leakingPrograms, ...healthyPrograms].map(
  (program) => {
    const note = notes[program.name];
    return note === undefined ? program : { ...program, note };
  },
);

/** Those of these names, or all. An unknown name is an error, for a typing error must not end in an empty table. */
export function selected<Program extends CorpusProgram>(
  programs: readonly Program[],
  names?: readonly string[],
): readonly Program[] {
  if (!names) return programs;
  return names.map((name) => {
    const program = programs.find((one) => one.name === name);
    if (!program) throw new Error(`no program is called ${name}`);
    return program;
  });
}
