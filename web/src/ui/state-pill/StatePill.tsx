import type { ReactNode } from "react";
import { Icon, type IconName } from "../icon/Icon";
import css from "./state-pill.module.css";

/** What a state means, whatever it is the state of. */
export type StateTone = "done" | "late" | "soon" | "waiting" | "draft";
const ICONS: Record<StateTone, IconName | null> = {
  done: "check",
  late: "triangle-alert",
  soon: "clock",
  draft: "pencil",
  waiting: null,
};

/** A state in a word, with its icon and its colour; `filled` when it stands alone. */
export function StatePill({
  tone,
  icon = ICONS[tone],
  filled = false,
  children,
}: {
  tone: StateTone;
  /** Another drawing than the tone's, where two states share a tone. */
  icon?: IconName | null;
  filled?: boolean;
  children: ReactNode;
}) {
  return (
    <span className={[css.state, css[tone], filled && css.filled].filter(Boolean).join(" ")}>
      {icon && <Icon name={icon} />}
      {children}
    </span>
  );
}

/** A short fact in a rounded box: a count, a rhythm. */
export function Chip({
  tone,
  children,
}: {
  tone?: Exclude<StateTone, "waiting" | "draft">;
  children: ReactNode;
}) {
  return (
    <span className={[css.chip, tone && css[tone], tone && css.filled].filter(Boolean).join(" ")}>
      {children}
    </span>
  );
}
