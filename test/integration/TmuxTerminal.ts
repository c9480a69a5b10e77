import { execFileSync, spawnSync } from 'node:child_process';
import { join } from 'node:path';

/** Why no terminal can be had here; `undefined` where one can. */
export const noTerminal: string | undefined =
  spawnSync('tmux', ['-V']).status === 0
    ? undefined
    : 'tmux is not installed, so that there is no terminal to look at: npm run setup';

/** A real terminal that a test looks at and types into: a tmux server of its own. */
export class TmuxTerminal {
  readonly #socket: string;

  /** Opens a shell, which outlives the commands that are typed into it. */
  constructor(
    folder: string,
    { columns, rows }: { columns: number; rows: number },
    environment: NodeJS.ProcessEnv,
  ) {
    this.#socket = join(folder, 'tmux');
    const { NODE_OPTIONS: _options, NODE_V8_COVERAGE: _coverage, TMUX: _tmux, ...inherited } = process.env;
    const size = ['-x', String(columns), '-y', String(rows)];
    const env = { ...inherited, PS1: '$ ', ...environment };
    const given = ['-S', this.#socket, '-f', '/dev/null', '-u', 'new-session', '-d', ...size, 'sh'];
    execFileSync('tmux', given, { env });
  }

  /** Keys by their names in tmux: `j`, `Enter`, `C-c`. */
  press(...keys: readonly string[]): void {
    this.#tmux('send-keys', ...keys);
  }

  type(line: string): void {
    this.#tmux('send-keys', '-l', line);
    this.press('Enter');
  }

  resize(columns: number, rows: number): void {
    this.#tmux('resize-window', '-x', String(columns), '-y', String(rows));
  }

  /** The rows that are seen, without colours. */
  rows(): string[] {
    return this.#tmux('capture-pane', '-p').split('\n').slice(0, -1);
  }

  /** Whether a program shows its own screen instead of the shell's. */
  get isAlternate(): boolean {
    return this.#tmux('display-message', '-p', '#{alternate_on}').trim() === '1';
  }

  close(): void {
    spawnSync('tmux', ['-S', this.#socket, 'kill-server']);
  }

  #tmux(...given: readonly string[]): string {
    return execFileSync('tmux', ['-S', this.#socket, ...given], { encoding: 'utf8' });
  }
}
