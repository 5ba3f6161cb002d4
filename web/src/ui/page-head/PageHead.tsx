import type { ReactNode } from "react";
import css from "./page-head.module.css";

/**
 * The top of a page: its one `h1`, a sentence, and what can be done with the page as a whole. On a
 * phone the bar above shows the title: here it is for screen readers.
 */
export function PageHead({
  title,
  lead,
  above,
  actions,
}: {
  title: ReactNode;
  lead?: ReactNode;
  /** A trail back, over the title. */
  above?: ReactNode;
  actions?: ReactNode;
}) {
  const alone = !lead && !above && !actions;
  return (
    <div className={alone ? `${css.head} ${css.alone}` : css.head}>
      <div className={css.words}>
        {above && <div className={css.above}>{above}</div>}
        <h1 tabIndex={-1}>{title}</h1>
        {lead && <p className={css.lead}>{lead}</p>}
      </div>
      {actions && <div className={css.actions}>{actions}</div>}
    </div>
  );
}
