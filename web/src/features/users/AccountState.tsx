import { StatePill } from "../../ui/state-pill/StatePill";
import css from "./users.module.css";
import { type Line, STATES, stateWords } from "./words";

/** Where an account stands, in words and by a drawing. */
export function AccountState({
  user,
  filled,
}: {
  user: Pick<Line, "state" | "activationOpenUntil">;
  filled?: boolean;
}) {
  const { tone, icon } = STATES[user.state];
  return (
    <span className={css.state}>
      <StatePill tone={tone} icon={icon} filled={filled}>
        {stateWords(user)}
      </StatePill>
    </span>
  );
}
