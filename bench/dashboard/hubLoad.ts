import type { RunOptions } from '../harness/Bench.ts';
import type { Bundles } from './Bundles.ts';
import { type Flatness, flatnessOf, type Reading } from './flatness.ts';
import { HubProcess } from './HubProcess.ts';
import { OpenDashboards } from './OpenDashboards.ts';
import { SyntheticAgents } from './SyntheticAgents.ts';

const processes = 50;
const dashboards = 10;
const hourMs = 3_600_000;

/** What a hub was measured to take. */
export interface HubFigures {
  /** Share of one core, at 1 Hz. */
  readonly cpuShare: number;
  readonly rssBytes: number;
  /** At 1 Hz: samples said, samples got by all dashboards together, and those that they missed. */
  readonly said: number;
  readonly got: number;
  readonly missed: number;
  readonly droppedByAgents: number;
  readonly resets: number;
  readonly memory: Flatness;
  readonly simulatedHours: number;
  /** Share of the samples that dashboards got at high speed. */
  readonly gotShare: number;
}

/** A real hub with 50 processes and 10 dashboards: a while at 1 Hz, then hours as fast as the dashboards take it. */
export async function measureHub({ quick, progress }: RunOptions, bundles: Bundles): Promise<HubFigures> {
  const seconds = quick ? 3 : 60;
  const simulatedHours = quick ? 0.1 : 2;
  const hub = await HubProcess.start(bundles);
  const startMs = Date.now() - (simulatedHours + 0.5) * hourMs;
  const agents = await SyntheticAgents.join(hub.place.socketPath, processes, startMs);
  // From then on its histories hold as many samples as they ever do.
  const filledMs = startMs + (quick ? 60_000 : 1_100_000);
  for (let timeMs = startMs; timeMs < filledMs; timeMs += 100_000) {
    agents.say(timeMs, Math.min(filledMs, timeMs + 100_000));
    await agents.written();
  }
  const readers = await OpenDashboards.open(hub.place.url, dashboards);
  progress(`hub: ${processes} processes at 1 Hz, ${dashboards} dashboards, ${seconds} s`);
  const pace = await atOneHertz(hub, agents, readers, { fromMs: filledMs, seconds });
  progress(`hub: ${simulatedHours} simulated hours`);
  const fast = await atHighSpeed(hub, agents, readers, {
    fromMs: filledMs + (seconds + 1) * 1_000,
    hours: simulatedHours,
  });
  readers.close();
  agents.close();
  await hub.close();
  return { ...pace, ...fast, simulatedHours };
}

async function atOneHertz(
  hub: HubProcess,
  agents: SyntheticAgents,
  readers: OpenDashboards,
  { fromMs, seconds }: { fromMs: number; seconds: number },
): Promise<Omit<HubFigures, 'memory' | 'simulatedHours' | 'gotShare'>> {
  const gotOf = (): number => readers.samples.reduce((sum, each) => sum + each, 0);
  await hub.usage();
  const [before, saidBefore, gotBefore] = [await hub.usage(), agents.said, gotOf()];
  const startMs = performance.now();
  for (let second = 0; second < seconds; second++) {
    agents.say(fromMs + second * 1_000);
    const nextMs = startMs + (second + 1) * 1_000;
    await new Promise((resolve) => setTimeout(resolve, nextMs - performance.now()));
  }
  const elapsedMs = performance.now() - startMs;
  const after = await hub.usage();
  const said = agents.said - saidBefore;
  await readers.received((gotBefore + said * dashboards) / dashboards);
  const got = gotOf() - gotBefore;
  return {
    // One of the two answers is part of the time between them: collections that nobody else asks for.
    cpuShare: (after.cpuMs - before.cpuMs) / elapsedMs,
    rssBytes: after.rssBytes,
    said,
    got,
    missed: said * dashboards - got,
    droppedByAgents: after.droppedSamples,
    resets: readers.resets,
  };
}

async function atHighSpeed(
  hub: HubProcess,
  agents: SyntheticAgents,
  readers: OpenDashboards,
  { fromMs, hours }: { fromMs: number; hours: number },
): Promise<Pick<HubFigures, 'memory' | 'gotShare'>> {
  const endMs = fromMs + hours * hourMs;
  const stepMs = 10_000;
  const readEveryMs = (hours * hourMs) / 40;
  const [saidBefore, gotBefore] = [agents.said, [...readers.samples]];
  const leastBefore = Math.min(...gotBefore);
  const readings: Reading[] = [];
  for (let timeMs = fromMs; timeMs < endMs; timeMs += stepMs) {
    agents.say(timeMs, timeMs + stepMs);
    await readers.received(leastBefore + agents.said - saidBefore);
    if (timeMs - fromMs >= (readings.length + 1) * readEveryMs) {
      readings.push({ time: timeMs, liveBytes: (await hub.usage()).liveBytes });
    }
  }
  const got = readers.samples.reduce((sum, each, index) => sum + each - (gotBefore[index] as number), 0);
  return {
    memory: await flatnessOf(readings),
    gotShare: got / ((agents.said - saidBefore) * dashboards),
  };
}
