/**
 * The order in which the arms of a comparison are measured in one turn: forward in even turns, backward in odd
 * ones, and each time one arm further, so that neither drift of the machine nor a place in the row favours an arm.
 */
export function orderOfTurn<Arm>(arms: readonly Arm[], turn: number): Arm[] {
  const shift = arms.length === 0 ? 0 : Math.floor(turn / 2) % arms.length;
  const rotated = [...arms.slice(shift), ...arms.slice(0, shift)];
  return turn % 2 === 0 ? rotated : rotated.reverse();
}

/** Measures every arm once per turn. The results of an arm stand in the order of the turns, so they pair up. */
export async function inTurns<Arm, Result>(
  arms: readonly Arm[],
  turns: number,
  measure: (arm: Arm, turn: number) => Promise<Result>,
): Promise<Map<Arm, Result[]>> {
  const results = new Map<Arm, Result[]>(arms.map((arm) => [arm, []]));
  for (let turn = 0; turn < turns; turn++) {
    for (const arm of orderOfTurn(arms, turn)) results.get(arm)?.push(await measure(arm, turn));
  }
  return results;
}
