import { createRequire } from 'node:module';

/** Profilers that start V8's only allocation sampler themselves, and of which some crash on a profile that is not theirs. */
const samplers = /[\\/]node_modules[\\/](?:@datadog[\\/]|@google-cloud[\\/])?(?:pprof|profiler)[\\/]/;

/** The package of a profiler that is loaded in this process and wants the sampler for itself. */
export function foreignSampler(
  loadedFiles: () => readonly string[] = filesLoadedByRequire,
): string | undefined {
  const file = loadedFiles().find((name) => samplers.test(name));
  return file && samplers.exec(file)?.[0].slice('/node_modules/'.length, -1).replace('\\', '/');
}

function filesLoadedByRequire(): readonly string[] {
  return Object.keys(createRequire(import.meta.url).cache);
}
