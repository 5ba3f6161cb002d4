import { type FormEvent, useState } from "react";
import { FailureNotice } from "../../app/Block";
import { client } from "../../app/client";
import { failureOf, sentenceOf } from "../../app/failure";
import { useRouteQuery } from "../../app/useRouteQuery";
import { type FragmentOf, readFragment } from "../../graphql/graphql";
import { plural } from "../../lib/text";
import { Button } from "../../ui/button/Button";
import { Dialog } from "../../ui/dialog/Dialog";
import { EmptyState } from "../../ui/empty/EmptyState";
import { Select } from "../../ui/field/Field";
import { Bars, Loading } from "../../ui/skeleton/Skeleton";
import { toast } from "../../ui/toast/toast";
import css from "./attach.module.css";
import { AWAITING } from "./console.gql";
import { ATTACHABLE } from "./details.gql";
import { ATTACH_MEF } from "./mutations.gql";

/** Gives a framework to the MEF codes that lead to none: their learners exist, nothing is expected of them until then. */
export default function AttachMef({
  data,
  onClose,
}: {
  data: FragmentOf<typeof AWAITING>;
  onClose: () => void;
}) {
  const { unattachedMefs } = readFragment(AWAITING, data);
  const { data: choices, failure, retry } = useRouteQuery({ query: ATTACHABLE, variables: {} });
  const [problems, setProblems] = useState<Record<string, string>>({});
  const [busy, setBusy] = useState<string | null>(null);

  async function attach(event: FormEvent<HTMLFormElement>, mef: { id: string; code: string }) {
    event.preventDefault();
    const chosen = String(new FormData(event.currentTarget).get("target") ?? "");
    if (!chosen) {
      setProblems({ ...problems, [mef.id]: "Choisissez une spécialité ou un référentiel." });
      return;
    }
    const [kind, id = ""] = chosen.split(" ");
    setBusy(mef.id);
    const input =
      kind === "specialty" ? { mefId: mef.id, specialtyId: id } : { mefId: mef.id, frameworkId: id };
    const { data: answer, error } = await client.mutation(ATTACH_MEF, { input }).toPromise();
    setBusy(null);
    const problem = error ? sentenceOf(failureOf(error)) : answer?.attachMef.errors[0]?.message;
    setProblems({ ...problems, [mef.id]: problem ?? "" });
    if (!problem) toast(`Le MEF ${mef.code} a son référentiel.`);
  }

  return (
    <Dialog title="Rattacher des MEF à un référentiel" onClose={onClose} wide>
      <p>
        Un MEF est le code de formation donné par SIECLE. Ceux-ci ne mènent à aucun référentiel connu : rien
        n’est attendu de leurs apprenants tant qu’ils ne sont pas rattachés.
      </p>
      {failure && <FailureNotice failure={failure} onRetry={retry} />}
      {!choices && !failure && (
        <Loading>
          <Bars rows={2} height="4rem" />
        </Loading>
      )}
      {unattachedMefs.length === 0 && (
        <EmptyState icon="circle-check" title="Tous les MEF ont un référentiel." />
      )}
      {choices && (
        <ul className={css.list}>
          {unattachedMefs.map((mef) => (
            <li key={mef.id}>
              <form className={css.form} onSubmit={(event) => void attach(event, mef)}>
                <Select
                  label={`${mef.code}, ${mef.label} (${plural(mef.learnerCount, "apprenant", "apprenants")})`}
                  error={problems[mef.id]}
                  name="target"
                  defaultValue=""
                >
                  <option value="" disabled>
                    Choisir
                  </option>
                  <optgroup label="Spécialités de l’établissement">
                    {choices.specialties.map((one) => (
                      <option key={one.id} value={`specialty ${one.id}`}>
                        {one.title}
                      </option>
                    ))}
                  </optgroup>
                  <optgroup label="Référentiels">
                    {choices.frameworks.map((one) => (
                      <option key={one.id} value={`framework ${one.id}`}>
                        {one.title}
                      </option>
                    ))}
                  </optgroup>
                </Select>
                <Button type="submit" size="l" busy={busy === mef.id}>
                  Rattacher
                </Button>
              </form>
            </li>
          ))}
        </ul>
      )}
    </Dialog>
  );
}
