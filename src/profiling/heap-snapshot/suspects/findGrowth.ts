import type { RestBuffers, SuspectGain, SuspectReport } from '../../../wire/snapshot.ts';
import type { HeapSnapshot } from '../HeapSnapshot.ts';
import { isVisible } from '../nodeWords.ts';
import type { SnapshotSummary } from '../SnapshotSummary.ts';
import { accumulatorsOf, steadySum } from './accumulators.ts';
import { attributeShared } from './attributeShared.ts';
import { isTableOfBuiltins } from './builtinModules.ts';
import { wholeQueue } from './eventBacklog.ts';
import { findMembers } from './findMembers.ts';
import { findScattered } from './findScattered.ts';
import { findSpread } from './findSpread.ts';
import { GlobalProperties } from './GlobalProperties.ts';
import { addGains, type Gained, gainsOf, withSuccessors } from './gains.ts';
import { generalNodes, holderAbove } from './generalNodes.ts';
import { type Growth, growthOf } from './growth.ts';
import { handDown } from './handDown.ts';
import { isMoreThanTurnover } from './isMoreThanTurnover.ts';
import { ListedTimers } from './ListedTimers.ts';
import { ModuleLoads } from './ModuleLoads.ts';
import { PassingGains } from './PassingGains.ts';
import { restBuffers } from './restBuffers.ts';
import { SuspectCases } from './SuspectCases.ts';
import { SuspectTeller } from './SuspectTeller.ts';
import { turnoverLimit } from './turnoverLimit.ts';

/** Nothing smaller is a suspect, whatever its share. */
const leastBytes = 64 * 1024;
const leastShareOfGrowth = 0.01;
/** The region of what holds everything. */
const general = 1;

/**
 * Finds the objects that grew between snapshots, in each interval.
 *
 * @param earlier in the order in which they were taken; one or two
 */
