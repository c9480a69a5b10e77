// Writes what this process took, when it ends, to the file that USAGE_FILE names.
import { writeFileSync } from 'node:fs';

process.on('exit', () => {
  const { userCPUTime, maxRSS } = process.resourceUsage();
  writeFileSync(
    process.env.USAGE_FILE,
    JSON.stringify({ userMs: userCPUTime / 1000, peakBytes: maxRSS * 1024 }),
  );
});
