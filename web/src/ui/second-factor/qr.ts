/** Light squares that readers need around the picture. */
const MARGIN = 4;

/** A picture of dark and light squares as one path of dark runs, with the margin around it. */
export function drawn(matrix: readonly string[]): { size: number; path: string } {
  const runs = matrix.flatMap((row, y) =>
    [...row.matchAll(/1+/g)].map(
      (run) => `M${run.index + MARGIN} ${y + MARGIN}h${run[0].length}v1h-${run[0].length}z`,
    ),
  );
  return { size: matrix.length + 2 * MARGIN, path: runs.join("") };
}
