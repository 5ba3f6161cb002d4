/**
 * The versions that what a person types stands on: those shown when the typing began, or those the service
 * gave for what the same person saved since. A colleague's change is neither: the service tells it.
 */
export class TypedOver {
  private shown: ReadonlyMap<string, number> = new Map();
  private begun: ReadonlyMap<string, number> | null = null;
  /** What the service gave for a save, which the page may not show yet. */
  private readonly given = new Map<string, { version: number; seen: boolean }>();

  /** Says what the page shows now, by id: 0 where nothing is set. */
  show(versions: ReadonlyMap<string, number>): void {
    this.shown = versions;
    for (const [id, given] of this.given) {
      const version = versions.get(id) ?? 0;
      given.seen ||= version >= given.version;
      // A picture older than the save may still arrive; nothing at all, after it was seen, was removed.
      if (version > given.version || (given.seen && version === 0)) this.given.delete(id);
    }
  }

  /** The version to send with a change of `id`. */
  version(id: string): number {
    return this.given.get(id)?.version ?? this.begun?.get(id) ?? this.shown.get(id) ?? 0;
  }

  /** Says that the person types; what was begun already goes on. */
  begin(): void {
    this.begun ??= new Map([...this.shown.keys()].map((id) => [id, this.version(id)]));
  }

  /** Says what the service gave for a save, and whether more was typed since it left. */
  saved(versions: ReadonlyMap<string, number>, more: boolean): void {
    for (const [id, version] of versions) this.given.set(id, { version, seen: false });
    this.begun = more ? versions : null;
  }

  /** Says that the person has seen a colleague's change and chosen. */
  settle(): void {
    this.begun = null;
    this.given.clear();
  }
}
