import { spawnSync } from 'node:child_process';

/**
 * Why a program of Debian's packages `prometheus` and `prometheus-alertmanager` cannot be had here; `undefined` where it
 * can. Under CI it must be there.
 */
export function missingTool(...names: readonly string[]): string | undefined {
  const missing = names.filter((name) => spawnSync(name, ['--version']).status !== 0);
  if (missing.length === 0) return undefined;
  const reason = `${missing.join(', ')} not installed: npm run setup`;
  if (process.env.CI) throw new Error(`${reason}. Under CI these tests must run.`);
  process.stderr.write(`\nNot tested with Prometheus itself: ${reason}\n`);
  return reason;
}
