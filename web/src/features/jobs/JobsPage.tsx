import { useState } from "react";
import { Block, FailureNotice } from "../../app/Block";
import { client } from "../../app/client";
import { failureOf, sentenceOf } from "../../app/failure";
import { usePage } from "../../app/title";
import { useRouteQuery } from "../../app/useRouteQuery";
import { useViewer } from "../../app/viewer";
import type { ResultOf } from "../../graphql/graphql";
import { shortInstant } from "../../lib/dates";
import { plural } from "../../lib/text";
import { Button } from "../../ui/button/Button";
import { Card } from "../../ui/card/Card";
import { EmptyState } from "../../ui/empty/EmptyState";
import { PageHead } from "../../ui/page-head/PageHead";
import { Bars, Loading } from "../../ui/skeleton/Skeleton";
import { toast } from "../../ui/toast/toast";
import { JOBS, RETRY_JOBS } from "./jobs.gql";
import css from "./jobs.module.css";

type Job = ResultOf<typeof JOBS>["troubledJobs"]["nodes"][number];

/** Work of the service that failed: why, when it is tried again, and trying it again at once. */
export function JobsPage() {
  usePage("Tâches en échec");
  const viewer = useViewer();
  if (!viewer.modules.includes("JOBS")) {
    return (
      <>
        <PageHead title="Tâches en échec" />
        <EmptyState icon="lock" title="Réservé à l’administrateur de l’établissement." />
      </>
    );
  }
  return (
    <>
      <PageHead
        title="Tâches en échec"
        lead="Ce que le service fait de lui-même (lettres, imports, travaux de la nuit) et qui n’a pas abouti. Il réessaie plusieurs fois avant d’abandonner."
      />
      <Block>
        <Jobs />
      </Block>
    </>
  );
}

function Jobs() {
  const { data, failure, retry } = useRouteQuery({ query: JOBS, variables: { first: 200, after: null } });
  const [busy, setBusy] = useState<string | null>(null);
  const jobs = data?.troubledJobs;

  async function again(job: Job | null) {
    setBusy(job?.id ?? "all");
    const { data, error } = await client
      .mutation(RETRY_JOBS, { input: { jobId: job?.id ?? null } })
      .toPromise();
    setBusy(null);
    const problem = error ? sentenceOf(failureOf(error)) : data?.retryJobs.errors[0]?.message;
    if (problem) toast(problem, { tone: "late" });
    else toast(`${plural(data?.retryJobs.retried ?? 0, "tâche relancée", "tâches relancées")}.`);
    retry();
  }

  if (!jobs) {
    return failure ? (
      <FailureNotice failure={failure} onRetry={retry} />
    ) : (
      <Loading onRetry={retry}>
        <Bars rows={4} height="4rem" />
      </Loading>
    );
  }
  if (jobs.nodes.length === 0) {
    return (
      <EmptyState
        icon="circle-check"
        title="Aucune tâche en échec."
        action={
          <Button icon="refresh-cw" onClick={retry}>
            Regarder de nouveau
          </Button>
        }
      >
        Tout ce que le service avait à faire est fait, ou attend son heure.
      </EmptyState>
    );
  }
  return (
    <Card
      title={plural(jobs.nodes.length, "tâche", "tâches")}
      aside={
        <Button icon="rotate-ccw" busy={busy === "all"} onClick={() => void again(null)}>
          Tout relancer
        </Button>
      }
    >
      <ul className={css.jobs}>
        {jobs.nodes.map((job) => (
          <li key={job.id}>
            <div className={css.what}>
              <b>{job.about}</b>
              <p>{job.reason}</p>
              <p className="small muted">{when(job)}</p>
            </div>
            <Button icon="rotate-ccw" busy={busy === job.id} onClick={() => void again(job)}>
              Relancer <span className="sr-only">: {job.about}</span>
            </Button>
          </li>
        ))}
      </ul>
    </Card>
  );
}

/** « Demandée le 3 nov. à 14:32, 2 essais, nouvel essai le 3 nov. à 14:40 ». */
function when(job: Job): string {
  const next = job.nextTryAt
    ? `nouvel essai le ${shortInstant(job.nextTryAt)}`
    : `abandonnée le ${shortInstant(job.failedAt ?? job.askedAt)}`;
  return `Demandée le ${shortInstant(job.askedAt)}, ${plural(job.attempts, "essai", "essais")}, ${next}`;
}
