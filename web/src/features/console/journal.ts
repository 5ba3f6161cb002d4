/** Lines kept on screen. */
const KEPT = 50;

/** Lines of two sources, newest first, none twice. */
export function merge<Line extends { seq: number }>(a: readonly Line[], b: readonly Line[]): readonly Line[] {
  const bySeq = new Map([...b, ...a].map((line) => [line.seq, line]));
  return [...bySeq.values()].sort((x, y) => y.seq - x.seq).slice(0, KEPT);
}
