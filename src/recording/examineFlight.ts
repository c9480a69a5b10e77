import { type FlightFiles, flightFiles } from './FlightFiles.ts';
import type { FlightNote } from './FlightNote.ts';
import { RegionWriter } from './RegionWriter.ts';
import { readHeader } from './readFlight.ts';
import { readRegion } from './readRegion.ts';

/**
 * Adds to the flight of a dead process what others know of its end. Does nothing where somebody has done so before, or
 * where that is not possible.
 */
export function examineFlight(
  path: string,
  note: Extract<FlightNote, { type: 'examined' }>,
  files: FlightFiles = flightFiles,
): void {
  let descriptor: number | undefined;
  try {
    const bytes = files.readFileSync(path);
    const region = readHeader(bytes).regions.find(({ name }) => name === 'notes');
    if (region === undefined) return;
    const { records, next } = readRegion(bytes, region);
    const decoder = new TextDecoder();
    if (records.some((record) => decoder.decode(record).includes('"type":"examined"'))) return;
    const opened = files.openToUpdate(path);
    descriptor = opened;
    const write = (slot: Uint8Array, length: number, position: number): void =>
      void files.writeSync(opened, slot, 0, length, position);
    new RegionWriter(region, write, next).writeText(JSON.stringify(note));
  } catch {
    // A folder that cannot be written to: what the process has said itself remains.
  } finally {
    if (descriptor !== undefined) files.closeSync(descriptor);
  }
}
