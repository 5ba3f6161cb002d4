import type { ReactNode } from "react";
import { Icon, type IconName } from "../icon/Icon";
import css from "./empty.module.css";

/**
 * A place with nothing in it: not started (what it is for, and the button that starts it), finished
 * (say so), filtered (clear the filter), or not allowed (say who can).
 */
export function EmptyState({
  icon,
  title,
  children,
  action,
}: {
  icon?: IconName;
  title: string;
  children?: ReactNode;
  action?: ReactNode;
}) {
  return (
    <div className={css.empty}>
      {icon && <Icon name={icon} className={css.icon} />}
      <p className={css.title}>{title}</p>
      {children && <div className={css.text}>{children}</div>}
      {action}
    </div>
  );
}
