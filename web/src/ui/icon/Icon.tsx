import css from "./icon.module.css";
import type { IconName } from "./names";
import sprite from "./sprite.svg?url";

export type { IconName } from "./names";

/** A drawing beside a word. With `label` it stands alone and says it. */
export function Icon({ name, label, className }: { name: IconName; label?: string; className?: string }) {
  const classes = className ? `${css.icon} ${className}` : css.icon;
  const drawing = <use href={`${sprite}#${name}`} />;
  if (label) {
    return (
      <svg className={classes} role="img" aria-label={label}>
        <title>{label}</title>
        {drawing}
      </svg>
    );
  }
  return (
    <svg className={classes} aria-hidden="true" focusable="false">
      {drawing}
    </svg>
  );
}
