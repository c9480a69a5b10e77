import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { parse } from 'yaml';

const root = join(import.meta.dirname, '../..');
const { groups } = parse(readFileSync(join(root, 'deploy/prometheus/tidemark.rules.yml'), 'utf8')) as {
  groups: { rules: { alert?: string; annotations?: { runbook_url: string } }[] }[];
};
const alerts = groups.flatMap(({ rules }) => rules).filter(({ alert }) => alert !== undefined);

it('every alert leads to its place in the runbook, with three commands', () => {
  expect(alerts.length).toBeGreaterThanOrEqual(11);
  for (const { alert, annotations } of alerts) {
    const [file, anchor] = annotations!.runbook_url.split('#') as [string, string];
    expect(existsSync(join(root, file)), file).toBe(true);
    const guide = readFileSync(join(root, file), 'utf8');
    const section = guide.split(/^### /m).find((text) => text.startsWith(`${alert}\n`));
    expect(section, alert).toBeDefined();
    expect(anchor).toBe(alert!.toLowerCase());
    const [, commands = ''] = /```sh\n([\s\S]*?)```/.exec(section!) ?? [];
    expect(commands.trim().split('\n').length, alert).toBeGreaterThanOrEqual(3);
  }
});
