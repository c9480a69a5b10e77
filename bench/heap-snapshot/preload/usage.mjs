// Writes what this process took, when it ends, to the file that USAGE_FILE names.
import { writeFileSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';

// Threads run this as well, and two that end at once would write into each other's lines.
if (isMainThread) {
  process.on('exit', () => {
    const { userCPUTime, maxRSS } = process.resourceUsage();
    writeFileSync(
      process.env.USAGE_FILE,
      JSON.stringify({ userMs: userCPUTime / 1000, peakBytes: maxRSS * 1024 }),
    );
  });
}
