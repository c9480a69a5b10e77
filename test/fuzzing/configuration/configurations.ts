import { strict as assert } from 'node:assert';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { variableOf } from '../../../src/configuration/environment.ts';
import { loadConfiguration } from '../../../src/configuration/loadConfiguration.ts';
import {
  type LoadedConfiguration,
  resolveConfiguration,
} from '../../../src/configuration/resolveConfiguration.ts';
import { settingPaths } from '../../../src/configuration/schema.ts';
import { TidemarkError } from '../../../src/TidemarkError.ts';
import type { FuzzSurface } from '../FuzzSurface.ts';
import {
  borderNumbers,
  borderTexts,
  jsonMutations,
  jsonTokens,
  mutatedBy,
  replaced,
  textMutations,
} from '../textMutations.ts';

const refusals = ['INVALID_OPTION', 'UNKNOWN_OPTION', 'CONFIGURATION_UNREADABLE'];
/** In memory where there is such a folder: to write the file would take most of the time. */
const fastest = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();
/** The file comes before it, and behind it a variable a line: `TIDEMARK_PORT=7171`. */
const border = '\n--- environment\n';

/** What reads the configuration from a file and from the environment. */
export function configurations(): FuzzSurface {
  const directory = mkdtempSync(join(fastest, 'tidemark-fuzz-configuration-'));
  return {
    seeds: [
      border,
      `${JSON.stringify(resolveConfiguration().configuration)}${border}`,
      ...valuesOf(resolveConfiguration().configuration).map(
        ([path, value]) =>
          `${JSON.stringify(nested(path.split('.'), value))}${border}${variableOf(path)}=${value}\n`,
      ),
    ],
    mostBytes: 60_000,
    mutated: mutatedBy([
      ...textMutations({
        numbers: [...borderNumbers, '5s', '1h', '80%', '512MB', '-5%'],
        texts: [...borderTexts, 'high', 'off', '5s', '80%', '1GiB'],
        tokens: [...jsonTokens, '=', '\nTIDEMARK_', 'false', 'ms', '%'],
      }),
      ...jsonMutations,
      (text, random) =>
        replaced(
          text,
          /"[A-Za-z]+":/g,
          random,
          () => `"${random.pick(random.pick(settingPaths).split('.'))}":`,
        ),
      (text, random) => `${text}\n${variableOf(random.pick(settingPaths))}=${random.pick(borderNumbers)}`,
    ]),
    check: async ({ bytes }) => {
      const [file = '', variables = ''] = Buffer.from(bytes).toString().split(border);
      writeFileSync(join(directory, 'tidemark.config.json'), file);
      const environment = Object.fromEntries(
        variables
          .split('\n')
          .filter((line) => line.includes('='))
          .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
      );
      return isLoaded({ directory, environment });
    },
    close: () => rmSync(directory, { recursive: true, force: true }),
  };
}

async function isLoaded(origin: Parameters<typeof loadConfiguration>[0]): Promise<boolean> {
  let loaded: LoadedConfiguration;
  try {
    loaded = await loadConfiguration(origin);
  } catch (error) {
    if (!(error instanceof TidemarkError) || !refusals.includes(error.code)) throw error;
    assert.ok(error.message.length < 40_000, 'the message is endless');
    assert.ok(error.option !== undefined, 'no option is named');
    return false;
  }
  // What was accepted is right in itself: given as code, it is accepted again and stays what it is.
  const { configuration } = loaded;
  assert.deepEqual(resolveConfiguration({ overrides: configuration }).configuration, configuration);
  assert.equal(Object.getPrototypeOf(configuration), Object.prototype);
  assert.equal(({} as { a?: unknown }).a, undefined, 'prototypes were changed');
  return true;
}

function valuesOf(configuration: object, path = ''): [(typeof settingPaths)[number], unknown][] {
  return Object.entries(configuration).flatMap(([key, value]) => {
    const full = path === '' ? key : `${path}.${key}`;
    const isSetting = (settingPaths as readonly string[]).includes(full);
    if (isSetting)
      return [[full as (typeof settingPaths)[number], value] as [(typeof settingPaths)[number], unknown]];
    return typeof value === 'object' && value !== null ? valuesOf(value as object, full) : [];
  });
}

function nested([key = '', ...rest]: readonly string[], value: unknown): object {
  return { [key]: rest.length === 0 ? value : nested(rest, value) };
}
