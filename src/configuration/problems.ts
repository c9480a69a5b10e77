import { describe, receivedInWords, TidemarkError } from '../TidemarkError.ts';
import { nearest } from './nearest.ts';
import { groupPaths, isSettingPath, schema, settingPaths } from './schema.ts';

/** A value that breaks the rule of its setting. `where` tells of the file it stands in. */
export function wrongValue(
  option: string,
  rule: string,
  given: unknown,
  where: string,
  name: string = option,
): TidemarkError {
  const received = shown(option, given);
  return new TidemarkError(
    'INVALID_OPTION',
    `${name} must be ${rule}, ${receivedInWords(received)}${where}`,
    { option, rule, received },
  );
}

/** A key that is no setting, with the one that was probably meant. */
export function unknownSetting(option: string, given: unknown, where: string): TidemarkError {
  const meant = nearest(option, [...settingPaths, ...groupPaths]);
  const received = shown(meant ?? option, given);
  const question = meant === undefined ? '' : `; did you mean ${meant}?`;
  return new TidemarkError(
    'UNKNOWN_OPTION',
    `${option} is no setting of Tidemark, received ${describe(received)}${where}${question}`,
    { option, rule: 'a setting that docs/configuration.md lists', received },
  );
}

/** A secret, or what was probably meant as one, without what it says: errors end in logs. */
function shown(option: string, given: unknown): unknown {
  const isSecret = isSettingPath(option) && schema[option].kind.isSecret === true;
  return isSecret && typeof given === 'string' ? `${given.length} characters` : given;
}

/**
 * One error for all problems, so that a configuration is put right in one go: the problem itself where there is one,
 * else the first one's code, option, rule and value with all messages, and all errors as its cause.
 */
export function combined(problems: readonly [TidemarkError, ...TidemarkError[]]): TidemarkError {
  const [first] = problems;
  if (problems.length === 1) return first;
  const lines = problems.map((problem) => `\n- ${problem.message}`).join('');
  return new TidemarkError(first.code, `${problems.length} settings are wrong:${lines}`, {
    option: first.option as string,
    rule: first.rule as string,
    received: first.received,
    cause: new AggregateError(problems),
  });
}
