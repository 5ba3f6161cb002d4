import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { client } from "../../app/client";
import { failureOf, sentenceOf } from "../../app/failure";
import { paths } from "../../app/paths";
import { readFragment } from "../../graphql/graphql";
import * as dates from "../../lib/dates";
import { newId } from "../../lib/ids";
import { Button } from "../../ui/button/Button";
import { Notice } from "../../ui/notice/Notice";
import { RUN } from "./imports.gql";
import css from "./imports.module.css";
import { START } from "./mutations.gql";
import type { Run } from "./words";

/** Where the import stands, when there is something to say about it as a whole. */
export function RunNotice({ run }: { run: Run }) {
  switch (run.state) {
    case "REFUSED":
      return (
        <div className={css.notice}>
          <Notice tone="late" title={run.message ?? "Les fichiers sont refusés."}>
            <span>Rien n’a changé dans l’établissement.</span>
          </Notice>
        </div>
      );
    case "INTERRUPTED":
      return (
        <div className={css.notice}>
          <Notice tone="late" title={run.message ?? "La lecture s’est interrompue."}>
            <span>Rien n’a changé. Les fichiers sont encore là.</span>
            {run.viewerCan.includes("START_IMPORT") && <ReadAgain run={run} />}
          </Notice>
        </div>
      );
    case "APPLIED":
      return (
        <div className={css.notice}>
          <Notice
            tone="done"
            title={run.appliedAt ? `Appliqué le ${dates.shortInstant(run.appliedAt)}` : "Appliqué"}
          >
            {run.message && <span>{run.message}</span>}
          </Notice>
        </div>
      );
    case "UNDONE":
      return (
        <div className={css.notice}>
          <Notice title="Import annulé">
            <span>{run.message ?? "Tout est revenu comme avant cet import."}</span>
          </Notice>
        </div>
      );
    default:
      return run.message ? (
        <div className={css.notice}>
          <Notice tone="soon" title={run.message} />
        </div>
      ) : null;
  }
}

/** Reads the same files again, after a stop. */
function ReadAgain({ run }: { run: Run }) {
  const navigate = useNavigate();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const start = async () => {
    setBusy(true);
    const input = { uploadIds: run.files.map((file) => file.id), clientMutationId: newId() };
    const result = await client.mutation(START, { input }).toPromise();
    setBusy(false);
    const next = result.data?.startImport.run && readFragment(RUN, result.data.startImport.run);
    if (next) void navigate({ to: paths.importRun(next.id) });
    else
      setProblem(
        result.data?.startImport.errors[0]?.message ??
          (result.error ? sentenceOf(failureOf(result.error)) : null),
      );
  };
  return (
    <>
      {problem && <span role="alert">{problem}</span>}
      <Button icon="rotate-ccw" busy={busy} onClick={() => void start()}>
        Reprendre la lecture
      </Button>
    </>
  );
}
