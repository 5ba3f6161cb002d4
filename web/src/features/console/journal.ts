/** Lines kept on screen. */
const KEPT = 50;

type Told = { seq: number; actor: string; text: string; division: { id: string } | null };

/** What tells a line from another: those of one write share its position. */
export function keyOf(line: Told): string {
  return `${line.seq} ${line.division?.id ?? ""} ${line.actor} ${line.text}`;
}

/** Lines of two sources, newest first, none twice. */
export function merge<Line extends Told>(a: readonly Line[], b: readonly Line[]): readonly Line[] {
  const byKey = new Map([...b, ...a].map((line) => [keyOf(line), line]));
  return [...byKey.values()].sort((x, y) => y.seq - x.seq).slice(0, KEPT);
}
