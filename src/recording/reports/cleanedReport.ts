/** What is kept of a report, and of what in it. Everything else may tell secrets: environment, arguments, addresses, values. */
const kept: Readonly<Record<string, readonly string[] | 'all'>> = {
  header: [
    'reportVersion',
    'event',
    'trigger',
    'dumpEventTime',
    'dumpEventTimeStamp',
    'processId',
    'threadId',
    'nodejsVersion',
    'wordSize',
    'arch',
    'platform',
    'componentVersions',
    'osName',
    'osRelease',
    'osVersion',
    'osMachine',
  ],
  javascriptStack: ['message', 'stack'],
  javascriptHeap: 'all',
  nativeStack: 'all',
  resourceUsage: 'all',
  uvthreadResourceUsage: 'all',
  userLimits: 'all',
};

/** A diagnostic report of Node.js without what may be secret; `undefined` where it is none. */
export function cleanedReport(text: string): object | undefined {
  let report: unknown;
  try {
    report = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isObject(report) || !isObject(report.header)) return undefined;
  const parts = Object.entries(kept).flatMap(([name, fields]) => {
    const part = (report as Record<string, unknown>)[name];
    if (part === undefined) return [];
    return [[name, fields === 'all' || !isObject(part) ? part : picked(part, fields)]];
  });
  return Object.fromEntries(parts);
}

function picked(part: Record<string, unknown>, fields: readonly string[]): object {
  return Object.fromEntries(fields.filter((name) => name in part).map((name) => [name, part[name]]));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
