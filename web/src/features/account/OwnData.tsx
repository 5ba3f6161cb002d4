import { useState } from "react";
import { fetchOptions } from "../../app/client";
import { save } from "../../lib/download";
import { Button } from "../../ui/button/Button";
import { Card } from "../../ui/card/Card";
import { Notice } from "../../ui/notice/Notice";
import { toast } from "../../ui/toast/toast";
import css from "./account.module.css";
import type { Words } from "./words";

const ADDRESS = "/mon-compte/donnees.zip";

/** Everything that the school keeps of the person, to take away; once a day (R179). */
export function OwnData({ words }: { words: Words }) {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);

  async function take() {
    setBusy(true);
    setProblem(null);
    try {
      const answer = await fetch(ADDRESS, fetchOptions());
      if (answer.ok) {
        const name = /filename="([^"]+)"/.exec(answer.headers.get("content-disposition") ?? "")?.[1];
        save(name ?? "mes-donnees.zip", await answer.blob());
        toast("Données téléchargées.");
      } else setProblem(await sentenceIn(answer));
    } catch {
      setProblem("Le réseau ne répond pas. Réessayez dans un instant.");
    }
    setBusy(false);
  }

  return (
    <Card title="Mes données">
      <div className={css.body}>
        <p className="small muted">{words.data}</p>
        {problem && (
          <Notice tone="late" title="Rien n’a été téléchargé" alert>
            <p>{problem}</p>
          </Notice>
        )}
        <Button icon="download" busy={busy} onClick={() => void take()}>
          Télécharger mes données
        </Button>
      </div>
    </Card>
  );
}

/** Why the service refused, as it says it. */
async function sentenceIn(answer: Response): Promise<string> {
  const body: unknown = await answer.json().catch(() => null);
  const errors = (body as { errors?: { message?: string }[] } | null)?.errors;
  return errors?.[0]?.message ?? "Le service ne répond pas comme prévu. Réessayez dans un instant.";
}
