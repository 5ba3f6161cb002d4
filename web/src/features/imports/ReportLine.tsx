import { useState } from "react";
import { client } from "../../app/client";
import { failureOf, sentenceOf } from "../../app/failure";
import { Icon } from "../../ui/icon/Icon";
import { StatePill } from "../../ui/state-pill/StatePill";
import css from "./imports.module.css";
import { DECIDE } from "./mutations.gql";
import { type Line, OUTCOMES, SUBJECTS } from "./words";

/** One line of the report: what happens to whom, why, and the choice to make if there is one; R34, R40. */
export function ReportLine({ line, decidable }: { line: Line; decidable: boolean }) {
  const [problem, setProblem] = useState<string | null>(null);
  const outcome = OUTCOMES[line.outcome];
  const decide = async (decision: string) => {
    setProblem(null);
    const result = await client.mutation(DECIDE, { input: { lineId: line.id, decision } }).toPromise();
    setProblem(
      result.data?.decideImportLine.errors[0]?.message ??
        (result.error ? sentenceOf(failureOf(result.error)) : null),
    );
  };
  return (
    <tr className={css[line.outcome]}>
      <td>
        <span className={css.operation}>
          <Icon name={outcome.icon} />
          {outcome.word}
        </span>
      </td>
      <th scope="row">
        {line.name || (line.line !== null ? `Ligne ${line.line}` : SUBJECTS[line.subject].title)}
        {line.subject !== "LEARNER" && line.name && (
          <span className={css.subject}>{SUBJECTS[line.subject].one}</span>
        )}
      </th>
      <td>{line.division}</td>
      <td>
        {line.warning && <StatePill tone="soon">à vérifier</StatePill>} {line.detail}{" "}
        {(line.before !== null || line.after !== null) && (
          <span className={css.change}>
            {line.before !== null && (
              <>
                <span className="sr-only">avant&nbsp;: </span>
                <del>{line.before || "vide"}</del>{" "}
              </>
            )}
            {line.after !== null && (
              <>
                <span className="sr-only">après&nbsp;: </span>
                <ins>{line.after || "vide"}</ins>
              </>
            )}
          </span>
        )}
        {(line.outcome === "REFUSED" || line.outcome === "UNDECIDED") && line.file && (
          <span className={css.where}>
            {line.file}
            {line.line !== null && `, ligne ${line.line}`}
          </span>
        )}
        {line.choices.length > 0 && (
          <fieldset className={css.choices}>
            <legend className="sr-only">Décision pour {line.name}</legend>
            {line.choices.map((choice) => (
              <button
                key={choice.code}
                type="button"
                aria-pressed={line.decision === choice.code}
                aria-disabled={!decidable || undefined}
                onClick={() => decidable && void decide(choice.code)}
              >
                {line.decision === choice.code && <Icon name="check" />}
                {choice.label}
              </button>
            ))}
          </fieldset>
        )}
        {problem && (
          <span className={css.problem} role="alert">
            {problem}
          </span>
        )}
      </td>
    </tr>
  );
}
