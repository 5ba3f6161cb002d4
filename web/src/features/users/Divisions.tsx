import { useRef, useState } from "react";
import { useRouteQuery } from "../../app/useRouteQuery";
import { useCan } from "../../app/viewer";
import { plural } from "../../lib/text";
import { Button } from "../../ui/button/Button";
import { Card } from "../../ui/card/Card";
import { Field } from "../../ui/field/Field";
import { toast } from "../../ui/toast/toast";
import css from "./account.module.css";
import { useAction } from "./action";
import { ASSIGN_DIVISIONS, UNASSIGN_DIVISION } from "./mutations.gql";
import { DIVISIONS } from "./users.gql";
import { type Account, elsewhere, givable, givenWords, serviceWords } from "./words";

type Division = { id: string; code: string };

/** The classes that a teacher follows this year: those of the files, and those given by hand. */
export function Divisions({ account }: { account: Account }) {
  const giving = useAction();
  const taking = useAction();
  const mayTake = useCan("UNASSIGN_DIVISION");
  const { id: userId, displayName, followedDivisions: followed, viewerCan } = account;
  const list = useRef<HTMLUListElement>(null);
  const [moving, setMoving] = useState("");

  const give = async (division: Division) => {
    setMoving(division.id);
    const done = await giving.run(ASSIGN_DIVISIONS, { userId, divisionIds: [division.id] });
    if (!done) return;
    // The button that was pressed is gone.
    list.current?.focus();
    toast(`${displayName} suit maintenant la classe ${division.code}.`, { undo: () => void take(division) });
  };
  const take = async (division: Division) => {
    setMoving(division.id);
    const done = await taking.run(UNASSIGN_DIVISION, { userId, divisionId: division.id });
    if (!done) return;
    list.current?.focus();
    toast(`La classe ${division.code} n’est plus affectée à ${displayName}.`, {
      undo: () => void give(division),
    });
  };
  const problem = elsewhere(taking.problems, []) ?? elsewhere(giving.problems, []);

  return (
    <Card title="Classes suivies">
      <ul ref={list} className={css.followed} tabIndex={-1} aria-label="Classes suivies cette année">
        {followed.map(({ division, services, assignment }) => (
          <li key={division.id}>
            <span className={css.grows}>
              <strong>{division.code}</strong>
              {services.length > 0 && <span>{serviceWords(services)}, d’après STSWEB</span>}
              {assignment && <span>{givenWords(assignment)}</span>}
            </span>
            {assignment && mayTake && (
              <Button
                icon="minus"
                busy={taking.busy && moving === division.id}
                onClick={() => void take(division)}
              >
                Retirer<span className="sr-only"> la classe {division.code}</span>
              </Button>
            )}
          </li>
        ))}
        {followed.length === 0 && <li className="muted">Aucune classe cette année.</li>}
      </ul>
      {problem && (
        <p className={css.problem} role="alert">
          {problem}
        </p>
      )}
      {viewerCan.includes("ASSIGN_DIVISIONS") && (
        <Choice
          account={account}
          giving={giving.busy ? moving : null}
          onGive={(division) => void give(division)}
        />
      )}
    </Card>
  );
}

/** How many classes are offered at once. */
const OFFERED = 12;

/** The classes that may be given, found by their code; each is given as soon as it is chosen. */
function Choice({
  account,
  giving,
  onGive,
}: {
  account: Account;
  /** The one on its way. */
  giving: string | null;
  onGive: (division: Division) => void;
}) {
  const { data } = useRouteQuery({ query: DIVISIONS, variables: {} });
  const [typed, setTyped] = useState("");
  const found = givable(data?.divisions ?? [], account.followedDivisions, typed);
  const more = found.length - OFFERED;
  return (
    <section className={css.action} aria-label="Affecter une classe">
      <h3>Affecter une classe</h3>
      <p className={css.about}>
        Ses élèves, leurs bilans et ses fichiers s’ouvrent aussitôt à cette personne, jusqu’à la fin de
        l’année scolaire. Aucun import ne retire cette affectation.
      </p>
      <Field
        type="search"
        label="Chercher une classe"
        className={css.choice}
        autoComplete="off"
        spellCheck={false}
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
      <ul className={css.choices} aria-label="Classes à affecter">
        {found.slice(0, OFFERED).map((division) => (
          <li key={division.id}>
            <Button icon="plus" busy={giving === division.id} onClick={() => onGive(division)}>
              <span className="sr-only">Affecter </span>
              {division.code}
            </Button>
          </li>
        ))}
      </ul>
      <p className="small muted" role="status">
        {data &&
          found.length === 0 &&
          (typed ? "Aucune autre classe n’a ce code." : "Aucune autre classe cette année.")}
        {more > 0 &&
          `Et ${plural(more, "autre classe", "autres classes")}\u00a0: écrivez le début de son code.`}
      </p>
    </section>
  );
}
