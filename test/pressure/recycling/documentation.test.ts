import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { schema } from '../../../src/configuration/schema.ts';
import { memoryEvent } from '../../../src/wire/eventReader.ts';
import { readLine } from '../../../src/wire/reader.ts';
import { Program, until } from '../Program.ts';

const text = readFileSync(join(import.meta.dirname, '../../../docs/recycling.md'), 'utf8');
const examples = [...text.matchAll(/^```js\n([\s\S]*?)^```/gm)].map(([, code]) => code!);

async function said(code: string, expected: readonly RegExp[]): Promise<Program> {
  const program = await Program.start(code);
  await until(() => {
    for (const line of expected) expect(program.stdout).toMatch(line);
  });
  return program;
}

describe('the examples of docs/recycling.md', { timeout: 90_000 }, () => {
  it('are three', () => {
    expect(examples).toHaveLength(3);
  });

  it('start workers that listen', async () => {
    const program = await said(examples[0]!, [/listening 1 \d+/, /listening 2 \d+/]);
    expect(program.stderr).toBe('');
  });

  it('replace a worker', async () => {
    const program = await said(examples[1]!, [/^begun requested$/m, /^done requested$/m, /was replaced by/]);
    expect(program.stderr).toBe('');
  });

  it('replace a thread', async () => {
    const program = await said(examples[2]!, [/^begun$/m, /^done$/m]);
    expect(program.stderr).toBe('');
  });

  it('have an event as it is read', () => {
    const [, json] = /^```json\n([\s\S]*?)^```/m.exec(text)!;
    const event = { time: 1, type: 'memory:recycling', payload: JSON.parse(json!) };
    expect(readLine(JSON.stringify(event), memoryEvent)).toEqual(event);
  });

  it('name every setting', () => {
    const settings = Object.keys(schema).filter((path) => path.startsWith('recycling.'));
    expect(settings.filter((path) => !text.includes(`| \`${path}\` |`))).toEqual([]);
  });
});
