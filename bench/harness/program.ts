import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { root } from './shipped.ts';

/** How a program of a bench is started. */
export interface ProgramOptions {
  /** @default this Node.js */
  readonly execPath?: string | undefined;
  readonly execArgv?: readonly string[];
  readonly arguments?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
}

/** Path of a program below bench/ as it runs: compiled, unless it is no TypeScript. */
export function programPath(path: string): string {
  return path.endsWith('.ts')
    ? join(root, 'bench', 'dist', path.replace(/\.ts$/, '.js'))
    : join(root, 'bench', path);
}

/** The environment of this process without what would configure Tidemark or Node in the program, and with the given. */
export function programEnvironment(environment: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(([name]) => !/^(TIDEMARK_|NODE_)/.test(name));
  return { ...Object.fromEntries(inherited), ...environment };
}

/** Runs a program in its own process and returns what it printed, which is JSON. Rejects if it fails. */
export function runProgram<Result>(path: string, options: ProgramOptions = {}): Promise<Result> {
  const argv = [...(options.execArgv ?? []), programPath(path), ...(options.arguments ?? [])];
  return new Promise((resolve, reject) => {
    execFile(
      options.execPath ?? process.execPath,
      argv,
      { env: programEnvironment(options.environment), cwd: root, maxBuffer: 2 ** 26 },
      (error, stdout, stderr) => {
        if (error !== null) reject(new Error(`${path} failed: ${stderr || error.message}`));
        else resolve(JSON.parse(stdout) as Result);
      },
    );
  });
}
