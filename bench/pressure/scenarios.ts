import type { Scenario } from './Scenario.ts';
import { bufferMap } from './scenarios/bufferMap.ts';
import { comingAndGoing } from './scenarios/comingAndGoing.ts';
import { exportJob } from './scenarios/exportJob.ts';
import { hardLeak } from './scenarios/hardLeak.ts';
import { healthyChurn } from './scenarios/healthyChurn.ts';
import { healthyThroughput } from './scenarios/healthyThroughput.ts';
import { largeRequests } from './scenarios/largeRequests.ts';
import { leakAlone } from './scenarios/leakAlone.ts';
import { leakBesidePolls } from './scenarios/leakBesidePolls.ts';
import { limitLowered } from './scenarios/limitLowered.ts';
import { lruCache } from './scenarios/lruCache.ts';
import { memoizer } from './scenarios/memoizer.ts';
import { nearlyFull } from './scenarios/nearlyFull.ts';
import { sessions } from './scenarios/sessions.ts';
import { slowLeak } from './scenarios/slowLeak.ts';
import { smallBuffers } from './scenarios/smallBuffers.ts';
import { stringBuilding } from './scenarios/stringBuilding.ts';
import { threeProcesses } from './scenarios/threeProcesses.ts';
import { unifiedCache } from './scenarios/unifiedCache.ts';

/** Every scenario, in the order of the tables. */
export const scenarios: readonly Scenario[] = [
  unifiedCache,
  bufferMap,
  lruCache,
  memoizer,
  sessions,
  threeProcesses,
  limitLowered,
  largeRequests,
  smallBuffers,
  slowLeak,
  exportJob,
  hardLeak,
  leakAlone,
  leakBesidePolls,
  stringBuilding,
  healthyThroughput,
  healthyChurn,
  nearlyFull,
  comingAndGoing,
];
