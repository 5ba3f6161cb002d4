import type { ReactNode, Ref } from "react";
import { Icon, type IconName } from "../icon/Icon";
import css from "./notice.module.css";

type Tone = "info" | "done" | "soon" | "late";
const ICONS: Record<Tone, IconName> = {
  info: "info",
  done: "circle-check",
  soon: "clock",
  late: "triangle-alert",
};

/** A block that says one thing about what it stands in: tone, title, and what to do. */
export function Notice({
  tone = "info",
  title,
  children,
  alert = false,
  ref,
}: {
  tone?: Tone;
  title?: ReactNode;
  children?: ReactNode;
  /** It appears after something the person did: it is announced, and can take the focus. */
  alert?: boolean;
  ref?: Ref<HTMLDivElement>;
}) {
  return (
    <div
      ref={ref}
      className={[css.notice, css[tone]].filter(Boolean).join(" ")}
      role={alert ? "alert" : undefined}
      tabIndex={alert ? -1 : undefined}
    >
      <Icon name={ICONS[tone]} className={css.icon} />
      <div className={css.text}>
        {title && <b>{title}</b>}
        {children}
      </div>
    </div>
  );
}
