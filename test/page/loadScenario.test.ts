import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { loadScenario } from '../../src/page/loadScenario.ts';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tm-scenario-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const load = (name: string, text: string) => {
  writeFileSync(join(folder, name), text);
  return loadScenario(name, folder);
};

it('a scenario is what a module exports, or its default', async () => {
  const named = await load('named.mjs', "export const url = 'http://a/'; export const action = () => 1;");
  expect(named.url).toBe('http://a/');
  const whole = await load('whole.mjs', 'export default { action: () => 2, back: () => 3 };');
  expect(whole.back?.(undefined as never)).toBe(3);
  const old = await load('old.cjs', 'module.exports = { action: () => 4 };');
  expect(old.action(undefined as never)).toBe(4);
});

it.each([
  ['none.mjs', 'export const go = 1;', 'action of none.mjs must be a function, received nothing'],
  ['text.mjs', "export const action = 'click';", 'action of text.mjs must be a function, received "click"'],
  ['back.mjs', 'export const action = () => 0, back = 1;', 'back of back.mjs must be a function, received 1'],
  ['url.mjs', 'export const action = () => 0, url = 1;', 'url of url.mjs must be a text, received 1'],
])('what is none is refused: %s', async (name, text, message) => {
  await expect(load(name, text)).rejects.toMatchObject({ code: 'INVALID_OPTION', message });
});

it('what cannot be loaded is told with the reason', async () => {
  await expect(load('broken.mjs', "throw new Error('no database')")).rejects.toMatchObject({
    code: 'FILE_UNREADABLE',
    message: expect.stringContaining('broken.mjs cannot be loaded: no database'),
  });
});
