import type { Configuration } from './Configuration.ts';
import { flag, folder, size } from './kinds.ts';
import type { Setting } from './schema.ts';

type Recorder = Configuration['recorder'];

const kib = 1024;
const mib = kib ** 2;

/** No file of a recorder is larger. */
export const mostFileBytes: number = 1024 * mib;

/** The settings of the flight recorder, by path. */
export const recorderSettings: {
  readonly [Key in keyof Recorder as `recorder.${Key}`]: Setting<Recorder[Key]>;
} = {
  'recorder.enabled': {
    kind: flag,
    default: true,
    description:
      'Whether the last minutes of each process are kept in a file that outlives it, for `tidemark postmortem`. `startMemoryMonitoring()` records only where a directory is set.',
  },
  'recorder.directory': {
    kind: folder,
    default: undefined,
    description:
      "Where the files are; without one, `tidemark-flights-UID` in the system's folder for temporary files. In a container, name a volume, which outlives it.",
  },
  'recorder.fileBytes': {
    kind: size(128 * kib, mostFileBytes),
    default: mib,
    description: "Size of one process's file, which never grows.",
  },
  'recorder.maxBytes': {
    kind: size(mib, 1024 * 1024 * mib),
    default: 64 * mib,
    description:
      'Size of all files in the directory: older ones of dead processes make room for new ones, those that ended well first.',
  },
};
