// An option that nobody knows was told with its value, which may have been meant for a secret one.
import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { main, unbuilt } from '../integration/TidemarkRun.ts';

function told(...given: string[]): string {
  const { stdout, stderr } = spawnSync(process.execPath, [main, ...given], { encoding: 'utf8' });
  return stdout + stderr;
}

describe.skipIf(unbuilt !== undefined)('an option that is mistaken', () => {
  it('is told without its value', () => {
    for (const value of ['hunter2', "hunt'er2", 'hunt\ner2']) {
      const text = told('run', `--hots=${value}`, 'server.js');
      expect(text).toContain("unknown option '--hots'");
      expect(text).not.toContain('er2');
    }
    for (const verb of ['ps', 'run', 'postmortem'])
      for (const value of ['hunter2', '=hunter2', "hunt'er2", '\nhunter2']) {
        const text = told(verb, `-p${value}`);
        expect(text).toContain("unknown option '-p'");
        expect(text).not.toContain('er2');
      }
    expect(told('ps', '--tokn', 'hunter2')).not.toContain('er2');
  });
});
