import { useEffect, useRef, useState } from "react";
import type { ResultOf } from "../../graphql/graphql";
import { plural } from "../../lib/text";
import { Button } from "../../ui/button/Button";
import { Dialog, DialogActions } from "../../ui/dialog/Dialog";
import { Notice } from "../../ui/notice/Notice";
import { Bars, Loading } from "../../ui/skeleton/Skeleton";
import { client } from "../client";
import { failureOf, sentenceOf } from "../failure";
import { PrintSlips } from "../PrintSlips";
import { useCan } from "../viewer";
import { OPEN_ACTIVATION } from "./palette.gql";
import css from "./palette.module.css";

type Answer = ResultOf<typeof OPEN_ACTIVATION>["openActivation"];

/** Opens the first sign-in of a division again, then says for how many, and the codes to hand over. */
export default function OpenActivation({
  division,
  name,
  onClose,
}: {
  division: string;
  name: string;
  onClose: () => void;
}) {
  const [answer, setAnswer] = useState<Answer | null>(null);
  const [refusal, setRefusal] = useState<string | null>(null);
  const asked = useRef(false);
  const mayPrint = useCan("PRINT_ACTIVATION_SLIPS");

  useEffect(() => {
    if (asked.current) return;
    asked.current = true;
    void client
      .mutation(OPEN_ACTIVATION, { input: { divisionId: division } })
      .toPromise()
      .then(({ data, error }) => {
        const problem = error ? sentenceOf(failureOf(error)) : data?.openActivation.errors[0]?.message;
        if (problem) setRefusal(problem);
        else if (data) setAnswer(data.openActivation);
      });
  }, [division]);

  return (
    <Dialog title={name} onClose={onClose} wide>
      {!answer && !refusal && (
        <Loading>
          <Bars rows={2} />
        </Loading>
      )}
      {refusal && (
        <Notice tone="late" title="Ce n’est pas fait" alert>
          <p>{refusal}</p>
        </Notice>
      )}
      {answer && (
        <p role="status">
          {answer.opened === 0
            ? "Tous les comptes de cette classe ont déjà leur mot de passe."
            : `${plural(answer.opened, "compte peut", "comptes peuvent")} choisir un mot de passe pendant 14 jours.`}
        </p>
      )}
      {answer && answer.codes.length > 0 && (
        <table className={css.codes}>
          <caption className="small muted">
            Sans date de naissance connue, ces personnes ont un code, montré une seule fois.
          </caption>
          <thead>
            <tr>
              <th scope="col">Personne</th>
              <th scope="col">Identifiant</th>
              <th scope="col">Code</th>
            </tr>
          </thead>
          <tbody>
            {answer.codes.map((one) => (
              <tr key={one.user.id}>
                <th scope="row">{one.user.displayName}</th>
                <td>{one.login}</td>
                <td>
                  <code>{one.code}</code>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {mayPrint && answer && answer.opened > 0 && (
        <div>
          <PrintSlips division={division} />
          <p className="small muted">
            Huit par page, à découper. Une fiche imprimée remplace les codes montrés avant.
          </p>
        </div>
      )}
      <DialogActions>
        <Button variant="filled" onClick={onClose}>
          Fermer
        </Button>
      </DialogActions>
    </Dialog>
  );
}
