// What counting a request by its route takes, without a server. Prints nanoseconds as JSON.
import { shippedPackage, shippedUrl } from '../../harness/shipped.ts';

export interface CountingCost {
  readonly countNs: number;
  readonly heldBytes: number;
}

const calls = Number(process.argv[2]);
const { RequestMemory } = (await import(
  shippedUrl('frameworks/index.js')
)) as typeof import('../../../src/frameworks/index.ts');
const { startMemoryMonitoring } = await shippedPackage();
const { monitor } = startMemoryMonitoring({ automaticResponse: { enabled: false } });
const memory = new RequestMemory({ monitoring: startMemoryMonitoring() });
const before = monitor.cost().heldBytes;
const routes = Array.from({ length: 50 }, (_, index) => `/routes/${index}/:id`);

measure();
const countNs = measure();
const cost: CountingCost = { countNs, heldBytes: monitor.cost().heldBytes - before };
console.log(JSON.stringify(cost));
process.exit(0);

function measure(): number {
  let spentMicroseconds = 0;
  const batch = 10_000;
  for (let done = 0; done < calls; done += batch) {
    const requests = Array.from({ length: batch }, () => ({ method: 'GET', url: '/', headers: {} }));
    const start = process.cpuUsage();
    for (let index = 0; index < batch; index++) memory.count(requests[index]!, () => routes[index % 50]);
    const { user, system } = process.cpuUsage(start);
    spentMicroseconds += user + system;
  }
  return (spentMicroseconds * 1e3) / calls;
}
