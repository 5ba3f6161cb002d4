import type { ReactNode } from "react";
import css from "./page-head.module.css";

/** The top of a page: its one `h1`, a sentence, and what can be done with the page as a whole. */
export function PageHead({
  title,
  lead,
  above,
  actions,
  phoneHidden = false,
}: {
  title: ReactNode;
  lead?: ReactNode;
  /** A trail back, over the title. */
  above?: ReactNode;
  actions?: ReactNode;
  /** On a phone the bar above already shows the title: keep it for screen readers. */
  phoneHidden?: boolean;
}) {
  return (
    <div className={`${css.head} ${phoneHidden ? css.phoneHidden : ""}`}>
      <div className={css.words}>
        {above && <div className={css.above}>{above}</div>}
        <h1 tabIndex={-1}>{title}</h1>
        {lead && <p className={css.lead}>{lead}</p>}
      </div>
      {actions && <div className={css.actions}>{actions}</div>}
    </div>
  );
}
