/** Values at ascending times, along straight lines between ascending points; after the last point its value. */
export function interpolated(x: readonly number[], y: ArrayLike<number>, at: readonly number[]): number[] {
  let next = 1;
  return at.map((time) => {
    while (next < x.length - 1 && x[next]! < time) next += 1;
    const left = next - 1;
    const span = (x[next] ?? Number.NaN) - x[left]!;
    if (!(span > 0)) return y[left]!;
    const share = Math.min(1, (time - x[left]!) / span);
    return y[left]! + share * (y[next]! - y[left]!);
  });
}
