let last: Promise<unknown> = Promise.resolve();

/** Does one piece of work after the other: each would count what the others allocate. */
export function oneAtATime<Result>(work: () => Promise<Result>): Promise<Result> {
  const turn = last.then(work);
  last = turn.catch(() => undefined);
  return turn;
}
