import { number, pick } from "../lib/text";
import { TO_ANSWER, TO_ANSWER_MOVED, TROUBLED } from "./counts.gql";
import css from "./counts.module.css";
import { useRouteQuery } from "./useRouteQuery";

/** How many requests wait for the viewer's answer, live; nothing when none does. */
export function ToAnswer() {
  const { data } = useRouteQuery({ query: TO_ANSWER, variables: {}, state: TO_ANSWER_MOVED });
  const count = data?.supportDesk.toAnswer ?? 0;
  return <Count of={count} words={`${pick(count, "demande", "demandes")} à répondre`} />;
}

/** How much work of the service failed, as it was when the page opened. */
export function Troubled() {
  const { data } = useRouteQuery({ query: TROUBLED, variables: {} });
  const count = data?.troubledJobs.totalCount ?? 0;
  return <Count of={count} words={pick(count, "tâche", "tâches")} />;
}

/** A number beside a word, with what it counts for who does not see it. */
function Count({ of: count, words }: { of: number; words: string }) {
  if (count === 0) return null;
  return (
    <span className={css.count}>
      <span className="sr-only">, </span>
      {count > 99 ? "99+" : number(count)}
      <span className="sr-only"> {words}</span>
    </span>
  );
}
