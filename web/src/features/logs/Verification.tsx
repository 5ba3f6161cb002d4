import { useState } from "react";
import { client } from "../../app/client";
import { failureOf, sentenceOf } from "../../app/failure";
import type { ResultOf } from "../../graphql/graphql";
import { shortInstant } from "../../lib/dates";
import { plural } from "../../lib/text";
import { Button } from "../../ui/button/Button";
import { Notice } from "../../ui/notice/Notice";
import { VERIFICATION } from "./logs.gql";
import css from "./logs.module.css";

type Found = ResultOf<typeof VERIFICATION>["logVerification"][number];

/** Follows both logs from their first line, and says whether they hold. */
export function Verification() {
  const [found, setFound] = useState<Found[] | null>(null);
  const [failed, setFailed] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);

  async function verify() {
    setBusy(true);
    const { data, error } = await client
      .query(VERIFICATION, {}, { requestPolicy: "network-only" })
      .toPromise();
    setBusy(false);
    setFound(data?.logVerification ?? null);
    setFailed(error ? sentenceOf(failureOf(error)) : null);
  }

  return (
    <div className={css.verification}>
      <Button icon="badge-check" busy={busy} onClick={() => void verify()}>
        Vérifier les journaux
      </Button>
      {failed && (
        <Notice tone="late" title="La vérification n’a pas abouti." alert>
          <p>{failed}</p>
        </Notice>
      )}
      {found?.map((log) => (
        <Notice key={log.log} tone={log.holds ? "done" : "late"} title={title(log)} alert>
          <p>
            {log.holds ? (
              <>
                {plural(log.lines, "ligne intacte", "lignes intactes")}
                {log.until && `, jusqu’au ${shortInstant(log.until)}`}.
                {log.head && (
                  <>
                    {" "}
                    Empreinte à noter ailleurs&nbsp;: <code>{log.head}</code>
                  </>
                )}
              </>
            ) : (
              `Une ligne a été retirée ou changée à la ligne ${log.brokenAt}. Prévenez la personne qui tient le serveur et votre délégué à la protection des données.`
            )}
          </p>
        </Notice>
      ))}
    </div>
  );
}

function title(log: Found): string {
  const name = log.log === "ACTS" ? "Le journal des actions" : "Le journal des lectures";
  return log.holds ? `${name} est intact.` : `${name} a été modifié.`;
}
