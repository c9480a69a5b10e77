import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { variableOf } from '../../src/configuration/environment.ts';
import { schema, settingPaths } from '../../src/configuration/schema.ts';

const page = join(import.meta.dirname, '../../docs/configuration.md');
const section = /(<!-- settings -->\n)[\s\S]*?(<!-- \/settings -->)/;

function table(): string {
  const rows = settingPaths.map((path) => {
    const { kind, default: value, description } = schema[path];
    const shown = value === undefined ? 'none' : `\`${JSON.stringify(value)}\``;
    return `| \`${path}\`<br>\`${variableOf(path)}\` | ${shown} | ${kind.rule} | ${description} |`;
  });
  return `\n| Setting, and its variable | Default | Must be | What it says |\n|---|---|---|---|\n${rows.join('\n')}\n\n`;
}

/** The formatter pads the cells of a table; what they say is what counts. */
function unpadded(text: string): string {
  return text.replaceAll(/ *\| */g, '|').replaceAll(/-{3,}/g, '---');
}

describe('docs/configuration.md', () => {
  it('lists every setting as the schema has it', () => {
    const text = readFileSync(page, 'utf8');
    const expected = text.replace(section, (_all, begin, end) => `${begin}${table()}${end}`);
    if (process.env.UPDATE_DOCS) writeFileSync(page, expected);
    expect(expected).toMatch(section);
    expect(unpadded(readFileSync(page, 'utf8'))).toBe(unpadded(expected));
  });

  it('says one sentence on every setting', () => {
    const unfinished = settingPaths.filter((path) => !/^[A-Z].*\.$/.test(schema[path].description));
    expect(unfinished).toEqual([]);
  });
});
