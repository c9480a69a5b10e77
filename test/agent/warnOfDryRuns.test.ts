import { expect, it } from 'vitest';
import { warnOfDryRuns } from '../../src/agent/warnOfDryRuns.ts';
import { mib } from '../monitoring/simulation.ts';
import { PressedCache, PressedProcess } from '../pressure/PressedProcess.ts';

async function warningsOf(dryRun: boolean): Promise<string[]> {
  const process = new PressedProcess({ automaticResponse: { dryRun }, logger: undefined }, {}, (source) => {
    source.liveBytes = 850 * mib;
  });
  const warnings: string[] = [];
  warnOfDryRuns(process.monitor, { emitWarning: (text: unknown) => void warnings.push(String(text)) });
  process.manager.manage(new PressedCache(process.source, 100));
  process.manager.enableAutomaticManagement();
  await process.pass(1500);
  return warnings;
}

it('what a dry run would do is a warning of the process, and what is done is none', async () => {
  expect((await warningsOf(true))[0]).toMatch(
    /^Memory pressure is critical; critical-memory would have been applied\. .*It would prune 75 entries of pages .*this is a dry run\.$/,
  );
  expect(await warningsOf(false)).toEqual([]);
});