export function findGrowth(snapshot: HeapSnapshot, earlier: readonly SnapshotSummary[]): SuspectReport {
  const { tree } = snapshot;
  const growth = growthOf(snapshot, earlier);
  const heapBytes = [...earlier.map(({ totalBytes }) => totalBytes), snapshot.totalBytes];
  const least = Math.min(...earlier.map((_, index) => heapBytes[index + 1]! - heapBytes[index]!));
  const thresholdBytes = Math.max(leastBytes, least * earlier.length * leastShareOfGrowth);
  const columns = growth.own.map((bytes) => (place: number) => bytes[place]!);
  const limit = turnoverLimit(snapshot, growth);
  const isPassed = (place: number): boolean => growth.chains.isInner(place);
  const { accumulators, totalBytes } = accumulatorsOf(
    tree.children(),
    columns,
    thresholdBytes,
    limit,
    isPassed,
  );

  const isGeneral = generalNodes(snapshot);
  const properties = new GlobalProperties(snapshot, growth);
  const regionOf = new Uint32Array(tree.nodeCount + 1);
  const starts = [0, 1];
  const cases = new SuspectCases();
  const holders: (number | undefined)[] = [undefined, undefined];
  for (const { place, bytes, bytesPerColumn } of accumulators) {
    const node = tree.order[place]!;
    // What a variable alone has, or a property of a global object, may be told by what is in it.
    const isTold = !isGeneral(node) || properties.areSetOn(node);
    const holder = holderAbove(snapshot, place, isGeneral) ?? (isTold ? node : undefined);
    if (holder === undefined) continue;
    // A table that was born since is not there in earlier snapshots, and what was in the one before belongs to its owner.
    const isThere = growth.isOld(node) || growth.chains.linksFrom(place) !== undefined;
    const start = isThere ? place : tree.places[holder]!;
    regionOf[start] = starts.length;
    starts.push(start);
    holders.push(holder);
    const suspect = cases.of(holder);
    suspect.bytes += bytes;
    suspect.bytesPerInterval = bytesPerColumn.map((part, at) => part + (suspect.bytesPerInterval[at] ?? 0));
  }
  for (let place = 1; place <= tree.nodeCount; place++) {
    if (regionOf[place] !== 0) continue;
    regionOf[place] = isGeneral(tree.order[place]!) ? general : regionOf[tree.dominators[place]!]!;
  }
  const isOfGlobalObject = (region: number): boolean => properties.areSetOn(tree.order[starts[region]!]!);
  const isSearched = (region: number): boolean => region > general && !isOfGlobalObject(region);
  const members = findMembers(snapshot, growth, regionOf, starts, isSearched, thresholdBytes);
  const regionOfGroup = members.groups.map(({ region, ...group }) => {
    if (!cases.moveToMembers(holders[region]!, group, thresholdBytes)) return region;
    holders.push(group.greatest);
    return starts.push(1) - 1;
  });
  if (regionOfGroup.length > 0) {
    for (let place = 2; place <= tree.nodeCount; place++) {
      const group = members.groupOf(place);
      if (group >= 0) regionOf[place] = regionOfGroup[group]!;
    }
  }
  const regions = gainsOf(snapshot, growth, regionOf, starts, general);
  const nobodys = new Set<number>();
  /** What took the place of its like and is told of itself, by where it belongs. */
  const moved = new Map<number, number>();
  for (const [region, holder] of holders.entries()) {
    if (holder === undefined) continue;
    const gained = regions[region]!;
    const isOfGlobal = isOfGlobalObject(region);
    let isMoved = false;
    for (const successor of gained.successors ?? []) {
      const { node, objects, bytes } = successor;
      const group = { bytesPerInterval: bytes, grown: objects, greatest: node };
      const isOwn = !isOfGlobal || properties.haveWithin(node);
      if (isOwn && cases.moveToMembers(holder, group, thresholdBytes)) {
        isMoved = true;
        moved.set(node, oldAbove(snapshot, growth, node));
        cases.find(node)?.gained.push(successor);
      } else addGains(gained, successor);
    }
    // What no successor claims is not the holder's where this only has the variables that it is in.
    if (isMoved && tree.order[starts[region]!] !== holder) {
      const { takenBytes = [], successors = [] } = gained;
      const claimed = (at: number): number => successors.reduce((sum, { bytes }) => sum + bytes[at]!, 0);
      const unclaimed = takenBytes.map((bytes, at) => bytes - claimed(at));
      cases.lessen(holder, unclaimed, thresholdBytes);
      if (steadySum(unclaimed) >= thresholdBytes) for (const { node } of successors) moved.delete(node);
    }
    if (isVisible(snapshot, holder) && !isOfGlobal) {
      cases.find(holder)?.gained.push(gained);
      continue;
    }
    const ofProperties = isOfGlobal ? properties.gainsOf(gained) : [];
    if (cases.limitTo(holder, ofProperties, thresholdBytes)) {
      for (const { name } of ofProperties) gained.gains.delete(name);
    } else cases.drop(holder);
    addGains(regions[general]!, gained);
    if (isOfGlobal || !isMoved) nobodys.add(region);
  }
  if (nobodys.size > 0) {
    for (let place = 2; place <= tree.nodeCount; place++)
      if (nobodys.has(regionOf[place]!)) regionOf[place] = general;
  }
  const passing = new PassingGains(snapshot, growth);
  passing.takeOff(cases, thresholdBytes);
  for (const { holder, bytesPerInterval, gained } of cases.all) {
    const gains = gained.flatMap((one) => [...one.gains.values()]);
    if (!isMoreThanTurnover(bytesPerInterval, gains) || isTableOfBuiltins(snapshot, holder))
      cases.drop(holder);
  }
  for (const holder of cases.holders) cases.move(holder, wholeQueue(snapshot, holder));
  const loads = totalBytes < thresholdBytes ? undefined : new ModuleLoads(snapshot, growth);
  loads?.takeOff(cases, thresholdBytes);
  const timers = new ListedTimers(snapshot, growth);
  const lessHarmless = (gained: Gained): Gained => {
    const less = timers.without(loads?.without(gained) ?? gained);
    return { ...less, gains: passing.without(less.gains) };
  };
  timers.addTo(cases, withSuccessors(regions[general]!), thresholdBytes);
  const joint = lessHarmless(regions[general]!);
  const sharedBytes =
    attributeShared(snapshot, growth, joint, cases, thresholdBytes, isGeneral) +
    handDown(snapshot, growth, cases, thresholdBytes, isGeneral);
  // Beyond all regions: they are not left, and are nobody's.
  for (const table of loads?.tablesOfFirst ?? []) {
    const place = tree.places[table]!;
    if (regionOf[place]! <= general) regionOf[place] = holders.length;
  }
  const isLeft = (place: number): boolean => regionOf[place]! <= general;
  const left = { isLeft, isGeneral, limit, thresholdBytes, lessHarmless };
  const { told: kinds, isTold } = findSpread(snapshot, growth, left);
  const spread = [...kinds];
  const told = (): number => spread.reduce((sum, { bytes }) => sum + bytes, cases.bytes + sharedBytes);
  let rest: readonly SuspectGain[] = [];
  let buffers: RestBuffers | undefined;
  if (totalBytes - told() >= thresholdBytes) {
    const shared = cases.all.flatMap((one) => one.shared.map(({ gain }) => gain.name));
    const ofGlobals = cases.all
      .filter(({ holder }) => properties.areSetOn(holder) || properties.haveWithin(holder))
      .flatMap(({ gained }) => gained.flatMap(({ gains }) => [...gains.keys()]));
    const toldElsewhere = new Set([...shared, ...ofGlobals]);
    const isUntold = (place: number): boolean => isLeft(place) && !isTold(place);
    const scattered = findScattered(snapshot, growth, { ...left, isLeft: isUntold }, (name) =>
      toldElsewhere.has(name),
    );
    spread.push(...scattered.told);
    rest = scattered.rest;
    const accused = new Set(
      [...moved].flatMap(([node, place]) => (cases.find(node) === undefined ? [] : [place])),
    );
    // What was dropped as turnover is told of nowhere, nor is what is beside that which is told of itself.
    const isDropped = (place: number): boolean =>
      cases.find(holders[regionOf[place]!]!) === undefined && !accused.has(place);
    buffers = restBuffers(growth, (place) => isUntold(place) || (!isTold(place) && isDropped(place)));
  }
  const steady = Math.max(totalBytes, told());
  const all = new SuspectTeller(snapshot, growth.chains, cases.all, steady, true, (holder) =>
    loads?.reloadOf(holder),
  ).suspects();
  const restBytes = Math.max(0, steady - told());
  const bufferBytes = Math.min(buffers?.bytes ?? 0, restBytes);
  return {
    snapshots: heapBytes.length,
    heapBytes,
    grownBytes: heapBytes.at(-1)! - heapBytes[0]!,
    steadyBytes: steady,
    thresholdBytes,
    suspects: all.filter(({ bound }) => bound === undefined),
    bounded: all.filter(({ bound }) => bound !== undefined),
    spread,
    restBytes,
    restGains: rest,
    ...(loads !== undefined && loads.firstCount > 0 && { firstModules: loads.firstCount }),
    ...(buffers !== undefined &&
      buffers.count > 0 &&
      bufferBytes >= thresholdBytes && { restBuffers: { count: buffers.count, bytes: bufferBytes } }),
  };
}

/** The place of the nearest object above a node that was there in the first snapshot. */
function oldAbove({ tree }: HeapSnapshot, { isOld }: Growth, node: number): number {
  let place = tree.places[node]!;
  while (place > 1 && !isOld(tree.order[place]!)) place = tree.dominators[place]!;
  return place;
}
