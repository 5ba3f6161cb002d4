import { useId } from "react";
import css from "./level-choice.module.css";

/**
 * The levels of a scale as big buttons, one of which holds. `words` writes each level's name under its
 * digit; without, its short code, the name staying for screen readers.
 */
export function LevelChoice({
  label,
  levels,
  value,
  words = false,
  readOnly = false,
  onChange,
}: {
  /** What is being positioned, for screen readers. */
  label: string;
  levels: readonly { rank: number; code: string; label: string }[];
  value: number | null;
  words?: boolean;
  readOnly?: boolean;
  onChange: (rank: number) => void;
}) {
  const name = useId();
  return (
    <fieldset className={css.choice} disabled={readOnly}>
      <legend className="sr-only">{label}</legend>
      {levels.map((level) => (
        <label key={level.rank} className={css.level} title={level.label}>
          <input
            type="radio"
            name={name}
            value={level.rank}
            checked={value === level.rank}
            onChange={() => onChange(level.rank)}
          />
          <b>{level.rank}</b>
          <span className={css.word}>
            {words ? (
              level.label
            ) : (
              <>
                <span aria-hidden="true">{level.code}</span>
                <span className="sr-only">{level.label}</span>
              </>
            )}
          </span>
        </label>
      ))}
    </fieldset>
  );
}
