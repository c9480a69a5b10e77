/** What a chart asks Prometheus for, and how its lines are called. */
export interface Query {
  /** PromQL, with the variables of the dashboard. */
  readonly expression: string;
  /** With labels in double braces. */
  readonly legend: string;
}

/** All processes of the chosen jobs. */
export const fleet = 'job=~"$job"';

/** The chosen processes. Where an application tells of itself, it has no name and no pid, and the chosen `.*` fits that. */
export const chosen = 'job=~"$job", instance=~"$instance", name=~"$name", pid=~"$pid"';

/** Who a line is of. */
export const who = '{{instance}} {{name}} {{pid}} {{thread}}';

/** The share of each limit that is used: heap, container, host. */
export function usedShare(of: string): string {
  return `(tidemark_memory_used_bytes{${of}} / tidemark_memory_limit_bytes{${of}})`;
}

/** The same of the limit with the fewest bytes left, which is the one that kills. */
export function bindingShare(of: string): string {
  return `(${usedShare(of)} and (tidemark_memory_limit_binding{${of}} == 1))`;
}

/** How much a counter has grown a second. */
export function rate(counter: string, of: string): string {
  return `rate(${counter}{${of}}[$__rate_interval])`;
}
