import type { ReactNode } from "react";
import css from "./page-head.module.css";

/** Whether a title that leaves in the commit under way had the focus. */
let held = false;

/**
 * The focus that a page gives to its title stays there when another title takes its place, as when
 * the page's data arrive and draw it anew.
 */
function keepFocus(h1: HTMLHeadingElement) {
  if (held) h1.focus({ preventScroll: true });
  return () => {
    held = document.activeElement === h1;
    queueMicrotask(() => {
      held = false;
    });
  };
}

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
        <h1 ref={keepFocus} tabIndex={-1}>
          {title}
        </h1>
        {lead && <p className={css.lead}>{lead}</p>}
      </div>
      {actions && <div className={css.actions}>{actions}</div>}
    </div>
  );
}
