import { FailureNotice } from "../../app/Block";
import { diplomasMoved } from "../../app/diplomas";
import { useRouteQuery } from "../../app/useRouteQuery";
import { type ResultOf, readFragment } from "../../graphql/graphql";
import { useDraft } from "../../lib/drafts";
import { NBSP } from "../../lib/text";
import { Card } from "../../ui/card/Card";
import { SavingPill } from "../../ui/saving/SavingPill";
import { Bars, Loading } from "../../ui/skeleton/Skeleton";
import { CHOOSE_SPECIALTIES, DIPLOMAS, OWN_DIPLOMAS } from "./diplomas.gql";
import css from "./diplomas.module.css";

/** The diplomas that a teacher works on, ticked one by one; they save themselves; R20. */
export default function Diplomas() {
  const { data, failure, retry } = useRouteQuery({ query: DIPLOMAS, variables: {} });
  return (
    <Card title="Mes diplômes">
      {failure && <FailureNotice failure={failure} onRetry={retry} />}
      {!data && !failure && (
        <Loading onRetry={retry}>
          <Bars rows={3} height="2.5rem" />
        </Loading>
      )}
      {data?.specialties.length === 0 && (
        <p className={css.body}>
          Aucun diplôme n’est encore enseigné dans l’établissement{NBSP}: ils viennent avec les classes, par
          l’import.
        </p>
      )}
      {data?.viewer && data.specialties.length > 0 && (
        <Choice all={data.specialties} own={readFragment(OWN_DIPLOMAS, data.viewer)} />
      )}
    </Card>
  );
}

function Choice({
  all,
  own,
}: {
  all: ResultOf<typeof DIPLOMAS>["specialties"];
  own: ResultOf<typeof OWN_DIPLOMAS>;
}) {
  const draft = useDraft<readonly string[]>({
    key: "diplomas",
    object: "diplomas",
    value: own.specialties.map(({ id }) => id),
    version: null,
    mutation: (specialtyIds) => ({ document: CHOOSE_SPECIALTIES, variables: { input: { specialtyIds } } }),
    outcome: (data: ResultOf<typeof CHOOSE_SPECIALTIES>) => {
      const problem = data.chooseSpecialties.errors[0];
      if (problem) return { state: "refused", message: problem.message };
      void diplomasMoved();
      return { state: "saved", version: null };
    },
  });
  const ticked = new Set(draft.value);

  return (
    <div className={css.body}>
      <fieldset className={css.choices}>
        <legend className="small muted">
          Ceux dont vous suivez les classes. Ils règlent ce qui s’affiche, jamais ce que vous pouvez ouvrir.
        </legend>
        {all.map(({ id, shortTitle, title }) => (
          <label key={id} className={css.choice}>
            <input
              type="checkbox"
              checked={ticked.has(id)}
              onChange={(event) =>
                draft.set(
                  all
                    .map((one) => one.id)
                    .filter((one) => (one === id ? event.target.checked : ticked.has(one))),
                )
              }
            />
            <span>
              <b>{shortTitle}</b>
              <span className="small muted">{title}</span>
            </span>
          </label>
        ))}
      </fieldset>
      <p className={css.foot}>
        <span className="small muted">
          {own.specialtiesChosen
            ? "Sans aucune case cochée, ce sont ceux des apprenants à qui vous enseignez cette année."
            : "Proposés d’après les apprenants à qui vous enseignez cette année. Cochez ou décochez pour choisir."}
        </span>
        <SavingPill saving={draft.saving} />
      </p>
    </div>
  );
}
