// Reads a heap snapshot into its columns, and does nothing with them: FILE.
import { setFlagsFromString } from 'node:v8';
import { SnapshotFile } from '../../../src/profiling/heap-snapshot/SnapshotFile.ts';

// As the command line does.
setFlagsFromString('--no-liftoff');
const { nodeCount, edgeCount, kernel } = await new SnapshotFile(process.argv[2] as string).read();
process.stdout.write(JSON.stringify({ nodeCount, edgeCount, kernel: kernel.kind }));
