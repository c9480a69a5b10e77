import { checkText } from '../checkInput.ts';
import type { AllocationNode, AllocationProfile } from './AllocationProfile.ts';
import { checkProfile } from './checkProfile.ts';

/** The profile as JSON that https://www.speedscope.app reads (its file format of type `sampled`, in bytes). */
export function toSpeedscope(profile: AllocationProfile, name: string): string {
  checkProfile('profile', profile);
  checkText('name', name);
  const frames: { name: string; file?: string; line?: number }[] = [];
  const places = new Map<string, number>();
  const samples: number[][] = [];
  const weights: number[] = [];
  const frameOf = ({ function: called, file, line }: AllocationNode): number => {
    const key = `${called}\n${file}:${line}`;
    const known = places.get(key);
    if (known !== undefined) return known;
    places.set(key, frames.length);
    return frames.push(file === '' ? { name: called } : { name: called, file, line }) - 1;
  };
  const visit = (node: AllocationNode, callers: readonly number[]): void => {
    const stack = [...callers, frameOf(node)];
    if (node.selfBytes > 0) {
      samples.push(stack);
      weights.push(node.selfBytes);
    }
    for (const child of node.children) visit(child, stack);
  };
  visit(profile.root, []);
  return JSON.stringify({
    $schema: 'https://www.speedscope.app/file-format-schema.json',
    name,
    exporter: 'tidemark',
    activeProfileIndex: 0,
    shared: { frames },
    profiles: [
      {
        type: 'sampled',
        name: 'live bytes',
        unit: 'bytes',
        startValue: 0,
        endValue: weights.reduce((sum, weight) => sum + weight, 0),
        samples,
        weights,
      },
    ],
  });
}
